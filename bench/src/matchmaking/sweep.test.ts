// Curves are compared where both have points, and nowhere else; the simulation tells who met whom.

import t from 'tap'
import { GreedyMatcher } from './greedy.js'
import { simulate } from './simulation.js'
import { errorsAtSameWait, waitsAtSameError } from './sweep.js'
import { arrivalOf, smallQueue } from './testing.js'

const OURS = [
  { wait: 1, error: 0.3 },
  { wait: 100, error: 0.1 },
]

t.test('in the middle of what both have, on the logarithm of the wait', async (t) => {
  const theirs = OURS.map(({ wait, error }) => ({ wait, error: error + 0.05 }))
  const [ours, other] = errorsAtSameWait(OURS, theirs)!
  t.ok(Math.abs(ours - 0.2) < 1e-9 && Math.abs(other - 0.25) < 1e-9, `${ours} ${other}`)
  const [wait, otherWait] = waitsAtSameError(OURS, theirs)!
  t.ok(wait < otherWait, `${wait} ${otherWait}`)
})

t.test('fronts that have nothing in common are not compared', async (t) => {
  t.equal(errorsAtSameWait(OURS, [{ wait: 200, error: 0.1 }]), undefined)
  t.equal(waitsAtSameError(OURS, [{ wait: 50, error: 0.4 }]), undefined)
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
