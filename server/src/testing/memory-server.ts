// A whole server in memory: the App with a clock that only goes when it is stepped, seeded tokens, and connections without
// sockets. Nothing waits: `advance` lets time pass, runs the ticks and timers that fall due in it in their order, and gives
// everybody their messages in between, so a test is the same in every run. `play-room` puts a game and its players into it.

import type { OpenSocket, SocketEvents } from '@tickwire/client'
import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { Random } from '@tickwire/simulation'
import type { AuditEntry } from '../admin/audit.js'
import type { OperatorToken } from '../admin/operators.js'
import { App } from '../app.js'
import { SteppedScheduler } from '../events/testing.js'
import type { Game } from '../game.js'
import type { RoomObserver } from '../rooms/room-observer.js'
import type { CallCounters, Log } from '../rpc/reporting.js'
import { CallGate } from '../transport/call-gate.js'
import type { Link } from '../transport/link.js'
import { PlayConnection, type PlayContext } from '../transport/play-connection.js'
import { RpcConnection } from '../transport/rpc-connection.js'
import { MemorySocket, type ServerConnection } from './memory-socket.js'

/** Deadlines of connections are looked at this often, milliseconds of server time. */
const SWEEP_MS = 50

/** All memory connections come from here (a documentation address). */
const ADDRESS = '192.0.2.1'

/** Longest that `until` lets a promise take, milliseconds of server time. */
const SETTLED_WITHIN_MS = 1_000

const NO_FIGURES = {
  connections: 0,
  tickP50Ms: 0,
  tickP99Ms: 0,
  overruns: 0,
  snapshotBytes: 0,
  rssMb: 0,
  eventLoopUse: 0,
}

export interface MemoryServerOptions {
  readonly games: readonly Game[]
  readonly counters: CallCounters
  readonly log: Log
  readonly observer: RoomObserver
  /** Of everything that is random in the server: tokens and the seeds of rooms. */
  readonly seed: number
  /** Of the first room's world, instead of one that follows from `seed`. */
  readonly roomSeed?: number
  /** Defaults of the options of rooms. */
  readonly roomOptions?: Readonly<Record<string, unknown>>
  /** true: all those connections from one address are limited. Default false. */
  readonly addressLimits?: boolean
  /** false: without self-checks. Default true. */
  readonly selfCheck?: boolean
  /** Who may call as an operator. Default: nobody. */
  readonly operators?: readonly OperatorToken[]
  /** Where players may wait for matches. Default: nowhere. */
  readonly queues?: readonly QueueConfig[]
}

export class MemoryServer {
  readonly clock = new SteppedScheduler()
  /** What was kept of operators' actions, and the log levels that they set. */
  readonly audit: AuditEntry[] = []
  readonly logLevels: string[] = []
  readonly app: App
  private readonly random: Random
  private readonly playContext: PlayContext
  private readonly sockets = new Set<MemorySocket>()
  private readonly rpcs = new Set<RpcConnection>()
  private connections = 0
  private roomSeed: number | undefined
  /** Ticks are whole here: nothing ever waits for one. */
  private readonly gate = new CallGate(() => false)

  constructor(private readonly options: MemoryServerOptions) {
    const { games, counters, log, observer, roomOptions = {}, operators = [], queues = [] } = options
    const { addressLimits = false, selfCheck = true } = options
    const { clock } = this
    this.random = new Random(options.seed)
    this.roomSeed = options.roomSeed
    this.app = new App({
      games,
      version: '0.0.0-test',
      region: 'test',
      playUrl: () => 'ws://memory/play',
      pingUrl: '/healthz',
      roomOptions,
      scheduler: clock,
      wallClockMs: () => this.wallMs,
      randomToken: () => this.randomHex(),
      randomSeed: () => this.nextSeed(),
      hash: (text) => `hash of ${text}`,
      sign: (text) => `signature of ${text.replaceAll('.', ' ')}`,
      login: { guests: true },
      addressLimits,
      queues,
      closeConnectionsOf: (playerId, message) => {
        for (const rpc of this.rpcs) rpc.closePlayer(playerId, message)
      },
      counters,
      log,
      observer,
      selfCheck,
      operators: {
        nodeId: 'test-node',
        operators,
        figures: () => NO_FIGURES,
        logLevel: 'info',
        setLogLevel: (level) => this.logLevels.push(level),
        onAudit: (entry) => this.audit.push(entry),
        fixedConfig: { region: 'test' },
      },
    })
    this.playContext = {
      directory: this.app.directory,
      calls: this.app.dispatcher,
      counters,
      nowMs: () => clock.nowMs(),
      onGone: (connectionId) => this.app.connectionClosed(connectionId),
      onClosed: () => {},
    }
  }

  get nowMs(): number {
    return this.clock.nowMs()
  }

  /** Milliseconds since 1970, as people see it. */
  get wallMs(): number {
    return 1_700_000_000_000 + this.nowMs
  }

  // ---- time ----

  /** Lets time pass; everything that falls due in it happens in order. */
  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms
    await delivered()
    while (this.nowMs < endMs) {
      const nextMs = Math.min(this.nextTickMs(), endMs, this.nowMs + SWEEP_MS)
      this.clock.step(Math.max(0, nextMs - this.nowMs))
      this.app.runDue(this.nowMs)
      this.sweep()
      await delivered()
    }
  }

  /** The process is busy with something else: time passes and nothing happens. */
  stall(ms: number): void {
    this.clock.step(ms)
  }

  /** Lets time pass, at most `withinMs`, until a promise is settled, and gives its outcome. */
  async until<T>(promise: Promise<T>, withinMs = SETTLED_WITHIN_MS): Promise<T> {
    let settled = false
    const note = (): void => {
      settled = true
    }
    promise.then(note, note)
    await delivered()
    for (let waitedMs = 0; !settled; waitedMs += 10) {
      if (waitedMs >= withinMs) throw new Error(`not settled within ${withinMs} ms of server time`)
      await this.advance(10)
    }
    return promise
  }

  private nextTickMs(): number {
    let next = Number.POSITIVE_INFINITY
    for (const room of this.app.directory.live()) {
      if (room.closed === undefined) next = Math.min(next, room.dueMs)
    }
    return next
  }

  private sweep(): void {
    for (const socket of this.sockets) socket.sweep(this.nowMs)
    this.app.sweep()
  }

  // ---- connections ----

  /** For the SDK's clients. */
  readonly openSocket: OpenSocket = (url, events) => this.openAt(new URL(url).pathname, events).client

  /** `/play`, or else `/rpc`. */
  openAt(path: string, events: SocketEvents): MemorySocket {
    return path === '/play' ? this.openPlay(events) : this.openRpc(events)
  }

  readonly openPlay = (events: SocketEvents): MemorySocket =>
    this.open(events, (link) => new PlayConnection(this.playContext, link, ++this.connections, ADDRESS))

  readonly openRpc = (events: SocketEvents): MemorySocket => this.open(events, (link) => this.rpcConnection(link))

  private open(events: SocketEvents, accept: (link: Link) => ServerConnection): MemorySocket {
    const socket = new MemorySocket(events, accept)
    this.sockets.add(socket)
    return socket
  }

  /** What a listener makes of a socket on `/rpc`. */
  private rpcConnection(link: Link): ServerConnection {
    const { app } = this
    const rpc = new RpcConnection({
      calls: app.dispatcher,
      gate: this.gate,
      link,
      connectionId: ++this.connections,
      address: ADDRESS,
      openedAtMs: this.nowMs,
      counters: this.options.counters,
    })
    this.rpcs.add(rpc)
    return {
      receive: (message) => rpc.receive(message),
      receiveText: () => rpc.close(CloseReason.TEXT_FRAME),
      sweep: (nowMs) => rpc.sweep(nowMs),
      onSocketClosed: () => {
        this.rpcs.delete(rpc)
        rpc.onSocketClosed()
        app.connectionClosed(rpc.caller.connectionId)
      },
    }
  }

  // ---- randomness ----

  /** 128 bits: a token, or a guest's device id. */
  randomHex(): string {
    let hex = ''
    for (let i = 0; i < 4; i++) hex += this.random.uint32().toString(16).padStart(8, '0')
    return hex
  }

  private nextSeed(): number {
    const seed = this.roomSeed ?? this.random.uint32()
    this.roomSeed = undefined
    return seed
  }
}

/** Until every message that is under way has arrived, and what waited for it has gone on. */
function delivered(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
