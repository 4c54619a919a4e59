// Getting hurt, dying, scoring, coming back. The only module that lowers health or writes scores.

import { NO_ENTITY, NO_ROW } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import { Weapon } from '../../gen-nodejs/arena.types.js'
import type { ArenaRoomWorld } from './arena-room-world.js'
import { PICKUPS } from './map.js'
import { HEALTH_MAX, RESPAWN_TICKS, SHIELD_TICKS, WEAPONS, wireId } from './rules.js'
import { countKill } from './sides.js'
import { placeAtStart } from './start-places.js'

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
  if (isKillerHere) {
    count(world.score.kills, avatars.scoreRow[killer]!)
    countKill(world, avatars.team[killer]!)
  }
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
export function passTime(world: ArenaRoomWorld): void {
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

/** Puts an avatar, new or dead, where one starts, unhurt and armed as at first. */
export function bringToLife(world: ArenaRoomWorld, row: number): void {
  const avatars = world.avatar
  placeAtStart(world, row)
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
