// The server's own accounting: counters of everything that is refused, dropped or closed, histograms of the ticks, and the
// process' CPU and memory. Rooms, connections and the Thrift boundary report here through the small interfaces that they
// declare; `/metrics` on the operator listener reads it in Prometheus format. Labels come from fixed lists, never from
// what a client sent.

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { SendOutcome } from '../replication/replicator.js'
import type { Counters } from '../rpc/reporting.js'

/** Quantiles that are exported of each tick histogram. */
const QUANTILES = [50, 99, 100]

/** What the gauges look up when they are scraped. */
export interface Census {
  rooms(): number
  players(): number
  sockets(): number
}

export class Metrics implements Counters {
  readonly registry = new Registry()
  private readonly counters = new Map<string, Counter<'kind'>>()
  private readonly tickDuration = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 })
  private readonly tickLateness = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 })
  private readonly snapshots: Counter<'outcome'>
  private readonly ticks: Counter
  private readonly overruns: Counter
  private readonly snapshotBytes: Counter

  constructor(census: Census) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.snapshots = new Counter({
      name: 'tickwire_snapshots_total',
      help: 'Snapshots by what became of them',
      labelNames: ['outcome'],
      registers,
    })
    this.ticks = new Counter({ name: 'tickwire_ticks_total', help: 'Ticks run, all rooms', registers })
    this.overruns = new Counter({
      name: 'tickwire_tick_overruns_total',
      help: 'Ticks not finished when the next one was due',
      registers,
    })
    this.snapshotBytes = new Counter({
      name: 'tickwire_snapshot_bytes_total',
      help: 'Bytes of snapshots that sockets took',
      registers,
    })
    this.gauge('tickwire_rooms', 'Running rooms', census.rooms)
    this.gauge('tickwire_players', 'Seats taken or reserved', census.players)
    this.gauge('tickwire_sockets', 'Open sockets', census.sockets)
    this.quantiles(
      'tickwire_tick_duration_ms',
      'From a tick being due to its last send, milliseconds',
      this.tickDuration,
    )
    this.quantiles('tickwire_tick_lateness_ms', 'From a tick being due to its start, milliseconds', this.tickLateness)
  }

  count(name: string, label = ''): void {
    let counter = this.counters.get(name)
    if (counter === undefined) {
      const help = `Counted: ${name.replaceAll('_', ' ')}`
      counter = new Counter({ name: `tickwire_${name}_total`, help, labelNames: ['kind'], registers: [this.registry] })
      this.counters.set(name, counter)
    }
    counter.inc({ kind: label })
  }

  ticked(durationMs: number, lateMs: number, overran: boolean): void {
    this.ticks.inc()
    if (overran) this.overruns.inc()
    record(this.tickDuration, durationMs)
    record(this.tickLateness, lateMs)
  }

  snapshot(outcome: SendOutcome, bytes: number): void {
    this.snapshots.inc({ outcome })
    if (bytes > 0) this.snapshotBytes.inc(bytes)
  }

  /** Starts the tick histograms anew, so that a measurement covers its own time only. */
  resetTicks(): void {
    this.tickDuration.reset()
    this.tickLateness.reset()
  }

  private gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value())
      },
    })
  }

  private quantiles(name: string, help: string, histogram: RecordableHistogram): void {
    new Gauge({
      name,
      help,
      labelNames: ['quantile'],
      registers: [this.registry],
      collect() {
        for (const quantile of QUANTILES) {
          const micros = histogram.count === 0 ? 0 : histogram.percentile(quantile)
          this.set({ quantile: String(quantile / 100) }, micros / 1000)
        }
      },
    })
  }
}

/** Histograms count whole microseconds from 1 on. */
function record(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.max(1, Math.round(ms * 1000)))
}
