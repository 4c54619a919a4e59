// The two shapes of matchmaking, each from the other: the built-in matcher as a function of a whole pool, and a team's own function
// as a matcher that remembers one.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, MatchFunction, PoolBackfill, PoolTicket, Proposal } from '../model.js'
import { createMatcher } from './matcher.js'

/** The built-in search over a whole pool: what `createMatcher` finds in its first cycle. */
export const matchFunction: MatchFunction = ({ config, tickets, backfills }, nowMs, seed) => {
  const matcher = createMatcher(config)
  for (const ticket of tickets) matcher.addTicket(ticket)
  for (const backfill of backfills) matcher.addBackfill(backfill)
  return matcher.cycle(nowMs, seed)
}

/** A match function as a matcher: it gets the whole pool each time, without what it has proposed already. */
export function matcherOf(find: MatchFunction, config: QueueConfig): Matcher {
  const tickets = new Map<string, PoolTicket>()
  const backfills = new Map<string, PoolBackfill>()
  const proposedTickets = new Map<string, number>()
  const proposedBackfills = new Map<string, number>()

  return {
    addTicket(ticket) {
      tickets.set(ticket.ticketId, ticket)
    },
    removeTicket(ticketId) {
      tickets.delete(ticketId)
      proposedTickets.delete(ticketId)
    },
    addBackfill(backfill) {
      backfills.set(backfill.backfillId, backfill)
    },
    removeBackfill(backfillId) {
      backfills.delete(backfillId)
      proposedBackfills.delete(backfillId)
    },
    cycle(nowMs, seed): readonly Proposal[] {
      const pool = {
        config,
        tickets: [...tickets.values()].filter(({ ticketId, version }) => proposedTickets.get(ticketId) !== version),
        backfills: [...backfills.values()].filter(
          ({ backfillId, version }) => proposedBackfills.get(backfillId) !== version,
        ),
      }
      const proposals = find(pool, nowMs, seed)
      for (const { tickets, backfill } of proposals) {
        for (const { ticketId, version } of tickets) proposedTickets.set(ticketId, version)
        if (backfill !== undefined) proposedBackfills.set(backfill.backfillId, backfill.version)
      }
      return proposals
    },
  }
}
