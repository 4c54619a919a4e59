// Firing and flight. A shot puts its bullets at the edge of the avatar; every step moves each bullet straight on, to the
// first thing on its way: a wall, an avatar, or the end of its life. A player saw the others late when it aimed, so its bullet first
// flies as long as that at once, past them as it saw them; from then on it is where the player sees it, and so are they.

import { NO_ENTITY, NO_ROW, NO_TEAM, simmath } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import { Weapon } from '../../gen-nodejs/arena.types.js'
import type { AvatarGrid } from './avatar-grid.js'
import { hurt } from './life.js'
import { AVATAR_RADIUS, pelletAngle, STEP_LENGTH_MAX, STEP_S, WEAPONS, wireId } from './rules.js'
import { isFought } from './sides.js'
import { castToWall, NO_HIT } from './walls.js'

/** Half the width of a bullet, units. */
const BULLET_RADIUS = 2
const HIT_RADIUS = AVATAR_RADIUS + BULLET_RADIUS

/** Counts cooldowns down and lets everybody fire who wants to and can. */
export function fireWeapons(world: ArenaWorld): void {
  const avatars = world.avatar
  const mayFire = isFought(world)
  for (let row = 0; row < avatars.end; row++) {
    if (avatars.id[row] === NO_ENTITY) continue
    if (avatars.cooldownTicks[row]! > 0) avatars.cooldownTicks[row]!--
    const wants = avatars.firing[row] === 1 || avatars.triggered[row] === 1
    avatars.triggered[row] = 0
    if (wants && mayFire && avatars.health[row]! > 0 && avatars.cooldownTicks[row] === 0) fire(world, row)
  }
}

function fire(world: ArenaWorld, row: number): void {
  const avatars = world.avatar
  const weapon = avatars.weapon[row]! as Weapon
  const rules = WEAPONS[weapon]
  avatars.cooldownTicks[row] = rules.cooldownTicks
  avatars.shieldTicks[row] = 0
  const heading = simmath.wrapAngle(avatars.aim[row]! + world.random.between(-rules.jitter, rules.jitter))
  for (let pellet = 0; pellet < rules.pellets; pellet++) launch(world, row, weapon, pelletAngle(rules, heading, pellet))
  world.shot.emit(avatars.x[row]!, avatars.y[row]!, heading, weapon, wireId(avatars.id[row]!))
  if (rules.ammo === 0) return
  avatars.ammo[row]!--
  if (avatars.ammo[row] === 0) avatars.weapon[row] = Weapon.PISTOL
}

function launch(world: ArenaWorld, shooter: number, weapon: Weapon, angle: number): void {
  const { avatar: avatars, bullet: bullets } = world
  const x = avatars.x[shooter]!
  const y = avatars.y[shooter]!
  const alongX = simmath.cos(angle)
  const alongY = simmath.sin(angle)
  // A gun held into a wall does not fire through it.
  if (castToWall(x, y, alongX * AVATAR_RADIUS, alongY * AVATAR_RADIUS, BULLET_RADIUS) !== NO_HIT) return
  const row = bullets.spawn()
  if (row === NO_ROW) return
  const rules = WEAPONS[weapon]
  bullets.x[row] = x + alongX * AVATAR_RADIUS
  bullets.y[row] = y + alongY * AVATAR_RADIUS
  bullets.vx[row] = alongX * rules.bulletSpeed
  bullets.vy[row] = alongY * rules.bulletSpeed
  bullets.weapon[row] = weapon
  bullets.shooterRow[row] = shooter
  bullets.shooterId[row] = avatars.id[shooter]!
  bullets.team[row] = avatars.team[shooter]!
  bullets.ticksLeft[row] = rules.bulletTicks
  bullets.lagTicks[row] = world.viewLag(avatars.seat[shooter]!)
}

/** Moves every bullet that was in the air before this step's shots. */
export function flyBullets(world: ArenaWorld, grid: AvatarGrid): void {
  const bullets = world.bullet
  for (let row = 0; row < bullets.end; row++) {
    if (bullets.id[row] !== NO_ENTITY) fly(world, grid, row, 1, 0)
  }
}

/** Lets this step's shots fly through what their players have yet to see, after everybody has fired. */
export function catchUpBullets(world: ArenaWorld, grid: AvatarGrid): void {
  const bullets = world.bullet
  for (let row = 0; row < bullets.end; row++) {
    let ticksAgo = bullets.id[row] === NO_ENTITY ? 0 : bullets.lagTicks[row]!
    bullets.lagTicks[row] = 0
    while (ticksAgo > 0 && bullets.id[row] !== NO_ENTITY) {
      const ticks = Math.min(1, ticksAgo)
      ticksAgo -= ticks
      fly(world, grid, row, ticks, ticksAgo)
    }
  }
}

/**
 * Moves a bullet on by a step or a part of one.
 * @param ticksAgo - when it meets the others, as its shooter saw them; 0: now
 */
function fly(world: ArenaWorld, grid: AvatarGrid, row: number, ticks: number, ticksAgo: number): void {
  const bullets = world.bullet
  const flown = Math.min(ticks, bullets.ticksLeft[row]!)
  const dx = bullets.vx[row]! * STEP_S * flown
  const dy = bullets.vy[row]! * STEP_S * flown
  const toWall = castToWall(bullets.x[row]!, bullets.y[row]!, dx, dy, BULLET_RADIUS)
  const victim = firstAvatarOn(world, grid, row, dx, dy, Math.min(1, toWall), ticksAgo)
  if (victim !== NO_ROW) {
    hurt(world, victim, row)
    bullets.destroy(row)
    return
  }
  if (toWall !== NO_HIT) {
    bullets.destroy(row)
    return
  }
  bullets.x[row] = bullets.x[row]! + dx
  bullets.y[row] = bullets.y[row]! + dy
  bullets.ticksLeft[row] = bullets.ticksLeft[row]! - flown
  if (bullets.ticksLeft[row] === 0) bullets.destroy(row)
}

/** The living avatar, not the shooter nor one of its side, that a bullet meets first within `partMax` of its way; of two at once the lower row. */
function firstAvatarOn(
  world: ArenaWorld,
  grid: AvatarGrid,
  bullet: number,
  dx: number,
  dy: number,
  partMax: number,
  ticksAgo: number,
): number {
  const { avatar: avatars, bullet: bullets } = world
  const x = bullets.x[bullet]!
  const y = bullets.y[bullet]!
  const shooterId = bullets.shooterId[bullet]
  const team = bullets.team[bullet]
  const seen = world.rewind(avatars, avatars.seat[bullets.shooterRow[bullet]!]!, ticksAgo)
  // The grid has them where they are now.
  const reach = HIT_RADIUS + ticksAgo * STEP_LENGTH_MAX
  const right = grid.column(Math.max(x, x + dx) + reach)
  const bottom = grid.column(Math.max(y, y + dy) + reach)
  const left = grid.column(Math.min(x, x + dx) - reach)
  let victim = NO_ROW
  let first = partMax
  for (let line = grid.column(Math.min(y, y + dy) - reach); line <= bottom; line++) {
    for (let column = left; column <= right; column++) {
      for (let row = grid.firstIn(column, line); row !== NO_ROW; row = grid.after(row)) {
        if (avatars.id[row] === shooterId || avatars.health[row] === 0) continue
        if (team !== NO_TEAM && avatars.team[row] === team) continue
        if (!seen.sees(row)) continue
        const part = meetsAt(seen.x - x, seen.y - y, dx, dy)
        if (part > first || (part === first && victim !== NO_ROW && victim < row)) continue
        first = part
        victim = row
      }
    }
  }
  return victim
}

/** When a point that moves by (dx, dy) first comes within HIT_RADIUS of (cx, cy), both seen from its start; or NO_HIT. */
function meetsAt(cx: number, cy: number, dx: number, dy: number): number {
  const c = cx * cx + cy * cy - HIT_RADIUS * HIT_RADIUS
  if (c <= 0) return 0
  const b = cx * dx + cy * dy
  if (b <= 0) return NO_HIT
  const a = dx * dx + dy * dy
  const discriminant = b * b - a * c
  if (discriminant < 0) return NO_HIT
  const part = (b - Math.sqrt(discriminant)) / a
  return part <= 1 ? part : NO_HIT
}
