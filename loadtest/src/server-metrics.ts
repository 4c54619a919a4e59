// The server's own account of itself: reads its operator listener and turns Prometheus text into the figures of a run.
// Nothing about the server is ever guessed from outside.

import type { Quantiles } from './latency.js'

/** The server's counters and gauges at one moment. */
export interface ServerSample {
  /** When it was taken, by the rig's clock. */
  readonly atMs: number
  readonly cpuSeconds: number
  /** Of the thread that runs the ticks; undefined where the system does not tell. */
  readonly tickThreadCpuSeconds: number | undefined
  readonly snapshotsSent: number
  readonly snapshotBytes: number
  readonly ticks: number
  readonly overruns: number
  /** Of the ticks since the histogram was last restarted, from due to last send. */
  readonly tickMs: Quantiles
  /** Of the ticks of the last whole second. */
  readonly recentTickMs: Quantiles
  readonly gcPauseMs: Quantiles
  /** Garbage collections by kind, since the server's start. */
  readonly collections: ReadonlyMap<string, number>
  /** Both semi-spaces, as large as they have become. */
  readonly newSpaceMb: number
  readonly rssMb: number
  readonly heapMb: number
  /** Medians of Thrift calls by method, since the histograms were last restarted. */
  readonly calls: ReadonlyMap<string, { readonly requestMs: number; readonly responseMs: number }>
  /** Everything else that is counted: limits that were reached, what was refused, dropped and closed. */
  readonly counts: ReadonlyMap<string, number>
}

const MB = 1_048_576

/** Counters that count work, not trouble, and one that counts time. */
const WORK =
  /^tickwire_(ticks|tick_overruns|snapshot_bytes|snapshots_total\{outcome="sent"\}|rpc_calls|rpc_timed|tick_thread_cpu|gc_collections|schedule_slipped_ms)/

/** Values by series, as written: `name{label="value"}`. */
export function parsePrometheus(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf(' ')
    if (at > 0 && !line.startsWith('#')) values.set(line.slice(0, at), Number(line.slice(at + 1)))
  }
  return values
}

/** @throws Error naming the series when one is missing: then it is no Tickwire server */
export function sampleOf(text: string, atMs: number): ServerSample {
  const values = parsePrometheus(text)
  const read = (series: string): number => {
    const value = values.get(series)
    if (value === undefined) throw new Error(`the server's metrics have no ${series}`)
    return value
  }
  const quantiles = (name: string): Quantiles => ({
    p50: read(`${name}{quantile="0.5"}`),
    p99: read(`${name}{quantile="0.99"}`),
    max: read(`${name}{quantile="1"}`),
  })
  return {
    atMs,
    cpuSeconds: read('process_cpu_seconds_total'),
    tickThreadCpuSeconds: values.get('tickwire_tick_thread_cpu_seconds_total'),
    // A labelled counter has no series before it first counts.
    snapshotsSent: values.get('tickwire_snapshots_total{outcome="sent"}') ?? 0,
    snapshotBytes: read('tickwire_snapshot_bytes_total'),
    ticks: read('tickwire_ticks_total'),
    overruns: read('tickwire_tick_overruns_total'),
    tickMs: quantiles('tickwire_tick_duration_ms'),
    recentTickMs: quantiles('tickwire_tick_recent_ms'),
    gcPauseMs: quantiles('tickwire_gc_pause_ms'),
    collections: collectionsOf(values),
    newSpaceMb: read('nodejs_heap_space_size_total_bytes{space="new"}') / MB,
    rssMb: read('process_resident_memory_bytes') / MB,
    heapMb: read('nodejs_heap_size_used_bytes') / MB,
    calls: callsOf(values),
    counts: countsOf(values),
  }
}

function callsOf(values: ReadonlyMap<string, number>): ServerSample['calls'] {
  const calls = new Map<string, { requestMs: number; responseMs: number }>()
  for (const [series, requestMs] of values) {
    const method = /^tickwire_rpc_request_ms\{method="([^"]+)",quantile="0\.5"\}$/.exec(series)?.[1]
    if (method === undefined) continue
    const responseMs = values.get(series.replace('request', 'response')) ?? 0
    calls.set(method, { requestMs, responseMs })
  }
  return calls
}

function collectionsOf(values: ReadonlyMap<string, number>): ServerSample['collections'] {
  const collections = new Map<string, number>()
  for (const [series, value] of values) {
    const kind = /^tickwire_gc_collections_total\{kind="(\w+)"\}$/.exec(series)?.[1]
    if (kind !== undefined) collections.set(kind, value)
  }
  return collections
}

/** `name kind`, without prefix and unit. */
function countsOf(values: ReadonlyMap<string, number>): ServerSample['counts'] {
  const counts = new Map<string, number>()
  for (const [series, value] of values) {
    const match = /^tickwire_(\w+)_total(?:\{\w+="([^"]*)"\})?$/.exec(series)
    if (match === null || WORK.test(series)) continue
    counts.set(`${match[1]} ${match[2] ?? ''}`.trim(), value)
  }
  return counts
}

export class ServerMetrics {
  /** @param url - of `/metrics` */
  constructor(private readonly url: string) {}

  async sample(): Promise<ServerSample> {
    const response = await fetch(this.url)
    if (!response.ok) throw new Error(`${this.url} answers ${response.status}`)
    return sampleOf(await response.text(), performance.now())
  }

  /** Starts the histograms anew, so that they cover the measured window only. */
  async restartHistograms(): Promise<void> {
    await fetch(this.url, { method: 'POST' })
  }
}
