// The worker processes of one load test, seen from the parent: shares out the bots, adds up what the workers tell, and ends
// them all, however the run ends.

import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Counts, noCounts } from '../bots/recorder.js'
import { ErrorTally } from '../error-tally.js'
import { Latency } from '../latency.js'
import type { Scenario } from '../scenarios/scenario.js'
import type { Answer, Order, WorkerResult, WorkerState } from './messages.js'

const WORKER = fileURLToPath(new URL('worker.js', import.meta.url))

/** So many bots keep a good part of a core busy; beyond, another worker is worth it where there is a core for it. */
const BOTS_PER_WORKER = 500

/** From an order to its answer, milliseconds. Beyond, the worker is not busy but broken. */
const ANSWER_MS = 20_000

export interface FleetLatencies {
  readonly snapshotInterval: Latency
  readonly inputToState: Latency
  readonly join: Latency
  readonly lateness: Latency
  readonly calls: ReadonlyMap<string, Latency>
}

interface Worker {
  readonly child: ChildProcess
  state: WorkerState | undefined
  /** Who waits for the next answers. */
  readonly waiting: ((answer: Answer) => void)[]
}

/** One core is left to the server. */
export function workersFor(bots: number, cores = availableParallelism()): number {
  return Math.max(1, Math.min(cores - 1, Math.ceil(bots / BOTS_PER_WORKER)))
}

export class Fleet {
  /** Aborts with the reason when a worker ends unasked. */
  readonly ended = new AbortController()
  private readonly workers: Worker[] = []
  private stopping = false

  constructor(url: string, scenario: Scenario, bots: number) {
    const count = workersFor(bots)
    for (let i = 0, first = 0; i < count; i++) {
      const share = Math.floor((bots * (i + 1)) / count) - first
      const joinsAtOnce = scenario.joinsInWindow ? share : Math.max(1, Math.ceil(scenario.joinsAtOnce / count))
      const worker = this.startWorker()
      const assignment = { url, scenario: scenario.name, bots: share, firstNumber: first, joinsAtOnce }
      worker.child.send({ kind: 'join', assignment } satisfies Order)
      first += share
    }
  }

  get size(): number {
    return this.workers.length
  }

  /** First joins that are through, with or without success. */
  get joined(): number {
    return this.sum((state) => state.joined)
  }

  get playing(): number {
    return this.sum((state) => state.playing)
  }

  /** Of those the ones that read slowly, and whose figures do not count. */
  get slow(): number {
    return this.sum((state) => state.slow)
  }

  /** Snapshots a second that the room sends; 0 before the first join. */
  get sendRateHz(): number {
    return Math.max(0, ...this.workers.map(({ state }) => state?.sendRateHz ?? 0))
  }

  /** Of the window so far. */
  get counts(): Counts {
    const total = noCounts()
    for (const key of Object.keys(total) as (keyof Counts)[]) total[key] = this.sum((state) => state.counts[key])
    return total
  }

  /** Of the whole run so far. */
  get errors(): ErrorTally {
    const tally = new ErrorTally()
    for (const { state } of this.workers) tally.merge(state?.errors ?? {})
    return tally
  }

  /** Of each worker since its start. */
  get cpuMs(): readonly number[] {
    return this.workers.map(({ state }) => state?.cpuMs ?? 0)
  }

  /** Asks every worker how it stands. */
  async refresh(): Promise<void> {
    await this.askAll({ kind: 'tell' })
  }

  async startWindow(): Promise<void> {
    await this.askAll({ kind: 'window' })
  }

  /** Sends the bots home. Resolves with the latencies of the window. */
  async finish(): Promise<FleetLatencies> {
    const answers = await this.askAll({ kind: 'finish' })
    return latenciesOf(answers.map(({ result }) => result!))
  }

  /** Ends the workers, whatever they do. */
  stop(): void {
    this.stopping = true
    for (const { child } of this.workers) child.kill('SIGKILL')
  }

  private startWorker(): Worker {
    const child = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const worker: Worker = { child, state: undefined, waiting: [] }
    this.workers.push(worker)
    child.on('message', (answer: Answer) => {
      worker.state = answer.state
      worker.waiting.shift()?.(answer)
    })
    child.once('exit', (code, signal) => {
      if (this.stopping) return
      this.ended.abort(new Error(`a worker of the load test ended (${signal ?? `exit code ${code}`})`))
    })
    return worker
  }

  /** @throws the reason why the run is over, when a worker does not answer */
  private askAll(order: Order): Promise<Answer[]> {
    const signal = AbortSignal.any([this.ended.signal, AbortSignal.timeout(ANSWER_MS)])
    const answers = this.workers.map(
      ({ child, waiting }) =>
        new Promise<Answer>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
          waiting.push(resolve)
          // A worker that is gone is reported by its exit.
          child.send(order, () => {})
        }),
    )
    return Promise.all(answers)
  }

  private sum(read: (state: WorkerState) => number): number {
    return this.workers.reduce((sum, { state }) => sum + (state === undefined ? 0 : read(state)), 0)
  }
}

function latenciesOf(results: readonly WorkerResult[]): FleetLatencies {
  const merged = (parts: readonly string[]) => {
    const latency = new Latency()
    for (const part of parts) latency.add(part)
    return latency
  }
  const methods = [...new Set(results.flatMap(({ calls }) => Object.keys(calls)))]
  return {
    snapshotInterval: merged(results.map(({ snapshotInterval }) => snapshotInterval)),
    inputToState: merged(results.map(({ inputToState }) => inputToState)),
    join: merged(results.map(({ join }) => join)),
    lateness: merged(results.map(({ lateness }) => lateness)),
    calls: new Map(
      methods.map((method) => [method, merged(results.flatMap(({ calls }) => calls[method] ?? []))] as const),
    ),
  }
}
