// A match is rated once, whoever reports it how often; who left ends with the team.

import t from 'tap'
import { MemoryRatingStore, NEW_RATING } from './rating-store.js'
import { Results } from './results.js'
import { duel, ranked, TestMatchmaking } from './testing.js'

function results() {
  const ratings = new MemoryRatingStore()
  const asked: [number, number[]][] = []
  const told: unknown[] = []
  const reports = new Results({
    ratings,
    configOf: (queue) => (queue === 'duel' ? duel() : undefined),
    rate: (teams, ranks) => {
      asked.push([teams.length, [...ranks]])
      return teams.map((team, i) => team.map(({ mu, sigma }) => ({ mu: mu - ranks[i]!, sigma })))
    },
    tell: (playerId, { rank, after }) => told.push([playerId, rank, after.mu]),
  })
  return { ratings, asked, told, reports }
}

const outcome = (playerId: string, team: string, rank: number) => ({ playerId, team, rank, left: false })
const RESULT = { matchId: 'm', roomId: 'r', queue: 'duel', durationMs: 1_000 }
const OUTCOMES = [outcome('a', 'one', 1), outcome('b', 'two', 2), outcome('c', 'two', 2)]

t.test('teams are rated by their ranks, each player is told, and once is enough', async (t) => {
  const { ratings, asked, told, reports } = results()
  reports.report({ ...RESULT, outcomes: OUTCOMES })
  reports.report({ ...RESULT, outcomes: [...OUTCOMES].reverse() })
  t.same(asked, [[2, [1, 2]]])
  t.same(told, [
    ['a', 1, 24],
    ['b', 2, 23],
    ['c', 2, 23],
  ])
  t.equal(ratings.of('duel', 'a').mu, 24)
  t.same(ratings.of('other', 'a'), NEW_RATING, 'each queue has its own')
})

t.test('a result that cannot be is refused, and nothing is rated', async (t) => {
  const { ratings, reports } = results()
  const cases: [readonly ReturnType<typeof outcome>[], RegExp][] = [
    [[outcome('a', 'one', 1)], /fewer than two teams/],
    [[...OUTCOMES, outcome('a', 'three', 3)], /names a twice/],
    [[...OUTCOMES, outcome('d', 'two', 1)], /gives team "two" two ranks/],
    [[...OUTCOMES, outcome('d', 'three', 0)], /rank outside/],
  ]
  for (const [outcomes, message] of cases) t.throws(() => reports.report({ ...RESULT, outcomes }), { message })
  t.throws(() => reports.report({ ...RESULT, queue: 'none', outcomes: OUTCOMES }), { message: /no queue/ })
  t.notOk(ratings.isRated('m'))
})

t.test('a room says who is there; who left shares what the team gets, and a team that left is last', async (t) => {
  const world = new TestMatchmaking([ranked({ acceptance: null, skill: undefined })])
  const tickets = ['a', 'b', 'c', 'd'].map((playerId) => world.queue(playerId))
  await world.step(500)
  const { roomId } = world.store.ticket(tickets[0]!)!.seats.a!
  const teamOf = (i: number) => Object.values(world.store.ticket(tickets[i]!)!.seats)[0]!.team
  t.equal(teamOf(0), teamOf(1))
  world.matchmaker.matchEnded(roomId, [{ playerId: 'a', rank: 1 }])
  world.matchmaker.matchEnded(roomId, [{ playerId: 'c', rank: 1 }])
  const rated = world.told.flatMap(({ playerId, told }) => ('rated' in told ? [[playerId, told.rated.rank]] : []))
  t.same(rated.sort(), [
    ['a', 1],
    ['b', 1],
    ['c', 2],
    ['d', 2],
  ])
})
