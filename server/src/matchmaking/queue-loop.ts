// One queue: its config, its matcher, and the cycle that asks the matcher every `cycleMs` while somebody waits. A matcher that
// fails or does not answer is replaced by a new one, filled again; what an old one still says is not heard.

import type { QueueStats } from '@tickwire/gen-nodejs/admin.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Scheduler } from '../events/scheduler.js'
import type { MatcherHost, OpenMatcher } from './matcher-host.js'
import type { Pool, PoolBackfill, PoolTicket, Proposal } from './model.js'
import { QueueFigures } from './queue-figures.js'
import { RecentWaits } from './recent-waits.js'

/** A matcher that has not answered a cycle by then is given up, milliseconds: ten times what a cold cycle may take. */
export const CYCLE_DEADLINE_MS = 10_000

export interface QueueLoopOptions {
  readonly scheduler: Scheduler
  readonly openMatcher: OpenMatcher
  /** 32 fresh random bits. */
  readonly randomU32: () => number
  /** @param nowMs - what the cycle was told */
  readonly onProposals: (queue: QueueLoop, proposals: readonly Proposal[], nowMs: number) => void
  /** A matcher was given up. */
  readonly onMatcherLost: (queue: string, error: unknown) => void
}

export class QueueLoop {
  readonly waits = new RecentWaits()
  readonly figures: QueueFigures
  /** What the matcher holds. */
  private readonly tickets = new Map<string, PoolTicket>()
  private readonly backfills = new Map<string, PoolBackfill>()
  private host: MatcherHost
  private cancelTimer: (() => void) | undefined
  /** When the cycle under way was asked for. */
  private askedAtMs: number | undefined

  constructor(
    private current: QueueConfig,
    private readonly options: QueueLoopOptions,
  ) {
    this.host = options.openMatcher(current)
    this.figures = new QueueFigures(options.scheduler.nowMs())
  }

  get config(): QueueConfig {
    return this.current
  }

  get ticketsWaiting(): number {
    return this.tickets.size
  }

  get playersWaiting(): number {
    let players = 0
    for (const ticket of this.tickets.values()) players += ticket.players.length
    return players
  }

  /** Since when the oldest ticket waits; undefined when none does. */
  get oldestEnqueuedMs(): number | undefined {
    let oldestMs: number | undefined
    for (const { enqueuedMs } of this.tickets.values()) oldestMs = Math.min(oldestMs ?? enqueuedMs, enqueuedMs)
    return oldestMs
  }

  /** What the matcher sees now. */
  pool(): Pool {
    return { config: this.current, tickets: [...this.tickets.values()], backfills: [...this.backfills.values()] }
  }

  stats(): QueueStats {
    return this.figures.stats(this.current.name, this.tickets.values(), this.options.scheduler.nowMs())
  }

  putTicket(ticket: PoolTicket): void {
    // Taken out first: what was proposed once is proposed again.
    this.takeTicket(ticket.ticketId)
    this.tickets.set(ticket.ticketId, ticket)
    this.host.addTicket(ticket)
    this.schedule()
  }

  takeTicket(ticketId: string): void {
    if (!this.tickets.delete(ticketId)) return
    this.host.removeTicket(ticketId)
    this.stopWhenEmpty()
  }

  putBackfill(backfill: PoolBackfill): void {
    this.takeBackfill(backfill.backfillId)
    this.backfills.set(backfill.backfillId, backfill)
    this.host.addBackfill(backfill)
  }

  takeBackfill(backfillId: string): void {
    if (this.backfills.delete(backfillId)) this.host.removeBackfill(backfillId)
  }

  /** Goes on with another config. */
  reconfigure(config: QueueConfig): void {
    this.current = config
    this.reopen()
  }

  /** Nothing that a matcher knows changes. */
  setOpen(open: boolean): void {
    this.current = { ...this.current, open, version: this.current.version + 1 }
  }

  close(): void {
    this.tickets.clear()
    this.stopWhenEmpty()
    this.host.close()
  }

  private schedule(): void {
    this.cancelTimer ??= this.options.scheduler.after(this.current.cycleMs, () => {
      this.cancelTimer = undefined
      this.runCycle()
      this.schedule()
    })
  }

  private stopWhenEmpty(): void {
    if (this.tickets.size > 0) return
    this.cancelTimer?.()
    this.cancelTimer = undefined
  }

  private runCycle(): void {
    const nowMs = this.options.scheduler.nowMs()
    if (this.askedAtMs !== undefined) {
      if (nowMs - this.askedAtMs >= CYCLE_DEADLINE_MS) this.replace(new Error('the matcher does not answer'))
      return
    }
    const { host } = this
    this.askedAtMs = nowMs
    host
      .cycle(nowMs, this.options.randomU32())
      .then((proposals) => {
        if (host !== this.host) return
        this.askedAtMs = undefined
        const answeredMs = this.options.scheduler.nowMs()
        this.figures.cycled(answeredMs - nowMs, answeredMs)
        this.options.onProposals(this, proposals, nowMs)
      })
      .catch((error: unknown) => {
        if (host === this.host) this.replace(error)
      })
  }

  private replace(error: unknown): void {
    this.options.onMatcherLost(this.current.name, error)
    this.reopen()
  }

  private reopen(): void {
    this.host.close()
    this.askedAtMs = undefined
    this.host = this.options.openMatcher(this.current)
    for (const ticket of this.tickets.values()) this.host.addTicket(ticket)
    for (const backfill of this.backfills.values()) this.host.addBackfill(backfill)
  }
}
