// What a cycle costs when many wait: a pool in which scarce roles are missing, so that most stay, and arrivals of the usual mix.
// Runs in a worker of its own, as the server runs its matcher.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export interface CostJob {
  readonly waiting: number
  readonly arrivalsPerSecond: number
  /** Cycles that are timed after the first. */
  readonly cycles: number
}

/** Milliseconds. */
export interface Cost {
  /** The first cycle, in which everybody looks. */
  readonly coldMs: number
  readonly steadyMs: readonly number[]
  /** Tickets that were still waiting at the end. */
  readonly left: number
}

export async function costOf(job: CostJob, signal: AbortSignal): Promise<Cost> {
  const worker = new Worker(new URL('./cost-worker.js', import.meta.url), { workerData: job })
  try {
    const [cost] = await once(worker, 'message', { signal })
    return cost as Cost
  } finally {
    await worker.terminate()
  }
}
