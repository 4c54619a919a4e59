// Who looks when, and for whom others wait: an overdue ticket keeps its candidates, a calm pool looks each cycle, and a crowd that looks
// again is looked for in turns, nobody left out.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { Aggregate } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { DUEL, SKILL_ATTRIBUTES, solo } from '../rules/testing.js'
import { createMatcher } from './matcher.js'

const SKILL = {
  attribute: 'mu',
  uncertaintyAttribute: 'sigma',
  partyAggregate: Aggregate.MEAN,
  partyBonusPerExtraPlayer: 0,
  matchSpreadMax: [],
  teamGapMax: [],
  winChanceMax: [],
  uncertaintyWeight: 0,
}
/** Almost flat, and never enough for two who are 30 apart: a limit that moves, so that they look again. */
const EVEN = [
  { waitedMs: 0, value: 0.51 },
  { waitedMs: 600_000, value: 0.52 },
]
const CYCLE_MS = 500

const rated = (id: string, mu: number, sinceMs = 0) => solo({ id, is: { mu, sigma: 1 }, sinceMs })
const ids = (proposals: ReturnType<ReturnType<typeof createMatcher>['cycle']>) =>
  proposals.map(({ tickets }) => tickets.map(({ ticketId }) => ticketId).sort())

/** 2v2 within 10 of each other: "old" and "x" may meet, and "x" those far from "old". Overdue after 50 s. */
function withOld() {
  const config: QueueConfig = {
    ...DUEL,
    attributes: SKILL_ATTRIBUTES,
    teams: [{ name: 'side', playersMin: 2, playersMax: 2, quantity: 2, roles: [] }],
    fillForMs: 600_000,
    ticketTimeoutMs: 100_000,
    skill: { ...SKILL, matchSpreadMax: [{ waitedMs: 0, value: 10 }] },
  }
  const matcher = createMatcher(config)
  matcher.addTicket(rated('old', 0))
  t.same(matcher.cycle(0, 1), [])
  matcher.addTicket(rated('x', 1, 49_000))
  t.same(matcher.cycle(49_000, 1), [])
  const come = (sinceMs: number) => {
    for (const id of ['far1', 'far2', 'far3']) matcher.addTicket(rated(id, 10.5, sinceMs))
  }
  return { matcher, come }
}

t.test('before a ticket is overdue, younger ones take whom it could have', async (t) => {
  const { matcher, come } = withOld()
  come(49_500)
  t.same(ids(matcher.cycle(49_500, 1)), [['far1', 'far2', 'far3', 'x']])
})

t.test('once it is, they leave it those it could play with, and it has them when there are enough', async (t) => {
  const { matcher, come } = withOld()
  come(50_000)
  for (let nowMs = 50_000; nowMs <= 60_000; nowMs += CYCLE_MS) t.same(ids(matcher.cycle(nowMs, 1)), [], `${nowMs}`)
  matcher.addTicket(rated('far4', 10.5, 60_000))
  t.same(ids(matcher.cycle(60_500, 1)), [['far1', 'far2', 'far3', 'far4']], 'those whom it could not have play on')
  matcher.addTicket(rated('b', 2, 61_000))
  matcher.addTicket(rated('c', 2, 61_000))
  t.same(ids(matcher.cycle(61_000, 1)), [['b', 'c', 'old', 'x']])
})

t.test('when it goes, what it kept is free', async (t) => {
  const { matcher, come } = withOld()
  come(50_000)
  t.same(ids(matcher.cycle(50_000, 1)), [])
  matcher.removeTicket('old')
  const found = [50_500, 51_000, 52_000].flatMap((nowMs) => ids(matcher.cycle(nowMs, 1)))
  t.same(found, [['far1', 'far2', 'far3', 'x']])
})

/** How many look in each cycle after the first, of so many of whom no two may meet. */
function looks(tickets: number, cycles: number): number[] {
  const matcher = createMatcher({
    ...DUEL,
    attributes: SKILL_ATTRIBUTES,
    ticketTimeoutMs: 3_600_000,
    skill: { ...SKILL, winChanceMax: EVEN },
  })
  for (let i = 0; i < tickets; i++) matcher.addTicket(rated(`t${i}`, i * 30))
  matcher.cycle(60_000, 1)
  return Array.from({ length: cycles }, (_, i) => {
    t.same(matcher.cycle(60_000 + (i + 1) * CYCLE_MS, 1), [])
    return matcher.stats.anchorsSearched
  })
}

t.test('in a calm pool everybody whose limit moves looks in each cycle', async (t) => {
  t.same(new Set(looks(100, 10)), new Set([100]))
})

t.test('in a crowded one they look more seldom, the longer they have waited', async (t) => {
  const tickets = 1_000
  const [cycles, total] = [40, looks(tickets, 40).reduce((sum, count) => sum + count, 0)]
  t.ok(total >= tickets, `${total} looks: nobody is forgotten`)
  t.ok(total < (tickets * cycles) / 5, `${total} looks of ${tickets} tickets in ${cycles} cycles`)
})

t.test('many who are due at once take turns, and all have theirs', async (t) => {
  const tickets = 7_000
  const counts = looks(tickets, 80)
  t.ok(Math.max(...counts) < tickets / 3, `at most ${Math.max(...counts)} in one cycle`)
  const total = counts.reduce((sum, count) => sum + count, 0)
  t.ok(total >= tickets, `${total} in all`)
})
