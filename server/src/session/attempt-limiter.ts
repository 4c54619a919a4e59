// Makes guessing slow, for players and operators: counts failed attempts by key (an address, an account) in a sliding
// window. An attempt under way holds one of the failures that are left, because it may become one; the next ones wait for
// it, so a thousand attempts at once learn no more than as many in a row. Memory is bounded: a window holds at most its
// limit, and the keys that failed longest ago are forgotten first.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'

/** Keys remembered. Beyond, the one that failed longest ago is forgotten. */
const KEYS_MAX = 65_536

/** Attempts of one key that wait for others to end. One more: refused RATE_LIMITED. */
export const ATTEMPTS_WAITING_MAX = 256

/** When one that found no place to wait may try again, milliseconds. */
const CROWDED_RETRY_MS = 1_000

interface UnderWay {
  running: number
  waiting: (() => void)[]
}

export class AttemptLimiter {
  /** Instants of the last `count` failures of each key, oldest first; the key that failed last is last. */
  private readonly failuresAtMs = new Map<string, number[]>()
  private readonly underWay = new Map<string, UnderWay>()

  /**
   * At `count` failures within `perMs`, no more attempts.
   * @param whose - what a key is, for the refusal: "this address"
   */
  constructor(
    private readonly count: number,
    private readonly perMs: number,
    private readonly whose: string,
    private readonly nowMs: () => number,
  ) {}

  /**
   * @param key - undefined: not limited
   * @param isFailure - whether what `run` threw counts
   * @throws RefusedError RATE_LIMITED; and what `run` throws
   */
  async attempt<T>(key: string | undefined, isFailure: (error: unknown) => boolean, run: () => Promise<T>): Promise<T> {
    if (key === undefined) return run()
    await this.enter(key)
    try {
      return await run()
    } catch (error) {
      if (isFailure(error)) this.fail(key)
      throw error
    } finally {
      this.leave(key)
    }
  }

  /** The same for an attempt that is over when `run` returns: none waits for another. */
  attemptNow<T>(key: string, isFailure: (error: unknown) => boolean, run: () => T): T {
    this.checkFailures(key)
    try {
      return run()
    } catch (error) {
      if (isFailure(error)) this.fail(key)
      throw error
    }
  }

  private async enter(key: string): Promise<void> {
    for (;;) {
      const failures = this.checkFailures(key)
      const underWay = this.underWay.get(key) ?? { running: 0, waiting: [] }
      this.underWay.set(key, underWay)
      if (failures + underWay.running < this.count) {
        underWay.running++
        return
      }
      if (underWay.waiting.length >= ATTEMPTS_WAITING_MAX) throw this.refusal(CROWDED_RETRY_MS)
      await new Promise<void>((resolve) => underWay.waiting.push(resolve))
    }
  }

  /** @returns how many there are in the window. @throws RefusedError RATE_LIMITED when that is too many */
  private checkFailures(key: string): number {
    const failures = this.recentFailures(key)
    if (failures.length >= this.count) throw this.refusal(Math.ceil(failures[0]! + this.perMs - this.nowMs()))
    return failures.length
  }

  private leave(key: string): void {
    const underWay = this.underWay.get(key)!
    underWay.running--
    if (underWay.running === 0) this.underWay.delete(key)
    for (const wake of underWay.waiting.splice(0)) wake()
  }

  private fail(key: string): void {
    const failures = [...this.recentFailures(key), this.nowMs()]
    this.failuresAtMs.delete(key)
    this.failuresAtMs.set(key, failures)
    if (this.failuresAtMs.size <= KEYS_MAX) return
    const [forgotten] = this.failuresAtMs.keys()
    if (forgotten !== undefined) this.failuresAtMs.delete(forgotten)
  }

  private recentFailures(key: string): readonly number[] {
    const sinceMs = this.nowMs() - this.perMs
    return (this.failuresAtMs.get(key) ?? []).filter((atMs) => atMs > sinceMs)
  }

  private refusal(retryAfterMs: number): RefusedError {
    const message = `too many failed logins of ${this.whose}: wait`
    return new RefusedError(ErrorCode.RATE_LIMITED, message, { retryAfterMs })
  }
}
