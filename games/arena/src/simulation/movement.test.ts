// Whatever a client sends, its avatar keeps the speed limit and stays out of walls.

import fc from 'fast-check'
import t from 'tap'
import { steppedArena } from '../stepped-arena.js'
import { PICKUPS, WALLS } from './map.js'
import { MOVE_MAX } from './movement.js'
import { AVATAR_RADIUS, SPEED_MAX, STEP_LENGTH_MAX, STEP_S, WORLD_SIZE } from './rules.js'

/** A step ends with places snapped to 1/256, maybe into a wall, out of which the next step pushes: twice, on both axes. */
const SNAP = 4 / 256

/** Sliding round the corner of a wall lengthens a single step by at most this factor. */
const CORNER = 1.06

const move = fc.integer({ min: -MOVE_MAX, max: MOVE_MAX })
const legs = fc.array(fc.record({ moveX: move, moveY: move, ticks: fc.integer({ min: 1, max: 40 }) }), {
  maxLength: 12,
})
const start = fc.constantFrom(...PICKUPS)

function depthInWalls(x: number, y: number): number {
  let depth = Math.max(
    AVATAR_RADIUS - x,
    AVATAR_RADIUS - y,
    x - WORLD_SIZE + AVATAR_RADIUS,
    y - WORLD_SIZE + AVATAR_RADIUS,
  )
  for (const wall of WALLS) {
    const dx = Math.max(wall.x0 - x, x - wall.x1, 0)
    const dy = Math.max(wall.y0 - y, y - wall.y1, 0)
    depth = Math.max(depth, AVATAR_RADIUS - Math.hypot(dx, dy))
  }
  return depth
}

t.test('walls cannot be entered and the speed limit holds, for any input', async (t) => {
  const arena = steppedArena()
  const row = arena.join(0)
  const { x, y, vx, vy, health } = arena.world.avatar
  const property = fc.property(start, legs, (at, moves) => {
    arena.put(row, at.x, at.y)
    vx[row] = 0
    vy[row] = 0
    for (const leg of moves) {
      for (let tick = 0; tick < leg.ticks; tick++) {
        const from = { x: x[row]!, y: y[row]! }
        arena.command(0, { moveX: leg.moveX, moveY: leg.moveY })
        arena.step()
        const stepLength = Math.hypot(x[row]! - from.x, y[row]! - from.y)
        if (stepLength > STEP_LENGTH_MAX * CORNER + SNAP) throw new Error(`moved ${stepLength} units in a step`)
        if (Math.hypot(vx[row]!, vy[row]!) > SPEED_MAX + SNAP) throw new Error('faster than SPEED_MAX')
        const depth = depthInWalls(x[row]!, y[row]!)
        if (depth > SNAP) throw new Error(`${depth} units inside a wall at ${x[row]}, ${y[row]}`)
      }
    }
    return health[row]! > 0
  })
  fc.assert(property, { numRuns: 150 })
  t.pass('150 walks')
})

t.test('an avatar is at full speed within 0.15 s, in every direction, and stands within 0.15 s', async (t) => {
  const arena = steppedArena()
  const row = arena.join(0)
  const { vx, vy } = arena.world.avatar
  arena.put(row, 1200, 1200)
  arena.command(0, { moveX: MOVE_MAX, moveY: -MOVE_MAX })
  arena.step(3)
  t.ok(Math.abs(Math.hypot(vx[row]!, vy[row]!) - SPEED_MAX) < 0.1)
  t.ok(vx[row]! > 0 && vy[row]! < 0)
  arena.command(0, {})
  arena.step(3)
  t.equal(Math.hypot(vx[row]!, vy[row]!), 0)
})

t.test('a wall is slid along, not stuck to', async (t) => {
  const arena = steppedArena()
  const row = arena.join(0)
  const wall = WALLS[0]!
  arena.put(row, wall.x0 + 20, wall.y0 - AVATAR_RADIUS)
  arena.command(0, { moveX: MOVE_MAX, moveY: MOVE_MAX })
  arena.step(10)
  t.ok(arena.world.avatar.x[row]! - wall.x0 - 20 > 0.6 * SPEED_MAX * 10 * STEP_S)
  t.ok(Math.abs(arena.world.avatar.y[row]! - (wall.y0 - AVATAR_RADIUS)) < 0.01)
})

t.test('a half-pushed stick walks at half speed, and the last command is held', async (t) => {
  const arena = steppedArena()
  const row = arena.join(0)
  arena.put(row, 1200, 1200)
  arena.command(0, { moveX: 64 })
  arena.step(5)
  t.ok(Math.abs(arena.world.avatar.vx[row]! - (SPEED_MAX * 64) / MOVE_MAX) < 0.1)
})
