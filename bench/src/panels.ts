// The picture of a bench that draws one: panels in two columns, each with curves over two measures, axes with titles and units,
// and one legend. Plain SVG that follows the reader's light or dark mode. Pure.

import type { Axis, Panel, PanelCurve } from './bench.js'

// Pixels.
const WIDTH = 1_080
const COLUMNS = 2
const MARGIN = 24
const HEADER = 64
const PANEL_WIDTH = (WIDTH - MARGIN) / COLUMNS
const PANEL_HEIGHT = 330
/** Around a panel's field: the y axis' words to its left, the title above, the x axis' words below. */
const INSET = { left: 64, right: 28, top: 34, bottom: 54 }

/** Lines and numbers on a linear axis. */
const TICKS = 5
/** Of the range, left free on each side of the outermost points. */
const PADDING = 0.08

const STYLE = `
    svg { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
    .page { fill: #ffffff; stroke: #d0d7de } .text { fill: #1f2328 } .faint { fill: #59636e } .rule { stroke: #e3e7eb }
    .axis { stroke: #59636e } .title { font-size: 13px; font-weight: 600 } .number { font-variant-numeric: tabular-nums }
    .curve { fill: none; stroke-width: 2 } .s0 { stroke: #1a7f6b } .s1 { stroke: #d1602b } .s2 { stroke: #5b63c9 } .s3 { stroke: #8c959f }
    .d0 { fill: #1a7f6b } .d1 { fill: #d1602b } .d2 { fill: #5b63c9 } .d3 { fill: #8c959f } .small { font-size: 10px }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #30363d } .text { fill: #e6edf3 } .faint { fill: #9198a1 } .rule { stroke: #21262d }
      .axis { stroke: #9198a1 } .s0 { stroke: #35b597 } .s1 { stroke: #f0834d } .s2 { stroke: #8f96f0 } .s3 { stroke: #6e7681 }
      .d0 { fill: #35b597 } .d1 { fill: #f0834d } .d2 { fill: #8f96f0 } .d3 { fill: #6e7681 }
    }`

/** Where a value lies, pixels. */
type Scale = (value: number) => number

export function panelsOf(panels: readonly Panel[]): string {
  const names = [...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))]
  const height = HEADER + Math.ceil(panels.length / COLUMNS) * PANEL_HEIGHT
  const parts = [
    `<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    ...legend(names),
    ...panels.map((panel, i) => {
      const left = MARGIN / 2 + (i % COLUMNS) * PANEL_WIDTH
      const top = HEADER + Math.floor(i / COLUMNS) * PANEL_HEIGHT
      return `<g transform="translate(${px(left)} ${px(top)})">\n  ${panelOf(panel, names).join('\n  ')}\n  </g>`
    }),
  ]
  const label = panels.map(({ title }) => title).join('; ')
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${safe(label)}">`
  return `${open}\n  <style>${STYLE}\n  </style>\n  ${parts.join('\n  ')}\n</svg>\n`
}

function panelOf({ title, x, y, curves }: Panel, names: readonly string[]): string[] {
  const points = curves.flatMap((curve) => curve.points)
  const [left, right] = [INSET.left, PANEL_WIDTH - INSET.right]
  const [bottom, top] = [PANEL_HEIGHT - INSET.bottom, INSET.top]
  const across = scaleOf(
    x,
    points.map((point) => point.x),
    left,
    right,
  )
  const up = scaleOf(
    y,
    points.map((point) => point.y),
    bottom,
    top,
  )
  const middle = (top + bottom) / 2
  return [
    text(left, top - 12, title, 'text title'),
    ...across.ticks.flatMap((tick) => [
      `<line class="rule" x1="${px(across.at(tick))}" y1="${top}" x2="${px(across.at(tick))}" y2="${bottom}"/>`,
      text(across.at(tick), bottom + 16, numberOf(tick), 'faint number', 'middle'),
    ]),
    ...up.ticks.flatMap((tick) => [
      `<line class="rule" x1="${left}" y1="${px(up.at(tick))}" x2="${px(right)}" y2="${px(up.at(tick))}"/>`,
      text(left - 8, up.at(tick) + 4, numberOf(tick), 'faint number', 'end'),
    ]),
    `<path class="axis" fill="none" d="M${left} ${top}V${bottom}H${px(right)}"/>`,
    text((left + right) / 2, bottom + 38, x.label, 'faint', 'middle'),
    `<text class="faint" text-anchor="middle" transform="translate(14 ${px(middle)}) rotate(-90)">${safe(y.label)}</text>`,
    ...curves.flatMap((curve) => curveOf(curve, names.indexOf(curve.name), across.at, up.at)),
  ]
}

function curveOf({ points }: PanelCurve, colour: number, across: Scale, up: Scale): string[] {
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${px(across(x))} ${px(up(y))}`).join('')
  return [
    `<path class="curve s${colour}" d="${path}"/>`,
    ...points.map(({ x, y }) => `<circle class="d${colour}" cx="${px(across(x))}" cy="${px(up(y))}" r="3.5"/>`),
    // In the curve's colour, the first one's below its points: where two curves meet their labels do not.
    ...points.map(({ x, y, label }) =>
      text(across(x) + 6, up(y) + (colour === 0 ? 14 : -6), label, `d${colour} small`),
    ),
  ]
}

function scaleOf({ scale }: Axis, values: readonly number[], from: number, to: number) {
  const bend: Scale = scale === 'log' ? Math.log10 : (value) => value
  const bent = values.map(bend)
  const range = Math.max(...bent) - Math.min(...bent) || 1
  const low = Math.min(...bent) - PADDING * range
  const high = Math.max(...bent) + PADDING * range
  const at: Scale = (value) => from + ((bend(value) - low) / (high - low)) * (to - from)
  const ticks = scale === 'log' ? logTicks(10 ** low, 10 ** high) : linearTicks(low, high)
  return { at, ticks }
}

/** 1, 2 and 5 of each decade. */
function logTicks(low: number, high: number): number[] {
  const ticks: number[] = []
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10) {
    for (const step of [1, 2, 5]) if (step * decade >= low && step * decade <= high) ticks.push(step * decade)
  }
  return ticks
}

function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / TICKS
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((candidate) => candidate >= rough)!
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step)
}

function numberOf(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function legend(names: readonly string[]): string[] {
  return names.flatMap((name, i) => {
    const x = MARGIN + INSET.left - MARGIN / 2 + i * 220
    return [`<rect class="d${i}" x="${x}" y="26" width="12" height="12" rx="2"/>`, text(x + 18, 36, name, 'text')]
  })
}

function text(x: number, y: number, words: string, className: string, anchor = 'start'): string {
  if (words === '') return ''
  return `<text class="${className}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${safe(words)}</text>`
}

function safe(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Half pixels are enough. */
function px(value: number): string {
  return String(Math.round(value * 2) / 2)
}
