// Where tickets, matches and backfills are kept. Two ways to change them, each all or nothing: `commit` makes a proposal true,
// `update` puts next versions in the place of the ones before. A store that several processes share can so answer "somebody
// was faster". This one is in memory, for one process.

import { type Backfill, withHeld } from './backfill.js'
import type { Match } from './match.js'
import { changedTicket, isFinal, playerIdsOf, type Ticket, TicketStatus } from './ticket.js'

/** Next versions that belong together. A first version is new; a match that is over and a backfill that ended are forgotten. */
export interface Change {
  readonly tickets?: readonly Ticket[]
  readonly match?: Match
  readonly backfill?: Backfill
}

export interface MatchStore {
  /** Tickets that have not ended. */
  readonly openCount: number
  ticket(ticketId: string): Ticket | undefined
  /** The ticket of a player that has not ended; a player has one at most. */
  ticketOf(playerId: string): Ticket | undefined
  match(matchId: string): Match | undefined
  backfill(backfillId: string): Backfill | undefined
  backfillOf(roomId: string): Backfill | undefined
  /** Tickets that have not ended, the oldest first. */
  openTickets(): Iterable<Ticket>
  backfills(): Iterable<Backfill>
  /**
   * Makes a match: its tickets are SEARCHING at the versions that it names, its backfill has the seats and that version, and all of
   * them become this match's. The same match again changes nothing.
   * @returns false, with nothing changed, when one of them is elsewhere by now
   */
  commit(match: Match): boolean
  /** @returns false, with nothing changed, when another version is there than the one before, or a player of a new ticket waits */
  update(change: Change): boolean
  /** Forgets a ticket that has ended. */
  forget(ticketId: string): void
  /** Forgets a backfill that is closed and holds nothing. */
  forgetBackfill(backfillId: string): void
}

export class MemoryMatchStore implements MatchStore {
  private readonly tickets = new Map<string, Ticket>()
  /** Ids of those that have not ended, in the order of their making. */
  private readonly open = new Set<string>()
  private readonly ofPlayer = new Map<string, string>()
  private readonly matches = new Map<string, Match>()
  private readonly backfillById = new Map<string, Backfill>()
  private readonly ofRoom = new Map<string, string>()

  get openCount(): number {
    return this.open.size
  }

  /** Everything that it holds; 0 when nothing is left, or it leaks. */
  get size(): number {
    const { tickets, ofPlayer, matches, backfillById, ofRoom } = this
    return tickets.size + ofPlayer.size + matches.size + backfillById.size + ofRoom.size
  }

  ticket(ticketId: string): Ticket | undefined {
    return this.tickets.get(ticketId)
  }

  ticketOf(playerId: string): Ticket | undefined {
    return this.tickets.get(this.ofPlayer.get(playerId) ?? '')
  }

  match(matchId: string): Match | undefined {
    return this.matches.get(matchId)
  }

  backfill(backfillId: string): Backfill | undefined {
    return this.backfillById.get(backfillId)
  }

  backfillOf(roomId: string): Backfill | undefined {
    return this.backfillById.get(this.ofRoom.get(roomId) ?? '')
  }

  *openTickets(): Iterable<Ticket> {
    for (const ticketId of this.open) yield this.tickets.get(ticketId)!
  }

  backfills(): Iterable<Backfill> {
    return this.backfillById.values()
  }

  commit(match: Match): boolean {
    if (this.matches.has(match.matchId)) return true
    const tickets = match.tickets.map(({ ticketId, version }) => {
      const ticket = this.tickets.get(ticketId)
      return ticket?.version === version && ticket.status === TicketStatus.SEARCHING ? ticket : undefined
    })
    if (!tickets.every((ticket) => ticket !== undefined)) return false
    const held = this.held(match, tickets)
    if (held === null) return false
    const status = match.answerByMs === undefined ? TicketStatus.PLACING : TicketStatus.OFFERED
    const { matchId } = match
    for (const ticket of tickets) this.put(changedTicket(ticket, { status, matchId, reason: undefined }))
    this.matches.set(matchId, match)
    if (held !== undefined) this.putBackfill(held)
    return true
  }

  update({ tickets = [], match, backfill }: Change): boolean {
    const isNext =
      tickets.every((ticket) => this.takes(ticket)) &&
      (match === undefined || this.matches.get(match.matchId)?.version === match.version - 1) &&
      (backfill === undefined || this.takesBackfill(backfill))
    if (!isNext) return false
    for (const ticket of tickets) this.put(ticket)
    if (match?.state === 'over') this.matches.delete(match.matchId)
    else if (match !== undefined) this.matches.set(match.matchId, match)
    if (backfill !== undefined) this.putBackfill(backfill)
    return true
  }

  forget(ticketId: string): void {
    if (!this.open.has(ticketId)) this.tickets.delete(ticketId)
  }

  forgetBackfill(backfillId: string): void {
    const backfill = this.backfillById.get(backfillId)
    if (backfill === undefined || !backfill.closed || backfill.held.length > 0) return
    this.backfillById.delete(backfillId)
    if (this.ofRoom.get(backfill.roomId) === backfillId) this.ofRoom.delete(backfill.roomId)
  }

  /** The backfill of a match with its seats held; undefined without one, null where it cannot be. */
  private held(match: Match, tickets: readonly Ticket[]): Backfill | undefined | null {
    if (match.backfill === undefined) return undefined
    const backfill = this.backfillById.get(match.backfill.backfillId)
    if (backfill?.version !== match.backfill.version) return null
    const players = new Map(tickets.flatMap((ticket) => ticket.players.map((player) => [player.playerId, player])))
    return withHeld(backfill, match, players) ?? null
  }

  private takes(ticket: Ticket): boolean {
    if ((this.tickets.get(ticket.ticketId)?.version ?? 0) !== ticket.version - 1) return false
    return ticket.version > 1 || ticket.players.every(({ playerId }) => !this.ofPlayer.has(playerId))
  }

  private takesBackfill({ backfillId, version, roomId }: Backfill): boolean {
    if ((this.backfillById.get(backfillId)?.version ?? 0) !== version - 1) return false
    return version > 1 || !this.ofRoom.has(roomId)
  }

  private put(ticket: Ticket): void {
    const { ticketId } = ticket
    this.tickets.set(ticketId, ticket)
    if (isFinal(ticket)) {
      this.open.delete(ticketId)
      for (const playerId of playerIdsOf(ticket)) this.ofPlayer.delete(playerId)
    } else {
      this.open.add(ticketId)
      for (const playerId of playerIdsOf(ticket)) this.ofPlayer.set(playerId, ticketId)
    }
  }

  private putBackfill(backfill: Backfill): void {
    this.backfillById.set(backfill.backfillId, backfill)
    this.ofRoom.set(backfill.roomId, backfill.backfillId)
  }
}
