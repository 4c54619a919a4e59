// The server's own account of itself: reads its operator listener and turns Prometheus text into the figures of a run.
// Nothing about the server is ever guessed from outside.

/** The server's counters and gauges at one moment. */
export interface ServerSample {
  /** When it was taken, by the rig's clock. */
  readonly atMs: number
  readonly cpuSeconds: number
  readonly snapshotsSent: number
  readonly snapshotBytes: number
  readonly ticks: number
  readonly overruns: number
  /** Of the ticks since the histogram was last restarted, from due to last send. */
  readonly tickMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly rssMb: number
  readonly heapMb: number
}

const MB = 1_048_576

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
  const tickMs = (quantile: string) => read(`tickwire_tick_duration_ms{quantile="${quantile}"}`)
  return {
    atMs,
    cpuSeconds: read('process_cpu_seconds_total'),
    // A labelled counter has no series before it first counts.
    snapshotsSent: values.get('tickwire_snapshots_total{outcome="sent"}') ?? 0,
    snapshotBytes: read('tickwire_snapshot_bytes_total'),
    ticks: read('tickwire_ticks_total'),
    overruns: read('tickwire_tick_overruns_total'),
    tickMs: { p50: tickMs('0.5'), p99: tickMs('0.99'), max: tickMs('1') },
    rssMb: read('process_resident_memory_bytes') / MB,
    heapMb: read('nodejs_heap_size_used_bytes') / MB,
  }
}

export class ServerMetrics {
  /** @param url - of `/metrics` */
  constructor(private readonly url: string) {}

  async sample(): Promise<ServerSample> {
    const response = await fetch(this.url)
    if (!response.ok) throw new Error(`${this.url} answers ${response.status}`)
    return sampleOf(await response.text(), performance.now())
  }

  /** Starts the tick histograms anew, so that they cover the measured window only. */
  async restartTicks(): Promise<void> {
    await fetch(this.url, { method: 'POST' })
  }
}
