// Pick-ups and chests: what they give, to whom, and when there is some again.

import { NO_ENTITY, NO_ROW, NO_SEAT } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import { Item, Weapon } from '../../gen-nodejs/arena.types.js'
import type { AvatarGrid } from './avatar-grid.js'
import { CHESTS, PICKUPS } from './map.js'
import { AMMO_MAX, AVATAR_RADIUS, CHEST_REFILL_TICKS, HEALTH_MAX, PICKUP_RADIUS, ticks, WEAPONS } from './rules.js'

const TAKE_DISTANCE = AVATAR_RADIUS + PICKUP_RADIUS
const PICKUP_HEALTH = 40
const CHEST_HEALTH = 60
/** An AMMO item is worth this part of what the weapon came with. */
const AMMO_PART = 0.5

/** Time until a taken pick-up is ready again. */
const PICKUP_TICKS: Readonly<Record<Item, number>> = {
  [Item.MEDKIT]: ticks(12),
  [Item.AMMO]: ticks(8),
  [Item.SHOTGUN]: ticks(10),
  [Item.RIFLE]: ticks(15),
}

/** What came out of a chest. */
export interface Gift {
  readonly item: Item
  readonly amount: number
}

export function placeItems(world: ArenaWorld): void {
  for (const place of PICKUPS) {
    const row = world.pickup.spawn()
    world.pickup.x[row] = place.x
    world.pickup.y[row] = place.y
    world.pickup.item[row] = place.item
    world.pickup.ready[row] = 1
  }
  for (const place of CHESTS) {
    const row = world.chest.spawn()
    world.chest.x[row] = place.x
    world.chest.y[row] = place.y
  }
}

/** Lets avatars take the ready pick-ups that they stand on, and time pass for the others and for open chests. */
export function tendItems(world: ArenaWorld, grid: AvatarGrid): void {
  const { pickup: pickups, chest: chests } = world
  for (let row = 0; row < pickups.end; row++) {
    if (pickups.ready[row] === 1) {
      const taker = takerOf(world, grid, row)
      if (taker !== NO_ROW) take(world, row, taker)
    } else {
      pickups.readyTicks[row]!--
      if (pickups.readyTicks[row] === 0) pickups.ready[row] = 1
    }
  }
  for (let row = 0; row < chests.end; row++) {
    if (chests.open[row] === 0) continue
    chests.refillTicks[row]!--
    if (chests.refillTicks[row] === 0) chests.open[row] = 0
  }
}

/** An avatar that touches the pick-up and has a use for it, or NO_ROW. */
function takerOf(world: ArenaWorld, grid: AvatarGrid, pickup: number): number {
  const { avatar: avatars, pickup: pickups } = world
  const x = pickups.x[pickup]!
  const y = pickups.y[pickup]!
  const item = pickups.item[pickup]! as Item
  const right = grid.column(x + TAKE_DISTANCE)
  const bottom = grid.column(y + TAKE_DISTANCE)
  for (let line = grid.column(y - TAKE_DISTANCE); line <= bottom; line++) {
    for (let column = grid.column(x - TAKE_DISTANCE); column <= right; column++) {
      for (let row = grid.firstIn(column, line); row !== NO_ROW; row = grid.after(row)) {
        const dx = avatars.x[row]! - x
        const dy = avatars.y[row]! - y
        if (dx * dx + dy * dy <= TAKE_DISTANCE * TAKE_DISTANCE && amountFor(world, row, item, PICKUP_HEALTH) > 0)
          return row
      }
    }
  }
  return NO_ROW
}

function take(world: ArenaWorld, pickup: number, avatar: number): void {
  const item = world.pickup.item[pickup]! as Item
  world.pickup.ready[pickup] = 0
  world.pickup.readyTicks[pickup] = PICKUP_TICKS[item]
  give(world, avatar, item, PICKUP_HEALTH)
}

/** Opens a closed chest for a living avatar: health, and a weapon or ammunition. */
export function openChest(world: ArenaWorld, chest: number, avatar: number): Gift[] {
  world.chest.open[chest] = 1
  world.chest.refillTicks[chest] = CHEST_REFILL_TICKS
  const hasGun = world.avatar.weapon[avatar] !== Weapon.PISTOL
  const second = hasGun ? Item.AMMO : world.random.chance(0.5) ? Item.SHOTGUN : Item.RIFLE
  const gifts = [give(world, avatar, Item.MEDKIT, CHEST_HEALTH), give(world, avatar, second, CHEST_HEALTH)]
  return gifts.filter((gift) => gift.amount > 0)
}

/** How much of an item an avatar would get: 0 when it has no use for it and leaves it to others. */
function amountFor(world: ArenaWorld, avatar: number, item: Item, health: number): number {
  const avatars = world.avatar
  const weapon = avatars.weapon[avatar]! as Weapon
  if (avatars.health[avatar] === 0) return 0
  if (item === Item.MEDKIT) return Math.min(health, HEALTH_MAX - avatars.health[avatar]!)
  if (item === Item.AMMO) return roomForAmmo(world, avatar, Math.round(WEAPONS[weapon].ammo * AMMO_PART))
  const offered = item === Item.SHOTGUN ? Weapon.SHOTGUN : Weapon.RIFLE
  if (offered === weapon) return roomForAmmo(world, avatar, WEAPONS[offered].ammo)
  return WEAPONS[offered].ammo
}

function roomForAmmo(world: ArenaWorld, avatar: number, amount: number): number {
  return Math.min(amount, AMMO_MAX - world.avatar.ammo[avatar]!)
}

function give(world: ArenaWorld, avatar: number, item: Item, health: number): Gift {
  const avatars = world.avatar
  const amount = amountFor(world, avatar, item, health)
  if (amount === 0) return { item, amount }
  if (item === Item.MEDKIT) {
    avatars.health[avatar]! += amount
  } else if (item === Item.AMMO) {
    avatars.ammo[avatar]! += amount
  } else {
    const weapon = item === Item.SHOTGUN ? Weapon.SHOTGUN : Weapon.RIFLE
    const had = avatars.weapon[avatar] === weapon ? avatars.ammo[avatar]! : 0
    avatars.weapon[avatar] = weapon
    avatars.ammo[avatar] = had + amount
  }
  const seat = avatars.seat[avatar]!
  if (seat !== NO_SEAT) world.granted.emit(seat, item, amount)
  return { item, amount }
}

/** The chest nearest to a place first; rows of the chest table. */
export function chestsByDistance(world: ArenaWorld, x: number, y: number): { row: number; distance: number }[] {
  const chests = world.chest
  const found: { row: number; distance: number }[] = []
  for (let row = 0; row < chests.end; row++) {
    if (chests.id[row] === NO_ENTITY) continue
    const dx = chests.x[row]! - x
    const dy = chests.y[row]! - y
    found.push({ row, distance: Math.sqrt(dx * dx + dy * dy) })
  }
  return found.sort((a, b) => a.distance - b.distance)
}
