import { Interpolation } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { LimitCurve, SLOPE_STEP_MS } from './curve.js'

const POINTS = [
  { waitedMs: 5_000, value: 2 },
  { waitedMs: 10_000, value: 2 },
  { waitedMs: 20_000, value: 6 },
]

t.test('an empty curve is no limit, ever', async (t) => {
  const curve = new LimitCurve([], Interpolation.LINEAR)
  t.equal(curve.at(0), undefined)
  t.equal(curve.nextChangeMs(0), Infinity)
})

t.test('linear: flat before the first point and after the last, straight between', async (t) => {
  const curve = new LimitCurve(POINTS, Interpolation.LINEAR)
  const at = [-1, 0, 5_000, 7_500, 10_000, 12_500, 15_000, 20_000, 1e9].map((ms) => curve.at(ms))
  t.same(at, [2, 2, 2, 2, 2, 3, 4, 6, 6])
})

t.test('step: the value of the last point passed, from the moment of its wait', async (t) => {
  const curve = new LimitCurve(POINTS, Interpolation.STEP)
  t.same(
    [0, 10_000, 19_999, 20_000, 20_001].map((ms) => curve.at(ms)),
    [2, 2, 2, 6, 6],
  )
})

t.test('a search may sleep until the next change', async (t) => {
  const step = new LimitCurve(POINTS, Interpolation.STEP)
  t.same(
    [0, 19_999, 20_000].map((ms) => step.nextChangeMs(ms)),
    [20_000, 20_000, Infinity],
    'equal points are no step',
  )
  const linear = new LimitCurve(POINTS, Interpolation.LINEAR)
  t.equal(linear.nextChangeMs(0), 10_000 + SLOPE_STEP_MS, 'until the slope has begun')
  t.equal(linear.nextChangeMs(12_000), 12_000 + SLOPE_STEP_MS)
  t.equal(linear.nextChangeMs(19_900), 20_000, 'not beyond its end')
  t.equal(linear.nextChangeMs(20_000), Infinity)
})

t.test('at a wait that it names the limit is another one, and before a step it is not', async (t) => {
  for (const interpolation of [Interpolation.STEP, Interpolation.LINEAR]) {
    const curve = new LimitCurve(POINTS, interpolation)
    for (let ms = 0; ms < 20_000; ms += 250) {
      const next = curve.nextChangeMs(ms)
      t.not(curve.at(next), curve.at(ms))
      if (interpolation === Interpolation.STEP) t.equal(curve.at(next - 1), curve.at(ms))
    }
  }
})
