// The ground plan keeps the promises that the rules make: room to spawn, a chest at hand, nothing inside a wall.

import t from 'tap'
import { CHESTS, PICKUPS, type Place, SPAWNS, WALLS } from './map.js'
import { AVATAR_RADIUS, CHEST_REACH, WORLD_SIZE } from './rules.js'

/** The farthest that chance puts somebody from a spawn point, units. */
const SPAWN_SPREAD = 18 * Math.SQRT2

function distanceToWalls({ x, y }: Place): number {
  const distances = WALLS.map((wall) =>
    Math.hypot(x - Math.min(Math.max(x, wall.x0), wall.x1), y - Math.min(Math.max(y, wall.y0), wall.y1)),
  )
  return Math.min(...distances, x, y, WORLD_SIZE - x, WORLD_SIZE - y)
}

t.test('spawn points, chests and pick-ups stand clear of the walls', async (t) => {
  for (const spawn of SPAWNS)
    t.ok(distanceToWalls(spawn) > AVATAR_RADIUS + SPAWN_SPREAD, `spawn ${spawn.x}, ${spawn.y}`)
  for (const place of [...CHESTS, ...PICKUPS])
    t.ok(distanceToWalls(place) > AVATAR_RADIUS, `item ${place.x}, ${place.y}`)
})

t.test('wherever chance puts a newcomer, a chest is within reach', async (t) => {
  for (const spawn of SPAWNS) {
    const nearest = Math.min(...CHESTS.map((chest) => Math.hypot(chest.x - spawn.x, chest.y - spawn.y)))
    t.ok(nearest + SPAWN_SPREAD <= CHEST_REACH, `spawn ${spawn.x}, ${spawn.y}: ${nearest}`)
  }
})

t.test('no gap between two walls is too narrow for an avatar', async (t) => {
  const narrow = WALLS.flatMap((a) =>
    WALLS.filter((b) => {
      const dx = Math.max(a.x0 - b.x1, b.x0 - a.x1, 0)
      const dy = Math.max(a.y0 - b.y1, b.y0 - a.y1, 0)
      const gap = Math.hypot(dx, dy)
      return gap > 0 && gap < 2 * AVATAR_RADIUS + 4
    }).map((b) => [a, b]),
  )
  t.same(narrow, [])
})

t.test('the map is the same from all four sides', async (t) => {
  const turned = (place: Place): string => `${WORLD_SIZE - place.y} ${place.x}`
  for (const places of [SPAWNS, CHESTS, PICKUPS]) {
    const all = new Set(places.map((place) => `${place.x} ${place.y}`))
    for (const place of places) t.ok(all.has(turned(place)), turned(place))
  }
})
