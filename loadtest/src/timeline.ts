// What happened when: one sample a second of the measured window, from what the server says of itself and what the bots
// counted. Pure.

import type { Counts } from './bots/recorder.js'
import type { Quantiles } from './latency.js'
import type { ServerSample } from './server-metrics.js'

/** Everything that is known at one moment. */
export interface Moment {
  readonly atMs: number
  readonly counts: Counts
  readonly playing: number
  /** Of those the ones whose figures do not count. */
  readonly slow: number
  readonly workerCpuMs: readonly number[]
  /** Of the whole run so far. */
  readonly errors: number
  /** Undefined when the server's metrics are out of reach. */
  readonly server: ServerSample | undefined
}

/** One second of the measured window. Percentages are of one core. */
export interface Sample {
  /** Since the window's start, at the sample's end. */
  readonly second: number
  /** Of that second; null: the server's metrics are out of reach. */
  readonly tickMs: Quantiles | null
  /** Of the server's process. */
  readonly cpuPercent: number | null
  readonly rssMb: number | null
  readonly heapMb: number | null
  /** Clients connected. */
  readonly playing: number
  /** Of those the ones that read slowly on purpose, and whose figures do not count. */
  readonly slow: number
  readonly snapshotsPerSecond: number
  readonly bytesPerSecondPerClient: number
  /** Of the busiest worker. */
  readonly rigCpuPercent: number
  /** So far. */
  readonly errors: number
}

export class Timeline {
  readonly samples: Sample[] = []
  private last: Moment

  constructor(readonly first: Moment) {
    this.last = first
  }

  get startMs(): number {
    return this.first.atMs
  }

  /** The latest moment. */
  get end(): Moment {
    return this.last
  }

  get seconds(): number {
    return (this.last.atMs - this.first.atMs) / 1000
  }

  add(moment: Moment): void {
    this.samples.push(sampleOf(this.first, this.last, moment))
    this.last = moment
  }
}

function sampleOf(first: Moment, before: Moment, now: Moment): Sample {
  const seconds = (now.atMs - before.atMs) / 1000
  const { server } = now
  return {
    second: (now.atMs - first.atMs) / 1000,
    tickMs: server?.recentTickMs ?? null,
    cpuPercent: server === undefined || before.server === undefined ? null : cpuPercent(before.server, server),
    rssMb: server?.rssMb ?? null,
    heapMb: server?.heapMb ?? null,
    playing: now.playing,
    slow: now.slow,
    snapshotsPerSecond: (now.counts.snapshots - before.counts.snapshots) / seconds,
    bytesPerSecondPerClient: (now.counts.bytes - before.counts.bytes) / seconds / Math.max(1, now.playing - now.slow),
    rigCpuPercent: rigCpuPercent(before, now),
    errors: now.errors,
  }
}

export function cpuPercent(before: ServerSample, now: ServerSample): number {
  return (100 * 1000 * (now.cpuSeconds - before.cpuSeconds)) / (now.atMs - before.atMs)
}

/** Of the busiest worker: it is the one that may be late. */
export function rigCpuPercent(before: Moment, now: Moment): number {
  const used = now.workerCpuMs.map((cpuMs, worker) => cpuMs - (before.workerCpuMs[worker] ?? 0))
  return (100 * Math.max(0, ...used)) / (now.atMs - before.atMs)
}
