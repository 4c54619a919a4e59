// All ratios as one picture: a bar for each row that has a peer, on a logarithmic scale of how many times better ours is,
// from a line at 1 to the right where we are ahead and to the left where we are behind, with a whisker for the spread of the
// rounds. Plain SVG that follows the reader's light or dark mode. Pure.

import type { Row } from './bench.js'
import { BENCH_NAMES } from './options.js'
import { advantageOf, figure, verdictOf } from './verdict.js'

// Pixels.
const WIDTH = 1_080
const MARGIN = 24
const HEADER = 76
const LINE = 20
const BAR = 12
const GAP = 30
/** Where the bars' field begins and ends; words stand to its left, figures to its right. */
const FIELD_LEFT = 560
const FIELD_RIGHT = 972
const FOOTER = 20

/** Times better that get a line and a number. */
const TICKS = [1 / 100, 1 / 30, 1 / 10, 1 / 5, 1 / 2, 1, 2, 5, 10, 30, 100, 300, 1_000]

/** The scale reaches this far at least, times better and worse. */
const REACH_MIN = 2

const STYLE = `
    svg { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
    .page { fill: #ffffff; stroke: #d0d7de } .text { fill: #1f2328 } .faint { fill: #59636e } .rule { stroke: #e3e7eb }
    .one { stroke: #59636e } .better { fill: #1a7f6b } .worse { fill: #d1602b } .even { fill: #8c959f }
    .whisker { stroke: #1f2328; stroke-opacity: .65 } .title { font-size: 17px; font-weight: 600 }
    .bench { font-size: 13px; font-weight: 600 } .number { font-variant-numeric: tabular-nums }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #30363d } .text { fill: #e6edf3 } .faint { fill: #9198a1 } .rule { stroke: #21262d }
      .one { stroke: #9198a1 } .better { fill: #35b597 } .worse { fill: #f0834d } .even { fill: #6e7681 }
      .whisker { stroke: #e6edf3 }
    }`

/** Where a value lies in the field. */
type Scale = (advantage: number) => number

export function chartOf(rows: readonly Row[]): string {
  const groups = BENCH_NAMES.map((name) => rows.filter((row) => row.bench === name && row.ratio !== null)).filter(
    (group) => group.length > 0,
  )
  const shown = groups.flat()
  const ticks = ticksOf(shown)
  const scale = scaleOf(ticks)
  const height = HEADER + groups.reduce((sum, group) => sum + GAP + group.length * LINE, 0) + FOOTER
  const parts = [
    `<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    text(MARGIN, 34, 'How many times better than its peer', 'text title'),
    text(MARGIN, 56, 'Logarithmic. The thin line is the spread of the rounds.', 'faint'),
    ...legend(),
    ...ticks.flatMap((tick) => gridLine(tick, scale(tick), height)),
  ]
  let y = HEADER
  for (const group of groups) {
    y += GAP
    parts.push(text(MARGIN, y - 8, group[0]!.bench, 'text bench'))
    for (const row of group) {
      parts.push(...barOf(row, y, scale))
      y += LINE
    }
  }
  const label = `Ratios of ${shown.length} comparisons; the figures stand in the tables`
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">`
  return `${open}\n  <style>${STYLE}\n  </style>\n  ${parts.join('\n  ')}\n</svg>\n`
}

/** From the first tick below everything to the first above it. */
function ticksOf(rows: readonly Row[]): readonly number[] {
  const advantages = rows.map((row) => advantageOf(row)!)
  const least = Math.min(1 / REACH_MIN, ...advantages)
  const most = Math.max(REACH_MIN, ...advantages)
  const from = TICKS.filter((tick) => tick <= least).length - 1
  const to = TICKS.findIndex((tick) => tick >= most)
  return TICKS.slice(Math.max(0, from), to < 0 ? TICKS.length : to + 1)
}

/** What lies beyond the outermost ticks ends at them. */
function scaleOf(ticks: readonly number[]): Scale {
  const [from, to] = [Math.log(ticks[0]!), Math.log(ticks.at(-1)!)]
  return (advantage) => {
    const share = (Math.log(advantage) - from) / (to - from)
    return FIELD_LEFT + (FIELD_RIGHT - FIELD_LEFT) * Math.min(1, Math.max(0, share))
  }
}

function gridLine(tick: number, x: number, height: number): string[] {
  const line = `x1="${px(x)}" y1="${HEADER + 2}" x2="${px(x)}" y2="${height - FOOTER + 4}"`
  const label = tick < 1 ? `1/${Math.round(1 / tick)}` : String(tick)
  return [
    `<line class="${tick === 1 ? 'one' : 'rule'}" ${line}/>`,
    `<text class="faint number" x="${px(x)}" y="${HEADER - 4}" text-anchor="middle">${label}</text>`,
  ]
}

function barOf(row: Row, top: number, scale: Scale): string[] {
  const advantage = advantageOf(row)!
  const middle = top + LINE / 2
  const [from, to] = [scale(1), scale(advantage)].sort((a, b) => a - b) as [number, number]
  const bar = `x="${px(from)}" y="${px(middle - BAR / 2)}" width="${px(Math.max(1, to - from))}" height="${BAR}"`
  const parts = [
    text(MARGIN, middle + 4, `${row.case}: ${row.metric}`, 'text'),
    `<rect class="${verdictOf(row)}" ${bar} rx="2"/>`,
    `<text class="text number" x="${WIDTH - MARGIN}" y="${middle + 4}" text-anchor="end">${timesOf(advantage)}</text>`,
  ]
  if (row.spread > 0) {
    const [low, high] = [scale(advantage / (1 + row.spread)), scale(advantage * (1 + row.spread))]
    parts.push(`<line class="whisker" x1="${px(low)}" y1="${middle}" x2="${px(high)}" y2="${middle}"/>`)
  }
  return parts
}

/** Like the numbers of the grid: a loss is a fraction. */
function timesOf(advantage: number): string {
  return advantage < 1 ? `1/${figure(1 / advantage)}` : figure(advantage)
}

function legend(): string[] {
  const entries = [
    ['better', 'ahead'],
    ['even', 'even, within the spread'],
    ['worse', 'behind'],
  ] as const
  return entries.flatMap(([verdict, words], i) => {
    const x = FIELD_LEFT + [0, 80, 262][i]!
    return [
      `<rect class="${verdict}" x="${x}" y="24" width="12" height="12" rx="2"/>`,
      text(x + 18, 34, words, 'faint'),
    ]
  })
}

function text(x: number, y: number, words: string, className: string): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<text class="${className}" x="${x}" y="${y}">${safe}</text>`
}

/** Half pixels are enough. */
function px(value: number): string {
  return String(Math.round(value * 2) / 2)
}
