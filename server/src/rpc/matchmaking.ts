// The Matchmaking service: thin, between the wire and `matchmaking/matchmaker`.

import type { MatchmakingHandlers } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import type { Matchmaker } from '../matchmaking/matchmaker.js'
import type { TicketRequests } from '../matchmaking/ticket-requests.js'
import { playerOf } from './player.js'
import type { Caller } from './ports.js'

export function matchmakingHandlers(matchmaker: Matchmaker, requests: TicketRequests): MatchmakingHandlers<Caller> {
  return {
    listQueues() {
      return matchmaker.list()
    },

    describe(caller, me) {
      requests.describe(playerOf(caller), me)
    },

    createTicket(caller, request) {
      const player = playerOf(caller)
      return matchmaker.view(requests.create(player, request), player.playerId)
    },

    getTicket(caller, ticketId) {
      const { playerId } = playerOf(caller)
      const ticket = ticketId === '' ? matchmaker.open(playerId) : matchmaker.mine(ticketId, playerId)
      return matchmaker.view(ticket, playerId)
    },

    awaitTicket(caller, ticketId, knownVersion, waitMs) {
      return matchmaker.await(ticketId, playerOf(caller).playerId, knownVersion, waitMs, caller.connectionId)
    },

    acceptMatch(caller, ticketId, matchId) {
      return matchmaker.accept(ticketId, playerOf(caller).playerId, matchId)
    },

    declineMatch(caller, ticketId, matchId) {
      return matchmaker.decline(ticketId, playerOf(caller).playerId, matchId)
    },

    cancelTicket(caller, ticketId) {
      matchmaker.cancel(ticketId, playerOf(caller).playerId)
    },

    getRating(caller, queue) {
      return matchmaker.ratingOf(queue, playerOf(caller).playerId)
    },
  }
}
