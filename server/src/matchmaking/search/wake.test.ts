// A cycle costs what has changed: who is searched for again, when, and that nobody is forgotten for it.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { Aggregate, BackfillPriority, Interpolation } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { DUEL, party, player, SKILL_ATTRIBUTES, solo } from '../rules/testing.js'
import { createMatcher } from './matcher.js'

const SPREAD = [
  { waitedMs: 0, value: 1 },
  { waitedMs: 100_000, value: 101 },
]

function skilled(more: Partial<QueueConfig> = {}, matchSpreadMax = SPREAD): QueueConfig {
  return {
    ...DUEL,
    attributes: SKILL_ATTRIBUTES,
    skill: {
      attribute: 'mu',
      uncertaintyAttribute: 'sigma',
      partyAggregate: Aggregate.MEAN,
      partyBonusPerExtraPlayer: 0,
      matchSpreadMax,
      teamGapMax: [],
      winChanceMax: [],
      uncertaintyWeight: 0,
    },
    ...more,
  }
}

const rated = (id: string, mu: number, sinceMs = 0) => solo({ id, is: { mu, sigma: 1 }, sinceMs })
const ids = (proposals: ReturnType<ReturnType<typeof createMatcher>['cycle']>) =>
  proposals.map(({ tickets }) => tickets.map(({ ticketId }) => ticketId).sort())

t.test(
  'a thousand tickets that cannot meet are looked at once, then only when their windows reach each other',
  async (t) => {
    const matcher = createMatcher(skilled())
    for (let i = 0; i < 1_000; i++) matcher.addTicket(rated(`t${i}`, i * 30))
    t.same(matcher.cycle(0, 1), [])
    t.equal(matcher.stats.anchorsSearched, 1_000)
    for (let nowMs = 500; nowMs < 29_000; nowMs += 500) {
      t.same(matcher.cycle(nowMs, 1), [])
      if (matcher.stats.anchorsSearched > 0) t.fail(`${matcher.stats.anchorsSearched} searched at ${nowMs}`)
    }
    t.equal(matcher.cycle(29_000, 1).length, 500)
  },
)

t.test('an arrival is searched for, and nobody else', async (t) => {
  const matcher = createMatcher(skilled())
  for (let i = 0; i < 1_000; i++) matcher.addTicket(rated(`t${i}`, i * 30))
  matcher.cycle(0, 1)
  matcher.addTicket(rated('far', 15, 500))
  matcher.addTicket(rated('near', 60.5, 500))
  t.same(ids(matcher.cycle(500, 1)), [['near', 't2']])
  t.equal(matcher.stats.anchorsSearched, 2)
})

t.test('with STEP a ticket sleeps until the next point of a curve; a rule that is dropped wakes it too', async (t) => {
  const steps = { interpolation: Interpolation.STEP }
  const stepping = createMatcher(skilled(steps, [...SPREAD.slice(0, 1), { waitedMs: 20_000, value: 10 }]))
  stepping.addTicket(rated('a', 0))
  stepping.addTicket(rated('b', 9))
  const rule = { name: 'mode', test: { same: { attribute: 'mode' } }, dropAfterMs: 20_000, team: undefined }
  const dropping = createMatcher({ ...DUEL, rules: [rule] })
  dropping.addTicket(solo({ id: 'a', is: { mode: 'x' } }))
  dropping.addTicket(solo({ id: 'b', is: { mode: 'y' } }))
  for (const matcher of [stepping, dropping]) {
    const looks: number[] = []
    for (let nowMs = 0; nowMs < 20_000; nowMs += 500) {
      t.same(matcher.cycle(nowMs, 1), [])
      if (nowMs > 0) looks.push(matcher.stats.anchorsSearched)
    }
    t.ok(Math.max(...looks) <= 1 && looks.filter((count) => count > 0).length <= 2, `looks ${looks}`)
    t.same(ids(matcher.cycle(20_000, 1)), [['a', 'b']])
  }
})

t.test('a proposed ticket is not proposed again in its version, but in the next one', async (t) => {
  const matcher = createMatcher(DUEL)
  const [a, b] = [solo({ id: 'a' }), solo({ id: 'b' })]
  matcher.addTicket(a)
  matcher.addTicket(b)
  t.equal(matcher.cycle(0, 1).length, 1)
  matcher.addTicket(a)
  matcher.addTicket(b)
  t.equal(matcher.cycle(500, 1).length, 0)
  matcher.addTicket({ ...a, version: 2 })
  matcher.addTicket({ ...b, version: 2 })
  t.equal(matcher.cycle(1_000, 1).length, 1)
})

t.test(
  'an overdue ticket keeps those it could play with, until it has enough; before it is, younger ones may have them',
  async (t) => {
    const arrivals = (matcher: ReturnType<typeof createMatcher>, sinceMs: number) => {
      for (const id of ['b', 'c', 'd']) matcher.addTicket(rated(`${id}${sinceMs}`, 10, sinceMs))
    }
    const config = skilled(
      {
        teams: [{ name: 'side', playersMin: 2, playersMax: 2, quantity: 2, roles: [] }],
        fillForMs: 600_000,
      },
      [{ waitedMs: 0, value: 10 }],
    )
    const wide = { ...config, ticketTimeoutMs: 100_000 }
    const matcher = createMatcher(wide)
    matcher.addTicket(rated('old', 0))
    for (const [id, mu] of [
      ['x', 1],
      ['y', 20],
      ['z', 20],
    ] as const)
      matcher.addTicket(rated(id, mu, 49_000))
    t.same(ids(matcher.cycle(49_500, 1)), [], 'old and x are too far from y and z')
    matcher.addTicket(rated('w', 10.5, 49_900))
    t.same(ids(matcher.cycle(50_000, 1)), [], 'w may play with y and z, and with x, not all')
    arrivals(matcher, 50_000)
    t.ok(ids(matcher.cycle(50_500, 1))[0]!.includes('old'), 'three that both could have go to the oldest')
  },
)

t.test('open seats go before new matches, after them, or by age', async (t) => {
  const room = {
    backfillId: 'room',
    version: 1,
    openedMs: 2_000,
    region: 'eu',
    teams: [
      { team: 'side1', open: 1, present: [] },
      { team: 'side2', open: 0, present: [player({ id: 'p' })] },
    ],
  }
  const first = (priority: BackfillPriority, openedMs: number) => {
    const backfill = { priority, seatHoldMs: 10_000, skillDistanceMax: [], stopAfterMs: undefined }
    const matcher = createMatcher({ ...DUEL, regions: ['eu'], backfill })
    matcher.addTicket(solo({ id: 'a', sinceMs: 1_000 }))
    matcher.addTicket(solo({ id: 'b', sinceMs: 1_500 }))
    matcher.addBackfill({ ...room, openedMs })
    return matcher.cycle(3_000, 1).map(({ backfill }) => backfill?.backfillId ?? 'new')
  }
  t.same(first(BackfillPriority.HIGH, 2_000), ['room'])
  t.same(first(BackfillPriority.LOW, 500), ['new'])
  t.same(first(BackfillPriority.NORMAL, 2_000), ['new'])
  t.same(first(BackfillPriority.NORMAL, 500), ['room'])
})

t.test('a room is filled with as many as fit, parties whole; not after stopAfterMs', async (t) => {
  const config: QueueConfig = {
    ...DUEL,
    regions: ['eu'],
    teams: [{ name: 'side', playersMin: 2, playersMax: 2, quantity: 2, roles: [] }],
    party: { ...DUEL.party, sizeMax: 2 },
    backfill: { priority: BackfillPriority.HIGH, seatHoldMs: 10_000, skillDistanceMax: [], stopAfterMs: 60_000 },
  }
  const room = {
    backfillId: 'room',
    version: 4,
    openedMs: 0,
    region: 'eu',
    teams: [
      { team: 'side1', open: 2, present: [] },
      { team: 'side2', open: 1, present: [player({ id: 'p' })] },
    ],
  }
  const fill = (nowMs: number) => {
    const matcher = createMatcher(config)
    matcher.addTicket(solo({ id: 'a' }))
    matcher.addTicket(party('pair', [{ id: 'c' }, { id: 'd' }]))
    matcher.addBackfill(room)
    return matcher.cycle(nowMs, 1)
  }
  t.match(fill(1_000), [
    {
      backfill: { backfillId: 'room', version: 4 },
      teams: [
        { team: 'side1', players: [{ playerId: 'c' }, { playerId: 'd' }] },
        { team: 'side2', players: [{ playerId: 'a' }] },
      ],
    },
  ])
  t.same(
    fill(60_000).filter(({ backfill }) => backfill !== undefined),
    [],
  )
})

t.test('equal teams are dealt by the seed', async (t) => {
  const sides = new Set<string>()
  for (let seed = 0; seed < 20; seed++) {
    const matcher = createMatcher(skilled({}, []))
    matcher.addTicket(rated('a', 10))
    matcher.addTicket(rated('b', 5))
    sides.add(matcher.cycle(0, seed)[0]!.teams[0]!.players[0]!.playerId)
  }
  t.equal(sides.size, 2)
})
