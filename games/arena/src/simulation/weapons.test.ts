// Shots, flight, hits and what they count for.

import { NO_ENTITY, NO_ROW } from '@tickwire/simulation'
import t from 'tap'
import { Weapon } from '../../gen-nodejs/arena.types.js'
import { type SteppedArena, steppedArena } from '../stepped-arena.js'
import { WALLS } from './map.js'
import { BULLETS_MAX, HEALTH_MAX, RESPAWN_TICKS, SHIELD_TICKS, WEAPONS } from './rules.js'

/** Two players in the free centre, the first aiming at the second, 120 units to the right. */
function duel(): { arena: SteppedArena; shooter: number; target: number } {
  const arena = steppedArena()
  const shooter = arena.join(0)
  const target = arena.join(1)
  arena.put(shooter, 1140, 1230)
  arena.put(target, 1260, 1230)
  return { arena, shooter, target }
}

/** Steps until nothing flies; counts hits and kills. */
function settle(arena: SteppedArena, ticksMax = 60): { hits: number; kills: number } {
  let hits = 0
  let kills = 0
  for (let tick = 0; tick < ticksMax; tick++) {
    arena.step()
    hits += arena.world.hit.count
    kills += arena.world.kill.count
    if (arena.world.bullet.count === 0) break
  }
  return { hits, kills }
}

t.test('a bullet hits once, for the damage of its weapon', async (t) => {
  const { arena, target } = duel()
  arena.command(0, { aim: 0, fire: true })
  arena.step()
  arena.command(0, { aim: 0 })
  t.equal(settle(arena).hits, 1)
  t.equal(arena.world.avatar.health[target], HEALTH_MAX - WEAPONS[Weapon.PISTOL].damage)
})

t.test('a deadly bullet kills and scores once, and the dead come back', async (t) => {
  const { arena, shooter, target } = duel()
  const { avatar, score } = arena.world
  avatar.health[target] = 5
  arena.command(0, { aim: 0, fire: true })
  arena.step()
  arena.command(0, { aim: 0 })
  t.same(settle(arena), { hits: 1, kills: 1 })
  t.equal(avatar.health[target], 0)
  t.equal(arena.world.hit.damage[0], 5, 'no more damage than there was health')
  t.equal(score.kills[avatar.scoreRow[shooter]!], 1)
  t.equal(score.deaths[avatar.scoreRow[target]!], 1)
  arena.step(RESPAWN_TICKS - 1)
  t.equal(avatar.health[target], HEALTH_MAX)
  t.equal(avatar.jumped[target], 1, 'nobody interpolates across a respawn')
  t.ok(Math.hypot(avatar.x[target]! - avatar.x[shooter]!, avatar.y[target]! - avatar.y[shooter]!) > 700, 'far away')
})

t.test('the dead neither move nor fire nor get hit', async (t) => {
  const { arena, shooter, target } = duel()
  arena.world.avatar.health[target] = 1
  arena.command(0, { fire: true })
  arena.command(1, { moveX: 127, fire: true, aim: 3.14 })
  arena.step(8)
  const x = arena.world.avatar.x[target]
  const health = arena.world.avatar.health[shooter]
  arena.step(10)
  t.equal(arena.world.avatar.x[target], x)
  t.equal(arena.world.avatar.health[shooter], health)
  t.equal(arena.world.score.deaths[arena.world.avatar.scoreRow[target]!], 1)
})

t.test('a shield stops every bullet, and firing drops it', async (t) => {
  const { arena, shooter, target } = duel()
  const { health, shieldTicks, shielded } = arena.world.avatar
  shieldTicks[target] = SHIELD_TICKS
  arena.command(0, { fire: true })
  arena.step(10)
  t.equal(health[target], HEALTH_MAX)
  t.equal(shielded[target], 1)
  arena.command(1, { aim: 3.14, fire: true })
  arena.step()
  t.equal(shielded[target], 0)
  t.ok(health[shooter]! > 0)
})

t.test('bullets end at walls, and a gun held into a wall does not fire through it', async (t) => {
  const arena = steppedArena()
  const shooter = arena.join(0)
  const behind = arena.join(1)
  const wall = WALLS[0]!
  const middle = (wall.x0 + wall.x1) / 2
  arena.put(behind, middle, wall.y1 + 17)
  for (const distance of [16, 60, 200]) {
    arena.put(shooter, middle, wall.y0 - distance)
    arena.command(0, { aim: Math.PI / 2, fire: true })
    arena.step()
    arena.command(0, { aim: Math.PI / 2 })
    t.equal(settle(arena, 8).hits, 0)
    t.equal(arena.world.bullet.count, 0)
  }
})

t.test('a trigger that was pressed and released within a tick fires once', async (t) => {
  const { arena } = duel()
  arena.command(0, { fire: true })
  arena.command(0, { fire: false })
  arena.step()
  t.equal(arena.world.bullet.count, 1)
  arena.step(20)
  t.equal(arena.world.bullet.count, 0)
})

t.test('a held trigger fires at the rate of the weapon, and the last shot leaves a pistol', async (t) => {
  const { arena, shooter, target } = duel()
  const { weapon, ammo } = arena.world.avatar
  arena.put(target, 100, 100)
  weapon[shooter] = Weapon.SHOTGUN
  ammo[shooter] = 2
  arena.command(0, { aim: 0, fire: true })
  arena.step()
  t.equal(arena.world.bullet.count, WEAPONS[Weapon.SHOTGUN].pellets)
  t.equal(ammo[shooter], 1)
  arena.step(WEAPONS[Weapon.SHOTGUN].cooldownTicks - 1)
  t.equal(ammo[shooter], 1)
  arena.step()
  t.equal(weapon[shooter], Weapon.PISTOL)
  t.equal(ammo[shooter], 0)
})

t.test('a kill by somebody who has left counts for nobody', async (t) => {
  const { arena, target } = duel()
  arena.world.avatar.health[target] = 1
  arena.command(0, { aim: 0, fire: true })
  arena.step()
  arena.leave(0)
  for (let tick = 0; tick < 5 && arena.world.kill.count === 0; tick++) arena.step()
  t.equal(arena.world.kill.killerId[0], NO_ENTITY)
  t.equal(arena.world.avatar.health[target], 0)
})

t.test('a full bullet table refuses shots, counts them, and the step goes on', async (t) => {
  const { arena } = duel()
  const { bullet } = arena.world
  for (let row = bullet.spawn(); row !== NO_ROW; row = bullet.spawn()) {
    bullet.x[row] = 30
    bullet.y[row] = 30
    bullet.ticksLeft[row] = 100
  }
  t.equal(bullet.count, BULLETS_MAX)
  const refused = bullet.refusedSpawns
  arena.command(0, { fire: true })
  arena.step()
  t.equal(bullet.refusedSpawns, refused + 1)
})
