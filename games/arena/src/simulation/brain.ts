// What a bot wants. It steers its avatar through the same held command as a player: where to move, where to aim, whether to
// fire. The costly part, choosing whom to fight and where to go, happens every half second, each bot at its own time;
// in between it only follows that up. Deliberately beatable: it turns slowly, aims a little wrong and needs a free line.

import { NO_ENTITY, NO_ROW, NO_SEAT, simmath } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import { Item, Weapon } from '../../gen-nodejs/arena.types.js'
import type { AvatarGrid } from './avatar-grid.js'
import { PICKUPS } from './map.js'
import { MOVE_MAX } from './movement.js'
import { nextSquare, squareAt, squareX, squareY } from './paths.js'
import { AVATAR_RADIUS, WEAPONS } from './rules.js'
import { castToWall, NO_HIT } from './walls.js'

/** Ticks between two thoughts: the least, and how many more by chance. */
const THINK_TICKS_MIN = 8
const THINK_TICKS_SPREAD = 5

/** How far a bot sees, in cells of the grid and in units. */
const SIGHT_CELLS = 5
const SIGHT = 520
const TURN_PER_TICK_MAX = 0.3
/** How wrong a bot aims at most, radians; drawn anew with every thought. */
const AIM_ERROR_MAX = 0.18
/** It fires when it aims this close to where it wants to, radians. */
const AIM_TOLERANCE = 0.1
/** Chance to pull the trigger in a tick in which it could. */
const TRIGGER_CHANCE = 0.3
/** Below it a bot looks for a medkit, even out of a fight. */
const HEALTH_LOW = 40
const ARRIVED = 30
/** How far a bot goes out of its way for a pick-up, units; farther away, it wanders. */
const FETCH_DISTANCE = 500
/** How many squares of its way a bot looks ahead for a short cut: what it walks between two thoughts, and some more. */
const SQUARES_AHEAD = 4
/** Slower than this between two thoughts means stuck, units a second. */
const STUCK_SPEED = 25

/** The distance at which a bot likes to fight. */
const FIGHT_DISTANCE: Readonly<Record<Weapon, number>> = {
  [Weapon.PISTOL]: 240,
  [Weapon.SHOTGUN]: 110,
  [Weapon.RIFLE]: 320,
}

/** Sets the held command of every living bot. */
export function driveBots(world: ArenaWorld, grid: AvatarGrid): void {
  const avatars = world.avatar
  for (let row = 0; row < avatars.end; row++) {
    if (avatars.id[row] === NO_ENTITY || avatars.seat[row] !== NO_SEAT || avatars.health[row] === 0) continue
    avatars.thinkTicks[row]!--
    if (avatars.thinkTicks[row]! <= 0 || distanceTo(world, row, avatars.wayX[row]!, avatars.wayY[row]!) < ARRIVED) {
      think(world, grid, row)
    }
    act(world, row)
  }
}

function think(world: ArenaWorld, grid: AvatarGrid, row: number): void {
  const avatars = world.avatar
  const { random } = world
  avatars.thinkTicks[row] = THINK_TICKS_MIN + random.below(THINK_TICKS_SPREAD)
  avatars.aimError[row] = random.between(-AIM_ERROR_MAX, AIM_ERROR_MAX)
  if (random.chance(0.3) || avatars.strafe[row] === 0) avatars.strafe[row] = random.chance(0.5) ? 1 : -1
  avatars.targetRow[row] = nearestEnemy(world, grid, row)
  chooseGoal(world, row)
  chooseWay(world, row)
}

/** The nearest enemy in sight, or NO_ROW. Looks ring by ring, so that in a crowd it ends soon. */
function nearestEnemy(world: ArenaWorld, grid: AvatarGrid, row: number): number {
  const column = grid.column(world.avatar.x[row]!)
  const line = grid.column(world.avatar.y[row]!)
  for (let ring = 0; ring <= SIGHT_CELLS; ring++) {
    const enemy = nearestOnRing(world, grid, row, column, line, ring)
    if (enemy !== NO_ROW) return enemy
  }
  return NO_ROW
}

/** Among the cells whose distance from (column, line), in cells, is `ring`. */
function nearestOnRing(
  world: ArenaWorld,
  grid: AvatarGrid,
  row: number,
  column: number,
  line: number,
  ring: number,
): number {
  const avatars = world.avatar
  let nearest = SIGHT
  let enemy = NO_ROW
  for (let l = line - ring; l <= line + ring; l++) {
    const isEnd = l === line - ring || l === line + ring
    for (let c = column - ring; c <= column + ring; c += isEnd ? 1 : 2 * ring) {
      for (let other = grid.firstIn(c, l); other !== NO_ROW; other = grid.after(other)) {
        if (other === row || avatars.shieldTicks[other]! > 0) continue
        const distance = distanceTo(world, row, avatars.x[other]!, avatars.y[other]!)
        if (distance >= nearest || !sees(world, row, avatars.x[other]!, avatars.y[other]!, 0)) continue
        nearest = distance
        enemy = other
      }
    }
  }
  return enemy
}

function chooseGoal(world: ArenaWorld, row: number): void {
  const avatars = world.avatar
  const isHurt = avatars.health[row]! < HEALTH_LOW
  if (isHurt && goToNearest(world, row, Item.MEDKIT, Item.MEDKIT)) return
  if (avatars.weapon[row] === Weapon.PISTOL && goToNearest(world, row, Item.SHOTGUN, Item.RIFLE)) return
  const goal = PICKUPS[avatars.goal[row]!]!
  const isStuck = simmath.length(avatars.vx[row]!, avatars.vy[row]!) < STUCK_SPEED
  const isThere = distanceTo(world, row, goal.x, goal.y) < ARRIVED
  if (isStuck || isThere) avatars.goal[row] = world.random.below(PICKUPS.length)
}

/** Makes the nearest ready pick-up with one of two items the goal. False when none is near enough. */
function goToNearest(world: ArenaWorld, row: number, item: Item, orItem: Item): boolean {
  const pickups = world.pickup
  let goal = NO_ROW
  let nearest = FETCH_DISTANCE
  for (let other = 0; other < pickups.end; other++) {
    if (pickups.ready[other] === 0 || (pickups.item[other] !== item && pickups.item[other] !== orItem)) continue
    const distance = distanceTo(world, row, pickups.x[other]!, pickups.y[other]!)
    if (distance >= nearest) continue
    nearest = distance
    goal = other
  }
  if (goal !== NO_ROW) world.avatar.goal[row] = goal
  return goal !== NO_ROW
}

/** Follows the way to the goal as far as it can be walked in a straight line. */
function chooseWay(world: ArenaWorld, row: number): void {
  const avatars = world.avatar
  const goal = avatars.goal[row]!
  let square = nextSquare(goal, squareAt(avatars.x[row]!, avatars.y[row]!))
  for (let ahead = 0; ahead < SQUARES_AHEAD; ahead++) {
    const next = nextSquare(goal, square)
    if (next === square || !sees(world, row, squareX(next), squareY(next), AVATAR_RADIUS)) break
    square = next
  }
  const isAtEnd = nextSquare(goal, square) === square
  avatars.wayX[row] = isAtEnd ? PICKUPS[goal]!.x : squareX(square)
  avatars.wayY[row] = isAtEnd ? PICKUPS[goal]!.y : squareY(square)
}

function act(world: ArenaWorld, row: number): void {
  const avatars = world.avatar
  const target = avatars.targetRow[row]!
  const fights = target !== NO_ROW && avatars.id[target] !== NO_ENTITY && avatars.health[target]! > 0
  if (!fights) {
    avatars.firing[row] = 0
    avatars.targetRow[row] = NO_ROW
    walkTo(world, row, avatars.wayX[row]!, avatars.wayY[row]!)
    turnTo(world, row, simmath.atan2(avatars.moveY[row]!, avatars.moveX[row]!))
    return
  }
  if (avatars.health[row]! < HEALTH_LOW) walkTo(world, row, avatars.wayX[row]!, avatars.wayY[row]!)
  else circle(world, row, target)
  aimAt(world, row, target)
}

/** Keeps the distance that suits the weapon, and moves sideways. */
function circle(world: ArenaWorld, row: number, target: number): void {
  const avatars = world.avatar
  const dx = avatars.x[target]! - avatars.x[row]!
  const dy = avatars.y[target]! - avatars.y[row]!
  const distance = simmath.length(dx, dy)
  if (distance === 0) return
  const closer = simmath.clamp((distance - FIGHT_DISTANCE[avatars.weapon[row]! as Weapon]) / 60, -1, 1)
  const aside = avatars.strafe[row]! * 0.8
  setMove(world, row, (dx * closer - dy * aside) / distance, (dy * closer + dx * aside) / distance)
}

function aimAt(world: ArenaWorld, row: number, target: number): void {
  const avatars = world.avatar
  const rules = WEAPONS[avatars.weapon[row]! as Weapon]
  const distance = distanceTo(world, row, avatars.x[target]!, avatars.y[target]!)
  const flightS = distance / rules.bulletSpeed
  const aheadX = avatars.x[target]! + avatars.vx[target]! * flightS - avatars.x[row]!
  const aheadY = avatars.y[target]! + avatars.vy[target]! * flightS - avatars.y[row]!
  const off = turnTo(world, row, simmath.atan2(aheadY, aheadX) + avatars.aimError[row]!)
  avatars.firing[row] = Math.abs(off) < AIM_TOLERANCE && world.random.chance(TRIGGER_CHANCE) ? 1 : 0
}

/** Turns the aim as far as a bot can in a tick. Returns what is still missing, radians. */
function turnTo(world: ArenaWorld, row: number, angle: number): number {
  const avatars = world.avatar
  const missing = simmath.angleBetween(avatars.aim[row]!, angle)
  const turned = simmath.clamp(missing, -TURN_PER_TICK_MAX, TURN_PER_TICK_MAX)
  avatars.aim[row] = simmath.wrapAngle(avatars.aim[row]! + turned)
  return missing - turned
}

function walkTo(world: ArenaWorld, row: number, x: number, y: number): void {
  const dx = x - world.avatar.x[row]!
  const dy = y - world.avatar.y[row]!
  const distance = simmath.length(dx, dy)
  if (distance > 0) setMove(world, row, dx / distance, dy / distance)
}

function setMove(world: ArenaWorld, row: number, x: number, y: number): void {
  world.avatar.moveX[row] = Math.round(simmath.clamp(x, -1, 1) * MOVE_MAX)
  world.avatar.moveY[row] = Math.round(simmath.clamp(y, -1, 1) * MOVE_MAX)
}

function distanceTo(world: ArenaWorld, row: number, x: number, y: number): number {
  return simmath.length(x - world.avatar.x[row]!, y - world.avatar.y[row]!)
}

/** Whether the straight way is free for something of the given half width. */
function sees(world: ArenaWorld, row: number, x: number, y: number, halfWidth: number): boolean {
  const fromX = world.avatar.x[row]!
  const fromY = world.avatar.y[row]!
  return castToWall(fromX, fromY, x - fromX, y - fromY, halfWidth) === NO_HIT
}
