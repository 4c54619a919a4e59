// Latencies as HDR histograms of microseconds: recorded by workers, merged and read by the parent. Bounded memory whatever
// the length of the run, and no sample is lost to averaging.

import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'

/** Longest latency that is told apart, microseconds; a bot gives up long before. */
const MICROS_MAX = 60_000_000

/** Milliseconds. */
export interface Quantiles {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Milliseconds at percentiles 0 to 100, ascending. */
export type LatencyCurve = readonly (readonly [percentile: number, ms: number])[]

/** Where a curve is read: evenly in nines, because the tail is what hurts. */
const CURVE_PERCENTILES = [0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 100]

export class Latency {
  private histogram: Histogram

  constructor() {
    this.histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: MICROS_MAX })
  }

  record(ms: number): void {
    this.histogram.recordValue(Math.min(MICROS_MAX, Math.max(0, Math.round(ms * 1000))))
  }

  get count(): number {
    return this.histogram.totalCount
  }

  reset(): void {
    this.histogram.reset()
  }

  /** As text, for another process. */
  encode(): string {
    return encodeIntoCompressedBase64(this.histogram)
  }

  /** Takes over what `encode` gave. */
  add(encoded: string): void {
    this.histogram.add(decodeFromCompressedBase64(encoded))
  }

  ms(percentile: number): number {
    return this.count === 0 ? 0 : this.histogram.getValueAtPercentile(percentile) / 1000
  }

  quantiles(): Quantiles {
    return { p50: this.ms(50), p99: this.ms(99), max: this.ms(100) }
  }

  curve(): LatencyCurve {
    return this.count === 0 ? [] : CURVE_PERCENTILES.map((percentile) => [percentile, this.ms(percentile)] as const)
  }
}
