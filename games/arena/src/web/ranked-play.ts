// Ranked play over the visit's client: queues, the player's ticket and its answers, and the way into the room that comes of it. What
// is shown of it is `ranked-panel`, `offer-dialog` and `result-panel`.

import { type Client, ErrorCode, RefusedError } from '@tickwire/client'
import { liveTicket, matchmakingService, type QueueInfo, type Rating, type Ticket } from '@tickwire/client/matchmaking'
import { arenaRoomService } from '../../gen-nodejs/arena.handlers.js'
import { arenaSchema } from '../../gen-nodejs/arena.state.js'
import type { ArenaRoom } from './match.js'

/** A seat that was just left is free a tick or two later: until then the server refuses a new wait. */
const LEAVING_RETRIES = 10
const LEAVING_RETRY_MS = 100

export class RankedPlay {
  private readonly live

  constructor(
    private readonly client: Client,
    onTicket: (ticket: Ticket | undefined) => void,
  ) {
    this.live = liveTicket(client)
    this.live.onChange(onTicket)
  }

  async queues(): Promise<readonly QueueInfo[]> {
    const queues = await this.calls.listQueues()
    return queues.filter(({ roomKind }) => roomKind === arenaSchema.name)
  }

  rating(queue: string): Promise<Rating> {
    return this.calls.getRating(queue)
  }

  /** @param partyId - the party that goes along */
  async wait(queue: string, partyId: string | undefined): Promise<void> {
    const request = { queue, partyId, avoid: [], requestId: crypto.randomUUID() }
    for (let tries = 0; ; tries++) {
      try {
        await this.calls.createTicket(request)
        return
      } catch (error) {
        const isLeaving = error instanceof RefusedError && error.code === ErrorCode.ALREADY_EXISTS
        if (!isLeaving || tries === LEAVING_RETRIES) throw error
        await new Promise((resolve) => setTimeout(resolve, LEAVING_RETRY_MS))
      }
    }
  }

  async cancel(): Promise<void> {
    const ticket = this.live.state
    if (ticket !== undefined) await this.calls.cancelTicket(ticket.ticketId)
  }

  async answer(isAccepted: boolean): Promise<void> {
    const ticket = this.live.state
    if (ticket?.offer == null) return
    const { ticketId, offer } = ticket
    if (isAccepted) await this.calls.acceptMatch(ticketId, offer.matchId)
    else await this.calls.declineMatch(ticketId, offer.matchId)
  }

  /** Takes the seat that a ticket has come to. */
  join({ assignment }: Ticket): Promise<ArenaRoom> {
    if (assignment == null) throw new Error('this ticket has no seat')
    return this.client.join(assignment, arenaSchema, { service: arenaRoomService })
  }

  private get calls() {
    return this.client.calls(matchmakingService)
  }
}
