// Who waits for a match and is not there any more: after a grace the ticket ends, with all who are in it.

import type { Presence } from '../events/presence.js'
import type { Scheduler } from '../events/scheduler.js'

/** A player without a sign of life takes the ticket along after this long more, milliseconds: `PRESENCE_GAP_MS` and this are 30 s. */
export const TICKET_GRACE_MS = 20_000

export interface GracesOptions {
  readonly scheduler: Scheduler
  readonly presence: Presence
  readonly isWaiting: (playerId: string) => boolean
  /** The grace is over. */
  readonly onGone: (playerId: string) => void
}

export class Graces {
  private readonly timers = new Map<string, () => void>()

  constructor(private readonly options: GracesOptions) {
    options.presence.listen((playerId, isPresent) => this.presenceChanged(playerId, isPresent))
  }

  /** Players who are missed; 0 when everybody who waits is there. */
  get timerCount(): number {
    return this.timers.size
  }

  /** The player waits no longer. */
  end(playerId: string): void {
    this.timers.get(playerId)?.()
    this.timers.delete(playerId)
  }

  private presenceChanged(playerId: string, isPresent: boolean): void {
    const { scheduler, isWaiting, onGone } = this.options
    this.end(playerId)
    if (isPresent || !isWaiting(playerId)) return
    const cancel = scheduler.after(TICKET_GRACE_MS, () => {
      this.timers.delete(playerId)
      onGone(playerId)
    })
    this.timers.set(playerId, cancel)
  }
}
