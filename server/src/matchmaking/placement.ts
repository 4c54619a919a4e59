// From a match to seats: a new room with all of them, or those that a running one keeps. Where that fails nobody has a seat, who
// may not have one goes, and the others wait on where they stood, a bounded number of times.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { RoomPlayer } from '../finder/room-directory.js'
import type { Assignment, RoomFinder } from '../finder/room-finder.js'
import { UnavailableError } from '../finder/unavailable-error.js'
import { changedMatch, type Match, ticketIdsOf } from './match.js'
import type { MatchStore } from './match-store.js'
import type { QueueLoop } from './queue-loop.js'
import { changedTicket, endedTicket, type MatchSeat, type Ticket, TicketStatus } from './ticket.js'
import type { Tickets } from './tickets.js'

/** Matches found for a ticket whose room could not be made; at the last one the ticket ends as FAILED. */
export const PLACES_FAILED_MAX = 8

export interface PlacementOptions {
  readonly store: MatchStore
  readonly tickets: Tickets
  readonly rooms: RoomFinder
  readonly nowMs: () => number
  readonly queueOf: (name: string) => QueueLoop | undefined
  /** Its match falls through. */
  readonly fallThrough: (match: Match, end: (ticket: Ticket) => Ticket | undefined, why: string) => void
  /** Everybody has a seat. */
  readonly onPlaced: (match: Match, roomId: string, tickets: readonly Ticket[]) => void
  /** The room of a backfill took nobody. */
  readonly onRoomRefused: (backfillId: string) => void
  /** A room could not be made by an error of our own. */
  readonly onError: (error: unknown) => void
}

export class Placement {
  constructor(private readonly options: PlacementOptions) {}

  place(match: Match): void {
    const { store, tickets, nowMs, queueOf, fallThrough, onPlaced, onRoomRefused } = this.options
    const placed = ticketIdsOf(match).map((ticketId) => store.ticket(ticketId)!)
    const players = seatedPlayers(match, placed)
    const refused = this.refused(players)
    if (refused.size > 0) {
      const end = (ticket: Ticket) => {
        const why = ticket.players.map(({ playerId }) => refused.get(playerId)).find((reason) => reason !== undefined)
        return why === undefined ? undefined : endedTicket(ticket, TicketStatus.FAILED, why)
      }
      fallThrough(match, end, 'somebody could not have a seat')
      return
    }
    const seats = this.seatsFor(match, players)
    if (typeof seats === 'string') {
      // A running room that takes nobody is no fault of those who wait.
      fallThrough(match, (ticket) => (match.backfill === undefined ? this.failed(ticket, seats) : undefined), seats)
      if (match.backfill !== undefined) onRoomRefused(match.backfill.backfillId)
      return
    }
    const seatOf = new Map(players.map(({ playerId }, i) => [playerId, seats[i]!]))
    const assigned = placed.map((ticket) => {
      const ofTicket = ticket.players.map(({ playerId }) => [playerId, seatOf.get(playerId)!] as const)
      return changedTicket(ticket, { status: TicketStatus.ASSIGNED, seats: Object.fromEntries(ofTicket) })
    })
    tickets.update({ match: changedMatch(match, { state: 'over' }), tickets: assigned })
    for (const { enqueuedMs } of placed) queueOf(match.queue)?.waits.add(nowMs() - enqueuedMs)
    onPlaced(match, seats[0]!.roomId, assigned)
  }

  /** Who may not have a seat now, and why. */
  private refused(players: readonly RoomPlayer[]): ReadonlyMap<string, string> {
    const refused = new Map<string, string>()
    for (const player of players) {
      try {
        this.options.rooms.checkSeat(player)
      } catch (error) {
        if (!(error instanceof RefusedError)) continue
        refused.set(player.playerId, error.message)
      }
    }
    return refused
  }

  /** Back to where it stood, once more than before; ended at the last one. */
  private failed(ticket: Ticket, why: string): Ticket | undefined {
    const placesFailed = ticket.placesFailed + 1
    if (placesFailed < PLACES_FAILED_MAX) {
      return { ...this.options.tickets.back(ticket, `a match was found, but no room: ${why}`), placesFailed }
    }
    return endedTicket(ticket, TicketStatus.FAILED, `no room could be made: ${why}`)
  }

  /** A seat for each player, or why there is none: nobody waits for an answer to whom an error could go. */
  private seatsFor(match: Match, players: readonly RoomPlayer[]): MatchSeat[] | string {
    const { matchId } = match
    try {
      const assignments = this.assignments(match, players)
      return players.map(({ team = '', role }, i) => ({ ...assignments[i]!, team, role, matchId }))
    } catch (error) {
      const isTold =
        error instanceof RefusedError || error instanceof UnavailableError || error instanceof NotFoundError
      if (isTold) return error.message
      this.options.onError(error)
      return 'internal error'
    }
  }

  private assignments(match: Match, players: readonly RoomPlayer[]): readonly Assignment[] {
    const { store, rooms, queueOf } = this.options
    if (match.backfill !== undefined) {
      const backfill = store.backfill(match.backfill.backfillId)
      if (backfill === undefined) throw new RefusedError(ErrorCode.ROOM_CLOSED, 'the room is over')
      return rooms.joinFor(players, backfill.roomId)
    }
    const config = queueOf(match.queue)?.config
    if (config === undefined) throw new NotFoundError('queue', match.queue)
    const { matchId, queue, teams, region } = match
    const request = {
      roomKind: config.roomKind,
      title: config.name,
      region: undefined,
      playersMax: config.teams.reduce((sum, { playersMax, quantity }) => sum + playersMax * quantity, 0),
      password: undefined,
      listed: false,
      tags: config.roomTags,
      options: config.roomOptions,
      requestId: matchId,
    }
    return rooms.createFor(players, request, { match: { matchId, queue, region, teams } })
  }
}

function seatedPlayers({ teams }: Match, tickets: readonly Ticket[]): RoomPlayer[] {
  const names = new Map(
    tickets.flatMap(({ players }) => players.map((player) => [player.playerId, player.displayName])),
  )
  return teams.flatMap(({ team, players }) =>
    players.map(({ playerId, role }) => ({ playerId, displayName: names.get(playerId)!, team, role })),
  )
}
