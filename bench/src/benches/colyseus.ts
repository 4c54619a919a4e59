// Side by side with Colyseus 0.18: the same movers in the same places, the same tick and patch rate, the same raw sockets and
// inputs. Bytes are counted once, of the payload alone; CPU time is of the whole server process, in turns. The
// peer's room (`servers/colyseus-room`) follows its documentation; its test decodes what it sends.

import { ServerMetrics } from '@tickwire/loadtest/server-metrics'
import type { Bench, BenchRun, Row } from '../bench.js'
import { bytesOfFirstSecond } from '../load/first-second.js'
import { type Contender, type MeasuredWindow, measureWindow, underLoad } from '../load/under-load.js'
import { TICK_RATE_HZ } from '../movers/movers.js'
import { meanNear } from '../movers/near-mirror.js'
import { radiusSeeing } from '../movers/visible.js'
import { alternate, compare, type Pairs } from '../rounds.js'
import type { ColyseusArgs, ColyseusReady } from '../servers/colyseus.js'
import type { TickwireArgs, TickwireReady } from '../servers/tickwire.js'

const NAME = 'colyseus'
const SEED = 17
const WINDOW_SECONDS = 4

/** Everybody sees everything. */
const MOVERS = [60, 300, 1_000]
const OBSERVERS = 100
/** Where its slower transport is measured too. */
const WS_MOVERS = 300

/** Everybody sees the surroundings of a mover of its own. */
const ROAMING = 1_000
const VISIBLE = [35, 50, 140]
/** Clients whose bytes are counted. */
const SAMPLED = 50
/** Where CPU time and the other precision are measured too, and with how many clients. */
const CPU_VISIBLE = 50
const CPU_CLIENTS = [SAMPLED, 200]

/** Less of its rate is a row of its own: a server that sends less must not look cheaper. */
const RATE_SHARE_MIN = 0.98

type Fields = ColyseusArgs['fields']

/** One window of one server. */
export interface Figures extends MeasuredWindow {
  readonly clients: number
  /** Others within the radius of a client's mover, on average; all movers where there is no radius. */
  readonly useful: number
}

interface World {
  readonly movers: number
  readonly seed: number
  readonly radius?: number
}

export const colyseusBench: Bench = {
  name: NAME,
  title: 'the same movers through Colyseus, all visible and with its StateView (it asks for Node 22; it runs on 20)',
  packages: [
    '@colyseus/core',
    '@colyseus/schema',
    '@colyseus/uwebsockets-transport',
    '@colyseus/ws-transport',
    'uWebSockets.js',
    'ws',
  ],
  async run(run) {
    const rows: Row[] = []
    for (const movers of MOVERS) rows.push(...(await compareAllVisible(run, movers)))
    for (const visible of VISIBLE) rows.push(...(await compareInterest(run, visible)))
    rows.push(...(await compareBeginnings(run)))
    return rows
  },
}

function oursOf(world: World): Contender {
  const args: TickwireArgs = world
  return { protocol: 'tickwire', script: new URL('../servers/tickwire.js', import.meta.url), args }
}

function theirsOf(world: World, fields: Fields, transport: ColyseusArgs['transport'] = 'uws'): Contender {
  const args: ColyseusArgs = { ...world, fields, transport }
  return { protocol: 'colyseus', script: new URL('../servers/colyseus.js', import.meta.url), args }
}

async function compareAllVisible(run: BenchRun, movers: number): Promise<Row[]> {
  const world = { movers, seed: SEED }
  const name = `${count(movers)} movers, all visible`
  const overWs: Figures[] = []
  const { ours, theirs } = await alternate(
    run.rounds,
    (round) => measure(run, `${name}: ours, round ${round + 1}`, oursOf(world), world, OBSERVERS),
    async (round) => {
      const text = `${name}: Colyseus, round ${round + 1}`
      if (movers === WS_MOVERS) {
        overWs.push(await measure(run, `${text}, ws`, theirsOf(world, 'quantized', 'ws'), world, OBSERVERS))
      }
      return measure(run, text, theirsOf(world, 'quantized'), world, OBSERVERS)
    },
  )
  const exact = await measure(run, `${name}: Colyseus, float32`, theirsOf(world, 'float32'), world, 1)
  const rows = [
    bytesRow(`${name}, quantized`, ours[0]!, theirs[0]!),
    bytesRow(`${name}, float32`, ours[0]!, exact),
    ...timedRows(`${name}, ${OBSERVERS} clients, uWebSockets`, { ours, theirs }),
  ]
  if (overWs.length > 0) rows.push(...timedRows(`${name}, ${OBSERVERS} clients, ws`, { ours, theirs: overWs }))
  return rows
}

async function compareInterest(run: BenchRun, visible: number): Promise<Row[]> {
  const world = roamingWorld(visible)
  const name = `${count(ROAMING)} roaming, ${visible} visible`
  if (visible !== CPU_VISIBLE) {
    const ours = await measure(run, `${name}: ours`, oursOf(world), world, SAMPLED)
    const theirs = await measure(run, `${name}: Colyseus`, theirsOf(world, 'quantized'), world, SAMPLED)
    return [bytesRow(`${name}, quantized`, ours, theirs)]
  }
  const theirs = theirsOf(world, 'quantized')
  const rows: Row[] = []
  for (const clients of CPU_CLIENTS) {
    const pairs = await alternate(
      run.rounds,
      (round) => measure(run, `${name}, ${clients} clients: ours, round ${round + 1}`, oursOf(world), world, clients),
      (round) => measure(run, `${name}, ${clients} clients: Colyseus, round ${round + 1}`, theirs, world, clients),
    )
    if (clients === SAMPLED) {
      const exact = await measure(run, `${name}: Colyseus, float32`, theirsOf(world, 'float32'), world, clients)
      rows.push(bytesRow(`${name}, quantized`, pairs.ours[0]!, pairs.theirs[0]!))
      rows.push(bytesRow(`${name}, float32`, pairs.ours[0]!, exact))
    }
    rows.push(...timedRows(`${name}, ${clients} clients, uWebSockets`, pairs))
  }
  return rows
}

/** The whole state at a join, which no other row has. */
async function compareBeginnings(run: BenchRun): Promise<Row[]> {
  const cases: readonly [string, World][] = [
    [`${count(ROAMING)} movers, all visible`, { movers: ROAMING, seed: SEED }],
    [`${count(ROAMING)} roaming, ${CPU_VISIBLE} visible`, roamingWorld(CPU_VISIBLE)],
  ]
  const rows: Row[] = []
  for (const [name, world] of cases) {
    run.progress(`${name}: a client's first second`)
    const { ours, theirs } = await alternate(
      run.rounds,
      () => bytesOfFirstSecond(oursOf(world), run.signal),
      () => bytesOfFirstSecond(theirsOf(world, 'quantized'), run.signal),
    )
    const subject = { bench: NAME, case: `${name}, quantized`, metric: "bytes in a client's first second" } as const
    rows.push(compare({ ...subject, unit: 'bytes', better: 'lower' }, ours, theirs))
  }
  return rows
}

function roamingWorld(visible: number) {
  return { movers: ROAMING, seed: SEED, radius: radiusSeeing(visible, SEED, ROAMING) }
}

/** One round of one server. */
function measure(run: BenchRun, text: string, server: Contender, world: World, clients: number): Promise<Figures> {
  run.progress(text)
  return underLoad<TickwireReady | ColyseusReady, Figures>(server, clients, run.signal, async (load, child) => {
    const ticksBefore = await ticksOf(child.ready)
    const window = await measureWindow(load, child, WINDOW_SECONDS)
    const { movers, radius } = world
    const ticks = Math.round(window.messages / clients)
    const useful = radius === undefined ? movers : meanNear({ ...world, radius }, clients, ticksBefore, ticks)
    return { ...window, clients, useful }
  })
}

/** Ticks of the world until now: ours tells, theirs follows from the clock. */
async function ticksOf(ready: TickwireReady | ColyseusReady): Promise<number> {
  if ('metricsUrl' in ready) return (await new ServerMetrics(ready.metricsUrl).sample()).ticks
  return Math.floor(((Date.now() - ready.startedAtMs) * TICK_RATE_HZ) / 1000)
}

function bytesRow(name: string, ours: Figures, theirs: Figures): Row {
  const metric = name.includes('roaming') ? 'bytes per useful mover and tick' : 'bytes per mover and tick'
  return compare(
    { bench: NAME, case: name, metric, unit: 'bytes', better: 'lower' },
    [perMover(ours)],
    [perMover(theirs)],
  )
}

function perMover({ bytes, messages, useful }: Figures): number {
  return bytes / messages / useful
}

/** CPU time, and the rate where one of the two did not keep it. */
export function timedRows(name: string, { ours, theirs }: Pairs<Figures>): Row[] {
  const cpu = { bench: NAME, case: name, metric: 'server CPU per client-message', unit: 'us', better: 'lower' } as const
  const rows = [compare(cpu, ours.map(cpuUsPerMessage), theirs.map(cpuUsPerMessage))]
  const rates = compare(
    { bench: NAME, case: name, metric: 'messages per client', unit: '1/s', better: 'higher' },
    ours.map(ratePerClient),
    theirs.map(ratePerClient),
  )
  if (Math.min(rates.ours, rates.theirs!) < RATE_SHARE_MIN * TICK_RATE_HZ) rows.push(rates)
  return rows
}

function cpuUsPerMessage({ cpuMs, messages }: Figures): number {
  return (cpuMs * 1000) / messages
}

function ratePerClient({ messages, seconds, clients }: Figures): number {
  return messages / seconds / clients
}

function count(value: number): string {
  return value.toLocaleString('en')
}
