// A match of two sides, stepped: how it begins, what counts, how it ends, and what a player's going does to it.

import { NO_TEAM } from '@tickwire/simulation'
import t from 'tap'
import { MatchPhase } from '../../gen-nodejs/arena.types.js'
import { type SteppedArena, steppedArena } from '../stepped-arena.js'
import { HEALTH_MAX, MATCH_COUNTDOWN_TICKS, MATCH_WAIT_TICKS, ticks } from './rules.js'
import { BLUE, RED } from './sides.js'

const OPTIONS = { matchKills: 2, matchSeconds: 60, matchPlayers: 2 }

/** A red player in seat 0 and a blue one in seat 1, in a match that has just begun. */
function begun(): { arena: SteppedArena; red: number; blue: number } {
  const arena = steppedArena(OPTIONS)
  const [red, blue] = [arena.join(0, 'red'), arena.join(1, 'blue')]
  arena.step(1 + MATCH_COUNTDOWN_TICKS)
  return { arena, red, blue }
}

/** The one at seat `by` takes out the avatar of a row, from nearby. */
function takeOut(arena: SteppedArena, by: number, victim: number): void {
  const { world } = arena
  const shooter = world.avatarRow[by]!
  arena.put(shooter, 1140, 1230)
  arena.put(victim, 1200, 1230)
  world.avatar.health[victim] = 1
  arena.command(by, { aim: 0, fire: true })
  arena.step()
  arena.command(by, { aim: 0 })
  arena.step(10)
}

t.test('a match waits for its players, counts down, and begins anew for everybody', async (t) => {
  const arena = steppedArena({ ...OPTIONS, bots: 9 })
  const { match, avatar } = arena.world
  arena.join(0, 'red')
  t.equal(avatar.count, 1, 'no bots')
  arena.step(100)
  t.same([match.phase[0], match.secondsLeft[0]], [MatchPhase.WAITING, 15])
  const blue = arena.join(1, 'blue')
  t.same([...arena.world.teamOf.subarray(0, 2)], [RED, BLUE])
  arena.step()
  t.equal(match.phase[0], MatchPhase.COUNTDOWN)
  avatar.health[blue] = 10
  arena.command(0, { fire: true })
  arena.step()
  t.equal(arena.world.shot.count, 0, 'nobody fires yet')
  arena.step(MATCH_COUNTDOWN_TICKS - 1)
  t.same([match.phase[0], match.secondsLeft[0]], [MatchPhase.PLAYING, 60])
  t.equal(avatar.health[blue], HEALTH_MAX)
  arena.step()
  t.equal(arena.world.shot.count, 1)
})

t.test('the side that first has its kills wins; ranks and scores are of those who are there', async (t) => {
  const { arena, red, blue } = begun()
  const { world } = arena
  takeOut(arena, 0, blue)
  t.same([world.match.redKills[0], world.match.blueKills[0], world.matchResults], [1, 0, undefined])
  arena.step(40)
  takeOut(arena, 0, blue)
  t.same([world.match.phase[0], world.match.winner[0]], [MatchPhase.OVER, RED])
  t.same(world.matchResults, [
    { seat: 0, rank: 1, score: 2 },
    { seat: 1, rank: 2, score: 0 },
  ])
  arena.command(0, { fire: true })
  arena.step()
  t.same([world.shot.count, world.bullet.count], [0, 0], 'nobody fires any more')
  t.ok(world.avatar.health[red]! > 0)
})

t.test('when the time is over the side with more kills wins, and equal kills are a draw', async (t) => {
  const won = begun()
  takeOut(won.arena, 1, won.red)
  won.arena.step(ticks(60))
  t.equal(won.arena.world.match.winner[0], BLUE)
  const drawn = begun()
  drawn.arena.step(ticks(60))
  t.same([drawn.arena.world.match.phase[0], drawn.arena.world.match.winner[0]], [MatchPhase.OVER, NO_TEAM])
  t.same(
    drawn.arena.world.matchResults?.map(({ rank }) => rank),
    [1, 1],
  )
})

t.test('a side that is gone has lost, and has no results of its own', async (t) => {
  const { arena } = begun()
  arena.leave(0)
  arena.step()
  t.equal(arena.world.match.winner[0], BLUE)
  t.same(arena.world.matchResults, [{ seat: 1, rank: 1, score: 0 }])
})

t.test('who never came has lost too; nobody is kept waiting for ever', async (t) => {
  const arena = steppedArena(OPTIONS)
  arena.join(0, 'blue')
  arena.step(MATCH_WAIT_TICKS + MATCH_COUNTDOWN_TICKS + 1)
  t.same([arena.world.match.phase[0], arena.world.match.winner[0]], [MatchPhase.OVER, BLUE])
})

t.test('of a side that still has somebody the match goes on, and a newcomer takes the free place', async (t) => {
  const arena = steppedArena({ ...OPTIONS, matchPlayers: 4 })
  for (const [seat, team] of ['red', 'red', 'blue', 'blue'].entries()) arena.join(seat, team)
  arena.step(1 + MATCH_COUNTDOWN_TICKS)
  arena.leave(1)
  arena.step(20)
  t.equal(arena.world.match.phase[0], MatchPhase.PLAYING)
  const row = arena.join(1)
  t.equal(arena.world.avatar.team[row], RED, 'the smaller side')
})

t.test('bullets fly through their own side', async (t) => {
  const arena = steppedArena({ ...OPTIONS, matchPlayers: 3 })
  const [shooter, ally, enemy] = [arena.join(0, 'red'), arena.join(1, 'red'), arena.join(2, 'blue')]
  arena.step(1 + MATCH_COUNTDOWN_TICKS)
  arena.put(shooter!, 1100, 1230)
  arena.put(ally!, 1160, 1230)
  arena.put(enemy!, 1220, 1230)
  arena.command(0, { aim: 0, fire: true })
  arena.step()
  arena.command(0, { aim: 0 })
  arena.step(10)
  t.equal(arena.world.avatar.health[ally!], HEALTH_MAX)
  t.ok(arena.world.avatar.health[enemy!]! < HEALTH_MAX)
})
