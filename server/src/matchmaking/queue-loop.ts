// One queue: its config, its matcher, and the cycle that asks the matcher every `cycleMs` while somebody waits. What a matcher says
// that was given up meanwhile is not heard.

import type { QueueStats } from '@tickwire/gen-nodejs/admin.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Scheduler } from '../events/scheduler.js'
import type { OpenMatcher } from './matcher-host.js'
import type { PoolBackfill, PoolTicket, Proposal } from './model.js'
import { QueueFigures } from './queue-figures.js'
import { QueueMatcher } from './queue-matcher.js'
import { RecentWaits } from './recent-waits.js'
import type { TicketExplanation } from './rules/explain.js'

/** A matcher that has not answered a cycle by then has failed, milliseconds: ten times what a cold cycle may take. */
export const CYCLE_DEADLINE_MS = 10_000

/** Proposals made true in one turn of the event loop: well under a millisecond, even of ten players each, so that no tick is late for them. */
const PROPOSALS_AT_ONCE = 2

export interface QueueLoopOptions {
  readonly scheduler: Scheduler
  readonly openMatcher: OpenMatcher
  /** 32 fresh random bits. */
  readonly randomU32: () => number
  /** Some of what a cycle has proposed. @param nowMs - what the cycle was told */
  readonly onProposals: (queue: QueueLoop, proposals: readonly Proposal[], nowMs: number) => void
  /** @param restartMs - until another begins */
  readonly onMatcherFailed: (queue: string, error: unknown, restartMs: number) => void
}

/** A cycle under way: until its last proposal was passed on. */
interface Cycle {
  readonly atMs: number
  isAnswered: boolean
}

export class QueueLoop {
  readonly waits = new RecentWaits()
  readonly figures: QueueFigures
  private readonly matcher: QueueMatcher
  private cancelTimer: (() => void) | undefined
  private cycle: Cycle | undefined
  private players = 0

  constructor(
    private current: QueueConfig,
    private readonly options: QueueLoopOptions,
  ) {
    this.matcher = new QueueMatcher(current, options.openMatcher)
    this.figures = new QueueFigures(options.scheduler.nowMs())
  }

  get config(): QueueConfig {
    return this.current
  }

  get ticketsWaiting(): number {
    return this.matcher.tickets.size
  }

  get playersWaiting(): number {
    return this.players
  }

  /** Since when the oldest ticket waits; undefined when none does. */
  get oldestEnqueuedMs(): number | undefined {
    let oldestMs: number | undefined
    for (const { enqueuedMs } of this.matcher.tickets.values()) oldestMs = Math.min(oldestMs ?? enqueuedMs, enqueuedMs)
    return oldestMs
  }

  get matcherFailures(): number {
    return this.matcher.failures
  }

  /** Why nobody is matched, for people; undefined while the matcher runs. */
  get matcherDown(): string | undefined {
    const { down } = this.matcher
    if (down === undefined) return undefined
    const inS = Math.max(0, Math.ceil((down.untilMs - this.options.scheduler.nowMs()) / 1_000))
    return `its matcher has failed, and begins again in ${inS} s: ${reasonOf(down.error)}`
  }

  stats(): QueueStats {
    const stats = this.figures.stats(this.current.name, this.matcher.tickets.values(), this.options.scheduler.nowMs())
    const { matcherFailures, matcherDown } = this
    return { ...stats, matcherFailures, ...(matcherDown === undefined ? {} : { matcherDown }) }
  }

  /** Undefined when the ticket does not wait here, or the matcher is down. */
  async explain(ticketId: string): Promise<TicketExplanation | undefined> {
    try {
      return await this.matcher.explain(ticketId, this.options.scheduler.nowMs())
    } catch {
      return undefined // the cycle under way has failed with it
    }
  }

  /** How often the ticket was proposed against the rules. */
  timesRefused(ticketId: string): number {
    return this.matcher.timesRefused(ticketId)
  }

  putTicket(ticket: PoolTicket): void {
    this.players += ticket.players.length - this.playersOf(ticket.ticketId)
    this.matcher.putTicket(ticket)
    this.schedule()
  }

  takeTicket(ticketId: string): void {
    this.players -= this.playersOf(ticketId)
    if (this.matcher.takeTicket(ticketId)) this.stopWhenEmpty()
  }

  putBackfill(backfill: PoolBackfill): void {
    this.matcher.putBackfill(backfill)
  }

  takeBackfill(backfillId: string): void {
    this.matcher.takeBackfill(backfillId)
  }

  /** A proposal with these tickets broke a rule. */
  withhold(ticketIds: readonly string[]): void {
    this.matcher.withhold(ticketIds, this.options.scheduler.nowMs())
  }

  /** Goes on with another config. */
  reconfigure(config: QueueConfig): void {
    this.current = config
    this.cycle = undefined
    this.matcher.reconfigure(config)
  }

  /** Nothing that a matcher knows changes. */
  setOpen(open: boolean): void {
    this.current = { ...this.current, open, version: this.current.version + 1 }
  }

  close(): void {
    this.cycle = undefined
    this.cancelTimer?.()
    this.cancelTimer = undefined
    this.matcher.close()
  }

  private playersOf(ticketId: string): number {
    return this.matcher.tickets.get(ticketId)?.players.length ?? 0
  }

  private schedule(): void {
    this.cancelTimer ??= this.options.scheduler.after(this.current.cycleMs, () => {
      this.cancelTimer = undefined
      this.runCycle()
      this.schedule()
    })
  }

  private stopWhenEmpty(): void {
    if (this.ticketsWaiting > 0) return
    this.cancelTimer?.()
    this.cancelTimer = undefined
  }

  private runCycle(): void {
    const nowMs = this.options.scheduler.nowMs()
    if (this.cycle !== undefined) {
      const isLate = !this.cycle.isAnswered && nowMs - this.cycle.atMs >= CYCLE_DEADLINE_MS
      if (isLate) this.fail(new Error(`no answer to a cycle within ${CYCLE_DEADLINE_MS} ms`))
      return
    }
    const cycle: Cycle = { atMs: nowMs, isAnswered: false }
    const answer = this.matcher.cycle(nowMs, this.options.randomU32())
    if (answer === undefined) return
    this.cycle = cycle
    answer.then(
      (proposals) => {
        if (this.cycle === cycle) this.hear(cycle, proposals)
      },
      (error: unknown) => {
        if (this.cycle === cycle) this.fail(error)
      },
    )
  }

  private hear(cycle: Cycle, proposals: readonly Proposal[]): void {
    const nowMs = this.options.scheduler.nowMs()
    cycle.isAnswered = true
    this.matcher.succeed(nowMs)
    this.figures.cycled(nowMs - cycle.atMs, nowMs)
    this.passOn(cycle, proposals, 0)
  }

  /** A few, and the others after what else is to do. Of a matcher that was given up meanwhile none: the next one has everybody. */
  private passOn(cycle: Cycle, proposals: readonly Proposal[], from: number): void {
    if (this.cycle !== cycle) return
    const next = from + PROPOSALS_AT_ONCE
    this.options.onProposals(this, proposals.slice(from, next), cycle.atMs)
    if (next < proposals.length) this.options.scheduler.after(0, () => this.passOn(cycle, proposals, next))
    else this.cycle = undefined
  }

  private fail(error: unknown): void {
    this.cycle = undefined
    const restartMs = this.matcher.fail(error, this.options.scheduler.nowMs())
    this.options.onMatcherFailed(this.current.name, error, restartMs)
  }
}

/** One line: a stack is for the log. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!
}
