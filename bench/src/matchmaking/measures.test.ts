// The measures of outcomes that are known.

import t from 'tap'
import { measure, quantile } from './measures.js'
import type { Outcome } from './simulation.js'
import { BETA, normalCdf } from './skill.js'
import { arrivalOf, smallQueue } from './testing.js'
import type { Arrival, Trace } from './trace.js'

function traceOf(arrivals: readonly Arrival[], teamSize = 1): Trace {
  return {
    name: 'small',
    arrivals,
    endMs: 100_000,
    countedFromMs: 0,
    countedUntilMs: 100_000,
    queue: () => smallQueue(teamSize),
    widenings: [1],
  }
}

function outcomeOf(
  atMs: number,
  teams: readonly (readonly (readonly [string, string?])[])[],
  region?: string,
): Outcome {
  const seats = teams.map((team) => team.map(([playerId, role]) => ({ playerId, role })))
  return {
    matches: [{ atMs, region, teams: seats }],
    matchedMs: new Map(seats.flat().map(({ playerId }) => [playerId, atMs])),
  }
}

t.test('waits of all, error of the match, and who gave up', async (t) => {
  const arrivals = [
    arrivalOf({ id: 'a', mu: [30], sinceMs: 1_000 }),
    arrivalOf({ id: 'b', mu: [25], sinceMs: 3_000 }),
    arrivalOf({ id: 'c', mu: [10], sinceMs: 0 }, 50_000),
    arrivalOf({ id: 'd', mu: [40], sinceMs: 90_000 }),
  ]
  const measures = measure(traceOf(arrivals), outcomeOf(5_000, [[['a.0']], [['b.0']]]))
  t.equal(measures.matches, 1)
  t.equal(measures.waitSecondsP50, 4, 'of 2, 4, 10 (still waits at the end) and 50')
  t.equal(measures.waitSecondsP99, 50)
  t.ok(Math.abs(measures.winChanceError - (normalCdf(5 / (BETA * Math.SQRT2)) - 0.5)) < 1e-6)
  t.equal(measures.spread, 5)
  t.equal(measures.waitSecondsMean, (4 + 2 + 50 + 10) / 4)
  t.equal(measures.gaveUpShare, 0.25, 'c')
  t.equal(measures.stillWaitingShare, 0.25, 'd')
  t.ok(Number.isNaN(measures.largerPartyWinChance) && Number.isNaN(measures.latencyMsP95))
})

t.test('only who arrives in the counted time counts', async (t) => {
  const arrivals = [arrivalOf({ id: 'a', mu: [25], sinceMs: 0 }), arrivalOf({ id: 'b', mu: [25], sinceMs: 20_000 })]
  const trace = { ...traceOf(arrivals), countedFromMs: 10_000 }
  const measures = measure(trace, outcomeOf(21_000, [[['a.0']], [['b.0']]]))
  t.equal(measures.waitSecondsP99, 1)
  t.equal(measures.gaveUpShare, 0)
})

t.test('parties, roles and regions', async (t) => {
  const latencyMs = { east: 20, west: 70 }
  const party = arrivalOf({ id: 'p', mu: [27, 27], latencyMs, roles: [['tank'], ['tank']] })
  const solos = ['a', 'b'].map((id) => arrivalOf({ id, mu: [25], latencyMs, roles: [['tank', 'heal']] }))
  const teams = [
    [
      ['p.0', 'tank'],
      ['p.1', 'heal'],
    ],
    [
      ['a.0', 'tank'],
      ['b.0', 'heal'],
    ],
  ] as const
  const measures = measure(traceOf([party, ...solos], 2), outcomeOf(1_000, teams, 'west'))
  t.equal(measures.latencyMsP95, 70)
  t.equal(measures.offRoleShare, 0.25)
  t.ok(Math.abs(measures.largerPartyWinChance - normalCdf(4 / (2 * BETA))) < 1e-6, 'the party is better')
  t.equal(measures.tornShare, 0)
  const torn = [
    [teams[0][0], teams[1][0]],
    [teams[0][1], teams[1][1]],
  ]
  t.equal(measure(traceOf([party, ...solos], 2), outcomeOf(1_000, torn, 'west')).tornShare, 1)
})

t.test('the worst region is told against the median one', async (t) => {
  const at = (id: string, home: string, sinceMs: number) =>
    arrivalOf({ id, mu: [25], sinceMs, latencyMs: { north: 90, south: 90, east: 90, [home]: 10 } })
  const arrivals = [at('a', 'north', 0), at('b', 'north', 0), at('c', 'south', 8_000), at('d', 'east', 9_000)]
  const waits = { a: 10_000, b: 10_000, c: 10_000, d: 10_000 }
  const outcome: Outcome = {
    matches: [
      ['a', 'b'],
      ['c', 'd'],
    ].map((ids) => ({
      atMs: 10_000,
      region: 'north',
      teams: ids.map((id) => [{ playerId: `${id}.0`, role: undefined }]),
    })),
    matchedMs: new Map(Object.entries(waits).map(([id, ms]) => [`${id}.0`, ms])),
  }
  t.equal(measure(traceOf(arrivals), outcome).waitByRegion, 5, '10 s against 2 s')
})

t.test('quantiles are values, the least that enough do not exceed', async (t) => {
  t.equal(quantile([3, 1, 2, 4], 0.5), 2)
  t.equal(quantile([3, 1, 2, 4], 0.9), 4)
  t.equal(quantile([3], 0.01), 3)
  t.ok(Number.isNaN(quantile([], 0.5)))
})
