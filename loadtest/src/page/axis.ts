// Axes: which values get a tick, and where on the drawing a value stands, 0 to 1. Time runs evenly; percentiles run by
// nines, as far from 90 to 99 as from 99 to 99.9, because that is where latencies differ.

import type { LatencyCurve } from '../latency.js'
import { figure, timeUnit } from './numbers.js'

/** Steps that people count in, times a power of ten. */
const STEPS = [1, 2, 2.5, 5, 10]
const WHOLE_STEPS = [1, 2, 5, 10]

/** Ticks asked for along the height of a chart, and along its width; more would crowd a phone. */
const Y_STEPS = 4
const X_STEPS = 6

export interface Tick {
  /** 0 to 1. */
  readonly at: number
  readonly text: string
  /** Beside the text: along a width only the last tick names it. */
  readonly unit?: string
}

export interface Axis {
  /** 0 to 1. */
  readonly place: (value: number) => number
  readonly ticks: readonly Tick[]
  /** A value in words. */
  readonly say: (value: number) => string
}

/**
 * Round values from 0 to the first one that is not below `most`.
 *
 * @param whole - of things that come in ones: no ticks between 0 and 1
 */
export function niceTicks(most: number, steps: number, whole = false): number[] {
  if (!(most > 0 && Number.isFinite(most))) return [0, 1]
  const rough = most / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const least = whole ? Math.max(1, rough) : rough
  const base = whole ? Math.max(1, power) : power
  // A hair of tolerance: 0.3 / 0.1 is less than 3.
  const step = base * (whole ? WHOLE_STEPS : STEPS).find((size) => base * size >= least * (1 - 1e-9))!
  const last = Math.max(1, Math.ceil((most / step) * (1 - 1e-9)))
  return Array.from({ length: last + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

/** From 0 at the bottom; ends at a tick, so that the highest value has room. */
export function heightAxis(most: number, whole: boolean): Axis {
  const values = niceTicks(most, Y_STEPS, whole)
  const top = values.at(-1)!
  const place = (value: number) => value / top
  return { place, ticks: values.map((value) => ({ at: place(value), text: figure(value) })), say: figure }
}

/** Ends at the last sample; the last tick names the unit. */
export function timeAxis(seconds: number): Axis {
  const end = Math.max(1, seconds)
  const { name, size } = timeUnit(end)
  const values = niceTicks(end / size, X_STEPS, true).filter((value) => value * size <= end)
  return {
    place: (second) => second / end,
    ticks: values.map((value, i) => ({
      at: (value * size) / end,
      text: figure(value),
      ...(i === values.length - 1 ? { unit: name } : {}),
    })),
    say: (second) => `after ${figure(second / size, name)}`,
  }
}

/** Percentiles that get a tick, if the curve reaches them. */
const PERCENTILES = [50, 90, 99, 99.9]

/** The maximum stands beyond the last percentile by this share of the way so far: infinity has no place. */
const MAXIMUM_BEYOND = 0.18

/** By nines, up to the last percentile of `curves` that is below 100, and the maximum. */
export function ninesAxis(curves: readonly LatencyCurve[]): Axis {
  const finite = curves.flatMap((curve) => curve.map(([percentile]) => nines(percentile))).filter(Number.isFinite)
  const last = finite.reduce((most, value) => Math.max(most, value), nines(99))
  const end = last * (1 + MAXIMUM_BEYOND)
  const place = (percentile: number) => Math.min(end, nines(percentile)) / end
  const ticks = PERCENTILES.filter((percentile) => nines(percentile) <= last + 1e-9)
  return {
    place,
    ticks: [...ticks.map((percentile) => ({ at: place(percentile), text: `p${percentile}` })), { at: 1, text: 'max' }],
    say: (percentile) => (percentile >= 100 ? 'max' : `p${Number(percentile.toFixed(3))}`),
  }
}

/** 90: 1, 99: 2, 99.9: 3, 100: infinite. */
export function nines(percentile: number): number {
  return Math.max(0, -Math.log10(Math.max(0, 1 - percentile / 100)))
}
