// The exponent of a known growth.

import t from 'tap'
import { exponentOf } from './scale.js'

const near = (value: number, wanted: number) => Math.abs(value - wanted) < 1e-9

t.test('powers give their exponents, whatever the unit', async (t) => {
  const quantity = [100, 300, 1_000, 2_000]
  for (const exponent of [0, 0.5, 1, 2]) {
    for (const unit of [1, 0.003]) {
      const found = exponentOf(
        quantity,
        quantity.map((value) => unit * value ** exponent),
      )
      t.ok(near(found, exponent), `${found} for ${exponent}`)
    }
  }
})

t.test('noise around a straight line is balanced', async (t) => {
  t.ok(near(exponentOf([1, 10, 100], [2, 10, 200]), 1))
})
