// A matcher beside the tickets that it was given, so that whoever holds it, a worker most of all, can say why one of them waits: what
// that costs with a large pool is then no tick's concern.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, PoolBackfill, PoolTicket, Proposal } from './model.js'
import { explainTicket, type TicketExplanation } from './rules/explain.js'

export class PooledMatcher implements Matcher {
  private readonly tickets = new Map<string, PoolTicket>()

  constructor(
    private readonly config: QueueConfig,
    private readonly matcher: Matcher,
  ) {}

  addTicket(ticket: PoolTicket): void {
    this.tickets.set(ticket.ticketId, ticket)
    this.matcher.addTicket(ticket)
  }

  removeTicket(ticketId: string): void {
    this.tickets.delete(ticketId)
    this.matcher.removeTicket(ticketId)
  }

  addBackfill(backfill: PoolBackfill): void {
    this.matcher.addBackfill(backfill)
  }

  removeBackfill(backfillId: string): void {
    this.matcher.removeBackfill(backfillId)
  }

  cycle(nowMs: number, seed: number): readonly Proposal[] {
    return this.matcher.cycle(nowMs, seed)
  }

  /** Undefined when it has no such ticket. */
  explain(ticketId: string, nowMs: number): TicketExplanation | undefined {
    return explainTicket(this.config, this.tickets, ticketId, nowMs)
  }
}
