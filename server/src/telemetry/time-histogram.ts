// How long something took, as a distribution: millisecond times in, quantiles out, in bounded memory and at a cost that does
// not grow with what it has seen.

import { createHistogram } from 'node:perf_hooks'

/** Longer times count as this long, milliseconds; the longest long poll is given up by then. */
const LONGEST_MS = 60_000

/** It counts whole microseconds, from 1 on. */
const UNITS_PER_MS = 1_000

/**
 * Figures of a quantile that are right: 0.1 %, because a reader subtracts them from each other (network = latency -
 * request - response). With the range above, one histogram takes 139 kB; with two figures it would be 20.
 */
const FIGURES = 3

export class TimeHistogram {
  private readonly histogram = createHistogram({ lowest: 1, highest: LONGEST_MS * UNITS_PER_MS, figures: FIGURES })

  record(ms: number): void {
    this.histogram.record(Math.max(1, Math.round(Math.min(ms, LONGEST_MS) * UNITS_PER_MS)))
  }

  get isEmpty(): boolean {
    return this.histogram.count === 0
  }

  /** @param quantile - above 0; 1 is the longest. Without any time: 0. */
  quantileMs(quantile: number): number {
    return this.isEmpty ? 0 : this.histogram.percentile(quantile * 100) / UNITS_PER_MS
  }

  reset(): void {
    this.histogram.reset()
  }
}
