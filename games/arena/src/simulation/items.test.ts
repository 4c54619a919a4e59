// Pick-ups: who gets them, who leaves them, and that they come again.

import t from 'tap'
import { Item, Weapon } from '../../gen-nodejs/arena.types.js'
import { type SteppedArena, steppedArena } from '../stepped-arena.js'
import { PICKUPS } from './map.js'
import { AMMO_MAX, HEALTH_MAX, WEAPONS } from './rules.js'

/** A player on the first pick-up with an item; its rows. */
function standOn(item: Item, prepare: (arena: SteppedArena, avatar: number) => void = () => {}) {
  const arena = steppedArena()
  const avatar = arena.join(0)
  const pickup = PICKUPS.findIndex((place) => place.item === item)
  arena.put(avatar, PICKUPS[pickup]!.x, PICKUPS[pickup]!.y)
  prepare(arena, avatar)
  arena.step()
  return { arena, avatar, pickup, isReady: () => arena.world.pickup.ready[pickup] === 1 }
}

t.test('a pick-up is taken once, told to its taker, and ready again later', async (t) => {
  const { arena, avatar, isReady } = standOn(Item.RIFLE)
  const { granted } = arena.world
  t.equal(arena.world.avatar.weapon[avatar], Weapon.RIFLE)
  t.equal(arena.world.avatar.ammo[avatar], WEAPONS[Weapon.RIFLE].ammo)
  t.same([granted.count, granted.addressee[0], granted.item[0], granted.amount[0]], [1, 0, Item.RIFLE, 60])
  t.notOk(isReady())
  arena.put(avatar, 100, 100)
  let ticks = 0
  while (!isReady() && ticks < 1_000) {
    arena.step()
    ticks++
  }
  t.equal(ticks, 300)
})

t.test('what is of no use is left lying', async (t) => {
  t.ok(standOn(Item.MEDKIT).isReady(), 'a medkit, unhurt')
  t.ok(standOn(Item.AMMO).isReady(), 'ammunition, with a pistol')
  const full = standOn(Item.RIFLE, ({ world }, avatar) => {
    world.avatar.weapon[avatar] = Weapon.RIFLE
    world.avatar.ammo[avatar] = AMMO_MAX
  })
  t.ok(full.isReady(), 'a rifle, with all the ammunition that there may be')
})

t.test('a medkit heals, to the full and no further', async (t) => {
  const { arena, avatar, isReady } = standOn(Item.MEDKIT, ({ world }, row) => {
    world.avatar.health[row] = HEALTH_MAX - 10
  })
  t.equal(arena.world.avatar.health[avatar], HEALTH_MAX)
  t.equal(arena.world.granted.amount[0], 10)
  t.notOk(isReady())
})

t.test('the dead take nothing', async (t) => {
  const { isReady } = standOn(Item.RIFLE, ({ world }, row) => {
    world.avatar.health[row] = 0
    world.avatar.respawnTicks[row] = 30
  })
  t.ok(isReady())
})
