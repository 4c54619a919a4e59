// How far our server goes on one core, and how its cost grows: with clients, with entities, with what a client sees. All
// figures of a tick come from the server's own accounting (`/metrics`); there is no peer.

import { ServerMetrics, type ServerSample } from '@tickwire/loadtest/server-metrics'
import type { Bench, BenchRun, Row } from '../bench.js'
import { type Load, RIG_CPU_PERCENT_MAX } from '../load/load.js'
import { underLoad } from '../load/under-load.js'
import { TICK_RATE_HZ, WORLD_SIZE } from '../movers/movers.js'
import { radiusSeeing } from '../movers/visible.js'
import { alone, median } from '../rounds.js'
import type { TickwireArgs, TickwireReady } from '../servers/tickwire.js'

const NAME = 'scale'
const SEED = 12
const VISIBLE = 50

/** All windows of a case together: they are taken from one server, one after the other. */
const CASE_SECONDS = 4

/** A tick must end before the next is due; this is the tick at 20 Hz. */
const TICK_P99_MS_MAX = 1000 / TICK_RATE_HZ

const SERVER = new URL('../servers/tickwire.js', import.meta.url)

interface Case {
  readonly name: string
  readonly clients: number
  /** Others that a client sees on average. */
  readonly visible: number
  readonly args: TickwireArgs
  /** Beyond what is promised: it may fail without failing the bench. */
  readonly isStretch?: boolean
}

/** One window of a case, told by the server. */
interface Figures {
  readonly tickP50Ms: number
  readonly tickP99Ms: number
  readonly overruns: number
  readonly cpuPercent: number
  readonly cpuUsPerSnapshot: number
  readonly cpuMsPerTick: number
  readonly rssMb: number
}

interface Measured extends Case {
  readonly windows: readonly Figures[]
}

/** What the clock costs with nearly nothing to do; it must not hide how the rest grows. */
const IDLE = seeing('1 client in one room', 1, 100, VISIBLE)

const ONE_ROOM = [100, 300, 1_000, 2_000].map((clients) => oneRoom(`${count(clients)} clients in one room`, clients))

const OTHERS: readonly Case[] = [
  oneRoom('4,000 clients in one room, 10 snapshots/s', 4_000, { sendRateHz: 10 }, true),
  oneRoom('300 clients in one room, 60 Hz', 300, { tickRateHz: 60 }),
  ...[50, 100, 200].map((rooms) => manyRooms(rooms, 10)),
]

/** Cost against one quantity at a time, everything else as it is. */
const BY_ENTITIES = [300, 1_000, 3_000].map((movers) => seeing(`${count(movers)} entities`, 100, movers, VISIBLE))
const BY_VISIBLE = [35, 70, 140].map((visible) => seeing(`${visible} visible`, 300, 300, visible))

export const scaleBench: Bench = {
  name: NAME,
  title: 'our server alone: players in one room, at 60 Hz, in many rooms, and how the cost of a tick grows',
  packages: [],
  async run(run) {
    const idle = await measure(run, IDLE)
    const inOneRoom = await measureAll(run, ONE_ROOM)
    const others = await measureAll(run, OTHERS)
    const byEntities = await measureAll(run, BY_ENTITIES)
    const byVisible = await measureAll(run, BY_VISIBLE)
    const rows = [
      ...[idle, ...inOneRoom, ...others].flatMap(rowsOf),
      mostClients(inOneRoom),
      growth('clients', idle, inOneRoom, ({ clients }) => clients),
      growth('entities', idle, byEntities, ({ args }) => args.movers),
      growth('visible entities', idle, byVisible, ({ visible }) => visible),
    ]
    for (const { case: name, metric, ours, unit } of rows.slice(-4)) {
      run.progress(`${name}: ${metric} ${unit === 'clients' ? count(ours) : ours.toFixed(2)}`)
    }
    return rows
  },
}

/** Every client is a player among as many. */
function oneRoom(name: string, clients: number, extra: Partial<TickwireArgs> = {}, isStretch = false): Case {
  const { args } = seeing(name, clients, clients, VISIBLE)
  return { name, clients, visible: VISIBLE, args: { ...args, ...extra }, isStretch }
}

function seeing(name: string, clients: number, movers: number, visible: number): Case {
  return { name, clients, visible, args: { movers, radius: radiusSeeing(visible, SEED, movers), seed: SEED } }
}

/** Everybody sees everybody of its room. */
function manyRooms(rooms: number, roomsOf: number): Case {
  const args = { movers: roomsOf, radius: 2 * WORLD_SIZE, seed: SEED, roomsOf }
  return { name: `${rooms} rooms of ${roomsOf} clients`, clients: rooms * roomsOf, visible: roomsOf - 1, args }
}

async function measureAll(run: BenchRun, cases: readonly Case[]): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const one of cases) {
    try {
      measured.push(await measure(run, one))
    } catch (error) {
      run.signal.throwIfAborted()
      if (one.isStretch !== true) throw error
      run.progress(`${one.name}: did not hold: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return measured
}

async function measure(run: BenchRun, one: Case): Promise<Measured> {
  const server = { protocol: 'tickwire', script: SERVER, args: one.args } as const
  return underLoad<TickwireReady, Measured>(server, one.clients, run.signal, async (load, { ready }) => {
    const metrics = new ServerMetrics(ready.metricsUrl)
    const windows: Figures[] = []
    let rigCpuPercent = 0
    for (let round = 0; round < run.rounds; round++) {
      const [figures, rig] = await measureOnce(load, metrics, CASE_SECONDS / run.rounds)
      windows.push(figures)
      rigCpuPercent = Math.max(rigCpuPercent, rig)
    }
    const name = rigCpuPercent > RIG_CPU_PERCENT_MAX ? `${one.name} (the rig is saturated)` : one.name
    const measured = { ...one, name, windows }
    run.progress(summaryOf(measured, rigCpuPercent))
    return measured
  })
}

async function measureOnce(load: Load, metrics: ServerMetrics, seconds: number): Promise<[Figures, number]> {
  await metrics.restartHistograms()
  const before = await metrics.sample()
  const { rigCpuPercent } = await load.window(seconds)
  return [figuresOf(before, await metrics.sample()), rigCpuPercent]
}

function figuresOf(before: ServerSample, after: ServerSample): Figures {
  const cpuMs = (after.cpuSeconds - before.cpuSeconds) * 1000
  return {
    tickP50Ms: after.tickMs.p50,
    tickP99Ms: after.tickMs.p99,
    overruns: after.overruns - before.overruns,
    cpuPercent: (100 * cpuMs) / (after.atMs - before.atMs),
    cpuUsPerSnapshot: (1000 * cpuMs) / (after.snapshotsSent - before.snapshotsSent),
    cpuMsPerTick: cpuMs / (after.ticks - before.ticks),
    rssMb: after.rssMb,
  }
}

function rowsOf({ name, windows }: Measured): Row[] {
  const subject = { bench: NAME, case: name, better: 'lower' } as const
  const timed = (metric: string, unit: string, of: (figures: Figures) => number): Row =>
    alone({ ...subject, metric, unit }, windows.map(of))
  return [
    timed('tick p50', 'ms', ({ tickP50Ms }) => tickP50Ms),
    timed('tick p99', 'ms', ({ tickP99Ms }) => tickP99Ms),
    alone({ ...subject, metric: 'overruns', unit: 'ticks' }, [overrunsOf(windows)]),
    timed('CPU of one core', '%', ({ cpuPercent }) => cpuPercent),
    timed('server CPU per client-snapshot', 'us', ({ cpuUsPerSnapshot }) => cpuUsPerSnapshot),
    timed('memory (RSS)', 'MB', ({ rssMb }) => rssMb),
  ]
}

/** The largest room in which every tick ended in time. */
function mostClients(rooms: readonly Measured[]): Row {
  const good = rooms.filter(({ windows }) => overrunsOf(windows) === 0 && worstP99(windows) < TICK_P99_MS_MAX)
  const metric = `most clients without an overrun and tick p99 < ${TICK_P99_MS_MAX} ms`
  const subject = { bench: NAME, case: 'one room', metric, unit: 'clients', better: 'higher' } as const
  return alone(subject, [Math.max(0, ...good.map(({ clients }) => clients))])
}

/** How the CPU time of a tick beyond an idle one grows with `quantity`, in each round. */
function growth(what: string, idle: Measured, cases: readonly Measured[], quantity: (one: Measured) => number): Row {
  const idleMs = median(idle.windows.map(({ cpuMsPerTick }) => cpuMsPerTick))
  const exponents = idle.windows.map((_, round) => {
    const costs = cases.map(({ windows }) => windows[round]!.cpuMsPerTick - idleMs)
    return exponentOf(cases.map(quantity), costs)
  })
  const name = `CPU of a tick beyond an idle one, by ${what}`
  return alone({ bench: NAME, case: name, metric: 'exponent', unit: '1', better: 'lower' }, exponents)
}

/** The `e` for which `cost` is nearest to `c * quantity ** e`: the slope of the logarithms by least squares. */
export function exponentOf(quantity: readonly number[], cost: readonly number[]): number {
  const xs = quantity.map(Math.log)
  const ys = cost.map(Math.log)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [xMean, yMean] = [mean(xs), mean(ys)]
  const along = xs.reduce((sum, x, i) => sum + (x - xMean) * (ys[i]! - yMean), 0)
  return along / xs.reduce((sum, x) => sum + (x - xMean) ** 2, 0)
}

function overrunsOf(windows: readonly Figures[]): number {
  return windows.reduce((sum, { overruns }) => sum + overruns, 0)
}

function worstP99(windows: readonly Figures[]): number {
  return Math.max(...windows.map(({ tickP99Ms }) => tickP99Ms))
}

function summaryOf({ name, windows }: Measured, rigCpuPercent: number): string {
  const [{ tickP50Ms, cpuPercent, cpuUsPerSnapshot }] = windows as [Figures, ...Figures[]]
  const tick = `tick p50 ${tickP50Ms.toFixed(1)}, p99 ${worstP99(windows).toFixed(1)} ms, ${overrunsOf(windows)} overruns`
  const cpu = `${cpuPercent.toFixed(0)} % of a core, ${cpuUsPerSnapshot.toFixed(1)} us a snapshot`
  return `${name}: ${tick}, ${cpu}; rig ${rigCpuPercent.toFixed(0)} % of a core`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
