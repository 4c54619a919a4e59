// From what was measured to what is reported: the shape of `latest.json` (described in docs/BENCHMARKS.md) and the arithmetic
// behind it. Pure. Percentages are of one core; bytes are payload of snapshots, without WebSocket and TCP headers.

import { ROOM_METHOD, SERVER_METHOD } from './bots/caller.js'
import type { ErrorCounts, ErrorTally } from './error-tally.js'
import type { FleetLatencies } from './fleet/fleet.js'
import type { Latency, LatencyCurve, Quantiles } from './latency.js'
import type { Options } from './options.js'
import type { ServerSample } from './server-metrics.js'
import { cpuPercent, rigCpuPercent, type Sample, type Timeline } from './timeline.js'

/** A worker above this share of a core delays what it measures. */
const SATURATED_PERCENT = 90

/** A rig whose commands leave later than this, milliseconds at p99, measures itself. */
const SATURATED_LATENESS_MS = 25

export interface ServerFigures {
  readonly cpuUsPerSnapshot: number
  readonly cpuPercent: number
  /** Null where the system does not tell. */
  readonly tickThreadCpuPercent: number | null
  readonly bytesPerSnapshot: number
  readonly ticks: number
  /** From a tick being due to its last send. */
  readonly tickMs: Quantiles
  /** Ticks that were not finished when the next one was due. */
  readonly overruns: number
  /** At the end. */
  readonly rssMb: number
  /** The least of the first and of the last third of the window, so that the collector's saw-tooth is left out. */
  readonly heapMb: { readonly start: number; readonly end: number }
  readonly gcPauseMs: { readonly p99: number; readonly max: number }
  /** Garbage collections of the window, by kind. */
  readonly collections: Readonly<Record<string, number>>
  /** Both semi-spaces, at the end. */
  readonly newSpaceMb: number
  /** Limits that were reached, by the metric's name and kind. */
  readonly counts: Readonly<Record<string, number>>
}

export interface ClientFigures {
  readonly snapshotsPerSecond: number
  readonly bytesPerSecondPerClient: number
  /** Other avatars that move within a bot's view, on average; 0 when nobody looked. */
  readonly usefulMovers: number
  /** Snapshots whole, headers, enters, events and the owner record included, for each of those. */
  readonly bytesPerUsefulMoverPerTick: number
  readonly snapshotIntervalMs: Quantiles
  /** From when a command was meant to be sent to the first snapshot that reflects it. */
  readonly inputToStateMs: Quantiles
}

/** `Latency = T_request + T_network + T_response`, medians. */
export interface MethodFigures {
  readonly method: string
  readonly requestsPerSecond: number
  /** From when a call was meant to be sent to its answer. */
  readonly latencyMs: Quantiles
  /** Decoding, and waiting for the handler or the tick; by the server's own histogram. */
  readonly requestMs: number
  /** What is left of the medians: both ends' sockets and the way between them. */
  readonly networkMs: number
  /** Handling and encoding, and for a room's method the rest of its tick; by the server's own histogram. */
  readonly responseMs: number
}

export interface Report {
  readonly scenario: string
  readonly scenarioTitle: string
  readonly bots: number
  readonly seconds: number
  readonly sendRateHz: number
  readonly startedAt: string
  readonly machine: string
  readonly command: string
  readonly verdict: 'passed' | 'failed'
  /** Absent when the server's operator listener is out of reach. */
  readonly server?: ServerFigures
  readonly client: ClientFigures
  /** Absent where nobody joined during the window. */
  readonly join?: { readonly count: number; readonly perSecond: number; readonly ms: Quantiles }
  /** A call of the server; absent where nobody called. */
  readonly rpc?: MethodFigures
  /** A call that a room answers inside its tick. */
  readonly roomCalls?: MethodFigures
  readonly errors: { readonly total: number; readonly kinds: ErrorCounts }
  /** Comparisons of decoded state with the server's own account and with other bots; those that failed are errors. */
  readonly truthChecks: number
  readonly rig: {
    /** Of the busiest worker. */
    readonly cpuPercent: number
    /** Of commands and calls, behind the time when they were meant to be sent. */
    readonly latenessMs: Quantiles
    readonly workers: number
    /** The rig was the limit: what it says of latencies is about itself. */
    readonly saturated: boolean
  }
  readonly samples: readonly Sample[]
  readonly curves: {
    readonly snapshotInterval: LatencyCurve
    readonly inputToState: LatencyCurve
    readonly rpc: LatencyCurve
    readonly roomCalls: LatencyCurve
  }
}

/** One run as it was measured. */
export interface Measured {
  readonly options: Options
  readonly startedAt: Date
  readonly machine: string
  readonly sendRateHz: number
  readonly workers: number
  readonly timeline: Timeline
  readonly errors: ErrorTally
  readonly latencies: FleetLatencies
}

export function reportOf(measured: Measured): Report {
  const { options, timeline, latencies, errors, sendRateHz } = measured
  const { first, end, seconds } = timeline
  const { counts } = end
  const server = first.server === undefined || end.server === undefined ? undefined : serverFigures(timeline)
  const [rpc, roomCalls] = [SERVER_METHOD, ROOM_METHOD].map((method) => methodFigures(method, measured))
  const { join } = latencies
  return {
    scenario: options.scenario.name,
    scenarioTitle: options.scenario.title,
    bots: options.bots,
    seconds: options.seconds,
    sendRateHz,
    startedAt: measured.startedAt.toISOString(),
    machine: measured.machine,
    command: commandOf(options),
    verdict: errors.total === 0 && counts.snapshots > 0 ? 'passed' : 'failed',
    ...(server === undefined ? {} : { server }),
    client: clientFigures(measured),
    ...(join.count === 0 ? {} : { join: { count: join.count, perSecond: join.count / seconds, ms: join.quantiles() } }),
    ...(rpc === undefined ? {} : { rpc }),
    ...(roomCalls === undefined ? {} : { roomCalls }),
    errors: { total: errors.total, kinds: errors.kinds },
    truthChecks: counts.truthChecks,
    rig: rigFigures(measured),
    samples: timeline.samples,
    curves: {
      snapshotInterval: latencies.snapshotInterval.curve(),
      inputToState: latencies.inputToState.curve(),
      rpc: latencies.calls.get(SERVER_METHOD)?.curve() ?? [],
      roomCalls: latencies.calls.get(ROOM_METHOD)?.curve() ?? [],
    },
  }
}

function serverFigures({ first, end, samples }: Timeline): ServerFigures {
  const before = first.server!
  const now = end.server!
  const snapshots = Math.max(1, now.snapshotsSent - before.snapshotsSent)
  const third = Math.max(1, Math.floor(samples.length / 3))
  return {
    cpuUsPerSnapshot: (1e6 * (now.cpuSeconds - before.cpuSeconds)) / snapshots,
    cpuPercent: cpuPercent(before, now),
    tickThreadCpuPercent: tickThreadPercent(before, now),
    bytesPerSnapshot: (now.snapshotBytes - before.snapshotBytes) / snapshots,
    ticks: now.ticks - before.ticks,
    tickMs: now.tickMs,
    overruns: now.overruns - before.overruns,
    rssMb: now.rssMb,
    heapMb: { start: leastHeapMb(samples.slice(0, third)), end: leastHeapMb(samples.slice(-third)) },
    gcPauseMs: { p99: now.gcPauseMs.p99, max: now.gcPauseMs.max },
    collections: grown(before.collections, now.collections),
    newSpaceMb: now.newSpaceMb,
    counts: grown(before.counts, now.counts),
  }
}

function tickThreadPercent(before: ServerSample, now: ServerSample): number | null {
  if (before.tickThreadCpuSeconds === undefined || now.tickThreadCpuSeconds === undefined) return null
  return (1e5 * (now.tickThreadCpuSeconds - before.tickThreadCpuSeconds)) / (now.atMs - before.atMs)
}

function leastHeapMb(samples: readonly Sample[]): number {
  const heaps = samples.flatMap(({ heapMb }) => heapMb ?? [])
  return heaps.length === 0 ? 0 : Math.min(...heaps)
}

function grown(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): Record<string, number> {
  const more = [...now].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
  return Object.fromEntries(more.filter(([, count]) => count > 0))
}

function clientFigures({ timeline, latencies, sendRateHz }: Measured): ClientFigures {
  const { counts } = timeline.end
  const usefulMovers = counts.usefulMovers / Math.max(1, counts.sampledSnapshots)
  const snapshotsPerSecond = counts.snapshots / timeline.seconds
  return {
    snapshotsPerSecond,
    // By the rate that was received: players of the window may have come and gone.
    bytesPerSecondPerClient: (counts.bytes / Math.max(1, counts.snapshots)) * sendRateHz,
    usefulMovers,
    bytesPerUsefulMoverPerTick: counts.sampledBytes / Math.max(1, counts.usefulMovers),
    snapshotIntervalMs: latencies.snapshotInterval.quantiles(),
    inputToStateMs: latencies.inputToState.quantiles(),
  }
}

function methodFigures(method: string, { latencies, timeline }: Measured): MethodFigures | undefined {
  const latency: Latency | undefined = latencies.calls.get(method)
  if (latency === undefined || latency.count === 0) return undefined
  const latencyMs = latency.quantiles()
  const { requestMs, responseMs } = timeline.end.server?.calls.get(method) ?? { requestMs: 0, responseMs: 0 }
  return {
    method,
    requestsPerSecond: latency.count / timeline.seconds,
    latencyMs,
    requestMs,
    networkMs: Math.max(0, latencyMs.p50 - requestMs - responseMs),
    responseMs,
  }
}

function rigFigures({ timeline, latencies, workers }: Measured): Report['rig'] {
  const percent = rigCpuPercent(timeline.first, timeline.end)
  const latenessMs = latencies.lateness.quantiles()
  const saturated = percent > SATURATED_PERCENT || latenessMs.p99 > SATURATED_LATENESS_MS
  return { cpuPercent: percent, latenessMs, workers, saturated }
}

/** How to do it again. */
function commandOf({ scenario, bots, seconds, hz, server }: Options): string {
  const said = { SCENARIO: scenario.name, BOTS: bots, SECONDS: seconds, HZ: hz, URL: server?.url }
  const words = Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  return ['make loadtest', ...words].join(' ')
}
