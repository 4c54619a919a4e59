// All callers of one window, over as many threads as the machine can give them beside the server: a client that needs more
// CPU than its server, as gRPC's does, must not be what is measured.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Latency } from '@tickwire/loadtest/latency'
import type { CallerJob, CallerNews, CallerOrder } from './caller-thread.js'
import type { CallCounts } from './closed-loop.js'

/** No client here keeps more threads busy while its server has one. */
const THREADS_MAX = 4

/** One core is the server's. */
const THREADS = Math.max(1, Math.min(THREADS_MAX, availableParallelism() - 1))

export interface PoolCounts {
  readonly calls: number
  readonly callsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export class CallerPool {
  private readonly threads: readonly CallerThread[]

  /** The job's connections are shared out among the threads. */
  constructor(job: CallerJob) {
    const count = Math.min(THREADS, job.connections)
    this.threads = Array.from({ length: count }, (_, thread) => {
      const connections = Math.floor((job.connections + thread) / count)
      return new CallerThread({ ...job, connections })
    })
  }

  /** Resolves when all calls are under way. Like the others, rejects with the first thing that goes wrong in any thread. */
  async calling(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.calling()))
  }

  begin(): void {
    for (const thread of this.threads) thread.begin()
  }

  /** What was counted since `begin`; the connections are closed. */
  async end(): Promise<PoolCounts> {
    const all = await Promise.all(this.threads.map((thread) => thread.end()))
    const merged = new Latency()
    let callsPerSecond = 0
    for (const { calls, elapsedMs, latency } of all) {
      callsPerSecond += (1000 * calls) / elapsedMs
      merged.add(latency)
    }
    return {
      calls: merged.count,
      callsPerSecond,
      p50Ms: merged.ms(50),
      p99Ms: merged.ms(99),
    }
  }

  /** Ends the threads, whatever they do. */
  async stop(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()))
  }
}

class CallerThread {
  private readonly worker: Worker
  private readonly failure: Promise<never>
  private readonly started: Promise<unknown>

  constructor(job: CallerJob) {
    this.worker = new Worker(new URL('./caller-thread.js', import.meta.url), { workerData: job })
    this.failure = new Promise((_, reject) => {
      this.worker.once('error', reject)
      this.worker.on('message', (news: CallerNews) => {
        if ('failed' in news) reject(new Error(`${job.client} ${job.address}: ${news.failed}`))
      })
    })
    this.failure.catch(() => undefined)
    this.started = this.heard('calling')
  }

  async calling(): Promise<void> {
    await Promise.race([this.failure, this.started])
  }

  begin(): void {
    this.order('begin')
  }

  async end(): Promise<CallCounts> {
    const counted = this.heard('counts')
    this.order('end')
    const { counts } = await Promise.race([this.failure, counted])
    return counts
  }

  async stop(): Promise<void> {
    await this.worker.terminate()
  }

  private order(order: CallerOrder): void {
    this.worker.postMessage(order)
  }

  private heard<K extends 'calling' | 'counts'>(kind: K): Promise<Extract<CallerNews, Readonly<Record<K, unknown>>>> {
    return new Promise((resolve) => {
      this.worker.on('message', (news: CallerNews) => {
        if (kind in news) resolve(news as Extract<CallerNews, Readonly<Record<K, unknown>>>)
      })
    })
  }
}
