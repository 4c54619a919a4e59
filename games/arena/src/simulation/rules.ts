// The numbers of the game: everything that balance is about stands here and nowhere else. Units, seconds and ticks are
// in the names. Read by the simulation on the server, by prediction on a client and by the page.

import { arenaSchema } from '../../gen-nodejs/arena.state.js'
import { CHEST_REACH, ID_MAX, Weapon, WORLD } from '../../gen-nodejs/arena.types.js'

export const TICK_RATE_HZ = arenaSchema.tickRateHz
/** Time of one step, seconds. */
export const STEP_S = 1 / TICK_RATE_HZ

/** Whole ticks of a time. */
export function ticks(seconds: number): number {
  return Math.round(seconds * TICK_RATE_HZ)
}

/** Side of the square world, units; `WORLD` of the IDL. */
export const WORLD_SIZE = WORLD
export const AVATAR_RADIUS = 16
/** Fastest an avatar moves, units a second. */
export const SPEED_MAX = 160
/** Change of velocity while steering or stopping, units a second, per second. */
export const ACCELERATION = 1_600
/** The longest way of anything but a bullet in one step, units. */
export const STEP_LENGTH_MAX = SPEED_MAX * STEP_S

export const HEALTH_MAX = 100
export const RESPAWN_TICKS = ticks(2)
export const SHIELD_TICKS = ticks(1.5)

/** How far a player sees, units: a little more than the page shows. */
export const VIEW_RADIUS = 700
/** Most that `ArenaOptions.startRadius` may ask for, units: from the centre to the rim. A higher number means this one. */
export const START_RADIUS_MAX = WORLD_SIZE / 2 - AVATAR_RADIUS

/** Most players and bots at a time. A player who finds the arena full takes a bot's place, and watches if there is none. */
export const AVATARS_MAX = 1_000
/** Most bots that `ArenaOptions.bots` may ask for; a higher number means this one. */
export const BOTS_MAX = 500
/** Most bullets in the air. A shot beyond it is not fired (counted by the table). */
export const BULLETS_MAX = 4_096

/** Most kills that `ArenaOptions.matchKills` may ask for, and the longest match; higher numbers mean these. */
export const MATCH_KILLS_MAX = 100
export const MATCH_SECONDS_MAX = 3_600
/** A match waits so long for its players: a seat that nobody has taken by then is another's. */
export const MATCH_WAIT_TICKS = ticks(20)
export const MATCH_COUNTDOWN_TICKS = ticks(5)

/** Farthest that a chest may be from the avatar that opens it, units; `CHEST_REACH` of the IDL. */
export { CHEST_REACH }
export const CHEST_REFILL_TICKS = ticks(20)
export const PICKUP_RADIUS = 14
export const AMMO_MAX = 999

export interface WeaponRules {
  readonly damage: number
  readonly cooldownTicks: number
  /** Bullets of one shot. */
  readonly pellets: number
  /** Largest deviation of a shot from where it was aimed, to either side, radians. */
  readonly jitter: number
  /** Half the angle over which the bullets of one shot fan out evenly, radians. */
  readonly fan: number
  /** Units a second. */
  readonly bulletSpeed: number
  /** Life of a bullet. */
  readonly bulletTicks: number
  /** Shots that come with it, 0: needs none. */
  readonly ammo: number
}

export const WEAPONS: Readonly<Record<Weapon, WeaponRules>> = {
  [Weapon.PISTOL]: {
    damage: 16,
    cooldownTicks: ticks(0.3),
    pellets: 1,
    jitter: 0.02,
    fan: 0,
    bulletSpeed: 900,
    bulletTicks: ticks(0.7),
    ammo: 0,
  },
  [Weapon.SHOTGUN]: {
    damage: 11,
    cooldownTicks: ticks(0.8),
    pellets: 6,
    jitter: 0.03,
    fan: 0.16,
    bulletSpeed: 800,
    bulletTicks: ticks(0.45),
    ammo: 12,
  },
  [Weapon.RIFLE]: {
    damage: 11,
    cooldownTicks: ticks(0.1),
    pellets: 1,
    jitter: 0.05,
    fan: 0,
    bulletSpeed: 1_100,
    bulletTicks: ticks(0.65),
    ammo: 60,
  },
}

/** The farthest that a bullet flies in one step, units. */
export const BULLET_STEP_MAX = 1_100 * STEP_S

/**
 * What events and scores call an avatar: the low 24 bits of its entity id. Bullets use up ids too, so in a room that has
 * been busy for hours ids are wider than a field can be.
 */
export function wireId(entityId: number): number {
  return entityId & ID_MAX
}

/** The direction of one bullet of a shot, radians. */
export function pelletAngle(rules: WeaponRules, heading: number, pellet: number): number {
  return rules.pellets === 1 ? heading : heading + rules.fan * ((2 * pellet) / (rules.pellets - 1) - 1)
}
