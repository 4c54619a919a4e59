// The tickets of this process on their way through the store: each change is one step of it, and then everybody who cares hears of
// it: the queue's matcher, the calls that wait, the players. Ends waits that took too long, and forgets what has ended.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import type { Scheduler } from '../events/scheduler.js'
import { type Backfill, openSeats } from './backfill.js'
import type { Match } from './match.js'
import { ticketIdsOf } from './match.js'
import type { Change, MatchStore } from './match-store.js'
import type { QueueLoop } from './queue-loop.js'
import { changedTicket, endedTicket, isFinal, type Ticket, TicketStatus } from './ticket.js'
import type { TicketWaits } from './ticket-waits.js'

/** A ticket that has ended can be read for so long, milliseconds: longer than a client retries. */
export const ENDED_MS = 60_000

export interface TicketsOptions {
  readonly store: MatchStore
  readonly scheduler: Scheduler
  readonly waits: TicketWaits
  readonly queueOf: (name: string) => QueueLoop | undefined
  /** The ticket stands elsewhere than before. */
  readonly onMoved: (ticket: Ticket) => void
  /** It is offered a match as before, and somebody has accepted. */
  readonly onAnswered: (ticket: Ticket) => void
}

export class Tickets {
  /** Ends the wait of a ticket. */
  private readonly timers = new Map<string, () => void>()
  /** When each of those that are still kept ended, the oldest first. */
  private readonly ended = new Map<string, number>()

  constructor(private readonly options: TicketsOptions) {}

  /** Timers that run; 0 when no ticket is left. */
  get timerCount(): number {
    return this.timers.size
  }

  /** Takes in a new one. False when one of its players waits already. */
  add(ticket: Ticket): boolean {
    const { store, scheduler } = this.options
    if (!store.update({ tickets: [ticket] })) return false
    const { ticketId, expiresAtMs } = ticket
    const cancel = scheduler.after(expiresAtMs - scheduler.nowMs(), () => this.expired(ticketId))
    this.timers.set(ticketId, cancel)
    this.changed(ticket, undefined)
    return true
  }

  /** Makes a proposal true. False, with nothing changed, when somebody was faster. */
  commit(match: Match): boolean {
    const { store } = this.options
    const before = ticketIdsOf(match).map((ticketId) => store.ticket(ticketId))
    if (!store.commit(match)) return false
    for (const [i, { ticketId }] of match.tickets.entries()) this.changed(store.ticket(ticketId)!, before[i])
    if (match.backfill !== undefined) this.backfillChanged(store.backfill(match.backfill.backfillId)!)
    return true
  }

  /** @throws RefusedError CONFLICT when somebody was faster */
  update(change: Change): void {
    const { store } = this.options
    const { tickets = [], backfill } = change
    const before = tickets.map(({ ticketId }) => store.ticket(ticketId))
    if (!store.update(change)) throw new RefusedError(ErrorCode.CONFLICT, 'it changed meanwhile: read it again')
    for (const [i, ticket] of tickets.entries()) this.changed(ticket, before[i])
    if (backfill !== undefined) this.backfillChanged(backfill)
  }

  /** The next version of a ticket whose match fell through: it waits on where it stood, unless its time is over. */
  back(ticket: Ticket, reason: string): Ticket {
    const isOver = this.options.scheduler.nowMs() >= ticket.expiresAtMs
    if (isOver) return endedTicket(ticket, TicketStatus.TIMED_OUT, 'no match in time')
    return changedTicket(ticket, { status: TicketStatus.SEARCHING, matchId: undefined, reason })
  }

  /** Forgets what ended long enough ago. */
  sweep(): void {
    const nowMs = this.options.scheduler.nowMs()
    for (const [ticketId, endedMs] of this.ended) {
      if (nowMs - endedMs < ENDED_MS) return
      this.ended.delete(ticketId)
      this.options.store.forget(ticketId)
    }
  }

  private expired(ticketId: string): void {
    this.timers.delete(ticketId)
    const ticket = this.options.store.ticket(ticketId)
    if (ticket?.status !== TicketStatus.SEARCHING) return
    this.update({ tickets: [endedTicket(ticket, TicketStatus.TIMED_OUT, 'no match in time')] })
  }

  private changed(ticket: Ticket, before: Ticket | undefined): void {
    const { queueOf, waits, onMoved, onAnswered, scheduler } = this.options
    const { ticketId, queue, status } = ticket
    if (status === TicketStatus.SEARCHING) queueOf(queue)?.putTicket(ticket)
    else queueOf(queue)?.takeTicket(ticketId)
    if (isFinal(ticket)) {
      this.timers.get(ticketId)?.()
      this.timers.delete(ticketId)
      this.ended.set(ticketId, scheduler.nowMs())
    }
    waits.changed(ticketId)
    if (status !== before?.status) onMoved(ticket)
    else if (status === TicketStatus.OFFERED) onAnswered(ticket)
  }

  private backfillChanged(backfill: Backfill): void {
    const { queueOf, store } = this.options
    const { backfillId, queue, closed } = backfill
    if (closed || openSeats(backfill) === 0) queueOf(queue)?.takeBackfill(backfillId)
    else queueOf(queue)?.putBackfill(backfill)
    store.forgetBackfill(backfillId)
  }
}
