// Players who wait in a queue of the server under measurement: a pool of whom nobody can be matched for want of a role, and arrivals of
// the usual mix, for each of whom the oldest of the pool gives up. Tickets are made and taken back in the server's thread,
// as a trusted caller's are; matches are found by the server's own worker, offered, and answered by nobody.

import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { TickwireServer } from '@tickwire/server'
import type { PoolTicket } from '@tickwire/server/match-function'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import { crowdedRanked } from '../matchmaking/traces.js'

export interface WaitingQueueArgs {
  readonly tickets: number
  readonly arrivalsPerSecond: number
}

/** Tickets made, or taken back, in one turn of the event loop: about a millisecond. */
const AT_ONCE = 32
/** From the last ticket of the pool on, milliseconds: the worker hears of all, and everybody looks once. */
const SETTLE_MS = 4_000
/** Between two groups of arrivals, milliseconds. */
const ARRIVALS_MS = 20
/** Arrivals that are drawn, seconds of them; then they come again under other names. */
const DRAWN_SECONDS = 20

/** The ranked queue in a server of one region. */
const QUEUE: QueueConfig = {
  ...crowdedRanked.config,
  roomKind: 'movers',
  regions: [],
  latency: undefined,
  acceptance: { timeoutMs: 5_000, declinesFree: 1, penaltyMsByOffence: [] },
}

export class WaitingQueue {
  private readonly pool: readonly PoolTicket[]
  private readonly arrivals: readonly PoolTicket[]
  private timer: NodeJS.Timeout | undefined
  /** The oldest first; those before `gone` have left. */
  private waiting: string[] = []
  private gone = 0
  private made = 0
  private came = 0

  constructor(
    private readonly server: TickwireServer,
    private readonly args: WaitingQueueArgs,
  ) {
    this.pool = crowdedRanked.starved(args.tickets * 1.1, 1).slice(0, args.tickets)
    this.arrivals = crowdedRanked.usual(args.arrivalsPerSecond, DRAWN_SECONDS)
  }

  /** Opens the queue and fills it; from then on players arrive. */
  async begin(): Promise<string> {
    const { desk } = this.server.app.matchmaking.matchmaker
    desk.put(QUEUE, 0)
    for (let i = 0; i < this.pool.length; i++) {
      this.waiting.push(this.create(this.pool[i]!))
      if (i % AT_ONCE === 0) await turn()
    }
    await pause(SETTLE_MS)
    this.came = 0
    const fromMs = performance.now()
    this.timer = setInterval(() => this.arrive(performance.now() - fromMs), ARRIVALS_MS)
    return this.summary()
  }

  /** Everybody leaves, and the queue is gone. */
  async end(): Promise<string> {
    clearInterval(this.timer)
    const summary = this.summary()
    for (let i = 0; this.gone < this.waiting.length; i++) {
      this.leaveOldest()
      if (i % AT_ONCE === 0) await turn()
    }
    this.waiting = []
    this.gone = 0
    const { desk } = this.server.app.matchmaking.matchmaker
    desk.remove(QUEUE.name, desk.get(QUEUE.name).version)
    return summary
  }

  private arrive(afterMs: number): void {
    const due = Math.floor((afterMs / 1_000) * this.args.arrivalsPerSecond)
    for (; this.came < due; this.came++) {
      this.leaveOldest()
      this.waiting.push(this.create(this.arrivals[this.came % this.arrivals.length]!))
    }
  }

  private leaveOldest(): void {
    try {
      this.server.app.matchmaking.matchmaker.desk.cancel(this.waiting[this.gone++]!)
    } catch (error) {
      // Was offered a match, and has gone with it.
      if (!(error instanceof RefusedError || error instanceof NotFoundError)) throw error
    }
  }

  private create({ players }: PoolTicket): string {
    const name = `w${this.made++}`
    const entries = players.map((player, i) => ({ ...player, playerId: `${name}.${i}`, latencyMsByRegion: {} }))
    return this.server.app.matchmaking.requests.createFor('bench', QUEUE.name, entries, name).ticketId
  }

  private summary(): string {
    const { tickets, cycleP99Ms } = this.server.app.matchmaking.matchmaker.desk.stats([QUEUE.name])[0]!
    return `${tickets} wait, ${this.came} came, cycle p99 ${cycleP99Ms.toFixed(0)} ms`
  }
}
