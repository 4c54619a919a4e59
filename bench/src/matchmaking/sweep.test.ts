// Curves are compared where both have points, and nowhere else; the simulation tells who met whom.

import t from 'tap'
import { GreedyMatcher } from './greedy.js'
import { simulate } from './simulation.js'
import { errorsAtSameWait, type Pair, waitsAtSameError } from './sweep.js'
import { arrivalOf, smallQueue } from './testing.js'

const OURS = [
  { wait: 1, error: 0.3 },
  { wait: 100, error: 0.1 },
]

t.test('over all of what both have, on the logarithm of the wait, and where ours is worst', async (t) => {
  const theirs = OURS.map(({ wait, error }) => ({ wait, error: error + 0.05 }))
  const near = (pair: Pair, wanted: Pair) => {
    t.ok(Math.abs(pair[0] - wanted[0]) < 1e-9 && Math.abs(pair[1] - wanted[1]) < 1e-9, `${pair} for ${wanted}`)
  }
  const errors = errorsAtSameWait(OURS, theirs)
  near(errors.mean, [0.2, 0.25])
  near(errors.worst, [0.3, 0.35])
  const { mean, worst } = waitsAtSameError(OURS, theirs)
  t.ok(mean[0] < mean[1] && worst[0] <= worst[1], `${mean} ${worst}`)
})

t.test('one that is ahead on average and behind somewhere does not dominate', async (t) => {
  const crossing = [
    { wait: 1, error: 0.29 },
    { wait: 100, error: 0.2 },
  ]
  const { mean, worst } = errorsAtSameWait(OURS, crossing)
  t.ok(mean[0] < mean[1] && worst[0] > worst[1], `${mean} ${worst}`)
})

t.test('beyond its end a front stays where it is', async (t) => {
  t.same(errorsAtSameWait(OURS, [{ wait: 200, error: 0.15 }]).worst, [0.1, 0.15])
  const { worst } = waitsAtSameError(OURS, [{ wait: 50, error: 0.4 }])
  t.ok(Math.abs(worst[0] - 1) < 1e-9 && Math.abs(worst[1] - 50) < 1e-9, `${worst}`)
})

t.test('a cycle sees who has come and not who has given up', async (t) => {
  const arrivals = [
    arrivalOf({ id: 'early', mu: [25], sinceMs: 100 }, 900),
    arrivalOf({ id: 'a', mu: [25], sinceMs: 1_200 }),
    arrivalOf({ id: 'b', mu: [25], sinceMs: 1_300 }),
  ]
  const { matches, matchedMs } = simulate({ arrivals, endMs: 3_000 }, 500, new GreedyMatcher(smallQueue(1)), 1)
  t.same(
    [...matchedMs],
    [
      ['a.0', 1_500],
      ['b.0', 1_500],
    ],
  )
  t.equal(matches.length, 1)
})

t.test('a matcher that plays somebody twice is found out', async (t) => {
  const arrivals = ['a', 'b'].map((id) => arrivalOf({ id, mu: [25] }))
  const greedy = new GreedyMatcher(smallQueue(1))
  const cycle = (nowMs: number) => {
    const proposals = greedy.cycle(nowMs)
    return [...proposals, ...proposals]
  }
  const matcher = {
    addTicket: greedy.addTicket.bind(greedy),
    removeTicket: greedy.removeTicket.bind(greedy),
    addBackfill: () => {},
    removeBackfill: () => {},
    cycle,
  }
  t.throws(() => simulate({ arrivals, endMs: 1_000 }, 500, matcher, 1), { message: /a\.0 is in two matches/ })
})
