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
  /** Plain numbers, read when scraped: the send path counts once a snapshot. */
  private readonly snapshots = new Map<SendOutcome, number>()
  private snapshotBytes = 0
  private ticks = 0
  private overruns = 0

  constructor(census: Census) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.total('tickwire_ticks_total', 'Ticks run, all rooms', () => this.ticks)
    this.total('tickwire_tick_overruns_total', 'Ticks not finished when the next one was due', () => this.overruns)
    this.total('tickwire_snapshot_bytes_total', 'Bytes of snapshots that sockets took', () => this.snapshotBytes)
    const { snapshots } = this
    new Counter({
      name: 'tickwire_snapshots_total',
      help: 'Snapshots by what became of them',
      labelNames: ['outcome'],
      registers,
      collect() {
        this.reset()
        for (const [outcome, count] of snapshots) this.inc({ outcome }, count)
      },
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

  count(name: string, label = '', more = 1): void {
    let counter = this.counters.get(name)
    if (counter === undefined) {
      const help = `Counted: ${name.replaceAll('_', ' ')}`
      counter = new Counter({ name: `tickwire_${name}_total`, help, labelNames: ['kind'], registers: [this.registry] })
      this.counters.set(name, counter)
    }
    counter.inc({ kind: label }, more)
  }

  ticked(durationMs: number, lateMs: number, overran: boolean): void {
    this.ticks++
    if (overran) this.overruns++
    record(this.tickDuration, durationMs)
    record(this.tickLateness, lateMs)
  }

  snapshot(outcome: SendOutcome, bytes: number): void {
    this.snapshots.set(outcome, (this.snapshots.get(outcome) ?? 0) + 1)
    this.snapshotBytes += bytes
  }

  /** Starts the tick histograms anew, so that a measurement covers its own time only. */
  resetTicks(): void {
    this.tickDuration.reset()
    this.tickLateness.reset()
  }

  private total(name: string, help: string, value: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset()
        this.inc(value())
      },
    })
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
