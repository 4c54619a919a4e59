// The real clock of the ticks: runs each room when it is due, earliest first. Sleeps until shortly before the next tick and
// then polls, because a timer alone is late by a millisecond or more; while it polls, sockets are served in between.
// Netcode rule 10.

/** Polling starts this long before a tick is due, milliseconds. */
const POLL_BEFORE_MS = 2

export interface Ticking {
  /** Runs what is due and says when the next tick is, or undefined when nothing ticks. */
  runDue(nowMs: number): number | undefined
}

export class TickDriver {
  private timer: NodeJS.Timeout | undefined
  private immediate: NodeJS.Immediate | undefined
  private running = false

  /** @param idleMs - how often to look for something that ticks when nothing does */
  constructor(
    private readonly ticking: Ticking,
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
    const nextMs = this.ticking.runDue(this.nowMs())
    const waitMs = nextMs === undefined ? this.idleMs : nextMs - this.nowMs()
    if (waitMs > POLL_BEFORE_MS) this.timer = setTimeout(this.turn, Math.min(waitMs - POLL_BEFORE_MS, this.idleMs))
    else this.immediate = setImmediate(this.turn)
  }
}
