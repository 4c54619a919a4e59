// The lines of a chart as SVG paths, in a box that the page stretches to any width.

import type { Axis } from './axis.js'
import { html, type Markup, NOTHING } from './html.js'
import { coordinate } from './numbers.js'
import { type Bucket, bucketsOf, POINTS_MAX, type Point } from './thin.js'

/** Colour and stroke: each differs from the others in lightness or dash too. */
export type Look = 'one' | 'two' | 'three' | 'four'

export interface Line {
  /** Stands at its end; empty for a line that the chart's title names. */
  readonly name: string
  readonly look: Look
  readonly points: readonly Point[]
}

/** A value to compare with, drawn across the whole chart. */
export interface Mark {
  readonly name: string
  readonly value: number
  /** Beyond it something is wrong. */
  readonly isLimit: boolean
}

/** A point of a line that is worth its figure. */
export interface Note {
  readonly x: number
  readonly y: number
}

/** The SVG's own units, either way. */
export const BOX = 1000

/** From the left, in units of the box. */
export function across(share: number): string {
  return coordinate(share * BOX)
}

/** From the top, in units of the box. */
export function down(share: number): string {
  return coordinate((1 - share) * BOX)
}

/** @returns undefined when no line has a point */
export function peakOf(lines: readonly Line[]): number | undefined {
  let peak: number | undefined
  for (const { points } of lines) {
    for (const [, y] of points) if (y !== null) peak = Math.max(peak ?? 0, y)
  }
  return peak
}

/** A long line is drawn as the mean of each stretch, over a band from its least to its greatest value. */
export function drawLine({ look, points }: Line, x: Axis, y: Axis): Markup {
  const place = (at: number, value: number) => `${across(x.place(at))} ${down(y.place(value))}`
  if (points.length <= POINTS_MAX) {
    return stroke(
      look,
      points.map(([at, value]) => (value === null ? null : place(at, value))),
    )
  }
  const buckets = bucketsOf(points)
  const band = runsOf(buckets).map((run) => outline(run, place))
  const means = buckets.map((bucket) => (bucket === null ? null : place(bucket.x, bucket.mean)))
  return html`<path class="spread ${look}" d="${band}"/>${stroke(look, means)}`
}

/** A place between gaps has no length: it becomes a dot. @param places - null: a gap */
function stroke(look: Look, places: readonly (string | null)[]): Markup {
  const runs = runsOf(places)
  const line = runs.filter((run) => run.length > 1).map((run) => `M${run.join('L')}`)
  const dots = runs.filter((run) => run.length === 1).map(([place]) => `M${place}h0`)
  const dotted = dots.length === 0 ? NOTHING : html`<path class="line dot ${look}" d="${dots}"/>`
  return html`<path class="line ${look}" d="${line}"/>${dotted}`
}

/** What stands between gaps. */
function runsOf<T>(items: readonly (T | null)[]): readonly (readonly T[])[] {
  const runs: T[][] = [[]]
  for (const item of items) {
    if (item === null) runs.push([])
    else runs.at(-1)!.push(item)
  }
  return runs.filter((run) => run.length > 0)
}

/** There along the greatest values, back along the least. */
function outline(run: readonly Bucket[], place: (at: number, value: number) => string): string {
  const there = run.map(({ x, greatest }) => place(x, greatest))
  const back = run.map(({ x, least }) => place(x, least)).reverse()
  return `M${[...there, ...back].join('L')}Z`
}

/** A limit also tints what lies beyond it. */
export function drawMark({ value, isLimit }: Mark, y: Axis): Markup {
  const at = down(y.place(value))
  const beyond = isLimit ? html`<path class="beyond" d="M0 0H${across(1)}V${at}H0Z"/>` : NOTHING
  return html`${beyond}<path class="line ${markLook(isLimit)}" d="M0 ${at}H${across(1)}"/>`
}

export function markLook(isLimit: boolean): string {
  return isLimit ? 'limit' : 'mark'
}

export function drawGrid(y: Axis): Markup {
  return html`<path class="grid" d="${y.ticks.map(({ at }) => `M0 ${down(at)}H${across(1)}`)}"/>`
}
