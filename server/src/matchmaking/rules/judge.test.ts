// The judge against values computed by hand. What must and must not match is in the reference cases.

import { Aggregate, type QueueConfig, type SkillRule } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import type { PoolTicket } from '../model.js'
import { judge } from './judge.js'
import type { Match } from './line-up.js'
import { BETA, normalCdf, skillOfParty } from './skill.js'
import { DUEL, party, player, solo } from './testing.js'

const SKILL: SkillRule = {
  attribute: 'mu',
  uncertaintyAttribute: 'sigma',
  partyAggregate: Aggregate.MEAN_OF_MAX_AND_MEAN,
  partyBonusPerExtraPlayer: 0,
  matchSpreadMax: [],
  teamGapMax: [],
  winChanceMax: [],
  uncertaintyWeight: 0,
}

function matchOf(teams: Readonly<Record<string, readonly PoolTicket[]>>, region?: string): Match {
  const lists = Object.entries(teams).map(([team, tickets]) => ({ team, tickets, bots: 0 }))
  return { teams: lists, region, roles: new Map(), backfill: undefined }
}

const rated = (id: string, mu: number, sigma = 0) => ({ id, is: { mu, sigma } })
const ruleOf = (config: QueueConfig, match: Match, name: string, nowMs = 0) => {
  return judge(config, match, nowMs).rules.find(({ rule }) => rule === name)
}

t.test('the plainest queue takes two', async (t) => {
  const verdict = judge(DUEL, matchOf({ side1: [solo({ id: 'a' })], side2: [solo({ id: 'b' })] }), 0)
  t.equal(verdict.holds, true)
  t.equal(verdict.quality, 1)
  t.same(
    verdict.rules.map(({ rule }) => rule),
    ['teams.playersMin', 'teams.playersMax', 'teams.bots', 'regions', 'party.sizeMax', 'party.teamPartySizeGapMax'],
  )
})

t.test('a party counts as its aggregate says, and more for each player after the first', async (t) => {
  const players = [player(rated('a', 30, 2)), player(rated('b', 20, 4)), player(rated('c', 10, 6))]
  const skill = (rule: Partial<SkillRule>) => skillOfParty({ ...SKILL, ...rule }, players)
  t.equal(skill({ partyAggregate: Aggregate.MEAN }), 20)
  t.equal(skill({ partyAggregate: Aggregate.MIN }), 10)
  t.equal(skill({ partyAggregate: Aggregate.MAX }), 30)
  t.equal(skill({}), 25)
  t.equal(skill({ partyBonusPerExtraPlayer: 0.5 }), 26)
  t.equal(skill({ partyAggregate: Aggregate.MIN, uncertaintyWeight: 3 }), -8, '10 - 3 x 6')
  t.ok(Number.isNaN(skill({ attribute: 'elo' })))
})

t.test('the normal distribution is right to 1e-7', async (t) => {
  const table = [
    [0, 0.5],
    [0.5, 0.6914624613],
    [1, 0.8413447461],
    [1.96, 0.9750021049],
    [3, 0.998650102],
    [-1, 0.1586552539],
    [40, 1],
  ] as const
  for (const [x, chance] of table) t.ok(Math.abs(normalCdf(x) - chance) < 1e-7, `Phi(${x})`)
  t.equal(normalCdf(0), 0.5, 'even is even')
})

t.test('win chance: sums of skills over what games scatter', async (t) => {
  const config = { ...DUEL, skill: { ...SKILL, winChanceMax: [{ waitedMs: 0, value: 0.6 }] } }
  const chance = (match: Match) => ruleOf(config, match, 'skill.winChanceMax')
  const even = chance(matchOf({ side1: [solo(rated('a', 25, 8))], side2: [solo(rated('b', 25, 3))] }))
  t.match(even, { passes: true, limit: 0.6 })
  t.ok(Math.abs(even!.measured - 0.5) < 1e-7)
  const duel = chance(matchOf({ side1: [solo(rated('a', 30, 3))], side2: [solo(rated('b', 25, 4))] }))
  t.ok(Math.abs(duel!.measured - normalCdf(5 / Math.sqrt(2 * BETA ** 2 + 25))) < 1e-12)
  t.match(duel, { passes: false, about: ['side1', 'side2'] })
  const two = [solo(rated('a', 20)), solo(rated('c', 30))]
  const uneven = chance(matchOf({ side1: two, side2: [solo(rated('b', 24))] }))
  t.ok(Math.abs(uneven!.measured - normalCdf(2 / Math.sqrt(3 * BETA ** 2))) < 1e-12, 'means times the larger size')
})

t.test('a limit that is met exactly holds, one passed by more than the tolerance does not', async (t) => {
  const config = { ...DUEL, skill: { ...SKILL, matchSpreadMax: [{ waitedMs: 0, value: 0.3 }] } }
  const spread = (mu: number) => {
    return ruleOf(
      config,
      matchOf({ side1: [solo(rated('a', 0))], side2: [solo(rated('b', mu))] }),
      'skill.matchSpreadMax',
    )
  }
  t.match(spread(0.1 + 0.2), { passes: true, limit: 0.3, about: ['a', 'b'] })
  t.match(spread(0.3001), { passes: false })
})

t.test('quality is the weighed mean of what the queue configures', async (t) => {
  const latency = { maxMs: [], spreadMaxMs: undefined, choice: 1, unknownMs: 9_999 } as const
  const quality = { ...DUEL.quality, skillWeight: 3, latencyWeight: 1 }
  const config: QueueConfig = { ...DUEL, regions: ['eu'], skill: SKILL, latency, quality }
  const one = { ...rated('a', 25), ms: { eu: 50 } }
  const other = { ...rated('b', 25), ms: { eu: 100 } }
  const of = (a: object, b: object) => {
    const match = matchOf({ side1: [solo({ ...one, ...a })], side2: [solo({ ...other, ...b })] }, 'eu')
    return Math.round(judge(config, match, 0).quality * 1e6) / 1e6
  }
  t.equal(of({}, {}), 0.9, '(3 x 1 + 1 x 0.6) / 4')
  t.equal(of({ met: ['b'] }, {}), 0.825, 'a rematch takes 0.1 of skill')
  t.equal(of({ met: ['b'] }, { met: ['a'] }), 0.825, 'a pair counts once')
  t.equal(of({ ms: { eu: 300 } }, {}), 0.75, 'latency is worth nothing, not less')
  t.equal(of({ ms: {} }, {}), 0.75, 'unknown latency')
  t.equal(of({ is: { sigma: 1 } }, {}), 0.15, 'without a skill the skill part is nothing')
})

t.test('quality: parties and off-role players', async (t) => {
  const teams = [{ name: 'side', playersMin: 2, playersMax: 2, quantity: 2, roles: [] }]
  const config: QueueConfig = { ...DUEL, teams, party: { ...DUEL.party, sizeMax: 2 } }
  const duo = party('d', [{ id: 'a' }, { id: 'b' }])
  const solos = [solo({ id: 'c' }), solo({ id: 'e' })]
  t.equal(judge(config, matchOf({ side1: [duo], side2: solos }), 0).quality, 0.5)
  const slots = ['tank', 'healer'].map((role) => ({ role, countMin: 1, countMax: 1 }))
  const withRoles: QueueConfig = {
    ...DUEL,
    teams: [{ name: 'side', playersMin: 2, playersMax: 2, quantity: 1, roles: slots }],
    roles: { offRolePlayersMax: [], offRoleCost: 0.5 },
  }
  const wishes = [solo({ id: 'c', roles: ['tank'] }), solo({ id: 'e', roles: ['tank'] })]
  const roles = new Map([
    ['c', 'tank'],
    ['e', 'healer'],
  ])
  t.equal(judge(withRoles, { ...matchOf({ side: wishes }), roles }, 0).quality, 0.75, '1 - 0.5 x 1 / 2')
})

t.test('sixty players are judged in well under a frame', async (t) => {
  const curve = [{ waitedMs: 0, value: 40 }]
  const config: QueueConfig = {
    ...DUEL,
    regions: ['eu', 'us'],
    teams: [{ name: 'squad', playersMin: 3, playersMax: 3, quantity: 20, roles: [] }],
    skill: { ...SKILL, matchSpreadMax: curve, teamGapMax: curve },
    latency: { maxMs: [{ waitedMs: 0, value: 90 }], spreadMaxMs: undefined, choice: 1, unknownMs: 999 },
  }
  const teams = Object.fromEntries(
    Array.from({ length: 20 }, (_, squad) => [
      `squad${squad + 1}`,
      [0, 1, 2].map((i) => solo({ ...rated(`p${squad}-${i}`, squad + i, 3), ms: { eu: 20 + squad, us: 80 } })),
    ]),
  )
  const match = matchOf(teams, 'eu')
  t.equal(judge(config, match, 0).holds, true)
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now()
    judge(config, match, 0)
    return performance.now() - start
  }).sort((a, b) => a - b)
  t.ok(times[100]! < 5, `median ${times[100]} ms`)
})
