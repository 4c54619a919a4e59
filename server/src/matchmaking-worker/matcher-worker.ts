// Runs matchers off the tick thread: one worker for all queues of a server. A queue's changes are gathered and posted in small
// batches, so that this thread never stalls on a pool that is filled again; its cycles are answered with proposals. A worker
// that dies or does not answer is ended and everything that waits for it is told; whoever opens a matcher next gets a new one.

import { Worker } from 'node:worker_threads'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { MatcherHost, OpenMatcher } from '../matchmaking/matcher-host.js'
import type { Proposal } from '../matchmaking/model.js'
import { type Answer, type Order, READY } from './messages.js'

/** Orders in one message: cloning all of a large pool at once would hold up a tick; the next ones go after other work. */
export const ORDERS_PER_MESSAGE_MAX = 256

/** A cycle that is not answered by then ends the worker, milliseconds: far above a cold cycle of 100,000, whose budget is 1 s. */
export const CYCLE_OVERTIME_MS = 5_000

export interface MatcherWorkerOptions {
  /** A module whose default export is a `MatchFunction`; the built-in matcher without it. */
  readonly matchFunction?: string | undefined
  readonly overtimeMs?: number | undefined
  /** A match function threw (its cycle has no proposals), or the worker was lost. */
  readonly onError: (error: Error) => void
  /** @param durationMs - of the worker's thread */
  readonly onCycle: (durationMs: number) => void
}

interface Asked {
  readonly resolve: (proposals: readonly Proposal[]) => void
  readonly reject: (error: Error) => void
  /** Undefined while the worker starts. */
  timer: NodeJS.Timeout | undefined
}

/** A matcher that the worker holds. */
interface Held {
  readonly queue: string
  asked: Asked | undefined
}

/** One life of the worker. */
class WorkerLife {
  private readonly held = new Map<number, Held>()
  isOver = false
  private isStopped = false
  private waiting: Order[] = []
  private isPosting = false
  private isReady = false
  /** Without the hooks of this process: they would be loaded again, for seconds. */
  private readonly worker = new Worker(new URL('./entry.js', import.meta.url), { execArgv: [] })

  constructor(private readonly options: MatcherWorkerOptions) {
    this.worker.unref()
    this.worker.on('message', (answer: Answer | typeof READY) => {
      if (answer === READY) this.begin()
      else this.hear(answer)
    })
    this.worker.on('error', (error) => this.lose(error instanceof Error ? error : new Error(String(error))))
    this.worker.on('exit', (code) => this.lose(new Error(`the matcher's worker ended with code ${code}`)))
  }

  open(matcher: number, config: QueueConfig): void {
    this.held.set(matcher, { queue: config.name, asked: undefined })
    this.post({ kind: 'open', matcher, config, module: this.options.matchFunction })
  }

  /** What it was asked last is not answered. */
  close(matcher: number): void {
    const asked = this.held.get(matcher)?.asked
    clearTimeout(asked?.timer)
    asked?.resolve([])
    this.held.delete(matcher)
    this.post({ kind: 'close', matcher })
  }

  post(order: Order): void {
    if (this.isOver) return
    this.waiting.push(order)
    if (!this.isPosting) this.postSome()
  }

  ask(matcher: number, nowMs: number, seed: number): Promise<readonly Proposal[]> {
    if (this.isStopped) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      const held = this.held.get(matcher)
      if (this.isOver || held === undefined) {
        reject(new Error("the matcher's worker is gone"))
        return
      }
      held.asked = { resolve, reject, timer: this.isReady ? this.overtimeOf(held) : undefined }
      this.post({ kind: 'cycle', matcher, nowMs, seed })
    })
  }

  /** On purpose: cycles under way have no proposals. */
  async stop(): Promise<void> {
    this.isStopped = true
    this.settle(({ resolve }) => resolve([]))
    await this.worker.terminate()
  }

  /** Nothing of it is heard any more; whoever waits is told. */
  private lose(error: Error): void {
    if (this.isOver) return
    this.options.onError(error)
    this.settle(({ reject }) => reject(error))
    void this.worker.terminate()
  }

  private settle(how: (asked: Asked) => void): void {
    this.isOver = true
    this.waiting = []
    for (const { asked } of this.held.values()) {
      if (asked === undefined) continue
      clearTimeout(asked.timer)
      how(asked)
    }
    this.held.clear()
  }

  private begin(): void {
    this.isReady = true
    for (const held of this.held.values()) if (held.asked !== undefined) held.asked.timer = this.overtimeOf(held)
  }

  private overtimeOf({ queue }: Held): NodeJS.Timeout {
    const { overtimeMs = CYCLE_OVERTIME_MS } = this.options
    return setTimeout(() => {
      this.lose(new Error(`queue ${queue}: no proposals after ${overtimeMs} ms; the matcher's worker is ended`))
    }, overtimeMs)
  }

  private postSome(): void {
    this.isPosting = this.waiting.length > 0
    if (!this.isPosting) return
    this.worker.postMessage(this.waiting.splice(0, ORDERS_PER_MESSAGE_MAX))
    setImmediate(() => this.postSome())
  }

  private hear({ matcher, proposals, durationMs, error }: Answer): void {
    const held = this.held.get(matcher)
    if (held?.asked === undefined) return
    const { resolve, timer } = held.asked
    held.asked = undefined
    clearTimeout(timer)
    this.options.onCycle(durationMs)
    if (error !== undefined) this.options.onError(new Error(`queue ${held.queue}: its match function failed: ${error}`))
    resolve(proposals)
  }
}

export class MatcherWorker {
  private life: WorkerLife | undefined
  private opened = 0
  private isStopped = false

  constructor(private readonly options: MatcherWorkerOptions) {}

  /** A matcher in the worker, which is started if there is none. */
  readonly open: OpenMatcher = (config): MatcherHost => {
    if (this.isStopped) return NOBODY
    if (this.life === undefined || this.life.isOver) this.life = new WorkerLife(this.options)
    const { life } = this
    const matcher = this.opened++
    life.open(matcher, config)
    return {
      addTicket: (ticket) => life.post({ kind: 'addTicket', matcher, ticket }),
      removeTicket: (ticketId) => life.post({ kind: 'removeTicket', matcher, ticketId }),
      addBackfill: (backfill) => life.post({ kind: 'addBackfill', matcher, backfill }),
      removeBackfill: (backfillId) => life.post({ kind: 'removeBackfill', matcher, backfillId }),
      cycle: (nowMs, seed) => life.ask(matcher, nowMs, seed),
      close: () => life.close(matcher),
    }
  }

  /** Ends the worker for good. */
  async stop(): Promise<void> {
    this.isStopped = true
    await this.life?.stop()
  }
}

/** When the server stops. */
const NOBODY: MatcherHost = {
  addTicket: () => {},
  removeTicket: () => {},
  addBackfill: () => {},
  removeBackfill: () => {},
  cycle: async () => [],
  close: () => {},
}
