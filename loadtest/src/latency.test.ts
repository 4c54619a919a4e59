// Histograms of known schedules.

import t from 'tap'
import { Latency } from './latency.js'

t.test('a thousand even steps have their quantiles where they must be', async (t) => {
  const latency = new Latency()
  for (let ms = 1; ms <= 1_000; ms++) latency.record(ms)
  const { p50, p99, max } = latency.quantiles()
  t.ok(Math.abs(p50 - 500) <= 1, `${p50}`)
  t.ok(Math.abs(p99 - 990) <= 1, `${p99}`)
  t.ok(Math.abs(max - 1_000) <= 1, `${max}`)
})

t.test('what workers recorded adds up, through their text', async (t) => {
  const [first, second, merged] = [new Latency(), new Latency(), new Latency()]
  for (let i = 0; i < 99; i++) first.record(2)
  second.record(80)
  for (const part of [first, second]) merged.add(part.encode())
  t.equal(merged.count, 100)
  t.ok(Math.abs(merged.ms(50) - 2) < 0.01)
  t.ok(Math.abs(merged.ms(100) - 80) < 0.1)
})

t.test('a curve climbs from the shortest to the longest; nothing recorded is no curve and no figures', async (t) => {
  const latency = new Latency()
  t.same(latency.curve(), [])
  t.same(latency.quantiles(), { p50: 0, p99: 0, max: 0 })
  for (let ms = 1; ms <= 100; ms++) latency.record(ms)
  const curve = latency.curve()
  t.equal(curve[0]![0], 0)
  t.equal(curve.at(-1)![0], 100)
  for (const [i, [, ms]] of curve.entries()) t.ok(i === 0 || ms >= curve[i - 1]![1])
})

t.test('beyond a minute counts as a minute, before zero as zero', async (t) => {
  const latency = new Latency()
  latency.record(1e9)
  latency.record(-5)
  t.ok(Math.abs(latency.ms(100) - 60_000) < 100)
  t.equal(latency.ms(0), 0)
})
