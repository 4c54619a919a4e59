// Where an avatar begins, new or come back to life: at a spawn point, far from everybody else but its own side, or, in a room whose options
// gather people (`startRadius`), anywhere in the open about the centre.

import { NO_ENTITY, NO_TEAM } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import type { ArenaRoomWorld } from './arena-room-world.js'
import { CENTRE, SPAWNS } from './map.js'
import { AVATAR_RADIUS } from './rules.js'
import { castToWall, NO_HIT } from './walls.js'

/** Spawn points and joins are spread over this much to either side, units, so that nobody stands inside another. */
const SPAWN_SPREAD = 18

export function placeAtStart(world: ArenaRoomWorld, row: number): void {
  if (world.startRadius > 0) placeAboutCentre(world, row)
  else placeAtSpawn(world, row)
}

/** Onto the spawn point that is farthest from everybody alive who is no ally. */
function placeAtSpawn(world: ArenaWorld, row: number): void {
  const spawn = SPAWNS[loneliestSpawn(world, row)]!
  world.avatar.x[row] = spawn.x + world.random.between(-SPAWN_SPREAD, SPAWN_SPREAD)
  world.avatar.y[row] = spawn.y + world.random.between(-SPAWN_SPREAD, SPAWN_SPREAD)
}

/** Tries places until one is right: the middle of the arena is open, so more than half of them are, whatever the radius. */
function placeAboutCentre({ avatar, random, startRadius }: ArenaRoomWorld, row: number): void {
  for (;;) {
    const dx = random.between(-startRadius, startRadius)
    const dy = random.between(-startRadius, startRadius)
    if (dx * dx + dy * dy > startRadius * startRadius || !isOpen(CENTRE + dx, CENTRE + dy)) continue
    avatar.x[row] = CENTRE + dx
    avatar.y[row] = CENTRE + dy
    return
  }
}

/** Whether an avatar stands clear of every wall there. */
function isOpen(x: number, y: number): boolean {
  return castToWall(x, y, 0, 0, AVATAR_RADIUS) === NO_HIT
}

/** Index of the spawn point whose nearest living enemy is farthest away; of equals the first from a random one on. */
function loneliestSpawn(world: ArenaWorld, newcomer: number): number {
  const offset = world.random.below(SPAWNS.length)
  let best = offset
  let farthest = -1
  for (let i = 0; i < SPAWNS.length; i++) {
    const index = (offset + i) % SPAWNS.length
    const nearest = nearestEnemy(world, SPAWNS[index]!.x, SPAWNS[index]!.y, newcomer)
    if (nearest <= farthest) continue
    farthest = nearest
    best = index
  }
  return best
}

/** Square of the distance to the nearest living avatar that is no ally of the newcomer. */
function nearestEnemy(world: ArenaWorld, x: number, y: number, newcomer: number): number {
  const avatars = world.avatar
  const team = avatars.team[newcomer]!
  let nearest = Number.POSITIVE_INFINITY
  for (let row = 0; row < avatars.end; row++) {
    if (row === newcomer || avatars.id[row] === NO_ENTITY || avatars.health[row] === 0) continue
    if (team !== NO_TEAM && avatars.team[row] === team) continue
    const dx = avatars.x[row]! - x
    const dy = avatars.y[row]! - y
    nearest = Math.min(nearest, dx * dx + dy * dy)
  }
  return nearest
}
