// One run, phase by phase: a server, the bots, a warm-up, the measured window, the Thrift calls, the report. What the run
// starts it also ends, however it ends.

import { setTimeout as timeout } from 'node:timers/promises'
import { arenaSchema } from '@tickwire/arena/schema'
import { type CallFigures, measureCalls } from './calls.js'
import { ErrorTally } from './error-tally.js'
import type { Options, RunningServer } from './options.js'
import { bar, type Progress } from './progress.js'
import { type Counted, type Report, reportOf } from './report.js'
import { ServerMetrics, type ServerSample } from './server-metrics.js'
import { ServerProcess } from './server-process.js'
import { Swarm } from './swarm.js'

/** Between the last join and the measured window: initial entities arrive, hot code gets compiled. */
const WARM_UP_SECONDS = 2

/** The server's metrics are read this often; one reading costs it about a millisecond. */
const SAMPLE_MS = 1_000

/** Length of the phase that measures Thrift calls. */
const CALL_SECONDS = 3

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
  const { process: server, addresses } = await ServerProcess.start()
  try {
    const anyEnd = AbortSignal.any([signal, server.ended.signal])
    return { report: await new Run(options, addresses, progress, anyEnd).measure(), serverLines: server.lines }
  } finally {
    await server.stop()
  }
}

async function refuseDead({ url }: RunningServer): Promise<void> {
  const health = await fetch(new URL('/healthz', url)).catch(() => undefined)
  if (health?.ok !== true) {
    const what = health === undefined ? 'nothing answers' : `/healthz answers ${health.status}`
    throw new Error(`--url ${url}: ${what}; start a server there (make serve), or leave --url out`)
  }
}

class Run {
  private readonly errors = new ErrorTally()
  private readonly swarm: Swarm
  private readonly metrics: ServerMetrics

  constructor(
    private readonly options: Options,
    private readonly server: RunningServer,
    private readonly progress: Progress,
    private readonly signal: AbortSignal,
  ) {
    this.swarm = new Swarm(options.bots, this.errors)
    this.metrics = new ServerMetrics(server.metricsUrl)
  }

  async measure(): Promise<Report> {
    const { bots, seconds } = this.options
    try {
      await this.join()
      await this.warmUp()
      const counted = await this.count()
      const rpc = await this.call()
      return reportOf({ bots, seconds, sendRateHz: arenaSchema.sendRateHz, counted, rpc, errors: this.errors })
    } finally {
      this.swarm.leave()
      this.progress.end()
    }
  }

  private async join(): Promise<void> {
    const { bots } = this.options
    this.progress.show('joining', `0/${bots}`)
    await this.swarm.join(this.server.url, this.signal, (done) => this.progress.show('joining', `${done}/${bots}`))
  }

  private async warmUp(): Promise<void> {
    this.progress.show('warm-up', `${WARM_UP_SECONDS} s, ${this.swarm.playing} playing`)
    await this.pause(WARM_UP_SECONDS * 1000)
  }

  private async count(): Promise<Counted> {
    const { traffic } = this.swarm
    await this.metrics.restartTicks().catch(() => {})
    const samples: ServerSample[] = []
    await this.takeSample(samples)
    const before = { ...traffic }
    const cpuBefore = process.cpuUsage()
    const startMs = performance.now()
    const endMs = startMs + this.options.seconds * 1000
    for (let nowMs = startMs; nowMs < endMs; nowMs = performance.now()) {
      this.showWindow(startMs, traffic.snapshots - before.snapshots, samples.at(-1))
      await this.pause(Math.min(SAMPLE_MS, endMs - nowMs))
      await this.takeSample(samples)
    }
    const elapsedMs = performance.now() - startMs
    const { user, system } = process.cpuUsage(cpuBefore)
    this.swarm.countSilent(performance.now())
    return {
      traffic: { snapshots: traffic.snapshots - before.snapshots, bytes: traffic.bytes - before.bytes },
      elapsedMs,
      rigCpuMs: (user + system) / 1000,
      samples,
    }
  }

  /** A server whose metrics are out of reach is measured from outside only. */
  private async takeSample(samples: ServerSample[]): Promise<void> {
    const sample = await this.metrics.sample().catch(() => undefined)
    if (sample !== undefined) samples.push(sample)
  }

  private showWindow(startMs: number, snapshots: number, sample: ServerSample | undefined): void {
    const elapsedSeconds = (performance.now() - startMs) / 1000
    const rate = elapsedSeconds < 0.5 ? '' : `, ${Math.round(snapshots / elapsedSeconds)} snapshots/s`
    const tick = sample === undefined ? '' : `, tick p99 ${sample.tickMs.p99.toFixed(1)} ms`
    const trouble = this.errors.total === 0 ? '' : `, ${this.errors.total} errors`
    const share = bar(elapsedSeconds / this.options.seconds)
    this.progress.show('measuring', `${share} ${this.swarm.playing} playing${rate}${tick}${trouble}`)
  }

  private async call(): Promise<CallFigures | undefined> {
    const { callers } = this.options
    if (callers === 0) return undefined
    this.progress.show('calling', `${callers} Thrift callers for ${CALL_SECONDS} s`)
    const figures = await measureCalls(this.server.url, callers, CALL_SECONDS, this.errors)
    this.signal.throwIfAborted()
    return figures
  }

  private async pause(ms: number): Promise<void> {
    await timeout(ms, undefined, { signal: this.signal }).catch(() => {})
    this.signal.throwIfAborted()
  }
}
