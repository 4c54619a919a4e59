// Runs matchers off the tick thread. The built-in ones of all queues share a worker; with a team's own match function each queue has a
// worker to itself, so that one which hangs or dies costs its own queue alone. Who closes a matcher and opens it again has a new worker.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { MatcherHost, OpenMatcher } from '../matchmaking/matcher-host.js'
import { WorkerLife, type WorkerLifeOptions } from './worker-life.js'

export class MatcherWorkers {
  private readonly lives = new Set<WorkerLife>()
  private shared: WorkerLife | undefined
  private opened = 0
  private isStopped = false

  constructor(private readonly options: WorkerLifeOptions) {}

  readonly open: OpenMatcher = (config): MatcherHost => {
    if (this.isStopped) return NOBODY
    return this.options.matchFunction === undefined ? this.openIn(this.sharedLife(), config) : this.openAlone(config)
  }

  /** Ends all of them for good. */
  async stop(): Promise<void> {
    this.isStopped = true
    await Promise.all([...this.lives].map((life) => life.stop()))
  }

  private sharedLife(): WorkerLife {
    if (this.shared === undefined || this.shared.isOver) {
      if (this.shared !== undefined) this.lives.delete(this.shared)
      this.shared = this.newLife()
    }
    return this.shared
  }

  private openAlone(config: QueueConfig): MatcherHost {
    const life = this.newLife()
    const close = (): void => {
      this.lives.delete(life)
      void life.stop()
    }
    return { ...this.openIn(life, config), close }
  }

  private newLife(): WorkerLife {
    const life = new WorkerLife(this.options)
    this.lives.add(life)
    return life
  }

  private openIn(life: WorkerLife, config: QueueConfig): MatcherHost {
    const matcher = this.opened++
    life.open(matcher, config)
    return {
      addTicket: (ticket) => life.post({ kind: 'addTicket', matcher, ticket }),
      removeTicket: (ticketId) => life.post({ kind: 'removeTicket', matcher, ticketId }),
      addBackfill: (backfill) => life.post({ kind: 'addBackfill', matcher, backfill }),
      removeBackfill: (backfillId) => life.post({ kind: 'removeBackfill', matcher, backfillId }),
      cycle: async (nowMs, seed) => (await life.ask({ kind: 'cycle', matcher, nowMs, seed })).proposals ?? [],
      explain: async (ticketId, nowMs) => {
        return (await life.ask({ kind: 'explain', matcher, ticketId, nowMs })).explanation
      },
      close: () => life.close(matcher),
    }
  }
}

/** When the server stops. */
const NOBODY: MatcherHost = {
  addTicket: () => {},
  removeTicket: () => {},
  addBackfill: () => {},
  removeBackfill: () => {},
  cycle: async () => [],
  explain: async () => undefined,
  close: () => {},
}
