// When which client sends its next input: all of them at the same rate, spread evenly, on an absolute schedule. An input that
// is late is sent all the same and counts from when it was due, so a rig that cannot keep up shows itself. Pure but for
// the timer of `start`.

import { createHistogram } from 'node:perf_hooks'

/** How often to look for what is due, milliseconds: the least lateness that is seen on average is half of it. */
const LOOK_MS = 2

export class InputSchedule {
  private readonly lateness = createHistogram({ lowest: 1, highest: 60_000_000, figures: 2 })
  private readonly intervalMs: number
  private sent = 0
  private timer: NodeJS.Timeout | undefined

  /**
   * @param inputsPerSecond - of one client; 0 for none
   * @param startMs - when the first is due
   * @param send - gets the number of the client
   */
  constructor(
    private readonly clients: number,
    inputsPerSecond: number,
    private readonly startMs: number,
    private readonly send: (client: number) => void,
  ) {
    this.intervalMs = 1000 / (clients * inputsPerSecond)
  }

  /** 99 % were at most so late, milliseconds; 0 without any. */
  get latenessP99Ms(): number {
    return this.lateness.count === 0 ? 0 : this.lateness.percentile(99) / 1000
  }

  forgetLateness(): void {
    this.lateness.reset()
  }

  /** Sends what is due. */
  run(nowMs: number): void {
    for (let dueMs = this.dueMs; dueMs <= nowMs; dueMs = this.dueMs) {
      this.lateness.record(Math.max(1, Math.round((nowMs - dueMs) * 1000)))
      this.send(this.sent++ % this.clients)
    }
  }

  start(): void {
    this.timer = setInterval(() => this.run(performance.now()), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private get dueMs(): number {
    return this.startMs + this.sent * this.intervalMs
  }
}
