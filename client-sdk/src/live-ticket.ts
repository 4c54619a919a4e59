// The player's wait in a queue as a live state: events tell each change of its status, and what was told before this client came, or
// while it was away, is asked for. Of two states of one ticket the one with the greater version counts.

import { matchmakingService } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import type { Ticket } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { Client } from './client.js'
import { type LiveContext, LiveState } from './live-state.js'

type Known = Ticket | undefined

/**
 * The wait of the client's player, made, answered and cancelled by calls of `matchmakingService`.
 * @returns undefined before the first; how one has ended stays until there is another
 */
export function liveTicket({ live }: { readonly live: Client['live'] }): LiveState<Known> {
  const { feed } = live
  const source = {
    initial: undefined,
    read: async (): Promise<Known> => {
      const last = ticket.state
      return (await get('', live)) ?? (last && get(last.ticketId, live))
    },
    merge: (read: Known, told: Known): Known => (read === undefined || told === undefined ? told : newer(read, told)),
    listen: (apply: (change: (ticket: Known) => Known) => void) =>
      feed.on('ticket', (told) => apply((ticket) => newer(ticket, told))),
  }
  const ticket = new LiveState<Known>(source, live)
  return ticket
}

/** @param ticketId - '': the one with which the player waits */
async function get(ticketId: string, { calls }: LiveContext): Promise<Known> {
  try {
    return await calls(matchmakingService).getTicket(ticketId)
  } catch (error) {
    // By its name: a page that loads the client's bundle beside this module has two such classes.
    if (error instanceof Error && error.name === 'NotFoundError') return undefined
    throw error
  }
}

/** What events tell of another ticket is later than what is known. */
function newer(known: Known, told: Ticket): Ticket {
  return known?.ticketId === told.ticketId && told.version <= known.version ? known : told
}
