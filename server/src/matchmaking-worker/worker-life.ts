// One worker of matchers, from its start to its end. Changes of pools are gathered and posted in small batches, so that this thread
// never stalls on a pool that is filled again; questions are answered, or rejected when the worker dies or takes too long over one.

import { Worker } from 'node:worker_threads'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { type Answer, type Order, type Question, READY } from './messages.js'

/** Orders in one message: half a millisecond of cloning, so that no tick is late for it; the next ones go after other work. */
export const ORDERS_PER_MESSAGE_MAX = 32

/** A question that is not answered by then ends the worker, milliseconds: far above a cold cycle of 100,000, whose budget is 1 s. */
export const ANSWER_OVERTIME_MS = 5_000

export interface WorkerLifeOptions {
  /** A module whose default export is a `MatchFunction`; the built-in matcher without it. */
  readonly matchFunction?: string | undefined
  readonly overtimeMs?: number | undefined
  /** @param durationMs - of the worker's thread, for a cycle */
  readonly onCycle: (durationMs: number) => void
}

interface Asked {
  readonly matcher: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  /** Undefined while the worker starts. */
  timer: NodeJS.Timeout | undefined
}

export class WorkerLife {
  isOver = false
  /** By the number of its question. */
  private readonly asked = new Map<number, Asked>()
  private asks = 0
  private lostBy: Error | undefined
  private waiting: Order[] = []
  private isPosting = false
  private isReady = false
  /** Without the hooks of this process: they would be loaded again, for seconds. */
  private readonly worker = new Worker(new URL('./entry.js', import.meta.url), { execArgv: [] })

  constructor(private readonly options: WorkerLifeOptions) {
    this.worker.unref()
    this.worker.on('message', (answer: Answer | typeof READY) => {
      if (answer === READY) this.begin()
      else this.hear(answer)
    })
    this.worker.on('error', (error) => this.lose(error instanceof Error ? error : new Error(String(error))))
    this.worker.on('exit', (code) => this.lose(new Error(`the matcher's worker ended with code ${code}`)))
  }

  open(matcher: number, config: QueueConfig): void {
    this.post({ kind: 'open', matcher, config, module: this.options.matchFunction })
  }

  /** What it was asked is not answered any more. */
  close(matcher: number): void {
    for (const [ask, asked] of this.asked) {
      if (asked.matcher === matcher) this.take(ask)?.reject(new Error('the matcher was closed'))
    }
    this.post({ kind: 'close', matcher })
  }

  post(order: Order): void {
    if (this.isOver) return
    this.waiting.push(order)
    if (!this.isPosting) this.postSome()
  }

  /** Rejects when the match function throws, or the worker is lost. */
  ask(question: DistributiveOmit<Question, 'ask'>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ask = this.asks++
      if (this.lostBy !== undefined) reject(this.lostBy)
      else if (this.isOver) resolve({ ask, durationMs: 0 })
      if (this.isOver) return
      const { matcher } = question
      this.asked.set(ask, { matcher, resolve, reject, timer: this.isReady ? this.overtime() : undefined })
      this.post({ ...question, ask })
    })
  }

  /** On purpose: what was asked has an empty answer. */
  async stop(): Promise<void> {
    this.end(({ resolve }, ask) => resolve({ ask, durationMs: 0 }))
    await this.worker.terminate()
  }

  /** Nothing of it is heard any more; whoever waits is told. */
  private lose(error: Error): void {
    if (this.isOver) return
    this.lostBy = error
    this.end(({ reject }) => reject(error))
    void this.worker.terminate()
  }

  private end(settle: (asked: Asked, ask: number) => void): void {
    this.isOver = true
    this.waiting = []
    for (const [ask, asked] of [...this.asked]) {
      this.take(ask)
      settle(asked, ask)
    }
  }

  private take(ask: number): Asked | undefined {
    const asked = this.asked.get(ask)
    clearTimeout(asked?.timer)
    this.asked.delete(ask)
    return asked
  }

  private begin(): void {
    this.isReady = true
    for (const asked of this.asked.values()) asked.timer = this.overtime()
  }

  private overtime(): NodeJS.Timeout {
    const { overtimeMs = ANSWER_OVERTIME_MS } = this.options
    return setTimeout(() => this.lose(new Error(`no answer after ${overtimeMs} ms: its worker was ended`)), overtimeMs)
  }

  private postSome(): void {
    this.isPosting = this.waiting.length > 0
    if (!this.isPosting) return
    this.worker.postMessage(this.waiting.splice(0, ORDERS_PER_MESSAGE_MAX))
    setImmediate(() => this.postSome())
  }

  private hear(answer: Answer): void {
    const asked = this.take(answer.ask)
    if (asked === undefined) return
    if (answer.proposals !== undefined) this.options.onCycle(answer.durationMs)
    if (answer.error === undefined) asked.resolve(answer)
    else asked.reject(new Error(`the match function failed: ${answer.error}`))
  }
}

/** `Omit` of each member of a union. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
