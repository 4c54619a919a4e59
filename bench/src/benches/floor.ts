// How far our server is above the floor that the socket sets: the same clients, the same inputs, messages of the same sizes,
// once from our server and once from a bare one that sends ready-made buffers. The smaller the ratio, the less a game
// pays for authority, interest and encoding.

import type { Bench, BenchRun, Row } from '../bench.js'
import { RIG_CPU_PERCENT_MAX } from '../load/load.js'
import { type Contender, type MeasuredWindow, measureWindow, underLoad } from '../load/under-load.js'
import { TICK_RATE_HZ } from '../movers/movers.js'
import { radiusSeeing } from '../movers/visible.js'
import { alternate, compare, type Pairs } from '../rounds.js'
import type { FloorArgs } from '../servers/floor.js'
import type { TickwireArgs } from '../servers/tickwire.js'

const NAME = 'floor'
const PLAYERS = [300, 1_000]
const VISIBLE = 50
const SEED = 11

const WINDOW_SECONDS = 5

export const floorBench: Bench = {
  name: NAME,
  title: 'our server against a bare uWebSockets server that sends ready-made buffers of the same sizes',
  packages: ['uWebSockets.js'],
  async run(run) {
    const rows: Row[] = []
    for (const players of PLAYERS) rows.push(...(await compareWithFloor(run, players)))
    return rows
  },
}

/** Our server with so many players. @param extra - what a test changes about it */
export function oursWith(players: number, extra: Partial<TickwireArgs> = {}): Contender {
  const radius = radiusSeeing(VISIBLE, SEED, players)
  const args: TickwireArgs = { movers: players, radius, seed: SEED, ...extra }
  return { protocol: 'tickwire', script: new URL('../servers/tickwire.js', import.meta.url), args }
}

/** A bare server that sends messages of these sizes. */
export function floorOf(sizes: readonly number[]): Contender {
  const args: FloorArgs = { sizes, tickRateHz: TICK_RATE_HZ }
  return { protocol: 'floor', script: new URL('../servers/floor.js', import.meta.url), args }
}

export function cpuUsPerSnapshot({ cpuMs, messages }: MeasuredWindow): number {
  return (cpuMs * 1000) / messages
}

export function bytesPerSnapshot({ bytes, messages }: MeasuredWindow): number {
  return bytes / messages
}

/** One round of one server. */
export function measureRound(server: Contender, players: number, signal: AbortSignal): Promise<MeasuredWindow> {
  return underLoad(server, players, signal, (load, child) => measureWindow(load, child, WINDOW_SECONDS))
}

async function compareWithFloor(run: BenchRun, players: number): Promise<Row[]> {
  const name = `${players.toLocaleString('en')} players roaming, ${VISIBLE} visible`
  const measure = async (who: string, round: number, server: Contender): Promise<MeasuredWindow> => {
    const window = await measureRound(server, players, run.signal)
    run.progress(`${name}, round ${round + 1} of ${run.rounds}, ${who}: ${summaryOf(window)}`)
    return window
  }
  // Ours is measured first, so the floor learns its sizes.
  let sizes: readonly number[] = []
  const pairs = await alternate(
    run.rounds,
    async (round) => {
      const window = await measure('ours', round, oursWith(players))
      if (round === 0) sizes = window.sizes
      return window
    },
    (round) => measure('floor', round, floorOf(sizes)),
  )
  return rowsOf(name, pairs)
}

function rowsOf(name: string, { ours, theirs }: Pairs<MeasuredWindow>): Row[] {
  const subject = { bench: NAME, case: name, better: 'lower' } as const
  const cpu = { ...subject, metric: 'server CPU per client-snapshot', unit: 'us' }
  const bytes = { ...subject, metric: 'bytes per client-snapshot', unit: 'bytes' }
  return [
    compare(cpu, ours.map(cpuUsPerSnapshot), theirs.map(cpuUsPerSnapshot)),
    compare(bytes, ours.map(bytesPerSnapshot), theirs.map(bytesPerSnapshot)),
  ]
}

function summaryOf(window: MeasuredWindow): string {
  const { messages, seconds, rigCpuPercent } = window
  const rig = rigCpuPercent > RIG_CPU_PERCENT_MAX ? `, the rig is saturated (${Math.round(rigCpuPercent)} %)` : ''
  const cost = `${cpuUsPerSnapshot(window).toFixed(1)} us and ${bytesPerSnapshot(window).toFixed(1)} bytes a snapshot`
  return `${cost}, ${Math.round(messages / seconds).toLocaleString('en')}/s${rig}`
}
