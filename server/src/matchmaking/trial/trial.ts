// One queue in simulated time: tickets come as they came, the matcher is asked every `cycleMs`, what it proposes is judged and counted
// as played, and who is not matched in time gives up. Pure, so it runs in a worker; nobody but an operator notices.

import type { QueueStats } from '@tickwire/gen-nodejs/admin.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { Random } from '@tickwire/simulation'
import { withKnown } from '../known-attributes.js'
import type { Matcher, PoolTicket, Proposal } from '../model.js'
import { type MatchFigures, matchFigures, queueStats } from '../queue-stats.js'
import { NEW_RATING } from '../rating-store.js'
import { holds, viewOf } from '../rules/holds.js'
import type { Arrival } from './arrivals.js'

/** What configs are tried on. */
export interface TrialInput {
  /** From 0 on, the earliest first. */
  readonly arrivals: readonly Arrival[]
  readonly spanMs: number
  readonly seed: number
}

export interface TrialRun {
  readonly stats: QueueStats
  readonly matches: number
  /** Tickets that the queue would not have taken: too large a party. */
  readonly refused: number
  /** Proposals of the match function that broke a rule. */
  readonly unheld: number
}

/** @param clockMs - real time, for what a cycle takes */
export function runTrial(config: QueueConfig, input: TrialInput, matcher: Matcher, clockMs: () => number): TrialRun {
  return new Trial(config, input, matcher, clockMs).run()
}

class Trial {
  /** In the order in which they came, so those whose time is over stand first. */
  private readonly waiting = new Map<string, PoolTicket>()
  private readonly matches: MatchFigures[] = []
  private readonly cyclesMs: number[] = []
  private readonly random: Random
  private came = 0
  private refused = 0
  private unheld = 0
  private timedOut = 0

  constructor(
    private readonly config: QueueConfig,
    private readonly input: TrialInput,
    private readonly matcher: Matcher,
    private readonly clockMs: () => number,
  ) {
    this.random = new Random(input.seed)
  }

  run(): TrialRun {
    const { config } = this
    const { spanMs } = this.input
    let nowMs = 0
    while (nowMs + config.cycleMs <= spanMs) {
      nowMs += config.cycleMs
      this.takeArrivals(nowMs)
      this.giveUp(nowMs)
      if (this.waiting.size > 0) this.cycle(nowMs)
    }
    const { waiting, matches, cyclesMs, timedOut, refused, unheld } = this
    const counts = { offered: 0, declined: 0, timedOut }
    const done = { matches, cyclesMs, refused: unheld, ...counts }
    const sample = { queue: config.name, waiting: waiting.values(), nowMs, spanMs, ...done }
    return { stats: queueStats(sample), matches: matches.length, refused, unheld }
  }

  private takeArrivals(nowMs: number): void {
    const { config } = this
    const { arrivals } = this.input
    const sizeMax = config.party.soloOnly ? 1 : config.party.sizeMax
    for (; this.came < arrivals.length && arrivals[this.came]!.atMs <= nowMs; this.came++) {
      const { atMs, players } = arrivals[this.came]!
      if (players.length > sizeMax) {
        this.refused++
        continue
      }
      const ticketId = `t${this.came}`
      const filled = players.map((player) => withKnown(config, player, NEW_RATING))
      const ticket = { ticketId, version: 1, enqueuedMs: atMs, players: filled, avoid: [] }
      this.waiting.set(ticketId, ticket)
      this.matcher.addTicket(ticket)
    }
  }

  private giveUp(nowMs: number): void {
    for (const { ticketId, enqueuedMs } of this.waiting.values()) {
      if (nowMs - enqueuedMs < this.config.ticketTimeoutMs) return
      this.timedOut++
      this.take(ticketId)
    }
  }

  private cycle(nowMs: number): void {
    const startMs = this.clockMs()
    const proposals = this.matcher.cycle(nowMs, this.random.uint32())
    this.cyclesMs.push(this.clockMs() - startMs)
    for (const proposal of proposals) this.play(proposal, nowMs)
  }

  private play(proposal: Proposal, nowMs: number): void {
    const { config } = this
    const tickets = proposal.tickets.flatMap(({ ticketId }) => this.waiting.get(ticketId) ?? [])
    if (!holds(viewOf({ config, tickets, backfills: [] }), proposal, nowMs).holds) {
      this.unheld++
      return
    }
    this.matches.push(matchFigures(config, proposal, tickets, nowMs))
    for (const { ticketId } of tickets) this.take(ticketId)
  }

  private take(ticketId: string): void {
    this.waiting.delete(ticketId)
    this.matcher.removeTicket(ticketId)
  }
}
