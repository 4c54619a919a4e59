// Matchmaking side by side: the same people through ours, a greedy matcher after PlayFab's documentation and Colyseus' QueueRoom, in
// simulated time, judged on a skill that no matcher sees. Each is swept from narrow to wide limits and compared where the curves
// overlap. Then small pools against the exact optimum, and what a cycle of ours costs. docs/BENCHMARKS.md says how to read it.

import type { Pool } from '@tickwire/server/match-function'
import type { Bench, BenchRun, PanelTable, Row } from '../bench.js'
import { type Contender, OURS, PEERS } from '../matchmaking/contenders.js'
import { costOf } from '../matchmaking/cost.js'
import { type Measures, quantile } from '../matchmaking/measures.js'
import { optimumOf, worthOf } from '../matchmaking/optimum.js'
import { measurePoints, type PointJob } from '../matchmaking/points.js'
import {
  type Comparison,
  errorsAtSameWait,
  frontOf,
  type Pair,
  type Point,
  tradeOf,
  waitsAtSameError,
} from '../matchmaking/sweep.js'
import type { Trace } from '../matchmaking/trace.js'
import { tracesOf } from '../matchmaking/traces.js'
import { alone, compare, type Subject } from '../rounds.js'

const NAME = 'matchmaking'

export interface MatchmakingSize {
  /** Of each trace's time. */
  readonly scale: number
  /** Small pools of each kind. */
  readonly pools: number
  /** Tickets that wait, where cycles are timed. */
  readonly waiting: readonly number[]
  readonly arrivalsPerSecond: number
  /** Timed cycles of a round. */
  readonly cycles: number
}

const SIZE: MatchmakingSize = { scale: 1, pools: 30, waiting: [10_000, 100_000], arrivalsPerSecond: 500, cycles: 20 }

export const matchmakingBench: Bench = {
  name: NAME,
  title: 'wait against fairness in simulated time, small pools against the exact optimum, and what a cycle costs',
  packages: ['@colyseus/core'],
  run: (run) => matchmakingRows(run, SIZE),
}

export async function matchmakingRows(run: BenchRun, size: MatchmakingSize): Promise<readonly Row[]> {
  return [...(await qualityRows(run, size)), ...optimumRows(run, size), ...(await costRows(run, size))]
}

async function qualityRows(run: BenchRun, { scale }: MatchmakingSize): Promise<Row[]> {
  const traces = tracesOf(scale)
  const contenders = [OURS, ...PEERS]
  const jobs = traces.flatMap(({ name: trace, widenings }) =>
    contenders.flatMap(({ name: contender }) => widenings.map((widening) => ({ trace, scale, contender, widening }))),
  )
  const points = new Map<string, Point>()
  const keyOf = ({ trace, contender, widening }: Omit<PointJob, 'scale'>) => `${trace}, ${contender}, ${widening}`
  await measurePoints(jobs, run.signal, (job, point) => {
    points.set(keyOf(job), point)
    const { wait, error } = tradeOf(point)
    const text = `${job.trace}, ${job.contender}, limits x ${job.widening}`
    run.progress(
      `${text}: mean wait ${wait.toFixed(1)} s, win-chance error ${error.toFixed(3)} (${points.size} of ${jobs.length})`,
    )
  })
  return traces.flatMap((trace) => {
    const curve = ({ name: contender }: Contender) =>
      trace.widenings.map((widening) => points.get(keyOf({ trace: trace.name, contender, widening }))!)
    drawTrace(run, trace, contenders, curve)
    return PEERS.flatMap((peer) => rowsOf(`${trace.name} against ${peer.name}`, curve(OURS), curve(peer)))
  })
}

function rowsOf(name: string, ours: readonly Point[], theirs: readonly Point[]): Row[] {
  const rows: Row[] = []
  const row = (metric: string, unit: string, pair: Pair) => {
    rows.push(compare({ bench: NAME, case: name, metric, unit, better: 'lower' }, [pair[0]], [pair[1]]))
  }
  const both = (metric: string, unit: string, comparison: Comparison) => {
    row(metric, unit, comparison.mean)
    row(`${metric}, where ours is worst`, unit, comparison.worst)
  }
  const fronts = [frontOf(ours), frontOf(theirs)] as const
  // Who has made no match at all has nothing to compare.
  if (fronts.some((front) => front.length === 0)) return []
  both('win-chance error at the same mean wait', '', errorsAtSameWait(...fronts))
  both('mean wait at the same win-chance error', 's', waitsAtSameError(...fronts))
  return rows
}

/** Of each point; NaN where a trace has no such thing. */
const COLUMNS: readonly (readonly [string, (measures: Measures) => number])[] = [
  ['mean wait, s', (m) => m.waitSecondsMean],
  ['p50', (m) => m.waitSecondsP50],
  ['p90', (m) => m.waitSecondsP90],
  ['p99', (m) => m.waitSecondsP99],
  ['win-chance error', (m) => m.winChanceError],
  ['spread', (m) => m.spread],
  ['latency p95, ms', (m) => m.latencyMsP95],
  ['off role, %', (m) => 100 * m.offRoleShare],
  ['gave up, %', (m) => 100 * m.gaveUpShare],
  ['still wait, %', (m) => 100 * m.stillWaitingShare],
  ['larger party wins, %', (m) => 100 * m.largerPartyWinChance],
  ['parties torn, %', (m) => 100 * m.tornShare],
  ['worst skill tenth: wait', (m) => m.waitBySkill],
  ['error', (m) => m.errorBySkill],
  ['worst region: wait', (m) => m.waitByRegion],
  ['error', (m) => m.errorByRegion],
]

function drawTrace(
  run: BenchRun,
  trace: Trace,
  contenders: readonly Contender[],
  pointsOf: (contender: Contender) => readonly Point[],
): void {
  run.draw({
    title: trace.name,
    x: { label: 'mean wait, seconds', scale: 'log' },
    y: { label: '|true win chance - 0.5|, mean', scale: 'linear' },
    curves: contenders.map((contender) => ({
      name: contender.name,
      points: pointsOf(contender).map((point) => {
        const { wait, error } = tradeOf(point)
        return { x: wait, y: error, label: `x ${point.widening}` }
      }),
    })),
    table: tableOf(contenders, pointsOf),
  })
}

function tableOf(contenders: readonly Contender[], pointsOf: (contender: Contender) => readonly Point[]): PanelTable {
  const rows = contenders.flatMap((contender) =>
    pointsOf(contender).map(({ widening, measures }) => ({
      name: `${contender.name}, limits x ${widening}`,
      figures: COLUMNS.map(([, read]) => {
        const figure = read(measures)
        return Number.isFinite(figure) ? figure : null
      }),
    })),
  )
  // What no contender has a figure for is not of this trace.
  const shown = COLUMNS.map((_, i) => i).filter((i) => rows.some(({ figures }) => figures[i] !== null))
  return {
    columns: shown.map((i) => COLUMNS[i]![0]),
    rows: rows.map(({ name, figures }) => ({ name, figures: shown.map((i) => figures[i]!) })),
  }
}

/** Of which traces pools are made, how many tickets each has, and how long they have waited, seconds. */
const SMALL_POOLS = [
  { trace: 'duel', tickets: 14, waitedSeconds: 15 },
  { trace: 'thin', tickets: 11, waitedSeconds: 120 },
  { trace: 'ranked 1/s', tickets: 12, waitedSeconds: 180 },
]

function optimumRows(run: BenchRun, { scale, pools }: MatchmakingSize): Row[] {
  const traces = tracesOf(scale)
  return SMALL_POOLS.flatMap(({ trace: name, tickets, waitedSeconds }) => {
    run.progress(`${pools} pools of ${tickets} tickets of ${name}: the exact optimum`)
    const trace = traces.find((candidate) => candidate.name === name)!
    const worths = smallPools(trace, pools, tickets).map((pool) => {
      const nowMs = Math.max(...pool.tickets.map(({ enqueuedMs }) => enqueuedMs)) + waitedSeconds * 1_000
      const worth = ({ create }: Contender) => worthOf(pool, proposalsOf(create, pool, nowMs), nowMs)
      return { ours: worth(OURS), greedy: worth(PEERS[0]!), optimum: optimumOf(pool, nowMs) }
    })
    const total = (who: keyof (typeof worths)[number]) =>
      worths.reduce((sum, worth) => sum + worth[who], 0) / worths.length
    const subject = (peer: string): Subject => ({
      bench: NAME,
      case: `${name}, pools of ${tickets} tickets, against ${peer}`,
      metric: 'quality x players of one cycle',
      unit: '',
      better: 'higher',
    })
    return [
      compare(subject('the exact optimum'), [total('ours')], [total('optimum')]),
      compare(subject(PEERS[0]!.name), [total('ours')], [total('greedy')]),
    ]
  })
}

/** Tickets in the order in which they came, so many at a time. */
function smallPools(trace: Trace, pools: number, tickets: number): readonly Pool[] {
  const count = Math.min(pools, Math.floor(trace.arrivals.length / tickets))
  return Array.from({ length: count }, (_, i) => ({
    config: trace.queue(1),
    tickets: trace.arrivals.slice(i * tickets, (i + 1) * tickets).map(({ ticket }) => ticket),
    backfills: [],
  }))
}

function proposalsOf(create: Contender['create'], { config, tickets }: Pool, nowMs: number) {
  const matcher = create(config)
  for (const ticket of tickets) matcher.addTicket(ticket)
  return matcher.cycle(nowMs, 1)
}

async function costRows(run: BenchRun, { waiting, arrivalsPerSecond, cycles }: MatchmakingSize): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of waiting) {
    const costs: Awaited<ReturnType<typeof costOf>>[] = []
    const name = `${count.toLocaleString('en')} waiting tickets, ${arrivalsPerSecond} arrivals/s`
    for (let round = 0; round < run.rounds; round++) {
      const cost = await costOf({ waiting: count, arrivalsPerSecond, cycles }, run.signal)
      costs.push(cost)
      const steady = `${quantile(cost.steadyMs, 0.5).toFixed(1)} ms`
      run.progress(
        `${name}, round ${round + 1}: cold ${cost.coldMs.toFixed(0)} ms, then ${steady}; ${cost.left} wait at the end`,
      )
    }
    const subject = { bench: NAME, case: name, unit: 'ms', better: 'lower' } as const
    rows.push(
      alone(
        { ...subject, metric: 'cycle, cold' },
        costs.map(({ coldMs }) => coldMs),
      ),
      alone(
        { ...subject, metric: 'cycle p50, steady' },
        costs.map(({ steadyMs }) => quantile(steadyMs, 0.5)),
      ),
      alone(
        { ...subject, metric: 'cycle p99, steady' },
        costs.map(({ steadyMs }) => quantile(steadyMs, 0.99)),
      ),
    )
  }
  return rows
}
