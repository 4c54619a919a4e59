// What a lossy line costs players on TCP (netcode rule 13): how often and for how long the snapshots stop, by the loss and the
// round trip of the line. Real SDK clients, a real server and the kernel's own TCP over lines that lose packets (`freeze/network`).
// There is no peer. Only when asked for: it takes minutes, and root.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Bench, BenchRun, PanelTable, Row } from '../bench.js'
import { type Freezes, freezesOf, type Seen } from '../freeze/freezes.js'
import { LossyNetwork, missingFor } from '../freeze/network.js'
import type { WatchersArgs } from '../freeze/watchers.js'
import { alone } from '../rounds.js'
import { ServerChild } from '../server-child.js'
import type { TickwireArgs, TickwireReady } from '../servers/tickwire.js'

const NAME = 'freeze'
const SEED = 17

export interface FreezeSize {
  /** Of each way, per cent. The first is 0, the control: what freezes there is the machine's doing. */
  readonly lossPercents: readonly number[]
  readonly roundTripsMs: readonly number[]
  /** Of each line. */
  readonly clients: number
  readonly movers: number
  readonly warmUpSeconds: number
  readonly seconds: number
}

const SIZE: FreezeSize = {
  lossPercents: [0, 0.5, 1, 2, 5],
  roundTripsMs: [20, 50, 100, 200],
  clients: 10,
  movers: 60,
  warmUpSeconds: 5,
  seconds: 60,
}

/** A round whose clear line stands for more of the time is measured once more, per cent: the machine was busy. */
const CONTROL_PERCENT_MAX = 0.2

interface Cell {
  readonly lossPercent: number
  readonly roundTripMs: number
  readonly freezes: Freezes
}

export const freezeBench: Bench = {
  name: NAME,
  title: 'how often and how long snapshots at 20 Hz stop on a line that loses packets, over real TCP',
  packages: [],
  run: (run) => freezeRows(run, SIZE),
}

export async function freezeRows(run: BenchRun, size: FreezeSize): Promise<readonly Row[]> {
  const missing = missingFor()
  if (missing !== undefined) throw new Error(missing)
  const cells: Cell[] = []
  for (const roundTripMs of size.roundTripsMs) cells.push(...(await calmRound(roundTripMs, size, run)))
  draw(run, size, cells)
  return cells.map(({ lossPercent, roundTripMs, freezes }) => {
    const name = `${lossPercent} % loss, round trip ${roundTripMs} ms`
    const subject = { bench: NAME, case: name, metric: 'time in freezes', unit: '%', better: 'lower' } as const
    return alone(subject, [freezes.timePercent])
  })
}

/** Of two rounds the one whose clear line stood less, unless the first is good enough. */
async function calmRound(roundTripMs: number, size: FreezeSize, run: BenchRun): Promise<readonly Cell[]> {
  const first = await round(roundTripMs, size, run)
  const control = first[0]!.freezes.timePercent
  if (control <= CONTROL_PERCENT_MAX) return first
  run.progress(`${roundTripMs} ms: the clear line stood for ${control.toFixed(2)} % of the time, once more`)
  const second = await round(roundTripMs, size, run)
  return second[0]!.freezes.timePercent < control ? second : first
}

/** One round trip with all losses at once: a line each, into one room. */
async function round(roundTripMs: number, size: FreezeSize, run: BenchRun): Promise<Cell[]> {
  run.signal.throwIfAborted()
  const { lossPercents, movers } = size
  const lines = lossPercents.map((lossPercent, i) => ({ roundTripMs, loss: lossPercent / 100, seed: SEED + i }))
  const network = await LossyNetwork.make(lines)
  const watchers: ChildProcess[] = []
  let server: ServerChild<TickwireReady> | undefined
  const stop = () => {
    for (const child of watchers) child.kill()
  }
  run.signal.addEventListener('abort', stop)
  try {
    const args: TickwireArgs = { movers, seed: SEED, host: '0.0.0.0' }
    const script = new URL('../servers/tickwire.js', import.meta.url)
    server = await ServerChild.start<TickwireReady>(script, args, LossyNetwork.inside(network.serverNamespace))
    const { port } = new URL(server.ready.url)
    const seen = network.lines.map(({ serverAddress, namespace }) => {
      const { child, seen } = watch(namespace, `http://${serverAddress}:${port}`, size)
      watchers.push(child)
      return seen
    })
    const cells = (await Promise.all(seen)).map((of, i) => {
      return { lossPercent: lossPercents[i]!, roundTripMs, freezes: freezesOf(of) }
    })
    for (const { lossPercent, freezes } of cells) {
      const { perMinute, medianMs, p95Ms } = freezes
      const length = medianMs === null ? '' : `, ${Math.round(medianMs)} ms, p95 ${Math.round(p95Ms!)} ms`
      run.progress(`${lossPercent} % loss, ${roundTripMs} ms: ${perMinute.toFixed(1)} freezes a minute${length}`)
    }
    return cells
  } finally {
    run.signal.removeEventListener('abort', stop)
    stop()
    await server?.stop()
    network.close()
  }
}

function watch(namespace: string, url: string, { clients, warmUpSeconds, seconds }: FreezeSize) {
  const args: WatchersArgs = { url, clients, warmUpMs: 1_000 * warmUpSeconds, watchMs: 1_000 * seconds }
  const child = fork(new URL('../freeze/watchers.js', import.meta.url), [JSON.stringify(args)], {
    ...LossyNetwork.inside(namespace),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the clients of ${url} ended by themselves (exit code ${code})`)
  })
  ended.catch(() => {})
  const seen = Promise.race([once(child, 'message').then(([message]) => message as Seen), ended])
  return { child, seen }
}

function draw(run: BenchRun, size: FreezeSize, cells: readonly Cell[]): void {
  const panel = (title: string, label: string, figureOf: (freezes: Freezes) => number | null): void => {
    const rows = size.lossPercents.map((lossPercent) => {
      const ofLoss = cells.filter((cell) => cell.lossPercent === lossPercent)
      return { name: `${lossPercent} % loss`, figures: ofLoss.map(({ freezes }) => figureOf(freezes)) }
    })
    const columns = size.roundTripsMs.map((ms) => `round trip ${ms} ms`)
    const table: PanelTable = { columns, rows }
    // Without a loss there is nothing to draw.
    const curves = rows.slice(1).map(({ name, figures }) => ({
      name,
      points: figures.flatMap((y, i) => (y === null ? [] : [{ x: size.roundTripsMs[i]!, y, label: '' }])),
    }))
    const x = { label: 'round trip of the line, ms', scale: 'linear' } as const
    run.draw({ title, x, y: { label, scale: 'linear' }, curves, table })
  }
  panel('Freezes a minute', 'freezes a minute', ({ perMinute }) => perMinute)
  panel('Length of a freeze, median, ms', 'ms', ({ medianMs }) => medianMs)
  panel('Length of a freeze, p95, ms', 'ms', ({ p95Ms }) => p95Ms)
}
