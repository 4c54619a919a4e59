import { Random } from '@tickwire/simulation'
import t from 'tap'
import { Grid } from './grid.js'
import { has, newIndexSet } from './index-set.js'

t.test('the grid marks what is within each radius and nothing else, wherever it stands', async (t) => {
  const random = new Random(3)
  const [xs, ys] = [new Float64Array(1_000), new Float64Array(1_000)]
  const grid = new Grid(1_000, 50, xs, ys)
  for (let round = 0; round < 20; round++) {
    grid.begin()
    for (let i = 0; i < 1_000; i++) {
      xs[i] = random.between(-3_000, 3_000)
      ys[i] = random.between(-3_000, 3_000)
      grid.add(i)
    }
    grid.finish()
    const [x, y] = [random.between(-3_000, 3_000), random.between(-3_000, 3_000)]
    const [inner, outer] = [newIndexSet(1_000), newIndexSet(1_000)]
    grid.mark(x, y, 70, inner, 100, outer)
    for (const [set, radius] of [
      [inner, 70],
      [outer, 100],
    ] as const) {
      const near = Array.from(xs, (_, i) => Math.hypot(xs[i]! - x, ys[i]! - y) <= radius)
      t.same(
        Array.from(xs, (_, i) => has(set, i)),
        near,
      )
    }
  }
})
