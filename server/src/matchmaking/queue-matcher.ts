// The matcher of one queue and all that it is given. One that throws, hangs or dies is down for a while, longer with each failure in
// a row, and then a new one is opened and filled again: nobody is lost, and no other queue notices. Used by `queue-loop`.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { MatcherHost, OpenMatcher } from './matcher-host.js'
import type { PoolBackfill, PoolTicket, Proposal } from './model.js'
import type { TicketExplanation } from './rules/explain.js'

/** A matcher that has failed begins again after so long, milliseconds; after twice as long with each failure in a row. */
export const MATCHER_RESTART_MS = 1_000
/** At most. A function that hangs always has 5 s of a core in 65 then. So long without a failure, and they are in a row no more. */
export const MATCHER_RESTART_MS_MAX = 60_000

/** Tickets of a proposal that broke a rule come back to the matcher after so long, milliseconds; each next time after twice as long. */
export const WITHHELD_MS = 1_000
/** At most: who is new makes another pool, in which the same function may do better. */
export const WITHHELD_MS_MAX = 30_000

/** Why nobody is matched, and until when. */
export interface MatcherDown {
  readonly error: unknown
  readonly untilMs: number
}

/** A ticket that was proposed against the rules. */
interface Withheld {
  readonly times: number
  /** When the matcher gets it again; undefined: it has it. */
  readonly untilMs: number | undefined
}

export class QueueMatcher {
  /** Since the queue was opened. */
  failures = 0
  readonly tickets = new Map<string, PoolTicket>()
  private readonly backfills = new Map<string, PoolBackfill>()
  private readonly withheld = new Map<string, Withheld>()
  private host: MatcherHost | undefined
  private failure: MatcherDown | undefined
  private failuresInRow = 0
  private failedMs = -Infinity

  constructor(
    private config: QueueConfig,
    private readonly openMatcher: OpenMatcher,
  ) {
    this.host = openMatcher(config)
  }

  /** Set from a failure until the next matcher is opened. */
  get down(): MatcherDown | undefined {
    return this.host === undefined ? this.failure : undefined
  }

  putTicket(ticket: PoolTicket): void {
    // Taken out first: what was proposed once is proposed again.
    this.takeTicket(ticket.ticketId)
    this.tickets.set(ticket.ticketId, ticket)
    this.host?.addTicket(ticket)
  }

  /** False when it has none such. */
  takeTicket(ticketId: string): boolean {
    this.withheld.delete(ticketId)
    this.host?.removeTicket(ticketId)
    return this.tickets.delete(ticketId)
  }

  putBackfill(backfill: PoolBackfill): void {
    this.takeBackfill(backfill.backfillId)
    this.backfills.set(backfill.backfillId, backfill)
    this.host?.addBackfill(backfill)
  }

  takeBackfill(backfillId: string): void {
    if (this.backfills.delete(backfillId)) this.host?.removeBackfill(backfillId)
  }

  /** They were proposed against the rules: the matcher has them back only later. */
  withhold(ticketIds: readonly string[], nowMs: number): void {
    for (const ticketId of ticketIds) {
      if (!this.tickets.has(ticketId)) continue
      const times = this.timesRefused(ticketId) + 1
      const ms = Math.min(WITHHELD_MS_MAX, WITHHELD_MS * 2 ** (times - 1))
      this.withheld.set(ticketId, { times, untilMs: nowMs + ms })
      this.host?.removeTicket(ticketId)
    }
  }

  /** How often the ticket was proposed against the rules, in its present wait. */
  timesRefused(ticketId: string): number {
    return this.withheld.get(ticketId)?.times ?? 0
  }

  /** Its proposals; undefined while it is down. Rejects when it fails: then `fail` is to be told. */
  cycle(nowMs: number, seed: number): Promise<readonly Proposal[]> | undefined {
    if (this.failure !== undefined && nowMs >= this.failure.untilMs) this.open()
    if (this.host === undefined) return undefined
    this.giveBack(nowMs)
    return this.host.cycle(nowMs, seed)
  }

  /** It has answered. */
  succeed(nowMs: number): void {
    if (nowMs - this.failedMs >= MATCHER_RESTART_MS_MAX) this.failuresInRow = 0
  }

  /** Closed, until its time comes. @returns in how many milliseconds another begins */
  fail(error: unknown, nowMs: number): number {
    const restartMs = Math.min(MATCHER_RESTART_MS_MAX, MATCHER_RESTART_MS * 2 ** this.failuresInRow)
    this.failures++
    this.failuresInRow++
    this.failedMs = nowMs
    this.close()
    this.failure = { error, untilMs: nowMs + restartMs }
    return restartMs
  }

  /** Goes on with another config, at once: it may be the cure. */
  reconfigure(config: QueueConfig): void {
    this.config = config
    this.failuresInRow = 0
    this.withheld.clear()
    this.close()
    this.open()
  }

  /** Why a ticket waits; undefined when the matcher does not know it, or is down. Rejects when it fails meanwhile. */
  async explain(ticketId: string, nowMs: number): Promise<TicketExplanation | undefined> {
    return this.host?.explain(ticketId, nowMs)
  }

  close(): void {
    this.host?.close()
    this.host = undefined
  }

  private open(): void {
    this.failure = undefined
    const host = this.openMatcher(this.config)
    this.host = host
    for (const [ticketId, ticket] of this.tickets) {
      if (this.withheld.get(ticketId)?.untilMs === undefined) host.addTicket(ticket)
    }
    for (const backfill of this.backfills.values()) host.addBackfill(backfill)
  }

  private giveBack(nowMs: number): void {
    for (const [ticketId, { times, untilMs }] of this.withheld) {
      if (untilMs === undefined || nowMs < untilMs) continue
      this.withheld.set(ticketId, { times, untilMs: undefined })
      this.host?.addTicket(this.tickets.get(ticketId)!)
    }
  }
}
