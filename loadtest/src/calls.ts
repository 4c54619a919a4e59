// Thrift callers in a closed loop: each has a connection of its own and calls `Greeter.SayHello` again as soon as it was
// answered. They run after the measured window, because a closed loop takes whatever CPU is left and would be charged
// to the snapshots.

import { connect } from '@tickwire/client'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { build, type Histogram } from 'hdr-histogram-js'
import type { ErrorTally } from './error-tally.js'

/** Longest latency that is told apart, microseconds; the client gives up long before. */
const LATENCY_MICROS_MAX = 60_000_000

export interface CallFigures {
  readonly requestsPerSecond: number
  readonly latencyMs: { readonly p50: number; readonly p99: number }
}

/** Calls until `seconds` are over. */
export async function measureCalls(
  url: string,
  callers: number,
  seconds: number,
  errors: ErrorTally,
): Promise<CallFigures> {
  const micros = build({ lowestDiscernibleValue: 1, highestTrackableValue: LATENCY_MICROS_MAX })
  const startMs = performance.now()
  const endMs = startMs + seconds * 1000
  await Promise.all(Array.from({ length: callers }, () => callUntil(endMs, url, micros, errors)))
  const elapsedSeconds = (performance.now() - startMs) / 1000
  return {
    requestsPerSecond: micros.totalCount / elapsedSeconds,
    latencyMs: { p50: micros.getValueAtPercentile(50) / 1000, p99: micros.getValueAtPercentile(99) / 1000 },
  }
}

/** One caller. It stops at its first error: a server that refuses at once must not turn this into a flood. */
async function callUntil(endMs: number, url: string, micros: Histogram, errors: ErrorTally): Promise<void> {
  const client = await connect({ url })
  const greeter = client.calls(greeterService)
  try {
    for (let sentMs = performance.now(); sentMs < endMs; ) {
      await greeter.SayHello({ name: 'load test' })
      const answeredMs = performance.now()
      micros.recordValue(Math.round((answeredMs - sentMs) * 1000))
      sentMs = answeredMs
    }
  } catch (error) {
    errors.add('call', error instanceof Error ? error.message : String(error))
  } finally {
    client.close()
  }
}
