// Time as an argument: what waits for something gets its clock and its timers from outside, so that a test can step
// them. The process gives real ones at its edge.

export interface Scheduler {
  /** Milliseconds of a clock that never goes back. */
  nowMs(): number
  /** Runs `run` once, `delayMs` from now. The answer cancels it; cancelling again, or too late, does nothing. */
  after(delayMs: number, run: () => void): () => void
}
