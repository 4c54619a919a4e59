// What a pointer over a chart is told: bands from top to bottom, each with the values of its stretch as an SVG title.

import type { Axis } from './axis.js'
import { html, type Markup } from './html.js'
import { across, type Line } from './lines.js'
import { figure } from './numbers.js'

/** Finer bands could not be pointed at; in a longer run each says least to greatest. */
const BANDS_MAX = 120

export function hoverBands(lines: readonly Line[], x: Axis): readonly Markup[] {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b)
  const perBand = Math.ceil(places.length / BANDS_MAX)
  const bands: Markup[] = []
  for (let first = 0; first < places.length; first += perBand) {
    const inside = places.slice(first, first + perBand)
    const from = edge(places, first, x)
    const width = edge(places, first + inside.length, x) - from
    const words = [saySpan(inside, x), ...lines.flatMap((line) => sayLine(line, inside))].join('\n')
    bands.push(
      html`<rect class="band" x="${across(from)}" width="${across(width)}" height="${across(1)}">
<title>${words}</title></rect>`,
    )
  }
  return bands
}

/** Half-way between a place and the one before it; the ends of the axis outside, 0 to 1. */
function edge(places: readonly number[], index: number, x: Axis): number {
  if (index === 0) return 0
  if (index >= places.length) return 1
  return (x.place(places[index - 1]!) + x.place(places[index]!)) / 2
}

function saySpan(places: readonly number[], x: Axis): string {
  const first = x.say(places[0]!)
  return places.length === 1 ? first : `${first} to ${x.say(places.at(-1)!)}`
}

function sayLine({ name, points }: Line, places: readonly number[]): readonly string[] {
  const from = places[0]!
  const to = places.at(-1)!
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const [at, value] of points) {
    if (value === null || at < from || at > to) continue
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  if (least > greatest) return []
  const values = least === greatest ? figure(least) : `${figure(least)} to ${figure(greatest)}`
  return [name === '' ? values : `${name}: ${values}`]
}
