import { KNOWN_ENTITIES_MAX } from '@tickwire/protocol'
import t from 'tap'
import { KnownList, NO_SLOT, SlotState } from './known-list.js'

t.test('slots that leave are taken again last first, as the other end does', async (t) => {
  const known = new KnownList(20)
  for (let i = 0; i < 5; i++) known.enter(10 + i, i, SlotState.live, 1)
  known.leave(1)
  known.leave(3)
  known.enter(99, 9, SlotState.quiet, 2)
  t.equal(known.entity[3], 99)
  known.enter(98, 8, SlotState.live, 2)
  t.equal(known.entity[1], 98)
  known.enter(97, 7, SlotState.live, 2)
  t.equal(known.entity[5], 97)
  t.equal(known.count, 6)
})

t.test('the live entities are listed in the order of their slots, whatever changed', async (t) => {
  const known = new KnownList(1_000)
  const live = () => [...known.liveIndexes.subarray(0, known.liveCount)]
  for (let i = 0; i < 300; i++) known.enter(1 + i, 999 - i, SlotState.live, 1)
  t.same(
    live(),
    Array.from({ length: 300 }, (_, i) => 999 - i),
  )
  known.setState(0, SlotState.quiet)
  known.setState(1, SlotState.stale)
  known.leave(2)
  known.enter(500, 5, SlotState.live, 2)
  t.same(live().slice(0, 3), [5, 996, 995])
  known.setState(0, SlotState.live)
  t.same(live().slice(0, 3), [999, 5, 996])
})

t.test('an index names the entity that was entered under it, and no other', async (t) => {
  const known = new KnownList(10)
  known.enter(7, 3, SlotState.live, 1)
  t.equal(known.slotOf(3, 7), 0)
  t.equal(known.slotOf(3, 8), NO_SLOT, 'another entity has the row by now')
  t.equal(known.slotOf(4, 7), NO_SLOT)
  known.leave(0)
  t.equal(known.slotOf(3, 7), NO_SLOT)
})

t.test('its memory grows with what is known, up to the limit', async (t) => {
  const known = new KnownList(2 * KNOWN_ENTITIES_MAX)
  const slots = known.state.length
  for (let i = 0; i < KNOWN_ENTITIES_MAX; i++) known.enter(1 + i, i, SlotState.live, 1)
  t.ok(slots < 100)
  t.equal(known.state.length, KNOWN_ENTITIES_MAX)
  t.equal(known.entity[KNOWN_ENTITIES_MAX - 1], KNOWN_ENTITIES_MAX)
})
