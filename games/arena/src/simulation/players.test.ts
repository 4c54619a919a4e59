// Coming, going, and what happens when there is no room.

import { NO_ENTITY, NO_ROW, NO_SEAT } from '@tickwire/simulation'
import t from 'tap'
import { ID_MAX } from '../../gen-nodejs/arena.types.js'
import { steppedArena } from '../stepped-arena.js'
import { arenaSimulation } from './arena-simulation.js'
import { AVATARS_MAX, BOTS_MAX, HEALTH_MAX, wireId } from './rules.js'

t.test('an avatar and its score come and go together', async (t) => {
  const arena = steppedArena()
  const { avatar, score } = arena.world
  const row = arena.join(3)
  t.equal(score.avatarId[avatar.scoreRow[row]!], avatar.id[row])
  t.equal(score.name[avatar.scoreRow[row]!], 'Player 3')
  t.equal(avatar.health[row], HEALTH_MAX)
  arena.leave(3)
  t.same([avatar.count, score.count, arena.world.avatarRow[3]], [0, 0, NO_ROW])
  arena.step()
})

t.test('avatars keep their names in scores and events when a long day has used up the ids of 24 bits', async (t) => {
  const arena = steppedArena()
  const { world } = arena
  Object.assign((world as unknown as { ids: { next: number } }).ids, { next: ID_MAX + 5 })
  const [a, b] = [arena.join(0), arena.join(1)]
  const names = [a, b].map((row) => wireId(world.avatar.id[row]!))
  t.same(names, [4, 6], 'low enough for the wire, and still apart')
  t.same(
    [a, b].map((row) => world.score.avatarId[world.avatar.scoreRow[row]!]),
    names,
  )
  world.avatar.health[b] = 1
  arena.put(a, 1_200, 1_200)
  arena.put(b, 1_260, 1_200)
  arena.command(0, { fire: true })
  arena.step()
  t.same([world.shot.shooterId[0], world.shot.count], [names[0], 1])
  for (let i = 0; i < 10 && world.kill.count === 0; i++) {
    arena.put(b, 1_260, 1_200)
    arena.step()
  }
  t.same([world.hit.shooterId[0], world.hit.victimId[0]], names)
  t.same([world.kill.killerId[0], world.kill.victimId[0]], names)
})

t.test('two newcomers start far from each other', async (t) => {
  const arena = steppedArena()
  const { x, y } = arena.world.avatar
  const [a, b] = [arena.join(0), arena.join(1)]
  t.ok(Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!) > 1_000)
})

t.test(
  "in a full arena a player takes a bot's place; without bots the player watches, and both can leave",
  async (t) => {
    const arena = steppedArena({ bots: 2 })
    const { avatar } = arena.world
    for (let seat = 0; seat < AVATARS_MAX - 2; seat++) arena.join(seat)
    t.equal(avatar.count, AVATARS_MAX)
    t.not(arena.join(AVATARS_MAX - 2), NO_ROW)
    t.not(arena.join(AVATARS_MAX - 1), NO_ROW)
    t.notOk(avatar.seat.subarray(0, avatar.end).includes(NO_SEAT), 'no bot is left')
    const watching = { seat: AVATARS_MAX, playerId: 'p', displayName: 'Late' }
    t.equal(arenaSimulation.onJoin(arena.world, watching), NO_ENTITY)
    arena.command(AVATARS_MAX, { moveX: 1, fire: true })
    arena.step(2)
    arena.leave(AVATARS_MAX)
    arena.leave(0)
    t.not(arena.join(0), NO_ROW)
  },
)

t.test('bots are at most BOTS_MAX, and nonsense means none', async (t) => {
  t.equal(steppedArena({ bots: BOTS_MAX + 1 }).world.avatar.count, BOTS_MAX)
  t.equal(steppedArena({ bots: -5 }).world.avatar.count, 0)
})
