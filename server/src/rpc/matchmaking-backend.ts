// The MatchmakingBackend service, for trusted callers on the operator listener: thin, between the wire and `matchmaking/matchmaker`.

import type { MatchmakingBackendHandlers } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import type { Matchmaker } from '../matchmaking/matchmaker.js'
import type { TicketRequests } from '../matchmaking/ticket-requests.js'
import { operatorOf } from './audited.js'
import type { Caller } from './ports.js'

export function matchmakingBackendHandlers(
  matchmaker: Matchmaker,
  requests: TicketRequests,
): MatchmakingBackendHandlers<Caller> {
  const { backfills, results } = matchmaker
  return {
    createTicketFor(caller, queue, players, requestId) {
      const ticket = requests.createFor(`operator:${operatorOf(caller).name}`, queue, players, requestId)
      // Nobody's view: seats are for their players.
      return matchmaker.view(ticket, '')
    },

    openBackfill(_caller, request) {
      return backfills.open(request)
    },

    getBackfill(_caller, backfillId) {
      return backfills.get(backfillId)
    },

    updateBackfill(_caller, backfillId, ifVersion, request) {
      return backfills.update(backfillId, ifVersion, request)
    },

    closeBackfill(_caller, backfillId) {
      backfills.close(backfillId)
    },

    reportResult(_caller, result) {
      results.report(result)
    },
  }
}
