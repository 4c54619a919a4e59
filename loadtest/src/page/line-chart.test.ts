// What a line chart draws: every peak, every gap, and labels that keep apart.

import t from 'tap'
import { timeAxis } from './axis.js'
import { LABEL_PX, spread } from './end-labels.js'
import { type LineChart, lineChart } from './line-chart.js'
import { BUCKETS, bucketsOf, type Point } from './thin.js'

const HOUR = 3600

/** An hour of 10, but for what is given by second. */
function anHour(odd: Readonly<Record<number, number | null>>): readonly Point[] {
  return Array.from({ length: HOUR }, (_, second) => [second, odd[second] === undefined ? 10 : odd[second]])
}

function chart(points: readonly Point[], changed: Partial<LineChart> = {}): string {
  const lines = [{ name: 'tick', look: 'one' as const, points }]
  return lineChart({ title: 'T', caption: '', unit: 'ms', x: timeAxis(points.at(-1)?.[0] ?? 0), lines, ...changed })
    .text
}

t.test('a peak and a dip of one second survive the thinning of an hour, wherever they fall', async (t) => {
  for (const second of [0, 1, 17, 18, 1799, 3598, 3599]) {
    const buckets = bucketsOf(anHour({ [second]: 100 }))
    t.equal(buckets.length, BUCKETS)
    t.equal(Math.max(...buckets.map((bucket) => bucket!.greatest)), 100)
    t.equal(Math.min(...bucketsOf(anHour({ [second]: 1 })).map((bucket) => bucket!.least)), 1)
  }
})

t.test('the peak of an hour is drawn, at its height', async (t) => {
  const [, band = ''] = /class="spread one" d="([^"]*)"/.exec(chart(anHour({ 1800: 100 }))) ?? []
  const heights = band.split(/[ML Z]/).filter((_, i) => i % 2 === 0)
  t.ok(heights.includes('0'), 'the top of an axis that ends at 100')
  t.ok(band.split('L').length <= 2 * BUCKETS)
})

t.test('an hour without metrics in its midst has a gap there', async (t) => {
  const missing = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [1500 + i, null]))
  const page = chart(anHour(missing))
  t.equal(/class="line one" d="([^"]*)"/.exec(page)?.[1]?.match(/M/g)?.length, 2)
  t.notMatch(page, 'NaN')
})

t.test('a second between gaps is a dot', async (t) => {
  const page = chart([
    [0, null],
    [1, 10],
    [2, null],
    [3, 10],
    [4, 10],
  ])
  t.match(page, /class="line one" d="M750 0L1000 0"/)
  t.match(page, /class="line dot one" d="M250 0h0"/)
})

t.test('a line without values is no chart', async (t) => {
  t.equal(chart([]), '')
  t.equal(chart([[1, null]]), '')
})

t.test('a budget near the line is drawn, one far above is named', async (t) => {
  const line: readonly Point[] = [
    [0, 10],
    [1, 10],
  ]
  const mark = (value: number) => ({ mark: { name: 'budget', value, isLimit: true } })
  t.match(chart(line, mark(20)), 'class="end limit"')
  t.notMatch(chart(line, mark(500)), 'class="end limit"')
  t.match(chart(line, mark(500)), 'budget (500) is far above')
})

t.test('a pointer is told the values of its stretch', async (t) => {
  t.match(
    chart([
      [0, 1.5],
      [1, 2],
    ]),
    /<title>after 1\u00a0s\ntick: 2<\/title>/,
  )
  t.match(chart(anHour({ 10: 99 })), /<title>after 0\u00a0min to after 0.483\u00a0min\ntick: 10 to 99<\/title>/)
})

t.test('labels keep apart, in order and inside', async (t) => {
  t.same(spread([10, 100], 180), [10, 100])
  for (const wanted of [
    [50, 50, 50],
    [180, 179, 178],
    [0, 1, 2],
    [90, 3, 91, 180],
  ]) {
    const places = spread(wanted, 180)
    const sorted = [...places].sort((a, b) => a - b)
    for (let i = 1; i < sorted.length; i++) t.ok(sorted[i]! - sorted[i - 1]! >= LABEL_PX - 1e-9)
    t.ok(sorted[0]! >= 0 && sorted.at(-1)! <= 180)
  }
  const [low, high] = spread([181, 3], 180)
  t.ok(low! > high!)
})
