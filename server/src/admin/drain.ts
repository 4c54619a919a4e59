// How a server comes to its end without cutting games short: from `start` on no new rooms and no new seats (the lobby asks
// `isDraining`), running rooms go on, empty ones close, and at the deadline the rest is closed. It can be called off until
// the last room has ended. Operators and signals start it; whoever waits is answered when it is over.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import type { Scheduler } from '../events/scheduler.js'

/** Longest deadline, milliseconds: a day. Beyond: refused BAD_ARGUMENT. */
export const DRAIN_DEADLINE_MS_MAX = 86_400_000

/** Longest wait of one `await`, milliseconds. Beyond: refused BAD_ARGUMENT. */
export const DRAIN_WAIT_MS_MAX = 25_000

/** Waits side by side. One more ends the oldest with the state as it is. */
export const DRAIN_WAITS_MAX = 64

export interface DrainState {
  readonly draining: boolean
  readonly roomsLeft: number
  readonly playersLeft: number
  readonly deadlineInMs: number
  /** Every room has ended. */
  readonly finished: boolean
}

/** What a drain does to the server. */
export interface DrainTarget {
  rooms(): number
  players(): number
  closeEmptyRooms(): void
  /** At the deadline. */
  closeAllRooms(): void
  /** @param shutdownInMs - undefined when it was called off */
  tellPlayers(text: string, shutdownInMs: number | undefined): void
}

interface RunningDrain {
  readonly deadlineMs: number
  readonly cancelTimer: () => void
}

export class Drain {
  private running: RunningDrain | undefined
  private finished = false
  /** Answers who waits, oldest first. */
  private readonly waiting = new Set<() => void>()

  constructor(
    private readonly scheduler: Scheduler,
    private readonly target: DrainTarget,
  ) {}

  get isDraining(): boolean {
    return this.running !== undefined
  }

  get state(): DrainState {
    const { running, finished, target } = this
    const deadlineInMs = running === undefined ? 0 : Math.max(0, running.deadlineMs - this.scheduler.nowMs())
    return {
      draining: this.isDraining,
      roomsLeft: target.rooms(),
      playersLeft: target.players(),
      deadlineInMs: Math.round(finished ? 0 : deadlineInMs),
      finished,
    }
  }

  /** @throws RefusedError CONFLICT, BAD_ARGUMENT */
  checkStart(deadlineMs: number): void {
    if (!(deadlineMs >= 0 && deadlineMs <= DRAIN_DEADLINE_MS_MAX)) {
      const message = `deadlineMs must be 0 to ${DRAIN_DEADLINE_MS_MAX}`
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, message, { parameter: 'deadlineMs' })
    }
    if (this.isDraining) {
      throw new RefusedError(ErrorCode.CONFLICT, 'it drains already: cancel first to set another deadline')
    }
  }

  /** @throws as `checkStart` */
  start(deadlineMs: number): void {
    this.checkStart(deadlineMs)
    const cancelTimer = this.scheduler.after(deadlineMs, () => {
      this.target.closeAllRooms()
      this.check()
    })
    this.running = { deadlineMs: this.scheduler.nowMs() + deadlineMs, cancelTimer }
    this.target.tellPlayers('The server is going to stop. Running games may finish.', deadlineMs)
    this.check()
  }

  /** @throws RefusedError CONFLICT */
  checkCancel(): void {
    if (this.isDraining && !this.finished) return
    const why = this.finished ? 'it has finished: nothing is left to go on' : 'it does not drain'
    throw new RefusedError(ErrorCode.CONFLICT, why)
  }

  /** @throws as `checkCancel` */
  cancel(): void {
    this.checkCancel()
    this.running?.cancelTimer()
    this.running = undefined
    this.target.tellPlayers('The server goes on after all.', undefined)
    this.answer()
  }

  /** Looks whether it is over; to be called several times a second. */
  check(): void {
    if (this.running === undefined || this.finished) return
    this.target.closeEmptyRooms()
    if (this.target.rooms() > 0) return
    this.finished = true
    this.running.cancelTimer()
    this.answer()
  }

  /**
   * The state when the drain is over or called off, or after `waitMs`; at once when nothing drains.
   * @throws RefusedError BAD_ARGUMENT
   */
  wait(waitMs: number): Promise<DrainState> {
    if (!(waitMs >= 0 && waitMs <= DRAIN_WAIT_MS_MAX)) {
      const message = `waitMs must be 0 to ${DRAIN_WAIT_MS_MAX}`
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, message, { parameter: 'waitMs' })
    }
    if (!this.isDraining || this.finished || waitMs === 0) return Promise.resolve(this.state)
    return new Promise((resolve) => {
      const answer = () => {
        cancelTimer()
        this.waiting.delete(answer)
        resolve(this.state)
      }
      const cancelTimer = this.scheduler.after(waitMs, answer)
      this.waiting.add(answer)
      const [oldest] = this.waiting
      if (this.waiting.size > DRAIN_WAITS_MAX) oldest?.()
    })
  }

  private answer(): void {
    for (const answer of [...this.waiting]) answer()
  }
}
