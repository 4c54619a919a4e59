// Thrift calls side by side: `sayHello` through our WebSocket and our TCP port, through Apache Thrift's own Node server, and
// the same method through gRPC. Every server is a process of its own; every reply is checked. Calls a second and latency
// depend on what the clients cost, too, where cores are few; the server's CPU time per call hardly does.

import { setTimeout as pause } from 'node:timers/promises'
import type { Bench, BenchRun, Row } from '../bench.js'
import { alternate, compare, type Pairs } from '../rounds.js'
import { CallerPool, type PoolCounts } from '../rpc/caller-pool.js'
import type { ClientKind } from '../rpc/caller-thread.js'
import type { OurReady } from '../rpc/our-server.js'
import type { PeerReady } from '../rpc/peer-ready.js'
import { ServerChild } from '../server-child.js'

/** Calls before those that count, milliseconds: both ends compile their code meanwhile. */
const WARM_MS = 500

/** Calls that count, milliseconds. */
const WINDOW_MS = 1_500

/** Connections, and calls under way on each: alone, a busy back end, many quiet clients. */
const GRID = [
  { connections: 1, depth: 1 },
  { connections: 8, depth: 8 },
  { connections: 64, depth: 1 },
] as const

type Load = (typeof GRID)[number]

/** A server together with the client that calls it. */
interface Contender {
  readonly name: string
  readonly server: ServerChild<unknown>
  readonly client: ClientKind
  readonly address: string
}

interface Window extends PoolCounts {
  /** Of the server, all threads, user and system. */
  readonly cpuUsPerCall: number
}

const METRICS = [
  { metric: 'calls', unit: '1/s', better: 'higher', of: ({ callsPerSecond }: Window) => callsPerSecond },
  { metric: 'server CPU per call', unit: 'us', better: 'lower', of: ({ cpuUsPerCall }: Window) => cpuUsPerCall },
  { metric: 'latency p50', unit: 'ms', better: 'lower', of: ({ p50Ms }: Window) => p50Ms },
  { metric: 'latency p99', unit: 'ms', better: 'lower', of: ({ p99Ms }: Window) => p99Ms },
] as const

export const rpcBench: Bench = {
  name: 'rpc',
  title: 'sayHello, connections x calls under way on each',
  packages: ['@tickwire/server', 'uWebSockets.js', 'thrift', '@grpc/grpc-js', '@grpc/proto-loader'],

  async run(run) {
    run.progress('starting the servers')
    const servers: ServerChild<unknown>[] = []
    const start = async <Ready>(script: string): Promise<ServerChild<Ready>> => {
      const server = await ServerChild.start<Ready>(new URL(`../rpc/${script}`, import.meta.url))
      servers.push(server)
      return server
    }
    try {
      const ours = await start<OurReady>('our-server.js')
      const apache = await start<PeerReady>('apache-server.js')
      const grpc = await start<PeerReady>('grpc-server.js')
      const { rpc, tcp } = ours.ready
      const overWebSocket: Contender = { name: '/rpc', server: ours, client: 'webSocket', address: rpc }
      const overTcp: Contender = { name: 'TCP', server: ours, client: 'tcp', address: tcp }
      const { address } = apache.ready
      const theirs: Contender = { name: 'Apache', server: apache, client: 'apacheTcp', address }
      const grpcs: Contender = { name: 'grpc-js', server: grpc, client: 'grpc', address: grpc.ready.address }
      return [
        ...(await compareOver(run, overWebSocket, theirs)),
        ...(await compareOver(run, overWebSocket, grpcs)),
        ...(await compareOver(run, overTcp, theirs)),
      ]
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
  },
}

async function compareOver(run: BenchRun, ours: Contender, theirs: Contender): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const load of GRID) {
    const what = `${ours.name} against ${theirs.name}, ${load.connections} x ${load.depth}`
    const measureOne = async (contender: Contender, round: number): Promise<Window> => {
      run.progress(`${what}: round ${round + 1} of ${run.rounds}, ${contender.name}`)
      return measure(contender, load, run.signal)
    }
    const windows = await alternate(
      run.rounds,
      (round) => measureOne(ours, round),
      (round) => measureOne(theirs, round),
    )
    rows.push(...rowsOf(what, windows))
  }
  return rows
}

function rowsOf(what: string, { ours, theirs }: Pairs<Window>): Row[] {
  return METRICS.map(({ of, ...subject }) =>
    compare({ bench: 'rpc', case: what, ...subject }, ours.map(of), theirs.map(of)),
  )
}

async function measure({ server, client, address }: Contender, load: Load, signal: AbortSignal): Promise<Window> {
  const pool = new CallerPool({ client, address, ...load })
  try {
    await pool.calling()
    await pause(WARM_MS, undefined, { signal })
    const before = await server.usage()
    pool.begin()
    await pause(WINDOW_MS, undefined, { signal })
    const [counts, after] = await Promise.all([pool.end(), server.usage()])
    if (counts.calls === 0) throw new Error(`${client} ${address}: no call was answered in ${WINDOW_MS} ms`)
    return { ...counts, cpuUsPerCall: (1000 * (after.cpuMs - before.cpuMs)) / counts.calls }
  } finally {
    await pool.stop()
  }
}
