import t from 'tap'
import { residualBits } from './cost.js'
import { bestOrder, bestWidths, entropy, POSITION_BITS } from './derive.js'

const { public: escapedBits } = POSITION_BITS

const reach = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + 2 ** width, 0)

t.test('what never misses gets one bit; classes grow and reach far all the same', async (t) => {
  const widths = bestWidths(new Map([[0, 100]]), escapedBits)
  t.equal(widths[0], 0)
  t.same(
    widths,
    [...widths].sort((a, b) => a - b),
  )
  t.ok(reach(widths) >= 1_024)
})

t.test('no other width of a class costs less', async (t) => {
  const residuals = new Map(Array.from({ length: 401 }, (_, i) => [i - 200, 1 / (1 + (i - 200) ** 2)]))
  const cost = (widths: readonly number[]): number =>
    [...residuals].reduce((sum, [residual, weight]) => sum + weight * residualBits(residual, escapedBits, widths), 0)
  const best = bestWidths(residuals, escapedBits)
  for (const c of best.keys()) {
    for (const change of [-1, 1]) {
      const other = best.map((width, i) => (i === c ? width + change : width))
      const isAllowed = other.every((width, i) => width >= (other[i - 1] ?? 0)) && reach(other) >= 1_024
      if (isAllowed) t.ok(cost(best) <= cost(other), `${other} instead of ${best}`)
    }
  }
})

t.test('what is rare gets a longer code', async (t) => {
  const rare = new Map([
    [0, 1_000],
    [200, 1],
  ])
  t.equal(bestWidths(rare, escapedBits)[0], 0)
  t.same(
    bestOrder(
      new Map([
        ['a', 2],
        ['b', 5],
        ['c', 3],
      ]),
    ),
    ['b', 'c', 'a'],
  )
})

t.test('entropy is that of the shares', async (t) => {
  t.equal(entropy(new Map([['a', 8]])), 0)
  t.equal(
    entropy(
      new Map([
        ['a', 4],
        ['b', 2],
        ['c', 2],
      ]),
    ),
    1.5,
  )
})
