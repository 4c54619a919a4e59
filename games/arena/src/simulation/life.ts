// Getting hurt, dying, scoring, coming back. The only module that lowers health or writes scores.

import { NO_ENTITY, NO_ROW } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import { Weapon } from '../../gen-nodejs/arena.types.js'
import { PICKUPS, SPAWNS } from './map.js'
import { HEALTH_MAX, RESPAWN_TICKS, SHIELD_TICKS, WEAPONS, wireId } from './rules.js'

/** Spawn points and joins are spread over this much to either side, units, so that nobody stands inside another. */
const SPAWN_SPREAD = 18

/** The highest that `kills` and `deaths` can count. */
const SCORE_MAX = 65_535

/** A bullet hits a living avatar. */
export function hurt(world: ArenaWorld, victim: number, bullet: number): void {
  const { avatar: avatars, bullet: bullets } = world
  if (avatars.shieldTicks[victim]! > 0) return
  const weapon = bullets.weapon[bullet]! as Weapon
  const health = avatars.health[victim]!
  const damage = Math.min(health, WEAPONS[weapon].damage)
  avatars.health[victim] = health - damage
  const victimId = wireId(avatars.id[victim]!)
  const shooterId = wireId(bullets.shooterId[bullet]!)
  world.hit.emit(avatars.x[victim]!, avatars.y[victim]!, shooterId, victimId, damage)
  if (damage < health) return
  die(world, victim)
  const killer = bullets.shooterRow[bullet]!
  const isKillerHere = avatars.id[killer] === bullets.shooterId[bullet]
  if (isKillerHere) count(world.score.kills, avatars.scoreRow[killer]!)
  world.kill.emit(isKillerHere ? shooterId : NO_ENTITY, victimId, weapon)
}

function die(world: ArenaWorld, row: number): void {
  const avatars = world.avatar
  avatars.vx[row] = 0
  avatars.vy[row] = 0
  avatars.respawnTicks[row] = RESPAWN_TICKS
  count(world.score.deaths, avatars.scoreRow[row]!)
}

function count(column: Int32Array, row: number): void {
  if (column[row]! < SCORE_MAX) column[row]!++
}

/** Counts shields and the waiting time of the dead down; brings back whose time has come. */
export function passTime(world: ArenaWorld): void {
  const avatars = world.avatar
  for (let row = 0; row < avatars.end; row++) {
    if (avatars.id[row] === NO_ENTITY) continue
    if (avatars.health[row] === 0) {
      avatars.respawnTicks[row]!--
      if (avatars.respawnTicks[row] === 0) bringToLife(world, row)
    } else if (avatars.shieldTicks[row]! > 0) {
      avatars.shieldTicks[row]!--
    }
    avatars.shielded[row] = avatars.shieldTicks[row]! > 0 ? 1 : 0
  }
}

/** Puts an avatar, new or dead, onto the spawn point that is farthest from everybody else alive. */
export function bringToLife(world: ArenaWorld, row: number): void {
  const avatars = world.avatar
  const spawn = SPAWNS[loneliestSpawn(world, row)]!
  avatars.x[row] = spawn.x + world.random.between(-SPAWN_SPREAD, SPAWN_SPREAD)
  avatars.y[row] = spawn.y + world.random.between(-SPAWN_SPREAD, SPAWN_SPREAD)
  avatars.vx[row] = 0
  avatars.vy[row] = 0
  avatars.health[row] = HEALTH_MAX
  avatars.weapon[row] = Weapon.PISTOL
  avatars.ammo[row] = 0
  avatars.cooldownTicks[row] = 0
  avatars.respawnTicks[row] = 0
  avatars.shieldTicks[row] = SHIELD_TICKS
  avatars.shielded[row] = 1
  avatars.targetRow[row] = NO_ROW
  avatars.goal[row] = world.random.below(PICKUPS.length)
  avatars.thinkTicks[row] = 0
  avatars.jump(row)
}

/** Index of the spawn point whose nearest living avatar is farthest away; of equals the first from a random one on. */
function loneliestSpawn(world: ArenaWorld, newcomer: number): number {
  const offset = world.random.below(SPAWNS.length)
  let best = offset
  let farthest = -1
  for (let i = 0; i < SPAWNS.length; i++) {
    const index = (offset + i) % SPAWNS.length
    const nearest = nearestAvatar(world, SPAWNS[index]!.x, SPAWNS[index]!.y, newcomer)
    if (nearest <= farthest) continue
    farthest = nearest
    best = index
  }
  return best
}

/** Square of the distance to the nearest living avatar but one. */
function nearestAvatar(world: ArenaWorld, x: number, y: number, but: number): number {
  const avatars = world.avatar
  let nearest = Number.POSITIVE_INFINITY
  for (let row = 0; row < avatars.end; row++) {
    if (row === but || avatars.id[row] === NO_ENTITY || avatars.health[row] === 0) continue
    const dx = avatars.x[row]! - x
    const dy = avatars.y[row]! - y
    nearest = Math.min(nearest, dx * dx + dy * dy)
  }
  return nearest
}
