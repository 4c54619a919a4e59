// The real clock of the ticks: sleeps until the next one is due and runs each room that is, earliest first. A timer is up
// to a millisecond late, and the tick with it. To poll for the last two would mend that, and was measured: it costs two
// milliseconds of CPU a tick, a whole core with 200 rooms. The schedule is absolute, so lateness does not add up.

/** Snapshots that a room sends before the sockets are served again: at 10 us each, input waits 1.3 ms and not for the whole
 * burst, so that it is not stamped late. Serving them costs some 20 us, a fiftieth of that. */
export const SENDS_PER_TURN_MAX = 128

export interface Ticking {
  /** Runs what is due, each room up to `sendsMax` sends, and says when to come again, or undefined when nothing ticks. */
  runDue(nowMs: number, sendsMax: number): number | undefined
}

/** Where calls wait while a tick is under way. */
export interface Gate {
  readonly isWaitedFor: boolean
  open(): void
}

export class TickDriver {
  /** A tick has begun and has sends left. */
  isTicking = false
  private timer: NodeJS.Timeout | undefined
  private immediate: NodeJS.Immediate | undefined
  private running = false

  /** @param idleMs - how often to look for a room that has just opened */
  constructor(
    private readonly ticking: Ticking,
    private readonly gate: Gate,
    private readonly nowMs: () => number,
    private readonly idleMs = 20,
  ) {}

  start(): void {
    this.running = true
    this.turn()
  }

  stop(): void {
    this.running = false
    clearTimeout(this.timer)
    clearImmediate(this.immediate)
  }

  private readonly turn = (): void => {
    if (!this.running) return
    const nextMs = this.ticking.runDue(this.nowMs(), SENDS_PER_TURN_MAX)
    this.isTicking = nextMs === Number.NEGATIVE_INFINITY
    if (!this.isTicking) this.gate.open()
    const waitMs = nextMs === undefined ? this.idleMs : Math.min(nextMs - this.nowMs(), this.idleMs)
    // What is due already waits only until the sockets were served once.
    if (waitMs <= 0 || this.gate.isWaitedFor) this.immediate = setImmediate(this.turn)
    else this.timer = setTimeout(this.turn, Math.ceil(waitMs))
  }
}
