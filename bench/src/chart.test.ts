// The chart: every ratio is a bar on the right side of the line.

import t from 'tap'
import { chartOf } from './chart.js'
import { rowOf } from './testing.js'

/** Class, left and width of each bar, in order. */
function barsOf(svg: string): (readonly [string, number, number])[] {
  const bars = svg.matchAll(
    /<rect class="(better|worse|even)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="12" rx="2"\/>/g,
  )
  return [...bars].map(([, verdict, x, width]) => [verdict!, Number(x), Number(width)] as const).slice(3)
}

const one = (svg: string): number => Number(/class="one" x1="([\d.]+)"/.exec(svg)![1])

t.test('ahead is right of the line, behind left of it, and as far as the ratio is large', async (t) => {
  const svg = chartOf([
    rowOf({ better: 'higher', ratio: 4 }),
    rowOf({ better: 'lower', ratio: 4 }),
    rowOf({ better: 'lower', ratio: 1 / 16 }),
    rowOf({ better: 'lower', ratio: 1 }),
  ])
  const [ahead, behind, farAhead, even] = barsOf(svg)
  const line = one(svg)
  t.match(ahead, ['better', line])
  t.equal(behind?.[0], 'worse')
  t.ok(Math.abs(behind![1] + behind![2] - line) <= 1, 'ends at the line')
  t.ok(Math.abs(ahead![2] - behind![2]) <= 1, '4 times better is as long as 4 times worse')
  t.ok(Math.abs(farAhead![2] - 2 * ahead![2]) <= 1, '16 is twice as long as 4')
  t.match(even, ['even', line])
})

t.test('rows without a peer are left out, and words are safe', async (t) => {
  const svg = chartOf([rowOf({ ratio: null, theirs: null }), rowOf({ case: 'a < b & c' })])
  t.equal(barsOf(svg).length, 1)
  t.ok(svg.includes('a &lt; b &amp; c: calls'))
})

t.test('a ratio beyond the scale ends at its rim', async (t) => {
  const svg = chartOf([rowOf({ ratio: 1e6 }), rowOf({ ratio: 1e-6 })])
  for (const [, x, width] of barsOf(svg)) t.ok(x >= 560 && x + width <= 973, `${x} + ${width}`)
})

t.test('nothing measured is still a picture', async (t) => {
  t.ok(chartOf([]).startsWith('<svg'))
})
