// Where the matcher of a queue runs: in this thread, or in a worker. It is told every change of the pool and asked for proposals;
// its answer may come late or never, so what it says is only true once it is committed.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, PoolBackfill, PoolTicket, Proposal } from './model.js'

/** A `Matcher` that answers later. Rejects when whoever answers is gone; the queue then opens another and fills it again. */
export interface MatcherHost {
  addTicket(ticket: PoolTicket): void
  removeTicket(ticketId: string): void
  addBackfill(backfill: PoolBackfill): void
  removeBackfill(backfillId: string): void
  /** One at a time. */
  cycle(nowMs: number, seed: number): Promise<readonly Proposal[]>
  close(): void
}

export type OpenMatcher = (config: QueueConfig) => MatcherHost

/** A matcher in this thread: for tests and small queues. */
export function localMatcher(createMatcher: (config: QueueConfig) => Matcher): OpenMatcher {
  return (config) => {
    const matcher = createMatcher(config)
    return {
      addTicket: (ticket) => matcher.addTicket(ticket),
      removeTicket: (ticketId) => matcher.removeTicket(ticketId),
      addBackfill: (backfill) => matcher.addBackfill(backfill),
      removeBackfill: (backfillId) => matcher.removeBackfill(backfillId),
      cycle: async (nowMs, seed) => matcher.cycle(nowMs, seed),
      close: () => {},
    }
  }
}
