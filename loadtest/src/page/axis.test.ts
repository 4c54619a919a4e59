// Ticks that people count in, and where values stand.

import t from 'tap'
import { heightAxis, niceTicks, nines, ninesAxis, timeAxis } from './axis.js'

t.test('ticks are round and reach beyond the greatest value', async (t) => {
  t.same(niceTicks(58.3, 4), [0, 20, 40, 60])
  t.same(niceTicks(14.7, 4), [0, 5, 10, 15])
  t.same(niceTicks(8.4, 4), [0, 2.5, 5, 7.5, 10])
  t.same(niceTicks(0.3, 4), [0, 0.1, 0.2, 0.3])
  t.same(niceTicks(1000, 4), [0, 250, 500, 750, 1000])
  t.same(niceTicks(20_001, 4), [0, 10_000, 20_000, 30_000])
})

t.test('things that come in ones have no ticks between them', async (t) => {
  t.same(niceTicks(1, 4, true), [0, 1])
  t.same(niceTicks(3, 4, true), [0, 1, 2, 3])
  t.same(niceTicks(10, 4, true), [0, 5, 10])
  t.same(niceTicks(0.4, 4, true), [0, 1])
})

t.test('nothing at all still has an axis', async (t) => {
  for (const most of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) t.same(niceTicks(most, 4), [0, 1])
})

t.test('every range is covered by a handful of ticks', async (t) => {
  for (let most = 0.001; most < 1e7; most *= 1.07) {
    for (const whole of [false, true]) {
      const ticks = niceTicks(most, 4, whole)
      t.ok(ticks.at(-1)! >= most && ticks.length >= 2 && ticks.length <= 6, `${most}: ${ticks}`)
    }
  }
})

t.test('height runs from 0 to the last tick', async (t) => {
  const axis = heightAxis(58.3, false)
  t.equal(axis.place(60), 1)
  t.same(
    axis.ticks.map(({ text }) => text),
    ['0', '20', '40', '60'],
  )
})

t.test('time ends at the last sample, in a unit of its length that the last tick names', async (t) => {
  const labels = (seconds: number) => timeAxis(seconds).ticks.map(({ text, unit = '' }) => text + unit)
  t.same(labels(15), ['0', '5', '10', '15s'])
  t.same(labels(45), ['0', '10', '20', '30', '40s'])
  t.same(labels(3600), ['0', '10', '20', '30', '40', '50', '60min'])
  t.same(labels(12 * 3600), ['0', '2', '4', '6', '8', '10', '12h'])
  t.equal(timeAxis(15).place(15), 1)
  t.equal(timeAxis(0).place(0), 0)
})

t.test('percentiles stand by their nines, the maximum at the end', async (t) => {
  t.equal(nines(0), 0)
  t.ok(Math.abs(nines(99.9) - 3) < 1e-9)
  const { place, ticks, say } = ninesAxis([
    [
      [50, 1],
      [99.9, 2],
      [100, 3],
    ],
  ])
  t.ok(Math.abs(place(99) - place(90) - (place(99.9) - place(99))) < 1e-9)
  t.ok(place(99.9) < 1)
  t.equal(place(100), 1)
  t.same(
    ticks.map(({ text }) => text),
    ['p50', 'p90', 'p99', 'p99.9', 'max'],
  )
  t.same([50, 99.95, 100].map(say), ['p50', 'p99.95', 'max'])
})
