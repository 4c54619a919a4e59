// A ticket as a value: who waits together, since when, and where the wait stands. A change makes the next version; the store
// (`match-store`) takes it or refuses. What players see of it is `ticket-view`.

import { TicketStatus } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { Assignment } from '../finder/room-finder.js'
import type { PoolPlayer, PoolTicket } from './model.js'

export { TicketStatus }

export interface TicketPlayer extends PoolPlayer {
  readonly displayName: string
}

/** A player's seat in the room of a match. */
export interface MatchSeat extends Assignment {
  readonly team: string
  readonly role: string | undefined
  readonly matchId: string
}

export interface Ticket extends PoolTicket {
  readonly queue: string
  /** By whoever made it, so that the same request finds it again. */
  readonly requestId: string
  /** In the same order as they were asked for, the leader first. */
  readonly players: readonly TicketPlayer[]
  readonly partyId: string | undefined
  readonly status: TicketStatus
  /** The wait ends then, on the clock of `enqueuedMs`. */
  readonly expiresAtMs: number
  /** For people: why it is back in SEARCHING, or ended. */
  readonly reason: string | undefined
  /** Set in OFFERED, PLACING and ASSIGNED. */
  readonly matchId: string | undefined
  /** Matches found for it whose room could not be made. */
  readonly placesFailed: number
  /** Set in ASSIGNED: by player. */
  readonly seats: Readonly<Record<string, MatchSeat>>
}

const FINAL: ReadonlySet<TicketStatus> = new Set([
  TicketStatus.ASSIGNED,
  TicketStatus.CANCELLED,
  TicketStatus.TIMED_OUT,
  TicketStatus.DECLINED,
  TicketStatus.FAILED,
])

export function isFinal({ status }: Pick<Ticket, 'status'>): boolean {
  return FINAL.has(status)
}

/** The ticket after a change. */
export function changedTicket(ticket: Ticket, fields: Partial<Ticket>): Ticket {
  return { ...ticket, ...fields, version: ticket.version + 1 }
}

/** The ticket as it ended, with a reason for people. */
export function endedTicket(ticket: Ticket, status: TicketStatus, reason: string): Ticket {
  return changedTicket(ticket, { status, reason, matchId: undefined })
}

export function playerIdsOf({ players }: Ticket): string[] {
  return players.map(({ playerId }) => playerId)
}

export function holdsPlayer({ players }: Ticket, playerId: string): boolean {
  return players.some((player) => player.playerId === playerId)
}
