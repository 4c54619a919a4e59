// One way to write a number.

import t from 'tap'
import { bytes, coordinate, count, duration, figure } from './numbers.js'

t.test('three significant digits, thousands apart, whole numbers whole', async (t) => {
  const written = [0, 7, 4.0049, 4.0004, 12.04, 58.303, 117.375, 0.142, 0.1, 1234567, -0.02, 0.0001]
  t.same(
    written.map((value) => figure(value)),
    ['0', '7', '4.0', '4.0', '12', '58.3', '117', '0.142', '0.10', '1,234,567', '-0.020', '0'],
  )
})

t.test('what is no number is a dash', async (t) => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) t.equal(figure(value, 'ms'), '–\u00a0ms')
  t.equal(coordinate(Number.NaN), '0')
})

t.test('units follow the size', async (t) => {
  t.same([12, 5248, 3.2e6].map(bytes), ['12\u00a0B', '5.25\u00a0kB', '3.2\u00a0MB'])
  t.same([60, 900, 3600, 86_400].map(duration), ['60\u00a0s', '15\u00a0min', '60\u00a0min', '24\u00a0h'])
  t.same([count(1, 'tick'), count(2, 'tick')], ['1\u00a0tick', '2\u00a0ticks'])
})
