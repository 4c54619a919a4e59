// A ticket as one of its players sees it: the IDL's Ticket, with the seat of this player only.

import { Answer, type Ticket as WireTicket } from '@tickwire/gen-nodejs/matchmaking.types.js'
import { type Match, matchPlayerIds } from './match.js'
import { playerIdsOf, type Ticket, TicketStatus } from './ticket.js'

export interface ViewContext {
  readonly nowMs: number
  readonly expectedWaitMs: number | undefined
  /** The ticket's, while it is made. */
  readonly match: Match | undefined
}

export function ticketView(ticket: Ticket, playerId: string, context: ViewContext): WireTicket {
  const { ticketId, version, queue, status, enqueuedMs, reason, seats } = ticket
  const { nowMs, expectedWaitMs, match } = context
  return {
    ticketId,
    version,
    queue,
    status,
    waitedMs: Math.round(nowMs - enqueuedMs),
    ...(expectedWaitMs === undefined ? {} : { expectedWaitMs: Math.round(expectedWaitMs) }),
    players: playerIdsOf(ticket),
    offer: status === TicketStatus.OFFERED && match !== undefined ? offerOf(match, playerId, nowMs) : undefined,
    // Whatever a provider calls its players, such as "constructor".
    assignment: Object.hasOwn(seats, playerId) ? seats[playerId] : undefined,
    statusReason: reason,
  }
}

function offerOf(match: Match, playerId: string, nowMs: number): NonNullable<WireTicket['offer']> {
  const { matchId, answerByMs = nowMs, accepted } = match
  return {
    matchId,
    answerWithinMs: Math.max(0, Math.round(answerByMs - nowMs)),
    players: matchPlayerIds(match).length,
    accepted: accepted.length,
    mine: accepted.includes(playerId) ? Answer.ACCEPTED : Answer.WAITING,
  }
}
