// What the README says about the cost of state: bytes of whole snapshots, headers and owner record included, for each mover
// in view. Counted, not timed, so the figures are the same on every machine.

import { Replicator } from '@tickwire/server/internals'
import { Random } from '@tickwire/simulation'
import t from 'tap'
import { FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'

const MOVERS = 50
const TICK_MS = 50
/** Everybody stays inside this square, and the client sees all of it, units. */
const SQUARE = { min: 1_400, max: 2_700 }
const VIEW_RADIUS = 4_000
/** Units a tick: 100 a second at most. */
const STEP_MAX = 5

/** Bytes a mover and snapshot. @param turnChance - that a mover takes another direction in a tick */
function cost(turnChance: number, step = STEP_MAX): number {
  const random = new Random(7)
  const world = new FieldWorld(1, { avatar: MOVERS + 1, chest: 1, score: 1, beacon: 1, note: 1, landmark: 1 })
  const replicator = new Replicator(fieldSchema, world, VIEW_RADIUS)
  const { avatar } = world
  const movers = Array.from({ length: MOVERS + 1 }, () => {
    const row = avatar.spawn()
    avatar.x[row] = random.between(1_500, 2_500)
    avatar.y[row] = random.between(1_500, 2_500)
    return { row, dx: 0, dy: 0 }
  }).slice(1)
  let bytes = 0
  const link = {
    send: (packet: Uint8Array) => {
      bytes += packet.length
      return 1
    },
    bufferedBytes: () => 0,
  }
  const client = replicator.createClient(0, link, 0)
  let from = 0
  for (let tick = 1; tick <= 500; tick++) {
    for (const mover of movers) {
      if (tick === 1 || random.chance(turnChance)) {
        const way = random.between(0, 2 * Math.PI)
        const length = step * random.between(0.3, 1)
        Object.assign(mover, { dx: length * Math.cos(way), dy: length * Math.sin(way) })
        avatar.heading[mover.row] = way
      }
      const { row } = mover
      avatar.x[row] = avatar.x[row]! + mover.dx
      avatar.y[row] = avatar.y[row]! + mover.dy
      if (avatar.x[row]! < SQUARE.min || avatar.x[row]! > SQUARE.max) mover.dx = -mover.dx
      if (avatar.y[row]! < SQUARE.min || avatar.y[row]! > SQUARE.max) mover.dy = -mover.dy
    }
    world.snap()
    replicator.follow(client, avatar.id[0]!)
    replicator.emit(tick, [client])
    replicator.send(client, tick * TICK_MS, 1)
    client.congestion.acknowledge(tick, tick * TICK_MS)
    // By then everybody has entered.
    if (tick === 100) from = bytes
  }
  return (bytes - from) / 400 / MOVERS
}

t.test('rule 17: a mover costs what the README says', async (t) => {
  const figures = { turning: cost(1 / 20), straight: cost(0), restless: cost(1 / 5) }
  const rounded = Object.values(figures).map((figure) => figure.toFixed(1))
  t.same(rounded, ['0.6', '0.3', '1.2'])
})

t.test('rule 8: a sleeper costs nothing: what is left is the snapshot itself', async (t) => {
  t.ok(cost(0, 0) * MOVERS <= 3, 'at most 3 bytes a snapshot')
})
