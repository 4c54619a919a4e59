// All points of a comparison, measured by as many workers as there are cores: simulated time does not care who else runs, and a
// worker can be stopped in the middle.

import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Point } from './sweep.js'

/** What names a point; a worker makes its trace anew. */
export interface PointJob {
  readonly trace: string
  /** Of the trace's time. */
  readonly scale: number
  readonly contender: string
  readonly widening: number
}

/** @param done - called with each point, in whatever order they come */
export async function measurePoints(
  jobs: readonly PointJob[],
  signal: AbortSignal,
  done: (job: PointJob, point: Point) => void,
): Promise<void> {
  const left = [...jobs]
  const workers = Array.from({ length: Math.min(jobs.length, availableParallelism()) }, async () => {
    const worker = new Worker(new URL('./point-worker.js', import.meta.url))
    try {
      for (let job = left.shift(); job !== undefined; job = left.shift()) {
        worker.postMessage(job)
        const [point] = await once(worker, 'message', { signal })
        done(job, point as Point)
      }
    } finally {
      await worker.terminate()
    }
  })
  await Promise.all(workers)
}
