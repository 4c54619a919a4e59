// Where avatars begin when the room's options gather them; spawn points are tested with the room and the players.

import t from 'tap'
import { steppedArena } from '../stepped-arena.js'
import { CENTRE } from './map.js'
import { AVATAR_RADIUS, RESPAWN_TICKS, START_RADIUS_MAX } from './rules.js'
import { castToWall, NO_HIT } from './walls.js'

type Arena = ReturnType<typeof steppedArena>

function places({ world }: Arena): { readonly x: number; readonly y: number; readonly fromCentre: number }[] {
  const { x, y, end } = world.avatar
  return Array.from({ length: end }, (_, row) => {
    return { x: x[row]!, y: y[row]!, fromCentre: Math.hypot(x[row]! - CENTRE, y[row]! - CENTRE) }
  })
}

const farthest = (arena: Arena) => Math.max(...places(arena).map(({ fromCentre }) => fromCentre))

t.test('startRadius gathers bots and players about the centre, clear of the walls', async (t) => {
  for (const startRadius of [1, 60, 400, START_RADIUS_MAX]) {
    const arena = steppedArena({ seed: 4, bots: 200, startRadius })
    for (let seat = 0; seat < 200; seat++) arena.join(seat)
    const far = farthest(arena)
    t.ok(far <= startRadius && far > 0.9 * startRadius, `${startRadius}: up to ${far}`)
    const inWalls = places(arena).filter(({ x, y }) => castToWall(x, y, 0, 0, AVATAR_RADIUS) !== NO_HIT)
    t.same(inWalls, [], `${startRadius}`)
  }
})

t.test('who comes back to life starts there too', async (t) => {
  const arena = steppedArena({ startRadius: 100 })
  const row = arena.join(0)
  arena.put(row, 100, 100)
  arena.world.avatar.health[row] = 0
  arena.world.avatar.respawnTicks[row] = RESPAWN_TICKS
  arena.step(RESPAWN_TICKS)
  t.ok(arena.world.avatar.health[row]! > 0)
  t.ok(farthest(arena) <= 100)
})

t.test('a radius beyond the world means the whole of it, and nonsense means spawn points', async (t) => {
  t.equal(steppedArena({ startRadius: 1_000_000 }).world.startRadius, START_RADIUS_MAX)
  const usual = steppedArena({ seed: 9, bots: 20 })
  for (const startRadius of [0, -5, Number.NaN, null, undefined]) {
    const arena = steppedArena({ seed: 9, bots: 20, startRadius })
    t.same(places(arena), places(usual), `${startRadius}`)
  }
  t.ok(farthest(usual) > 800)
})
