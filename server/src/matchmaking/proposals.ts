// From what a matcher proposes to a match: held to the queue's rules and to how things stand by now, then made true by one step of the
// store, or not at all. What came too late may be proposed again at once; what broke a rule later, and an operator is told.

import type { Scheduler } from '../events/scheduler.js'
import type { RoomDirectory } from '../finder/room-directory.js'
import { type Match, matchPlayerIds, ticketIdsOf } from './match.js'
import type { MatchStore } from './match-store.js'
import type { Proposal } from './model.js'
import type { QueueLoop } from './queue-loop.js'
import { holds, viewOf } from './rules/holds.js'
import { type Ticket, TicketStatus } from './ticket.js'
import type { Tickets } from './tickets.js'

/** Proposals of a queue that broke a rule are told once in so long, milliseconds: the last one, and how many there were. */
export const REFUSALS_TOLD_MS = 60_000

export interface ProposalsOptions {
  readonly store: MatchStore
  readonly scheduler: Scheduler
  readonly directory: RoomDirectory
  readonly tickets: Tickets
  readonly randomToken: () => string
  readonly isDraining: () => boolean
  /** It is a match now. */
  readonly begin: (match: Match) => void
  readonly onError: (error: unknown, message: string) => void
}

/** Of one queue, not told yet. */
interface Untold {
  count: number
  toldMs: number
}

export class Proposals {
  private readonly untold = new WeakMap<QueueLoop, Untold>()

  constructor(private readonly options: ProposalsOptions) {}

  /** Makes each true that still can be, and holds. @param nowMs - what its matcher was told */
  take(queue: QueueLoop, proposals: readonly Proposal[], nowMs: number): void {
    const { isDraining, onError } = this.options
    for (const proposal of proposals) {
      if (isDraining()) return
      try {
        this.takeOne(queue, proposal, nowMs)
      } catch (error) {
        onError(error, `a proposal of queue ${queue.config.name} could not be made a match`)
      }
    }
  }

  private takeOne(queue: QueueLoop, proposal: Proposal, nowMs: number): void {
    const { store, tickets, begin } = this.options
    const { config, figures } = queue
    const named = proposal.tickets.map(({ ticketId }) => {
      const ticket = store.ticket(ticketId)
      return ticket?.queue === config.name ? ticket : undefined
    })
    const current = named.filter((ticket, i): ticket is Ticket => ticket?.version === proposal.tickets[i]!.version)
    const isCurrent = current.length === named.length && this.isWanted(proposal)
    const problems = isCurrent ? this.problemsOf(queue, proposal, current, nowMs) : []
    if (problems.length > 0) {
      figures.proposed('refused')
      queue.withhold(ticketIdsOf(proposal))
      this.tell(queue, proposal, problems)
    } else {
      const match = this.matchOf(queue, proposal)
      if (isCurrent && tickets.commit(match)) {
        figures.proposed('made')
        begin(match)
        return
      }
      figures.proposed('stale')
      // What can still be matched may be proposed again.
      for (const ticket of named) if (ticket?.status === TicketStatus.SEARCHING) queue.putTicket(ticket)
    }
    const backfill = this.isWanted(proposal) ? store.backfill(proposal.backfill?.backfillId ?? '') : undefined
    if (backfill !== undefined) queue.putBackfill(backfill)
  }

  private matchOf({ config }: QueueLoop, proposal: Proposal): Match {
    const { randomToken, scheduler } = this.options
    return {
      ...proposal,
      matchId: `match-${randomToken()}`,
      version: 1,
      queue: config.name,
      state: 'made',
      answerByMs: config.acceptance == null ? undefined : scheduler.nowMs() + config.acceptance.timeoutMs,
      accepted: [],
    }
  }

  /** Whether its backfill, if it is for one, is as it was, and nobody sits in that room by another way. */
  private isWanted(proposal: Proposal): boolean {
    if (proposal.backfill === undefined) return true
    const backfill = this.options.store.backfill(proposal.backfill.backfillId)
    if (backfill?.version !== proposal.backfill.version) return false
    const there = new Set(this.options.directory.players(backfill.roomId))
    return !matchPlayerIds(proposal).some((playerId) => there.has(playerId))
  }

  private problemsOf(
    { config }: QueueLoop,
    proposal: Proposal,
    tickets: readonly Ticket[],
    nowMs: number,
  ): readonly string[] {
    const backfill = proposal.backfill && this.options.store.backfill(proposal.backfill.backfillId)
    const pool = { config, tickets, backfills: backfill === undefined ? [] : [backfill] }
    return holds(viewOf(pool), proposal, nowMs).problems
  }

  private tell(queue: QueueLoop, proposal: Proposal, problems: readonly string[]): void {
    const { scheduler, onError } = this.options
    const nowMs = scheduler.nowMs()
    const untold = this.untold.get(queue) ?? { count: 0, toldMs: -Infinity }
    this.untold.set(queue, untold)
    untold.count++
    if (nowMs - untold.toldMs < REFUSALS_TOLD_MS) return
    const others = untold.count > 1 ? `, and ${untold.count - 1} before it` : ''
    const error = new Error(`${ticketIdsOf(proposal).join(', ')}: ${problems.join('; ')}${others}`)
    untold.count = 0
    untold.toldMs = nowMs
    onError(error, `a proposal of queue ${queue.config.name} breaks its rules`)
  }
}
