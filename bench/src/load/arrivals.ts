// When updates of the state reach the clients of a rig: how far apart, and how soon those that stalled have them regularly
// again. Pure: told of each arrival. Times are milliseconds of one monotonic clock.

import { createHistogram } from 'node:perf_hooks'

/** So long a client must have had no gap that is too long, milliseconds, to be back. */
const REGULAR_MS = 1_000

/** Longest interval that is told apart, microseconds. */
const MICROS_MAX = 60_000_000

/** A client that does not read for a while. */
interface Stall {
  readonly gapMsMax: number
  /** Undefined while it lasts. */
  resumedMs: number | undefined
  /** Since when no gap was too long. */
  regularSinceMs: number
  backMs: number | undefined
}

export class Arrivals {
  private readonly intervals = createHistogram({ lowest: 1, highest: MICROS_MAX, figures: 3 })
  /** By client; NaN before its first. */
  private readonly lastMs: Float64Array
  private readonly stalls = new Map<number, Stall>()

  constructor(clients: number) {
    this.lastMs = new Float64Array(clients).fill(Number.NaN)
  }

  /** Of 99 % of the intervals at most, milliseconds, without clients that stalled; 0 without any. */
  get intervalP99Ms(): number {
    return this.intervals.count === 0 ? 0 : this.intervals.percentile(99) / 1000
  }

  /** Of each that is back: from when it read again to the beginning of its first regular second. */
  get backMs(): number[] {
    return [...this.stalls.values()].flatMap(({ backMs }) => backMs ?? [])
  }

  /** Intervals and stalls until now are forgotten. */
  restart(): void {
    this.intervals.reset()
    this.stalls.clear()
  }

  /** From now on it does not count among the others. @param gapMsMax - a longer gap is not regular */
  stall(client: number, gapMsMax: number): void {
    this.stalls.set(client, { gapMsMax, resumedMs: undefined, regularSinceMs: Number.NaN, backMs: undefined })
  }

  hasStalled(client: number): boolean {
    return this.stalls.has(client)
  }

  resume(client: number, nowMs: number): void {
    const stall = this.stalls.get(client)
    if (stall !== undefined) stall.resumedMs = nowMs
  }

  arrived(client: number, nowMs: number): void {
    const gapMs = nowMs - this.lastMs[client]!
    this.lastMs[client] = nowMs
    const stall = this.stalls.get(client)
    if (stall !== undefined) judge(stall, gapMs, nowMs)
    else if (gapMs >= 0) this.intervals.record(Math.min(MICROS_MAX, Math.max(1, Math.round(1000 * gapMs))))
  }
}

function judge(stall: Stall, gapMs: number, nowMs: number): void {
  if (stall.resumedMs === undefined || stall.backMs !== undefined) return
  // The first after the stall begins anew too, however short the stall was.
  if (Number.isNaN(stall.regularSinceMs) || gapMs > stall.gapMsMax) stall.regularSinceMs = nowMs
  else if (nowMs - stall.regularSinceMs >= REGULAR_MS) stall.backMs = stall.regularSinceMs - stall.resumedMs
}
