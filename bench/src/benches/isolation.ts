// What a room of players notices of calls that are none of its business: the tick's p99, from due to last send, with and
// without a flood on `/rpc`, in turns on one server; with a thousand long polls that wait; and while a hundred thousand wait for a
// match, hundreds come each second, and the matcher looks at them in its thread. All figures of a tick are the
// server's own accounting (`/metrics`). Idle pairs, with no flood in either half, say how much is the machine. The server has
// its default limits by address, and everybody an address: the floods one, as an attacker has, and what is malformed
// also enough of them for no limit to bite.

import { connect } from '@tickwire/client'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { sdkSocketsWith } from '@tickwire/loadtest/sdk-socket'
import { ServerMetrics } from '@tickwire/loadtest/server-metrics'
import type { Bench, BenchRun, Row } from '../bench.js'
import type { Load } from '../load/load.js'
import { loopbackAddress } from '../load/loopback.js'
import { underLoad } from '../load/under-load.js'
import { alternate, compare, median } from '../rounds.js'
import { CallFlood, type FloodCounts } from '../rpc/call-flood.js'
import type { FloodKind } from '../rpc/flood-message.js'
import type { ServerChild } from '../server-child.js'
import type { TickwireReady } from '../servers/tickwire.js'
import type { WaitingQueueArgs } from '../servers/waiting-queue.js'
import { oursWith } from './floor.js'

const NAME = 'isolation'

interface IsolationSize {
  readonly players: number
  readonly callsPerSecond: number
  readonly connections: number
  /** Of an attacker who has many, enough for all connections that the server closes. */
  readonly addresses: number
  readonly polls: number
  readonly waiting: WaitingQueueArgs
  /** Of what idle pairs are held against; at least so many. */
  readonly matchingRounds: number
  /** Of one half of a round. */
  readonly seconds: number
}

const SIZE: IsolationSize = {
  players: 300,
  callsPerSecond: 20_000,
  connections: 64,
  addresses: 512,
  polls: 1_000,
  waiting: { tickets: 100_000, arrivalsPerSecond: 500 },
  matchingRounds: 5,
  seconds: 5,
}

/** What goes on beside the room in one half of a round; the answer ends it and says what it was. */
type Beside = () => Promise<() => Promise<string>>

export const isolationBench: Bench = {
  name: NAME,
  title: 'a room of 300 players while /rpc is flooded, 1,000 long polls wait, and 100,000 tickets are matched',
  packages: [],
  run: (run) => isolationRows(run, SIZE),
}

export async function isolationRows(run: BenchRun, size: IsolationSize): Promise<readonly Row[]> {
  const server = { ...oursWith(size.players, { addressLimits: true, waiting: size.waiting }), ownAddresses: true }
  return underLoad<TickwireReady, Row[]>(server, size.players, run.signal, async (load, child) => {
    const { ready } = child
    const metrics = new ServerMetrics(ready.metricsUrl)
    const name = (what: string) => `${size.players} players, ${what}`
    const rows: Row[] = []
    const pairs = async (what: string, beside: Beside, rounds = run.rounds): Promise<void> => {
      const half = (start: Beside) =>
        tickP99(load, metrics, start, size.seconds, (text) => run.progress(`${what}: ${text}`))
      const { ours, theirs } = await alternate(
        rounds,
        () => half(beside),
        () => half(quiet),
      )
      const subject = { bench: NAME, case: name(what), metric: 'tick p99', unit: 'ms', better: 'lower' } as const
      rows.push(compare(subject, ours, theirs))
      const ratios = ours.map((ms, i) => ms / theirs[i]!)
      run.progress(`${what}: x ${median(ratios).toFixed(2)} of quiet (${ratios.map((r) => r.toFixed(2)).join(', ')})`)
    }
    const matchingRounds = Math.max(run.rounds, size.matchingRounds)
    await pairs('idle against idle', quiet, matchingRounds)
    const rate = size.callsPerSecond.toLocaleString('en')
    for (const kind of ['valid', 'unknown', 'malformed'] as const) {
      await pairs(`${rate} ${kind} calls/s`, flood(ready.url, kind, 1, size))
    }
    const { addresses } = size
    await pairs(`${rate} malformed calls/s from ${addresses} addresses`, flood(ready.url, 'malformed', addresses, size))
    await pairs(`${size.polls.toLocaleString('en')} polls that wait`, polls(ready.url, size.polls))
    const { tickets, arrivalsPerSecond } = size.waiting
    const waiting = `${tickets.toLocaleString('en')} tickets that wait for a match, ${arrivalsPerSecond} arrivals/s`
    await pairs(waiting, matching(child), matchingRounds)
    return rows
  })
}

const quiet: Beside = async () => async () => 'quiet'

function flood(
  url: string,
  kind: FloodKind,
  addresses: number,
  { callsPerSecond, connections }: IsolationSize,
): Beside {
  return async () => {
    const rpc = new URL('/rpc', url)
    rpc.protocol = 'ws:'
    const calls = new CallFlood({ url: rpc.href, kind, callsPerSecond, connections, addresses })
    await calls.started()
    return async () => summaryOf(await calls.end())
  }
}

function summaryOf({ sent, answered, closed, refused }: FloodCounts): string {
  return `${sent} calls sent, ${answered} answered, ${closed} connections closed, ${refused} refused`
}

function polls(url: string, count: number): Beside {
  return async () => {
    const clients = await Promise.all(
      Array.from({ length: count }, (_, number) => {
        return connect({ url, openSocket: sdkSocketsWith({ localAddress: loopbackAddress('polls', number) }) })
      }),
    )
    await Promise.all(clients.map((client) => client.login()))
    for (const client of clients) {
      // Ends with its connection.
      client
        .calls(eventsService)
        .poll(0, 25_000, 10)
        .catch(() => undefined)
    }
    return async () => {
      for (const client of clients) client.close()
      return `${count} polls`
    }
  }
}

function matching(child: ServerChild<TickwireReady>): Beside {
  return async () => {
    await child.order('fill')
    return () => child.order('empty')
  }
}

/** Of the ticks of one half. */
async function tickP99(
  load: Load,
  metrics: ServerMetrics,
  start: Beside,
  seconds: number,
  progress: (text: string) => void,
): Promise<number> {
  const end = await start()
  await metrics.restartHistograms()
  await load.window(seconds)
  const { tickMs } = await metrics.sample()
  progress(`${await end()}: tick p50 ${tickMs.p50.toFixed(2)}, p99 ${tickMs.p99.toFixed(2)} ms`)
  return tickMs.p99
}
