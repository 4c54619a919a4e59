// A clock for tests that only goes when it is stepped.

import type { Scheduler } from './scheduler.js'

interface Timer {
  readonly dueMs: number
  readonly run: () => void
}

export class SteppedScheduler implements Scheduler {
  private atMs = 1_000_000
  private readonly timers = new Set<Timer>()

  nowMs(): number {
    return this.atMs
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.atMs + delayMs, run }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  /** Timers that wait. */
  get pending(): number {
    return this.timers.size
  }

  /** Lets time pass and runs what falls due, in order. */
  step(ms: number): void {
    const endMs = this.atMs + ms
    for (let next = this.nextDue(endMs); next !== undefined; next = this.nextDue(endMs)) {
      this.timers.delete(next)
      this.atMs = next.dueMs
      next.run()
    }
    this.atMs = endMs
  }

  private nextDue(endMs: number): Timer | undefined {
    return [...this.timers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0]
  }
}
