// A player of ranked matches without a page, for tests: waits, says yes, and takes the seat.

import { arenaSchema } from '@tickwire/arena/schema'
import { connect } from '@tickwire/client'
import { liveTicket, matchmakingService, type Ticket, TicketStatus } from '@tickwire/client/matchmaking'
import type { Test } from 'tap'
import { arenaService } from './arena-server.js'

/** Waits in a queue, accepts what is offered, and is in the room then. */
export async function playRanked(t: Test, url: string, queue: string, displayName: string) {
  const client = await connect({ url })
  t.teardown(() => client.close())
  await client.login({ displayName })
  const mm = client.calls(matchmakingService)
  const assigned = new Promise<Ticket>((resolve) => {
    const stop = liveTicket(client).onChange((ticket) => {
      if (ticket?.status === TicketStatus.OFFERED) void mm.acceptMatch(ticket.ticketId, ticket.offer!.matchId)
      if (ticket?.status !== TicketStatus.ASSIGNED) return
      stop()
      resolve(ticket)
    })
  })
  await mm.createTicket({ queue, avoid: [], requestId: displayName })
  const { assignment } = await assigned
  const room = await client.join(assignment!, arenaSchema, { service: arenaService })
  t.teardown(() => room.leave())
  return { room, roomId: assignment!.roomId, team: assignment!.team }
}
