// Few sizes that stand for many: no byte more or less, and as spread as they were.

import { Random } from '@tickwire/simulation'
import t from 'tap'
import { SIZES_MAX, typicalSizes } from './sizes.js'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

t.test('the mean of very many sizes is kept to a tenth of a percent, and so are rare large ones', async (t) => {
  const random = new Random(4)
  const sizes = Array.from({ length: 77_777 }, () => (random.chance(0.004) ? 1_100 : 40 + random.below(30)))
  const typical = typicalSizes(sizes)
  t.equal(typical.length, SIZES_MAX)
  t.ok(Math.abs(sum(typical) / typical.length / (sum(sizes) / sizes.length) - 1) < 0.001)
  t.equal(typical.filter((size) => size === 1_100).length, 4)
})

t.test('few sizes are all kept, in an order that is always the same', async (t) => {
  const sizes = [5, 9, 9, 300, 20, 7]
  t.same([...typicalSizes(sizes)].sort(), [...sizes].sort())
  t.same(typicalSizes(sizes), typicalSizes([...sizes].reverse()))
  t.same(typicalSizes([]), [])
})
