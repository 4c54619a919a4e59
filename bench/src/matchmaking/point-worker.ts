// Measures points that it is told, one after the other. See `points`.

import { parentPort } from 'node:worker_threads'
import { OURS, PEERS } from './contenders.js'
import type { PointJob } from './points.js'
import { pointOf } from './sweep.js'
import type { Trace } from './trace.js'
import { tracesOf } from './traces.js'

/** The traces of the last scale: a worker is asked for the same ones again and again. */
let made: { readonly scale: number; readonly traces: readonly Trace[] } | undefined

parentPort!.on('message', ({ trace: name, scale, contender, widening }: PointJob) => {
  if (made?.scale !== scale) made = { scale, traces: tracesOf(scale) }
  const trace = made.traces.find((candidate) => candidate.name === name)!
  const matcher = [OURS, ...PEERS].find((candidate) => candidate.name === contender)!
  parentPort!.postMessage(pointOf(trace, matcher, widening))
})
