// Calls that wait for a ticket to change, `Matchmaking.awaitTicket`: each answered once, by the change, its time, a newer one
// or the end of its connection.

import type { Presence } from '../events/presence.js'
import type { Scheduler } from '../events/scheduler.js'

/** Longest wait of one call, milliseconds. Beyond: refused BAD_ARGUMENT. */
export const AWAIT_MS_MAX = 25_000
/** Waits of one player side by side, such as several tabs'. One more ends the oldest. */
export const AWAITS_PER_PLAYER_MAX = 4

interface Wait {
  readonly ticketId: string
  readonly playerId: string
  readonly connectionId: number
  readonly answer: () => void
}

export class TicketWaits {
  private readonly byTicket = new Map<string, Set<Wait>>()
  private readonly byPlayer = new Map<string, Set<Wait>>()
  private readonly byConnection = new Map<number, Set<Wait>>()

  constructor(
    private readonly scheduler: Scheduler,
    private readonly presence: Presence,
  ) {}

  /** Those under way. */
  get count(): number {
    return [...this.byTicket.values()].reduce((sum, waits) => sum + waits.size, 0)
  }

  /** Resolves when the ticket has changed, or after `waitMs`. The player is there meanwhile. */
  wait(ticketId: string, playerId: string, waitMs: number, connectionId: number): Promise<void> {
    return new Promise((resolve) => {
      const answer = () => {
        cancel()
        take(this.byTicket, ticketId, wait)
        take(this.byPlayer, playerId, wait)
        take(this.byConnection, connectionId, wait)
        this.presence.pollEnds(playerId)
        resolve()
      }
      const wait = { ticketId, playerId, connectionId, answer }
      const cancel = this.scheduler.after(waitMs, answer)
      put(this.byTicket, ticketId, wait)
      put(this.byConnection, connectionId, wait)
      const ofPlayer = put(this.byPlayer, playerId, wait)
      this.presence.pollBegins(playerId)
      const [oldest] = ofPlayer
      if (ofPlayer.size > AWAITS_PER_PLAYER_MAX) oldest?.answer()
    })
  }

  changed(ticketId: string): void {
    for (const { answer } of [...(this.byTicket.get(ticketId) ?? [])]) answer()
  }

  /** Nobody reads the answers on that connection any more. */
  connectionClosed(connectionId: number): void {
    for (const { answer } of [...(this.byConnection.get(connectionId) ?? [])]) answer()
  }
}

function put<K>(waits: Map<K, Set<Wait>>, key: K, wait: Wait): Set<Wait> {
  const ofKey = waits.get(key) ?? new Set()
  waits.set(key, ofKey.add(wait))
  return ofKey
}

function take<K>(waits: Map<K, Set<Wait>>, key: K, wait: Wait): void {
  const ofKey = waits.get(key)
  ofKey?.delete(wait)
  if (ofKey?.size === 0) waits.delete(key)
}
