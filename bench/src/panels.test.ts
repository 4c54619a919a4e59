// The picture of panels: points lie where their figures say, axes are named, words are safe.

import t from 'tap'
import type { Panel } from './bench.js'
import { panelsOf } from './panels.js'

const PANEL: Panel = {
  title: 'a < b',
  x: { label: 'wait, seconds', scale: 'log' },
  y: { label: 'error', scale: 'linear' },
  curves: [
    {
      name: 'ours',
      points: [
        { x: 1, y: 0.3, label: 'x 1' },
        { x: 10, y: 0.2, label: '' },
        { x: 100, y: 0.1, label: '' },
      ],
    },
    { name: 'theirs', points: [{ x: 10, y: 0.25, label: '' }] },
  ],
  table: { columns: [], rows: [] },
}

function dotsOf(svg: string, colour: number): (readonly [number, number])[] {
  const dots = svg.matchAll(new RegExp(`<circle class="d${colour}" cx="([\\d.]+)" cy="([\\d.]+)"`, 'g'))
  return [...dots].map(([, x, y]) => [Number(x), Number(y)] as const)
}

t.test('an axis is logarithmic or linear, and larger is right and up', async (t) => {
  const svg = panelsOf([PANEL])
  const [a, b, c] = dotsOf(svg, 0)
  t.ok(Math.abs(b![0] - a![0] - (c![0] - b![0])) <= 1, 'decades are equally wide')
  t.ok(Math.abs(b![1] - a![1] - (c![1] - b![1])) <= 1)
  t.ok(a![0] < c![0] && a![1] < c![1], 'less error is lower')
  const [other] = dotsOf(svg, 1)
  t.equal(other![0], b![0])
})

t.test('titles, axes, ticks and curves are named', async (t) => {
  const svg = panelsOf([PANEL])
  for (const words of ['a &lt; b', 'wait, seconds', '>error<', '>ours<', '>theirs<', '>x 1<', '>10<', '>0.2<']) {
    t.ok(svg.includes(words), words)
  }
})

t.test('two panels in a row, the third below; one point is a panel too', async (t) => {
  const single = { ...PANEL, curves: [PANEL.curves[1]!] }
  const svg = panelsOf([PANEL, PANEL, single])
  const places = [...svg.matchAll(/<g transform="translate\(([\d.]+) ([\d.]+)\)"/g)].map(([, x, y]) => [x, y])
  t.equal(places.length, 3)
  t.equal(places[0]![1], places[1]![1])
  t.same(places[2]![0], places[0]![0])
  t.notMatch(svg, /NaN|Infinity/)
})
