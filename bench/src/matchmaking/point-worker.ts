// Measures points that it is told, one after the other. See `points`.

import { parentPort } from 'node:worker_threads'
import { OURS, PEERS } from './contenders.js'
import type { PointJob } from './points.js'
import { pointOf } from './sweep.js'
import { tracesOf } from './traces.js'

parentPort!.on('message', ({ trace: name, scale, contender, widening }: PointJob) => {
  const trace = tracesOf(scale).find((candidate) => candidate.name === name)!
  const matcher = [OURS, ...PEERS].find((candidate) => candidate.name === contender)!
  parentPort!.postMessage(pointOf(trace, matcher, widening))
})
