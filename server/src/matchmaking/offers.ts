// Matches on their way from the commit to the room: offered to everybody where the queue asks, placed when all have accepted, and
// fallen through where somebody declines, does not answer or leaves. Then who is at fault goes, with the whole party, and the
// others wait on where they stood.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { AcceptanceRule } from '@tickwire/gen-nodejs/queues.types.js'
import { RefusedError } from '@tickwire/simulation'
import type { Scheduler } from '../events/scheduler.js'
import { withoutHeld } from './backfill.js'
import { changedMatch, type Match, matchPlayerIds, ticketIdsOf } from './match.js'
import type { MatchStore } from './match-store.js'
import type { Penalties } from './penalties.js'
import { changedTicket, playerIdsOf, type Ticket, TicketStatus } from './ticket.js'
import type { Tickets } from './tickets.js'

/** In a match of at most so many players each yes is a change of all its tickets: beyond, the answers would grow with its square. */
export const ACCEPTS_TOLD_MAX = 10

export interface OffersOptions {
  readonly store: MatchStore
  readonly scheduler: Scheduler
  readonly tickets: Tickets
  readonly penalties: Penalties
  readonly acceptanceOf: (queue: string) => AcceptanceRule | undefined
  /** Everybody accepted, or nobody is asked: its tickets are PLACING. */
  readonly place: (match: Match) => void
}

export class Offers {
  private readonly timers = new Map<string, () => void>()

  constructor(private readonly options: OffersOptions) {}

  /** Offers that wait for answers; 0 when no match is offered. */
  get timerCount(): number {
    return this.timers.size
  }

  /** A match that has been committed. */
  begin(match: Match): void {
    const { scheduler, place } = this.options
    const { matchId, answerByMs } = match
    if (answerByMs === undefined) place(match)
    else
      this.timers.set(
        matchId,
        scheduler.after(answerByMs - scheduler.nowMs(), () => this.expired(matchId)),
      )
  }

  /** A player of the ticket says yes. @throws RefusedError OFFER_EXPIRED */
  accept(ticket: Ticket, playerId: string, matchId: string): void {
    if (ticket.matchId === matchId && ticket.status === TicketStatus.ASSIGNED) return
    const match = this.offered(ticket, matchId)
    if (match.accepted.includes(playerId)) return
    const accepted = [...match.accepted, playerId]
    const next = changedMatch(match, { accepted })
    const players = matchPlayerIds(match).length
    const isComplete = accepted.length === players
    const fields = isComplete ? { status: TicketStatus.PLACING } : {}
    const changed = isComplete || players <= ACCEPTS_TOLD_MAX ? this.ticketsOf(match) : [ticket]
    this.options.tickets.update({ match: next, tickets: changed.map((one) => changedTicket(one, fields)) })
    if (!isComplete) return
    this.stopTimer(matchId)
    this.options.place(next)
  }

  /** A player of the ticket says no. @throws RefusedError OFFER_EXPIRED */
  decline(ticket: Ticket, playerId: string, matchId: string, reason: string): void {
    this.fail(this.offered(ticket, matchId), [playerId], reason)
  }

  /**
   * A match falls through.
   * @param end - the ending of a ticket that goes; undefined: it waits on
   * @param why - for those that wait on
   */
  fallThrough(match: Match, end: (ticket: Ticket) => Ticket | undefined, why: string): void {
    const { store, tickets } = this.options
    this.stopTimer(match.matchId)
    const before = match.backfill && store.backfill(match.backfill.backfillId)
    const backfill = before && withoutHeld(before, match.matchId, () => false)
    tickets.update({
      match: changedMatch(match, { state: 'over' }),
      tickets: this.ticketsOf(match).map((ticket) => end(ticket) ?? tickets.back(ticket, why)),
      ...(backfill === undefined || backfill === before ? {} : { backfill }),
    })
  }

  private expired(matchId: string): void {
    const match = this.options.store.match(matchId)
    if (match === undefined) return
    const silent = matchPlayerIds(match).filter((playerId) => !match.accepted.includes(playerId))
    this.fail(match, silent, 'a match was offered and not answered in time')
  }

  /** @param playerIds - who is at fault: each pays for it */
  private fail(match: Match, playerIds: readonly string[], reason: string): void {
    const { penalties, acceptanceOf } = this.options
    const acceptance = acceptanceOf(match.queue)
    if (acceptance !== undefined) for (const playerId of playerIds) penalties.add(playerId, acceptance)
    const isAtFault = (ticket: Ticket) => playerIdsOf(ticket).some((playerId) => playerIds.includes(playerId))
    const end = (ticket: Ticket) => {
      if (!isAtFault(ticket)) return undefined
      return changedTicket(ticket, { status: TicketStatus.DECLINED, reason, matchId: undefined })
    }
    this.fallThrough(match, end, 'somebody did not accept the match')
  }

  private offered({ status, matchId: ofTicket }: Ticket, matchId: string): Match {
    const match =
      status === TicketStatus.OFFERED && ofTicket === matchId ? this.options.store.match(matchId) : undefined
    if (match !== undefined) return match
    throw new RefusedError(ErrorCode.OFFER_EXPIRED, 'this match is offered no longer', { parameter: 'matchId' })
  }

  private ticketsOf(match: Match): Ticket[] {
    return ticketIdsOf(match).map((ticketId) => this.options.store.ticket(ticketId)!)
  }

  private stopTimer(matchId: string): void {
    this.timers.get(matchId)?.()
    this.timers.delete(matchId)
  }
}
