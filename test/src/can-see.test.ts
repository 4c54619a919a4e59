// What a game hides inside the radius (`Simulation.canSee`): never sent while hidden, taken away with its reason.

import { Replica } from '@tickwire/client/replica'
import { LeaveReason } from '@tickwire/protocol'
import { Replicator } from '@tickwire/server/internals'
import t from 'tap'
import { FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'

const STEP_MS = 50

/** Interest is evaluated for a quarter of the clients an emission, and what entered stays a second. */
const SETTLED_TICKS = 30

t.test('a hidden entity is not sent; shown it enters, hidden again it leaves as hidden', async (t) => {
  const world = new FieldWorld(1, { avatar: 1, chest: 2, score: 1, beacon: 1, note: 1, landmark: 1 })
  const avatar = world.avatar.id[world.avatar.spawn()]!
  const [open, hidden] = [world.chest.spawn(), world.chest.spawn()].map((row) => world.chest.id[row]!)
  let isHidden = true
  const replicator = new Replicator(fieldSchema, world, 100, (seat, { type, row }) => {
    t.equal(seat, 3)
    return !isHidden || world.tables[type]!.id[row] !== hidden
  })
  const left: (readonly [number, number])[] = []
  const replica = new Replica(fieldSchema, 0, 1, {
    left: ({ id }, reason) => left.push([id, reason]),
    entered() {},
    event() {},
  })
  const send = (bytes: Uint8Array): number => {
    t.equal(replica.apply(bytes), undefined)
    return 1
  }
  const client = replicator.createClient(3, { send, bufferedBytes: () => 0 }, 0)
  let tick = 0
  const settle = (): number[] => {
    for (let i = 0; i < SETTLED_TICKS; i++) {
      tick++
      replicator.follow(client, avatar)
      replicator.emit(tick, [client])
      replicator.send(client, tick * STEP_MS, 1)
      client.congestion.acknowledge(tick, tick * STEP_MS)
    }
    return [...replica.entities.keys()].sort((a, b) => a - b)
  }
  t.same(settle(), [open])
  isHidden = false
  t.same([settle(), left], [[open, hidden], []])
  isHidden = true
  t.same([settle(), left], [[open], [[hidden, LeaveReason.HIDDEN]]])
})
