// The thread of one trial: gathers arrivals, plays them through each config, answers, and ends.

import { parentPort } from 'node:worker_threads'
import type { Arrival } from '../matchmaking/trial/arrivals.js'
import { runTrial, type TrialRun } from '../matchmaking/trial/trial.js'
import { loadMatcher } from './load-matcher.js'
import type { TrialAnswer, TrialOrder } from './trial-worker.js'

const arrivals: Arrival[] = []

parentPort?.on('message', (order: TrialOrder) => {
  if ('arrivals' in order) arrivals.push(...order.arrivals)
  else
    void play(order)
      .catch((error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
      .then((answer) => parentPort?.postMessage(answer))
})

async function play({
  configs,
  spanMs,
  seed,
  module,
}: Exclude<TrialOrder, { arrivals: unknown }>): Promise<TrialAnswer> {
  const runs: TrialRun[] = []
  for (const config of configs) {
    const matcher = await loadMatcher(config, module)
    runs.push(runTrial(config, { arrivals, spanMs, seed }, matcher, () => performance.now()))
  }
  return { runs }
}
