// From what was counted to what is reported: the shape of `latest.json` and the arithmetic behind it. Pure. Percentages are
// of one core; bytes are payload of snapshots, without WebSocket and TCP headers.

import type { CallFigures } from './calls.js'
import type { ErrorCount, ErrorKind, ErrorTally } from './error-tally.js'
import type { Traffic } from './player.js'
import type { ServerSample } from './server-metrics.js'

/** A rig above this share of a core delays what it measures. */
const SATURATED_PERCENT = 90

export interface ServerFigures {
  readonly cpuUsPerSnapshot: number
  readonly cpuPercent: number
  readonly bytesPerSnapshot: number
  readonly ticks: number
  readonly tickMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly overruns: number
  /** At the end. */
  readonly rssMb: number
  /** The least of the first and of the last third of the window, so that the collector's saw-tooth is left out. */
  readonly heapMb: { readonly start: number; readonly end: number }
}

export interface Report {
  readonly scenario: 'movement'
  readonly bots: number
  readonly seconds: number
  readonly sendRateHz: number
  /** Absent when the server's operator listener is out of reach. */
  readonly server?: ServerFigures
  readonly client: { readonly snapshotsPerSecond: number; readonly bytesPerSecondPerClient: number }
  /** Absent without callers. */
  readonly rpc?: CallFigures
  readonly errors: { readonly total: number; readonly kinds: Partial<Record<ErrorKind, ErrorCount>> }
  readonly rig: { readonly cpuPercent: number; readonly saturated: boolean }
}

/** What was counted during the measured window. */
export interface Counted {
  /** The bots' counts of the window. */
  readonly traffic: Traffic
  readonly elapsedMs: number
  readonly rigCpuMs: number
  /** From the window's start to its end; empty when the server cannot be asked. */
  readonly samples: readonly ServerSample[]
}

export interface Run {
  readonly bots: number
  readonly seconds: number
  readonly sendRateHz: number
  readonly counted: Counted
  readonly rpc: CallFigures | undefined
  readonly errors: ErrorTally
}

export function reportOf({ bots, seconds, sendRateHz, counted, rpc, errors }: Run): Report {
  const { traffic, elapsedMs, rigCpuMs, samples } = counted
  const rigPercent = (100 * rigCpuMs) / elapsedMs
  return {
    scenario: 'movement',
    bots,
    seconds,
    sendRateHz,
    ...(samples.length < 2 ? {} : { server: serverFigures(samples) }),
    client: {
      snapshotsPerSecond: (1000 * traffic.snapshots) / elapsedMs,
      bytesPerSecondPerClient: (1000 * traffic.bytes) / elapsedMs / bots,
    },
    ...(rpc === undefined ? {} : { rpc }),
    errors: { total: errors.total, kinds: errors.kinds },
    rig: { cpuPercent: rigPercent, saturated: rigPercent > SATURATED_PERCENT },
  }
}

function serverFigures(samples: readonly ServerSample[]): ServerFigures {
  const first = samples[0]!
  const last = samples.at(-1)!
  const third = Math.max(1, Math.floor(samples.length / 3))
  const cpuSeconds = last.cpuSeconds - first.cpuSeconds
  const snapshots = Math.max(1, last.snapshotsSent - first.snapshotsSent)
  return {
    cpuUsPerSnapshot: (1e6 * cpuSeconds) / snapshots,
    cpuPercent: (100 * 1000 * cpuSeconds) / (last.atMs - first.atMs),
    bytesPerSnapshot: (last.snapshotBytes - first.snapshotBytes) / snapshots,
    ticks: last.ticks - first.ticks,
    tickMs: last.tickMs,
    overruns: last.overruns - first.overruns,
    rssMb: last.rssMb,
    heapMb: { start: leastHeapMb(samples.slice(0, third)), end: leastHeapMb(samples.slice(-third)) },
  }
}

function leastHeapMb(samples: readonly ServerSample[]): number {
  return Math.min(...samples.map(({ heapMb }) => heapMb))
}

/** A run without errors in which something arrived. */
export function hasPassed({ errors, client }: Report): boolean {
  return errors.total === 0 && client.snapshotsPerSecond > 0
}
