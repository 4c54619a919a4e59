// The inside of `cost`: fills a matcher, then times its cycles.

import { parentPort, workerData } from 'node:worker_threads'
import { createMatcher, type PoolTicket } from '@tickwire/server/match-function'
import type { Cost, CostJob } from './cost.js'
import { crowdedRanked } from './traces.js'

/** How long those have waited who wait from the start, at most, seconds. */
const WAITED_SECONDS = 120

const { waiting, arrivalsPerSecond, cycles } = workerData as CostJob
const seconds = (cycles * crowdedRanked.config.cycleMs) / 1_000
const startMs = WAITED_SECONDS * 1_000
const pool = crowdedRanked.starved(waiting, WAITED_SECONDS)
const arrivals = crowdedRanked.usual(arrivalsPerSecond, seconds)
const matcher = createMatcher(crowdedRanked.config)
for (const ticket of pool) matcher.addTicket(ticket)
let left = pool.length

function cycle(nowMs: number): number {
  const from = performance.now()
  const proposals = matcher.cycle(nowMs, 1)
  const ms = performance.now() - from
  for (const { ticketId } of proposals.flatMap(({ tickets }) => tickets)) {
    matcher.removeTicket(ticketId)
    left--
  }
  return ms
}

const coldMs = cycle(startMs)
const steadyMs: number[] = []
let come = 0
for (let i = 1; i <= cycles; i++) {
  const nowMs = startMs + i * crowdedRanked.config.cycleMs
  for (; come < arrivals.length && startMs + arrivals[come]!.enqueuedMs <= nowMs; come++) {
    const ticket: PoolTicket = arrivals[come]!
    matcher.addTicket({ ...ticket, ticketId: `new ${ticket.ticketId}`, enqueuedMs: startMs + ticket.enqueuedMs })
    left++
  }
  steadyMs.push(cycle(nowMs))
}
parentPort!.postMessage({ coldMs, steadyMs, left } satisfies Cost)
