// Intervals of clients, and when one that stalled is back, from arrivals at given times.

import t from 'tap'
import { Arrivals } from './arrivals.js'

/** Arrivals of one client, `intervalMs` apart, from `fromMs` until before `toMs`. */
function arrive(arrivals: Arrivals, client: number, fromMs: number, toMs: number, intervalMs: number): void {
  for (let ms = fromMs; ms < toMs; ms += intervalMs) arrivals.arrived(client, ms)
}

const near = (value: number, wanted: number) => Math.abs(value / wanted - 1) < 0.01

t.test('the 99th percentile is that of all intervals, each of one client', async (t) => {
  const arrivals = new Arrivals(2)
  t.equal(arrivals.intervalP99Ms, 0)
  // 200 intervals of 50 ms; the other client comes between them.
  arrive(arrivals, 0, 0, 10_050, 50)
  arrive(arrivals, 1, 25, 1_000, 50)
  t.ok(near(arrivals.intervalP99Ms, 50), `${arrivals.intervalP99Ms} ms`)
  // 3 of 222 are more than one percent.
  for (const ms of [10_150, 10_250, 10_350]) arrivals.arrived(0, ms)
  t.ok(near(arrivals.intervalP99Ms, 100), `${arrivals.intervalP99Ms} ms`)
})

t.test('a restart forgets intervals and not when the last one came', async (t) => {
  const arrivals = new Arrivals(1)
  arrive(arrivals, 0, 0, 10_000, 50)
  arrivals.restart()
  arrivals.arrived(0, 10_030)
  t.ok(near(arrivals.intervalP99Ms, 80), `${arrivals.intervalP99Ms} ms`)
})

t.test('one that stalls does not count among the others', async (t) => {
  const arrivals = new Arrivals(2)
  arrive(arrivals, 0, 0, 1_000, 50)
  arrivals.stall(1, 125)
  t.same([arrivals.hasStalled(0), arrivals.hasStalled(1)], [false, true])
  arrive(arrivals, 1, 0, 9_000, 900)
  t.ok(near(arrivals.intervalP99Ms, 50), `${arrivals.intervalP99Ms} ms`)
})

t.test('it is back where its first regular second began', async (t) => {
  const arrivals = new Arrivals(1)
  arrivals.arrived(0, 0)
  arrivals.stall(0, 125)
  // What was under way when it stopped.
  arrive(arrivals, 0, 10, 2_000, 50)
  arrivals.resume(0, 5_000)
  // What had waited in the kernel comes at once, then too little for a while, with half a second in between that is regular.
  for (let i = 0; i < 23; i++) arrivals.arrived(0, 5_001)
  arrivals.arrived(0, 5_130.5)
  arrive(arrivals, 0, 5_180, 5_700, 50)
  arrive(arrivals, 0, 5_900, 6_850, 50)
  t.same(arrivals.backMs, [])
  arrive(arrivals, 0, 6_850, 9_000, 50)
  t.same(arrivals.backMs, [900])
})

t.test('one that never is regular again is not back', async (t) => {
  const arrivals = new Arrivals(1)
  arrivals.stall(0, 125)
  arrivals.resume(0, 5_000)
  arrive(arrivals, 0, 5_000, 30_000, 400)
  t.same(arrivals.backMs, [])
})
