// What a live queue did in the last minutes, for its stats: matches, offers that were declined, tickets whose time was over, cycles of
// its matcher. Bounded, and read seldom; recording is a push.

import type { QueueStats } from '@tickwire/gen-nodejs/admin.types.js'
import type { PoolTicket } from './model.js'
import { type MatchFigures, queueStats } from './queue-stats.js'
import { TicketStatus } from './ticket.js'

/** What is older does not count, milliseconds: ten minutes. */
export const FIGURES_MS = 600_000
/** Matches, endings and cycles kept of a queue, each. Beyond, the oldest are forgotten, and the figures cover less time. */
export const FIGURES_MAX = 1_024

const COUNTED: ReadonlySet<TicketStatus> = new Set([
  TicketStatus.OFFERED,
  TicketStatus.DECLINED,
  TicketStatus.TIMED_OUT,
])

/** What became of a proposal: a match; nothing, as it broke a rule; nothing, as somebody was faster. */
export type ProposalOutcome = 'made' | 'refused' | 'stale'

interface Kept<T> {
  readonly atMs: number
  readonly what: T
}

export class QueueFigures {
  private readonly matches: Kept<MatchFigures>[] = []
  private readonly steps: Kept<TicketStatus>[] = []
  private readonly cycles: Kept<number>[] = []
  private matchesMade = 0
  private readonly movedTo = new Map<TicketStatus, number>()
  private readonly proposals: Record<ProposalOutcome, number> = { made: 0, refused: 0, stale: 0 }

  constructor(private readonly openedMs: number) {}

  matched(figures: MatchFigures, nowMs: number): void {
    this.matchesMade++
    keep(this.matches, figures, nowMs)
  }

  proposed(outcome: ProposalOutcome): void {
    this.proposals[outcome]++
  }

  /** A ticket has come to a status. */
  moved(status: TicketStatus, nowMs: number): void {
    this.movedTo.set(status, (this.movedTo.get(status) ?? 0) + 1)
    if (COUNTED.has(status)) keep(this.steps, status, nowMs)
  }

  /** The matcher has answered. */
  cycled(durationMs: number, nowMs: number): void {
    keep(this.cycles, durationMs, nowMs)
  }

  /** Matches, tickets by the status that they came to, and proposals by what became of them, since the queue was opened. */
  get totals() {
    const { matchesMade: matches, movedTo, proposals } = this
    return { matches, movedTo: movedTo as ReadonlyMap<TicketStatus, number>, proposals: { ...proposals } }
  }

  stats(queue: string, waiting: Iterable<PoolTicket>, nowMs: number): QueueStats {
    const fromMs = nowMs - FIGURES_MS
    const recent = <T>(list: readonly Kept<T>[]) => list.filter(({ atMs }) => atMs >= fromMs).map(({ what }) => what)
    const steps = recent(this.steps)
    const count = (status: TicketStatus) => steps.filter((step) => step === status).length
    const oldestMs = this.matches.length < FIGURES_MAX ? this.openedMs : this.matches[0]!.atMs
    return queueStats({
      queue,
      waiting,
      nowMs,
      spanMs: Math.min(FIGURES_MS, nowMs - oldestMs),
      matches: recent(this.matches),
      offered: count(TicketStatus.OFFERED),
      declined: count(TicketStatus.DECLINED),
      timedOut: count(TicketStatus.TIMED_OUT),
      cyclesMs: recent(this.cycles),
      refused: this.proposals.refused,
    })
  }
}

function keep<T>(list: Kept<T>[], what: T, atMs: number): void {
  list.push({ atMs, what })
  if (list.length > FIGURES_MAX) list.shift()
}
