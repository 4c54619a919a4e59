// The client's only source of time: a monotonic clock and timers, as an argument with the real one as default. Tests and
// simulations pass one that they step.

export interface Scheduler {
  /** Monotonic, milliseconds. */
  nowMs(): number
  /** Runs `run` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void
}

export const realScheduler: Scheduler = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
