// The last whole second, by a clock that is stepped.

import t from 'tap'
import { RecentTimes } from './recent-times.js'

t.test('what is read is the last whole second, not the one under way', async (t) => {
  let nowMs = 500
  const times = new RecentTimes(() => nowMs)
  times.record(10)
  times.record(30)
  t.equal(times.quantileMs(1), 0, 'the first second is not over')
  nowMs = 1_600
  times.record(5)
  t.ok(Math.abs(times.quantileMs(1) - 30) < 0.1)
  nowMs = 2_500
  t.ok(Math.abs(times.quantileMs(1) - 5) < 0.1)
})

t.test('a reset forgets what was before it, the second under way too', async (t) => {
  let nowMs = 0
  const times = new RecentTimes(() => nowMs)
  times.record(10)
  nowMs = 1_500
  times.record(20)
  times.reset()
  t.equal(times.quantileMs(1), 0)
  nowMs = 2_500
  t.equal(times.quantileMs(1), 0)
})

t.test('after a silence there is nothing to read', async (t) => {
  let nowMs = 0
  const times = new RecentTimes(() => nowMs)
  times.record(10)
  nowMs = 2_000
  t.equal(times.quantileMs(0.5), 0)
  times.record(7)
  nowMs = 3_000
  t.ok(Math.abs(times.quantileMs(0.5) - 7) < 0.1)
})
