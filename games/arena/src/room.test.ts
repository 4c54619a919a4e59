// The calls of an arena room, as a program that only speaks Thrift would use them.

import { NotFoundError, RefusedError } from '@tickwire/simulation'
import t from 'tap'
import { arenaRoomService } from '../gen-nodejs/arena.handlers.js'
import { Item } from '../gen-nodejs/arena.types.js'
import { arenaRoomHandlers } from './room.js'
import { CHEST_REFILL_TICKS } from './simulation/index.js'
import { steppedArena } from './stepped-arena.js'

const { openChest, getSelf, getScores } = arenaRoomHandlers

/** The refusal that a call ends in. */
function refusalOf(call: () => unknown): { code: number; reason: string | undefined; message: string } {
  try {
    call()
  } catch (error) {
    if (error instanceof RefusedError) return { code: error.code, reason: error.details.reason, message: error.message }
    throw error
  }
  throw new Error('the call was not refused')
}

t.test('a newcomer can open the nearest chest at once, wherever it starts', async (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const arena = steppedArena({ seed })
    arena.join(0)
    const self = getSelf(arena.call(0))
    const loot = openChest(arena.call(0), self.chests[0]!.chestId)
    t.equal(loot.items.length, 1, 'a weapon; no health for the unhurt')
    t.ok(getSelf(arena.call(0)).chests[0]!.open)
  }
})

t.test('a chest heals and arms, tells its opener, and is full again later', async (t) => {
  const arena = steppedArena()
  const row = arena.join(0)
  arena.world.avatar.health[row] = 30
  const chestId = getSelf(arena.call(0)).chests[0]!.chestId
  const loot = openChest(arena.call(0), chestId)
  t.same(loot.items[0], { item: Item.MEDKIT, amount: 60 })
  t.equal(getSelf(arena.call(0)).health, 90)
  t.ok(getSelf(arena.call(0)).ammo > 0)
  t.equal(arena.world.granted.count, 2)
  const refusal = refusalOf(() => openChest(arena.call(0), chestId))
  t.same([refusal.code, refusal.reason], [1_000, 'EMPTY'])
  t.match(refusal.message, /full again in 20 s/)
  arena.step(CHEST_REFILL_TICKS)
  t.equal(openChest(arena.call(0), chestId).items[1]!.item, Item.AMMO, 'who has a gun gets ammunition')
})

t.test(
  'a chest that is far away, one that does not exist, and a dead caller are refused with the reason',
  async (t) => {
    const arena = steppedArena()
    const row = arena.join(0)
    const far = getSelf(arena.call(0)).chests.at(-1)!
    const refusal = refusalOf(() => openChest(arena.call(0), far.chestId))
    t.same([refusal.code, refusal.reason], [1_000, 'TOO_FAR'])
    t.match(refusal.message, `is ${Math.round(far.distance)} units away`)
    t.throws(() => openChest(arena.call(0), 16_000_000), NotFoundError)
    t.throws(() => openChest(arena.call(0), arena.world.avatar.id[row]!), NotFoundError, 'the id of something else')
    arena.world.avatar.health[row] = 0
    arena.world.avatar.respawnTicks[row] = 20
    t.equal(refusalOf(() => openChest(arena.call(0), far.chestId)).reason, 'DEAD')
    t.equal(getSelf(arena.call(0)).respawnInMs, 1_000)
  },
)

t.test('who only watches is told so', async (t) => {
  const arena = steppedArena()
  t.equal(refusalOf(() => getSelf(arena.call(0))).reason, 'WATCHING')
  t.same(getScores(arena.call(0)), { players: 0, bots: 0, lines: [] })
})

t.test('nobody can make the tick sort scores all the time', async (t) => {
  const method = arenaRoomService.methods.find(({ name }) => name === 'getScores')
  t.same(method?.rate, { count: 5, perMs: 1_000 })
})

t.test('the scoreboard counts players and bots, best first', async (t) => {
  const arena = steppedArena({ bots: 60 })
  const row = arena.join(0)
  arena.world.score.kills[arena.world.avatar.scoreRow[row]!] = 3
  const scores = getScores(arena.call(0))
  t.same([scores.players, scores.bots, scores.lines.length], [1, 60, 50])
  t.match(scores.lines[0], { name: 'Player 0', kills: 3, bot: false })
})
