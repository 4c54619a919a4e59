// One run, phase by phase: a server, the bots, a warm-up, the measured window, the report. What the run starts it also ends,
// however it ends.

import { cpus, release, type } from 'node:os'
import { setTimeout as timeout } from 'node:timers/promises'
import { Fleet } from './fleet/fleet.js'
import type { Options, RunningServer } from './options.js'
import { bar, type Progress } from './progress.js'
import { type Measured, type Report, reportOf } from './report.js'
import { ServerMetrics } from './server-metrics.js'
import { ServerProcess } from './server-process.js'
import { type Moment, Timeline } from './timeline.js'

/** Between the last join and the measured window: initial entities arrive, hot code gets compiled. */
const WARM_UP_SECONDS = 2

/** The server's metrics are read this often; one reading costs it about a millisecond. */
const SAMPLE_MS = 1_000

/** How often the joins are looked at. */
const JOIN_PROGRESS_MS = 200

export interface Result {
  readonly report: Report
  /** What the own server logged: warnings and errors. */
  readonly serverLines: readonly string[]
}

/** Rejects when there is nothing to measure: no server, or the end of `signal`. */
export async function runLoadtest(options: Options, progress: Progress, signal: AbortSignal): Promise<Result> {
  if (options.server !== undefined) {
    await refuseDead(options.server)
    return { report: await new Run(options, options.server, progress, signal).measure(), serverLines: [] }
  }
  progress.show('starting', 'a server of its own')
  const { process: server, addresses } = await ServerProcess.start(serverFlags(options))
  try {
    const anyEnd = AbortSignal.any([signal, server.ended.signal])
    return { report: await new Run(options, addresses, progress, anyEnd).measure(), serverLines: server.lines }
  } finally {
    await server.stop()
  }
}

function serverFlags({ hz, scenario }: Options): string[] {
  const flags = Object.entries(scenario.roomOptions).flatMap(([name, value]) => ['--option', `${name}=${value}`])
  return hz === undefined ? flags : [...flags, '--tick-rate', String(hz), '--send-rate', String(hz)]
}

async function refuseDead({ url }: RunningServer): Promise<void> {
  const health = await fetch(new URL('/healthz', url)).catch(() => undefined)
  if (health?.ok !== true) {
    const what = health === undefined ? 'nothing answers' : `/healthz answers ${health.status}`
    throw new Error(`--url ${url}: ${what}; start a server there (make serve), or leave --url out`)
  }
}

class Run {
  private readonly metrics: ServerMetrics
  private readonly fleet: Fleet
  private readonly signal: AbortSignal
  private readonly startedAt = new Date()

  constructor(
    private readonly options: Options,
    server: RunningServer,
    private readonly progress: Progress,
    signal: AbortSignal,
  ) {
    this.metrics = new ServerMetrics(server.metricsUrl)
    this.fleet = new Fleet(server.url, options.scenario, options.bots)
    this.signal = AbortSignal.any([signal, this.fleet.ended.signal])
  }

  async measure(): Promise<Report> {
    try {
      if (!this.options.scenario.joinsInWindow) {
        await this.join()
        await this.warmUp()
      }
      return reportOf(await this.window())
    } finally {
      this.fleet.stop()
      this.progress.end()
    }
  }

  private async join(): Promise<void> {
    const { bots } = this.options
    for (let joined = 0; joined < bots; joined = this.fleet.joined) {
      this.progress.show('joining', `${bar(joined / bots)} ${joined}/${bots}`)
      await this.pause(JOIN_PROGRESS_MS)
      await this.fleet.refresh()
    }
  }

  private async warmUp(): Promise<void> {
    this.progress.show('warm-up', `${WARM_UP_SECONDS} s, ${this.fleet.playing} playing`)
    await this.pause(WARM_UP_SECONDS * 1000)
  }

  private async window(): Promise<Measured> {
    const { fleet, options } = this
    await this.metrics.restartHistograms().catch(() => {})
    await fleet.startWindow()
    const timeline = new Timeline(await this.moment())
    const startMs = timeline.startMs
    const endMs = startMs + options.seconds * 1000
    for (let next = 1; performance.now() < endMs; next++) {
      this.showWindow(timeline)
      await this.pause(Math.min(startMs + next * SAMPLE_MS, endMs) - performance.now())
      await fleet.refresh()
      timeline.add(await this.moment())
    }
    const latencies = await fleet.finish()
    return {
      options,
      startedAt: this.startedAt,
      machine: machine(),
      sendRateHz: fleet.sendRateHz,
      workers: fleet.size,
      timeline,
      errors: fleet.errors,
      latencies,
    }
  }

  /** A server whose metrics are out of reach is measured from outside only. */
  private async moment(): Promise<Moment> {
    const { fleet } = this
    const { counts, playing, slow, cpuMs } = fleet
    const moment = { atMs: performance.now(), counts, playing, slow, workerCpuMs: cpuMs, errors: fleet.errors.total }
    return { ...moment, server: await this.metrics.sample().catch(() => undefined) }
  }

  private showWindow(timeline: Timeline): void {
    const { seconds } = this.options
    const last = timeline.samples.at(-1)
    const rate = last === undefined ? '' : `, ${Math.round(last.snapshotsPerSecond)} snapshots/s`
    const tick = last?.tickMs == null ? '' : `, tick p99 ${last.tickMs.p99.toFixed(1)} ms`
    const trouble = this.fleet.errors.total === 0 ? '' : `, ${this.fleet.errors.total} errors`
    const share = bar(timeline.samples.length / seconds)
    this.progress.show('measuring', `${share} ${this.fleet.playing} playing${rate}${tick}${trouble}`)
  }

  private async pause(ms: number): Promise<void> {
    await timeout(Math.max(0, ms), undefined, { signal: this.signal }).catch(() => {})
    this.signal.throwIfAborted()
  }
}

function machine(): string {
  const processors = cpus()
  return `${processors[0]?.model ?? 'unknown CPU'}, ${processors.length} cores, ${type()} ${release()}, Node ${process.version}`
}
