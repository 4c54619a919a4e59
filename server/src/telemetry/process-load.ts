// What the process spends beside the figures that prom-client reads by default: the CPU time of the thread that ticks, how busy
// its event loop is, and how often and how long garbage collections stop it.

import { readFileSync } from 'node:fs'
import { constants, type PerformanceEntry, PerformanceObserver, performance } from 'node:perf_hooks'
import type { Registry } from 'prom-client'
import { addGauge, addQuantiles, addTotal, addTotals } from './series.js'
import { TimeHistogram } from './time-histogram.js'

/** Linux's account of the thread that reads it: nanoseconds on a CPU, nanoseconds waiting for one, time slices. */
const SCHEDSTAT = '/proc/thread-self/schedstat'

/** Kinds of garbage collections, by their numbers in Node. */
const GC_KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
}

export class ProcessLoad {
  private readonly gcPauses = new TimeHistogram()
  private readonly collections = new Map<string, number>()
  private readonly gc: PerformanceObserver
  private loopSince = performance.eventLoopUtilization()

  constructor(registry: Registry) {
    const cpuSeconds = threadCpuSeconds()
    if (cpuSeconds !== undefined) {
      addTotal(registry, 'tickwire_tick_thread_cpu_seconds_total', 'CPU time of the thread that ticks', cpuSeconds)
    }
    addGauge(
      registry,
      'tickwire_event_loop_utilization',
      'Share of the time in which the event loop was busy, since the histograms were started',
      () => performance.eventLoopUtilization(this.loopSince).utilization,
    )
    addQuantiles(registry, 'tickwire_gc_pause_ms', 'Pauses by garbage collection, milliseconds', this.gcPauses)
    addTotals(registry, 'tickwire_gc_collections_total', 'Garbage collections by kind', 'kind', () => this.collections)
    this.gc = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        this.gcPauses.record(entry.duration)
        this.countCollection(entry)
      }
    })
    this.gc.observe({ entryTypes: ['gc'] })
  }

  /** Starts the pauses and the utilization anew. */
  reset(): void {
    // Pauses that were not reported yet were before.
    for (const entry of this.gc.takeRecords()) this.countCollection(entry)
    this.gcPauses.reset()
    this.loopSince = performance.eventLoopUtilization()
  }

  close(): void {
    this.gc.disconnect()
  }

  private countCollection(entry: PerformanceEntry): void {
    // What Node says of a collection; the types know no details of an entry.
    const { detail } = entry as PerformanceEntry & { readonly detail: { readonly kind: number } }
    const kind = GC_KINDS[detail.kind] ?? 'other'
    this.collections.set(kind, (this.collections.get(kind) ?? 0) + 1)
  }
}

/** Reads the CPU time of the calling thread, or undefined where neither Node nor the system knows it. */
function threadCpuSeconds(): (() => number) | undefined {
  // Since Node 23.9; the types here are those of the oldest Node that is supported.
  const { threadCpuUsage } = process as { readonly threadCpuUsage?: () => NodeJS.CpuUsage }
  if (threadCpuUsage !== undefined) {
    return () => {
      const { user, system } = threadCpuUsage()
      return (user + system) / 1e6
    }
  }
  const read = (): number => Number(readFileSync(SCHEDSTAT, 'latin1').split(' ')[0]) / 1e9
  try {
    return read() > 0 ? read : undefined
  } catch {
    return undefined
  }
}
