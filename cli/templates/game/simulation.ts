// The simulation: dots move and collect coins. All state is in the world, so a step depends on nothing else, and `tickwire dev`
// can put a new one in its place while the game goes on.

import { defineGame } from '@tickwire/server/game'
import { NO_ENTITY, type Simulation } from '@tickwire/simulation'
import { mygameRoomService } from './gen-nodejs/mygame.handlers.js'
import { MygameWorld, mygameSchema, type SteerTable } from './gen-nodejs/mygame.state.js'
import { PLAYERS_MAX, WORLD } from './gen-nodejs/mygame.types.js'

/** Units a tick, of which there are 20 a second. */
const SPEED = 8

/** A dot collects the coins that are as near as this. */
const REACH = 20

const COINS = 24

const simulation: Simulation<MygameWorld, SteerTable, unknown> = {
  create(_options, seed) {
    const world = new MygameWorld(seed, { dot: PLAYERS_MAX, coin: COINS })
    for (let i = 0; i < COINS; i++) placeCoin(world)
    return world
  },

  onJoin(world, { seat, displayName }) {
    const { dot, random } = world
    const row = dot.spawn()
    dot.x[row] = random.between(0, WORLD)
    dot.y[row] = random.between(0, WORLD)
    dot.name[row] = displayName
    world.avatarRow[seat] = row
    return dot.id[row]!
  },

  onLeave: (world, seat) => world.dot.destroy(world.avatarRow[seat]!),

  step(world, steer) {
    const { dot, avatarRow } = world
    for (let i = 0; i < steer.count; i++) {
      const row = avatarRow[steer.seat[i]!]!
      dot.dx[row] = steer.dx[i]!
      dot.dy[row] = steer.dy[i]!
    }
    for (let row = 0; row < dot.end; row++) {
      if (dot.id[row] === NO_ENTITY) continue
      dot.x[row] = inside(dot.x[row]! + dot.dx[row]! * SPEED)
      dot.y[row] = inside(dot.y[row]! + dot.dy[row]! * SPEED)
      collect(world, row)
    }
  },
}

function collect(world: MygameWorld, row: number): void {
  const { dot, coin } = world
  for (let i = 0; i < coin.end; i++) {
    const x = coin.x[i]! - dot.x[row]!
    const y = coin.y[i]! - dot.y[row]!
    if (coin.id[i] === NO_ENTITY || x * x + y * y > REACH * REACH) continue
    coin.destroy(i)
    placeCoin(world)
    dot.score[row]!++
  }
}

function placeCoin({ coin, random }: MygameWorld): void {
  const row = coin.spawn()
  coin.x[row] = random.between(0, WORLD)
  coin.y[row] = random.between(0, WORLD)
}

function inside(place: number): number {
  return Math.min(Math.max(place, 0), WORLD)
}

export default defineGame({
  schema: mygameSchema,
  service: mygameRoomService,
  handlers: {},
  simulation,
  viewRadius: 2 * WORLD,
  staticDir: new URL('page/', import.meta.url),
})
