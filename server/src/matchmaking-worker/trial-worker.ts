// Tries configs in a thread of their own, so that neither ticks nor live queues notice. A thread a trial: it is ended with the
// answer, or at the deadline.

import { Worker } from 'node:worker_threads'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Arrival } from '../matchmaking/trial/arrivals.js'
import type { TrialRun } from '../matchmaking/trial/trial.js'
import type { RunTrials } from '../matchmaking/trial/trials.js'
import { ORDERS_PER_MESSAGE_MAX } from './worker-life.js'

/** A trial that is not over by then is ended, milliseconds: within the time in which its call must answer. */
export const TRIAL_DEADLINE_MS = 20_000

/** To the worker: arrivals in some messages, then what to do with them. */
export type TrialOrder =
  | { readonly arrivals: readonly Arrival[] }
  | {
      readonly configs: readonly QueueConfig[]
      readonly spanMs: number
      readonly seed: number
      /** A team's own match function. */
      readonly module: string | undefined
    }

export type TrialAnswer = { readonly runs: readonly TrialRun[] } | { readonly error: string }

export interface TrialWorkerOptions {
  readonly matchFunction: string | undefined
  readonly deadlineMs?: number
}

export function workerTrials({ matchFunction, deadlineMs = TRIAL_DEADLINE_MS }: TrialWorkerOptions): RunTrials {
  return async (configs, { arrivals, spanMs, seed }) => {
    const worker = new Worker(new URL('./trial-entry.js', import.meta.url), { execArgv: [] })
    worker.unref()
    try {
      const answer = answerOf(worker, deadlineMs)
      // A failure while arrivals are still on their way is told below.
      answer.catch(() => {})
      for (let i = 0; i < arrivals.length; i += ORDERS_PER_MESSAGE_MAX) {
        post(worker, { arrivals: arrivals.slice(i, i + ORDERS_PER_MESSAGE_MAX) })
        await new Promise((resolve) => setImmediate(resolve))
      }
      post(worker, { configs, spanMs, seed, module: matchFunction })
      return await answer
    } finally {
      void worker.terminate()
    }
  }
}

function post(worker: Worker, order: TrialOrder): void {
  worker.postMessage(order)
}

function answerOf(worker: Worker, deadlineMs: number): Promise<readonly TrialRun[] | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(undefined)
    }, deadlineMs)
    timer.unref()
    worker.on('message', (answer: TrialAnswer) => {
      clearTimeout(timer)
      if ('runs' in answer) resolve(answer.runs)
      else reject(new Error(`the trial failed: ${answer.error}`))
    })
    worker.on('error', (error) => {
      clearTimeout(timer)
      reject(error instanceof Error ? error : new Error(String(error)))
    })
    worker.on('exit', () => {
      clearTimeout(timer)
      reject(new Error("the trial's thread has ended"))
    })
  })
}
