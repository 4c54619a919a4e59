// Where the matcher of a queue runs: in this thread, or in a worker. It is told every change of the pool and asked for proposals;
// its answer may come late or never, so what it says is only true once it is committed.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, PoolBackfill, PoolTicket, Proposal } from './model.js'
import { PooledMatcher } from './pooled-matcher.js'
import type { TicketExplanation } from './rules/explain.js'

/** A `Matcher` that answers later. What is asked rejects when it throws, or whoever answers is gone: it is to be closed then. */
export interface MatcherHost {
  addTicket(ticket: PoolTicket): void
  removeTicket(ticketId: string): void
  addBackfill(backfill: PoolBackfill): void
  removeBackfill(backfillId: string): void
  /** One at a time. */
  cycle(nowMs: number, seed: number): Promise<readonly Proposal[]>
  /** Undefined when it has no such ticket. */
  explain(ticketId: string, nowMs: number): Promise<TicketExplanation | undefined>
  close(): void
}

export type OpenMatcher = (config: QueueConfig) => MatcherHost

/** A matcher in this thread: for tests and small queues. */
export function localMatcher(createMatcher: (config: QueueConfig) => Matcher): OpenMatcher {
  return (config) => {
    const matcher = new PooledMatcher(config, createMatcher(config))
    return {
      addTicket: (ticket) => matcher.addTicket(ticket),
      removeTicket: (ticketId) => matcher.removeTicket(ticketId),
      addBackfill: (backfill) => matcher.addBackfill(backfill),
      removeBackfill: (backfillId) => matcher.removeBackfill(backfillId),
      cycle: async (nowMs, seed) => matcher.cycle(nowMs, seed),
      explain: async (ticketId, nowMs) => matcher.explain(ticketId, nowMs),
      close: () => {},
    }
  }
}
