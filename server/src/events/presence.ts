// Which players are there, whatever they are connected by: who polls Events, or made a call that says so, is there, and for
// a while after. Told by `event-queues` and the groups; a group is told in turn when a member goes and comes.

import type { Scheduler } from './scheduler.js'

/** A player counts as gone so long after the last sign of life, milliseconds: a client needs less between two polls. */
export const PRESENCE_GAP_MS = 10_000

/** @param isPresent - false: no sign of life for PRESENCE_GAP_MS; true: the first one after that */
export type PresenceListener = (playerId: string, isPresent: boolean) => void

interface Signs {
  /** Polls that wait. */
  polls: number
  /** Stops the gap that runs while none does. */
  cancel: () => void
}

export class Presence {
  /** Players who are there. As many as polls wait, and calls were made in the last PRESENCE_GAP_MS. */
  private readonly signs = new Map<string, Signs>()
  private readonly listeners: PresenceListener[] = []

  constructor(private readonly scheduler: Scheduler) {}

  listen(listener: PresenceListener): void {
    this.listeners.push(listener)
  }

  isPresent(playerId: string): boolean {
    return this.signs.has(playerId)
  }

  /** A sign of life. */
  touch(playerId: string): void {
    this.pollBegins(playerId)
    this.pollEnds(playerId)
  }

  pollBegins(playerId: string): void {
    const known = this.signs.get(playerId)
    const signs = known ?? { polls: 0, cancel: () => undefined }
    signs.cancel()
    signs.polls++
    if (known !== undefined) return
    this.signs.set(playerId, signs)
    this.tell(playerId, true)
  }

  /** To be called once for each `pollBegins`. */
  pollEnds(playerId: string): void {
    const signs = this.signs.get(playerId)
    if (signs === undefined || --signs.polls > 0) return
    signs.cancel = this.scheduler.after(PRESENCE_GAP_MS, () => this.gone(playerId))
  }

  private gone(playerId: string): void {
    this.signs.delete(playerId)
    this.tell(playerId, false)
  }

  private tell(playerId: string, isPresent: boolean): void {
    for (const listener of this.listeners) listener(playerId, isPresent)
  }
}
