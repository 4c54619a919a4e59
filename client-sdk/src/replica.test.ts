// The replica on hand-made snapshots; whole random worlds against the real encoder are in test/.

import { BitWriter, Group, ServerFrame, writeVaruint } from '@tickwire/protocol'
import fc from 'fast-check'
import t from 'tap'
import { BangEvent, type MoverView, snapshot, toySchema } from './bench.test.helper.js'
import { Replica } from './replica.js'

function newReplica(): { replica: Replica; notices: string[] } {
  const notices: string[] = []
  const replica = new Replica(toySchema, 100, 1, {
    entered: (view, reason) => notices.push(`+${view.id} ${reason}`),
    left: (view, reason, cause) => notices.push(`-${view.id} ${reason} ${cause}`),
    event: (type, event) => notices.push(`${type.name} ${JSON.stringify(event)}`),
  })
  return { replica, notices }
}

const mover = (replica: Replica, id: number) => replica.entities.get(id) as MoverView

t.test('enters, values, leaves and events of a snapshot', async (t) => {
  const { replica, notices } = newReplica()
  t.equal(
    replica.apply(
      snapshot({
        enters: [
          { id: 7, x: 100 },
          { id: 9, x: 200 },
        ],
      }),
    ),
    undefined,
  )
  t.same(notices.splice(0), ['+7 1', '+9 1'])
  t.equal(replica.apply(snapshot({ codes: [5, -3] })), undefined)
  t.equal(replica.apply(snapshot({ codes: ['goesOn', 'goesOn'] })), undefined)
  t.equal(mover(replica, 7).x, 110)
  t.equal(mover(replica, 9).x, 194)
  t.equal(replica.apply(snapshot({ leaves: [{ slot: 0, slotBits: 1 }], codes: [0], bangs: [4] })), undefined)
  t.same(notices.splice(0), ['-7 0 9', 'Bang {"size":4}'])
  t.same([...replica.entities.keys()], [9])
  t.equal(replica.tick, 104)
})

t.test('a count of events that no snapshot holds is refused at once, even where an event has no bits', async (t) => {
  const nothing = { ...BangEvent, read: () => ({}) }
  const listener = { entered: () => {}, left: () => {}, event: () => t.fail('an event') }
  const replica = new Replica({ ...toySchema, events: [nothing] }, 100, 1, listener)
  const frame = new BitWriter(64)
  frame.write(ServerFrame.snapshot, 8)
  // Header, owner and structure as usual; no entity is known.
  frame.write(0, 3 + 2 + 1)
  writeVaruint(frame, 4_000_000_000, Group.events)
  t.equal(replica.apply(frame.bytes()), 'EVENTS')
})

t.test('rule 8: a jump is not interpolated across', async (t) => {
  const { replica } = newReplica()
  replica.apply(snapshot({ enters: [{ id: 1, x: 100 }] }))
  for (const code of [10, 'goesOn', 0] as const) replica.apply(snapshot({ codes: [code] }))
  const view = mover(replica, 1)
  view.showAt(103.5)
  t.equal(view.shown.x, 125, 'halfway between two samples')
  replica.apply(snapshot({ codes: [{ jumpTo: 900 }] }))
  for (const tick of [103.2, 104.5, 105, 106]) {
    view.showAt(tick)
    t.equal(view.shown.x, 900, `at ${tick}`)
  }
  replica.apply(snapshot({ codes: [10] }))
  view.showAt(105.5)
  t.equal(view.shown.x, 905)
})

t.test('of a room that emits less often, entities are drawn moving evenly all the same', async (t) => {
  const { replica } = newReplica()
  const late = { ticks: 2, missed: false }
  replica.apply(snapshot({ enters: [{ id: 1, x: 100 }] }))
  for (const code of [10, 'goesOn', 0, 0] as const) replica.apply(snapshot({ ...late, codes: [code] }))
  t.equal(replica.interval, 2)
  const view = mover(replica, 1)
  const drawn = [0, 1, 2, 3, 4, 5].map((tick) => {
    view.showAt(replica.tick - 6 + tick)
    return view.shown.x
  })
  t.same(
    drawn.slice(1).map((x, i) => x - drawn[i]!),
    [5, 5, 5, 5, 5],
  )
})

t.test('snapshots that the server left out are counted, those that nobody got are not', async (t) => {
  const { replica } = newReplica()
  replica.apply(snapshot())
  replica.apply(snapshot({ ticks: 4, missed: true }))
  t.equal(replica.missedCount, 3)
  replica.apply(snapshot({ ticks: 2, missed: false }))
  t.equal(replica.missedCount, 3, 'the room sends every other one')
  replica.apply(snapshot({ ticks: 6, missed: true }))
  t.equal(replica.missedCount, 5)
})

t.test('a snapshot is refused whole where it breaks a rule', async (t) => {
  const refuses = (frame: Uint8Array, reason: string) => t.equal(newReplica().replica.apply(frame), reason)
  refuses(Uint8Array.of(3), 'FRAME_KIND')
  refuses(Uint8Array.of(2), 'TRUNCATED')
  refuses(snapshot({ ticks: 0 }), 'TICK')
  refuses(snapshot({ timeFactor: 0 }), 'TIME_FACTOR')
  refuses(snapshot({ leaves: [{ slot: 0, slotBits: 0 }] }), 'BAD_SLOT')
  refuses(snapshot({ enters: [{ id: 1, x: 1001 }] }), 'VALUE_RANGE')
  refuses(
    snapshot({
      enters: [
        { id: 1, x: 1 },
        { id: 1, x: 2 },
      ],
    }),
    'ENTER',
  )
  refuses(Uint8Array.of(...snapshot(), 0), 'TRAILING_BITS')
})

t.test('noise never throws', async (t) => {
  const start = snapshot({
    own: { id: 5, x: 9 },
    enters: [
      { id: 1, x: 1 },
      { id: 2, x: 2 },
      { id: 3, x: 3 },
    ],
  })
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 6 }), (bodies) => {
      const { replica } = newReplica()
      replica.apply(start)
      for (const body of bodies) if (replica.apply(Uint8Array.of(2, ...body)) !== undefined) return
      for (const view of replica.entities.values()) view.showAt(101)
    }),
    { numRuns: 3_000 },
  )
  t.pass()
})
