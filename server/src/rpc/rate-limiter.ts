// Token buckets by key, for `tw.rate`. A bucket is one number: the instant at which it is full again, so a full bucket
// is no entry at all. Memory is bounded whatever the keys are.

import { RATE_BUCKETS_MAX } from './limits.js'

export interface Rate {
  readonly count: number
  readonly perMs: number
}

export class RateLimiter {
  /** When each bucket is full again, oldest entry first. */
  private readonly fullAtMs = new Map<string, number>()

  /** Takes one token. Returns 0, or after how many milliseconds there is one. */
  take(key: string, rate: Rate, nowMs: number): number {
    const fullAtMs = Math.max(this.fullAtMs.get(key) ?? 0, nowMs) + rate.perMs / rate.count
    const waitMs = fullAtMs - nowMs - rate.perMs
    // Fractions of tokens add up with rounding errors far below this.
    if (waitMs > 0.001) return Math.ceil(waitMs)
    if (this.fullAtMs.size >= RATE_BUCKETS_MAX && !this.fullAtMs.has(key)) this.prune(nowMs)
    this.fullAtMs.set(key, fullAtMs)
    return 0
  }

  private prune(nowMs: number): void {
    for (const [key, fullAtMs] of this.fullAtMs) if (fullAtMs <= nowMs) this.fullAtMs.delete(key)
    for (const key of this.fullAtMs.keys()) {
      if (this.fullAtMs.size < RATE_BUCKETS_MAX) return
      this.fullAtMs.delete(key)
    }
  }
}
