// The server's own accounting: counters of everything that is refused, dropped or closed, times of ticks and calls, and the
// load of the process. Rooms, connections and the Thrift boundary report here through the small interfaces that they
// declare; `/metrics` on the operator listener reads it in Prometheus format. docs/ARCHITECTURE.md lists the series.

import { collectDefaultMetrics, Registry } from 'prom-client'
import type { SendOutcome } from '../replication/replicator.js'
import type { CallCounters } from '../rpc/reporting.js'
import { CallTimes } from './call-times.js'
import { ProcessLoad } from './process-load.js'
import { addQueueGauges, type QueueCensus } from './queue-gauges.js'
import { RecentTimes } from './recent-times.js'
import { addGauge, addQuantiles, addTotal, addTotals } from './series.js'
import { Tallies } from './tallies.js'
import { TimeHistogram } from './time-histogram.js'

/** What the gauges look up when they are scraped. */
export interface Census {
  rooms(): number
  players(): number
  sockets(): number
  /** The worst of the rooms. */
  loadGrade(): number
  queues(): readonly QueueCensus[]
}

export class Metrics implements CallCounters {
  readonly registry = new Registry()
  private readonly tallies = new Tallies(this.registry)
  private readonly calls = new CallTimes(this.registry)
  private readonly load = new ProcessLoad(this.registry)
  private readonly tickDuration = new TimeHistogram()
  private readonly tickLateness = new TimeHistogram()
  private readonly matchmakingCycle = new TimeHistogram()
  private readonly recentTicks = new RecentTimes(() => performance.now())
  private readonly snapshots = new Map<SendOutcome, number>()
  private snapshotBytes = 0
  private ticks = 0
  private overruns = 0

  constructor(census: Census) {
    const { registry } = this
    collectDefaultMetrics({ register: registry })
    addTotal(registry, 'tickwire_ticks_total', 'Ticks run, all rooms', () => this.ticks)
    addTotal(
      registry,
      'tickwire_tick_overruns_total',
      'Ticks not finished when the next one was due',
      () => this.overruns,
    )
    addQuantiles(
      registry,
      'tickwire_tick_duration_ms',
      'From a tick being due to its last send, milliseconds',
      this.tickDuration,
    )
    addQuantiles(
      registry,
      'tickwire_tick_lateness_ms',
      'From a tick being due to its start, milliseconds',
      this.tickLateness,
    )
    addQuantiles(
      registry,
      'tickwire_tick_recent_ms',
      'The same as tickwire_tick_duration_ms, of the last whole second alone',
      this.recentTicks,
    )
    addQuantiles(
      registry,
      'tickwire_matchmaking_cycle_ms',
      "What a cycle of a queue took of the matcher's thread, milliseconds",
      this.matchmakingCycle,
    )
    addTotals(registry, 'tickwire_snapshots_total', 'Snapshots by what became of them', 'outcome', () => this.snapshots)
    addTotal(
      registry,
      'tickwire_snapshot_bytes_total',
      'Bytes of snapshots that sockets took',
      () => this.snapshotBytes,
    )
    addGauge(registry, 'tickwire_rooms', 'Running rooms', census.rooms)
    addGauge(registry, 'tickwire_players', 'Seats taken or reserved', census.players)
    addGauge(registry, 'tickwire_sockets', 'Open sockets', census.sockets)
    addGauge(
      registry,
      'tickwire_load_grade',
      'Worst load grade of the rooms: 0 keeps up, 3 refuses joins',
      census.loadGrade,
    )
    addQueueGauges(registry, census.queues)
  }

  count(name: string, label = '', more = 1): void {
    this.tallies.add(name, label, more)
  }

  answered(method: string, requestMs: number, responseMs: number): void {
    this.calls.answered(method, requestMs, responseMs)
  }

  ticked(durationMs: number, lateMs: number, overran: boolean): void {
    this.ticks++
    if (overran) this.overruns++
    this.tickDuration.record(durationMs)
    this.recentTicks.record(durationMs)
    this.tickLateness.record(lateMs)
  }

  matchmakingCycled(durationMs: number): void {
    this.matchmakingCycle.record(durationMs)
  }

  snapshot(outcome: SendOutcome, bytes: number): void {
    this.snapshots.set(outcome, (this.snapshots.get(outcome) ?? 0) + 1)
    this.snapshotBytes += bytes
  }

  /** Ticks of the last whole second, and totals since the start. */
  tickFigures(): { tickP50Ms: number; tickP99Ms: number; overruns: number; snapshotBytes: number } {
    const { recentTicks, overruns, snapshotBytes } = this
    return { tickP50Ms: recentTicks.quantileMs(0.5), tickP99Ms: recentTicks.quantileMs(0.99), overruns, snapshotBytes }
  }

  /** Starts histograms and utilization anew, so that a measurement covers its own time only. Totals go on. */
  startMeasurement(): void {
    this.tickDuration.reset()
    this.tickLateness.reset()
    this.matchmakingCycle.reset()
    this.recentTicks.reset()
    this.calls.reset()
    this.load.reset()
  }

  /** Watches nothing any more; what was counted can still be read. */
  close(): void {
    this.load.close()
  }
}
