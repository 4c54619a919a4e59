// A crowd in one place: as many players as a room is promised to hold, each of whom sees all others; what they notice while a
// tenth of them hangs, and how soon those are back. And the other end: a room in which nothing happens. Times between
// snapshots are the clients', everything else is the server's own accounting (`/metrics`); there is no peer.

import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, lobbyService } from '@tickwire/client'
import { ServerMetrics, type ServerSample } from '@tickwire/loadtest/server-metrics'
import { moversSchema } from '../../gen-nodejs/movers.state.js'
import type { Bench, BenchRun, Row } from '../bench.js'
import { type Load, type LoadWindow, RIG_CPU_PERCENT_MAX, type Stall } from '../load/load.js'
import { type Contender, underLoad } from '../load/under-load.js'
import { TICK_RATE_HZ, WORLD_SIZE } from '../movers/movers.js'
import { alone, median } from '../rounds.js'
import type { TickwireArgs, TickwireReady } from '../servers/tickwire.js'

const NAME = 'crowd'
const SEED = 13

/** One of so many clients stalls. */
const EVERY_CLIENTS = 10

/** Longest gap between snapshots at the full rate, milliseconds: two and a half intervals. One that is still skipped gets a
 * snapshot every eight (`PROBE_INTERVAL_MS`). */
const GAP_MS_MAX = 2_500 / TICK_RATE_HZ

/** Of a room in which nothing happens: they stand. */
const STANDING = 50

/** Without an emission left out; rooms report theirs once a second. */
const SETTLED_SECONDS = 2

interface CrowdTimes {
  readonly clients: number
  /** The joins may have made the room send less often, which it takes back after some calm seconds. It is waited for, but
   * not for ever: a room that cannot do it is measured as it is. */
  readonly settleSecondsMax: number
  readonly quietSeconds: number
  readonly stallSeconds: number
  /** From the end of the stall to the end of the window. */
  readonly afterSeconds: number
}

interface IdleTimes {
  readonly rooms: number
  /** From when the rooms are made: hot code gets compiled. */
  readonly warmUpSeconds: number
  /** Of a round. Warm-up and five rounds are still less than an empty room stays open, 30 s. */
  readonly seconds: number
}

const CROWD: CrowdTimes = { clients: 1_000, settleSecondsMax: 20, quietSeconds: 5, stallSeconds: 5, afterSeconds: 5 }
const IDLE: IdleTimes = { rooms: 100, warmUpSeconds: 5, seconds: 3 }

/** What the rig and the server tell of one window. */
interface Told {
  readonly window: LoadWindow
  readonly before: ServerSample
  readonly after: ServerSample
}

interface Round {
  readonly quiet: Told
  readonly stalled: Told
}

export const crowdBench: Bench = {
  name: NAME,
  title: 'our server alone: 1,000 players who all see each other, a stall of a tenth of them, and rooms that idle',
  packages: [],
  async run(run) {
    return [...(await crowdRows(run, CROWD)), ...(await idleRows(run, IDLE))]
  },
}

/** Each round is a quiet window and one with a stall; all are taken from one server. */
export async function crowdRows(run: BenchRun, times: CrowdTimes): Promise<Row[]> {
  const { clients, settleSecondsMax } = times
  const server = ours({ movers: clients, radius: 2 * WORLD_SIZE, seed: SEED })
  const rounds = await underLoad<TickwireReady, Round[]>(server, clients, run.signal, async (load, { ready }) => {
    const metrics = new ServerMetrics(ready.metricsUrl)
    await settle(metrics, settleSecondsMax, run.signal)
    const done: Round[] = []
    for (let number = 1; number <= run.rounds; number++) {
      const round = await measureRound(load, metrics, times)
      run.progress(`${clients} clients, round ${number} of ${run.rounds}: ${summaryOf(round)}`)
      done.push(round)
    }
    return done
  })
  return [...quietRows(rounds, times), ...stallRows(rounds, times)]
}

/** Costs beyond those of a server without rooms, for each tick of a room. */
export async function idleRows(run: BenchRun, times: IdleTimes): Promise<Row[]> {
  const none = await idleSpans(run, { clients: 0, emptyRooms: 0 }, times)
  const noneMsPerSecond = median(none.map(({ cpuMs, seconds }) => cpuMs / seconds))
  const row = (name: string, spans: readonly Span[]): Row => {
    const cpuUs = spans.map(({ cpuMs, ticks, seconds }) => (1000 * (cpuMs - noneMsPerSecond * seconds)) / ticks)
    const result = alone({ bench: NAME, case: name, metric: 'CPU per tick', unit: 'us', better: 'lower' }, cpuUs)
    run.progress(`${name}: ${result.ours.toFixed(1)} us of CPU a tick`)
    return result
  }
  return [
    row('an empty room', await idleSpans(run, { clients: 0, emptyRooms: times.rooms }, times)),
    row(
      'a room of one client where nothing moves',
      await idleSpans(run, { clients: times.rooms, emptyRooms: 0 }, times),
    ),
  ]
}

function ours(args: TickwireArgs): Contender {
  return { protocol: 'tickwire', script: new URL('../servers/tickwire.js', import.meta.url), args }
}

/** Waits until no emission is left out any more. */
async function settle(metrics: ServerMetrics, secondsMax: number, signal: AbortSignal): Promise<void> {
  let before = await metrics.sample()
  for (let seconds = 0; seconds < secondsMax; seconds += SETTLED_SECONDS) {
    await pause(1000 * SETTLED_SECONDS, undefined, { signal })
    const after = await metrics.sample()
    if (emissionsLeftOut({ before, after }) === 0) return
    before = after
  }
}

async function measureRound(load: Load, metrics: ServerMetrics, times: CrowdTimes): Promise<Round> {
  const { quietSeconds, stallSeconds, afterSeconds } = times
  const stall = { everyClients: EVERY_CLIENTS, seconds: stallSeconds, gapMsMax: GAP_MS_MAX }
  return {
    quiet: await measureTold(load, metrics, quietSeconds),
    stalled: await measureTold(load, metrics, stallSeconds + afterSeconds, stall),
  }
}

async function measureTold(load: Load, metrics: ServerMetrics, seconds: number, stall?: Stall): Promise<Told> {
  await metrics.restartHistograms()
  const before = await metrics.sample()
  const window = await load.window(seconds, stall)
  return { window, before, after: await metrics.sample() }
}

function quietRows(rounds: readonly Round[], { clients }: CrowdTimes): Row[] {
  const quiet = rounds.map(({ quiet }) => quiet)
  const name = `${clients.toLocaleString('en')} clients who all see each other${rigNote(quiet)}`
  const subject = { bench: NAME, case: name, better: 'lower' } as const
  const timed = (metric: string, unit: string, of: (told: Told) => number): Row =>
    alone({ ...subject, metric, unit }, quiet.map(of))
  const largest = Math.max(...rounds.map(({ stalled }) => stalled.window.largest))
  return [
    timed('tick p50', 'ms', ({ after }) => after.tickMs.p50),
    timed('tick p99', 'ms', ({ after }) => after.tickMs.p99),
    alone({ ...subject, metric: 'overruns', unit: 'ticks' }, [sum(quiet.map(overruns))]),
    alone({ ...subject, metric: 'emissions left out', unit: 'emissions' }, [sum(quiet.map(emissionsLeftOut))]),
    timed('server CPU per client-snapshot', 'us', (told) => (1000 * cpuMs(told)) / snapshots(told)),
    timed('bytes per client-snapshot', 'bytes', bytesPerSnapshot),
    alone({ ...subject, metric: 'largest snapshot, joins and stalls included', unit: 'bytes' }, [largest]),
  ]
}

function stallRows(rounds: readonly Round[], times: CrowdTimes): Row[] {
  const { clients, stallSeconds, afterSeconds } = times
  const stalling = Math.ceil(clients / EVERY_CLIENTS)
  const stalled = rounds.map(({ stalled }) => stalled)
  const name = `${stalling} of ${clients.toLocaleString('en')} stall for ${stallSeconds} s${rigNote(stalled)}`
  const subject = { bench: NAME, case: name, better: 'lower' } as const
  const timed = (metric: string, unit: string, of: (round: Round) => number): Row =>
    alone({ ...subject, metric, unit }, rounds.map(of))
  const counted = (metric: string, unit: string, count: number): Row => alone({ ...subject, metric, unit }, [count])
  // Whoever is not back within the window counts as back at its end: too early.
  const backMs = ({ stalled: { window } }: Round): number[] => {
    const missing = Array<number>(stalling - window.backMs.length).fill(1000 * afterSeconds)
    return [...window.backMs, ...missing]
  }
  const missing = sum(stalled.map(({ window }) => stalling - window.backMs.length))
  return [
    timed('snapshot interval p99 of the others, before', 'ms', ({ quiet }) => quiet.window.intervalP99Ms),
    timed('snapshot interval p99 of the others, from then on', 'ms', ({ stalled }) => stalled.window.intervalP99Ms),
    timed('snapshot interval p99 of the others, from then on / before', '1', intervalRatio),
    counted('overruns', 'ticks', sum(stalled.map(overruns))),
    counted('emissions left out', 'emissions', sum(stalled.map(emissionsLeftOut))),
    timed('from reading again to the full rate, median', 'ms', (round) => median(backMs(round))),
    timed('from reading again to the full rate, worst', 'ms', (round) => Math.max(...backMs(round))),
    counted(`not at the full rate within ${afterSeconds} s`, 'clients', missing),
    counted('closed', 'clients', stalled.at(-1)!.window.closed),
  ]
}

/** What a server used over a while. */
interface Span {
  readonly cpuMs: number
  readonly seconds: number
  /** Of all rooms. */
  readonly ticks: number
}

/** A server in which nothing moves, with a room for each client and so many without anybody. */
async function idleSpans(
  run: BenchRun,
  { clients, emptyRooms }: { readonly clients: number; readonly emptyRooms: number },
  { warmUpSeconds, seconds }: IdleTimes,
): Promise<Span[]> {
  const server = { ...ours({ movers: STANDING, seed: SEED, standing: true, roomsOf: 1 }), inputsPerSecond: 0 }
  return underLoad<TickwireReady, Span[]>(server, clients, run.signal, async (_load, { ready }) => {
    await makeRooms(ready.url, emptyRooms)
    await pause(1000 * warmUpSeconds, undefined, { signal: run.signal })
    const metrics = new ServerMetrics(ready.metricsUrl)
    const spans: Span[] = []
    for (let round = 0; round < run.rounds; round++) {
      const before = await metrics.sample()
      await pause(seconds * 1000, undefined, { signal: run.signal })
      spans.push(spanOf(before, await metrics.sample()))
    }
    return spans
  })
}

/** Rooms that whoever made them has left: a player each, because one may make few in a while. */
async function makeRooms(url: string, rooms: number): Promise<void> {
  for (let i = 0; i < rooms; i++) await makeRoom(url)
}

async function makeRoom(url: string): Promise<void> {
  const client = await connect({ url, deviceId: randomHex() })
  try {
    await client.login({ displayName: 'bench' })
    const lobby = client.calls(lobbyService)
    const request = { roomKind: moversSchema.name, title: 'idle', listed: false, requestId: randomHex() }
    const { roomId } = await lobby.createRoom(request)
    await lobby.leaveRoom(roomId)
  } finally {
    client.close()
  }
}

function spanOf(before: ServerSample, after: ServerSample): Span {
  return {
    cpuMs: cpuMs({ before, after }),
    seconds: (after.atMs - before.atMs) / 1000,
    ticks: after.ticks - before.ticks,
  }
}

type Samples = Pick<Told, 'before' | 'after'>

function cpuMs({ before, after }: Samples): number {
  return 1000 * (after.cpuSeconds - before.cpuSeconds)
}

function snapshots({ before, after }: Samples): number {
  return after.snapshotsSent - before.snapshotsSent
}

function bytesPerSnapshot(told: Samples): number {
  return (told.after.snapshotBytes - told.before.snapshotBytes) / snapshots(told)
}

function overruns({ before, after }: Samples): number {
  return after.overruns - before.overruns
}

function emissionsLeftOut({ before, after }: Samples): number {
  const count = ({ counts }: ServerSample) => counts.get('emissions_omitted') ?? 0
  return count(after) - count(before)
}

function intervalRatio({ quiet, stalled }: Round): number {
  return stalled.window.intervalP99Ms / quiet.window.intervalP99Ms
}

function rigNote(told: readonly Told[]): string {
  return told.some(({ window }) => window.rigCpuPercent > RIG_CPU_PERCENT_MAX) ? ' (the rig is saturated)' : ''
}

function summaryOf(round: Round): string {
  const { quiet, stalled } = round
  const tick = `tick p99 ${quiet.after.tickMs.p99.toFixed(1)} ms, ${overruns(quiet)} overruns`
  const interval = `interval p99 ${quiet.window.intervalP99Ms.toFixed(1)} ms, x ${intervalRatio(round).toFixed(2)} in a stall`
  return `${tick}, ${interval}, ${stalled.window.backMs.length} back; rig ${quiet.window.rigCpuPercent.toFixed(0)} % of a core`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function randomHex(): string {
  return randomBytes(16).toString('hex')
}
