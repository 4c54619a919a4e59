// How long something took during the last whole second: what a chart over time is drawn from, whoever else reads too.

import { TimeHistogram } from './time-histogram.js'

const SECOND_MS = 1_000

export class RecentTimes {
  private filling = new TimeHistogram()
  private full = new TimeHistogram()
  private startMs: number

  constructor(private readonly nowMs: () => number) {
    this.startMs = nowMs()
  }

  record(ms: number): void {
    this.turn()
    this.filling.record(ms)
  }

  /** Of the last whole second; 0 when nothing was recorded in it. */
  quantileMs(quantile: number): number {
    this.turn()
    return this.full.quantileMs(quantile)
  }

  /** Forgets everything; a second begins now. */
  reset(): void {
    this.filling.reset()
    this.full.reset()
    this.startMs = this.nowMs()
  }

  private turn(): void {
    const seconds = Math.floor((this.nowMs() - this.startMs) / SECOND_MS)
    if (seconds === 0) return
    this.startMs += seconds * SECOND_MS
    const emptied = this.full
    this.full = this.filling
    this.filling = emptied
    this.filling.reset()
    // Nothing came for longer than a second: the last whole one is empty too.
    if (seconds > 1) this.full.reset()
  }
}
