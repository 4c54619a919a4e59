// A whole server in memory: the App with a clock that only goes when it is stepped, seeded tokens, and connections without
// sockets. Players are the real SDK client. Nothing waits: `advance` lets time pass, runs the ticks and timers that fall
// due in it in their order, and gives everybody their messages in between, so a test is the same in every run.

import {
  Client,
  type Room as ClientRoom,
  type NewRoomOptions,
  type OpenSocket,
  type SocketEvents,
} from '@tickwire/client'
import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { DesyncDump } from '@tickwire/protocol'
import type { Game, OperatorToken } from '@tickwire/server'
import {
  App,
  type AuditEntry,
  CallGate,
  closeReasonName,
  type Link,
  PlayConnection,
  type PlayContext,
  type Room,
  type RoomDump,
  RpcConnection,
  SteppedScheduler,
  TestCounters,
  TestLog,
} from '@tickwire/server/testing'
import { Random } from '@tickwire/simulation'
import type { FieldRoomClient } from '../gen-nodejs/field.handlers.js'
import type { Steer } from '../gen-nodejs/field.state.js'
import { type FieldGame, fieldGame } from './field-game.js'
import { MemorySocket, type ServerConnection } from './memory-socket.js'

/** Deadlines of connections are looked at this often, milliseconds of server time. */
const SWEEP_MS = 50

/** All memory connections come from here, unless told otherwise (a documentation address). */
const ADDRESS = '192.0.2.1'

export interface SteppedServerOptions {
  /** Of everything that is random in the server: tokens and the seeds of rooms. */
  readonly seed?: number
  readonly field?: FieldGame
  /** Games beside the field. */
  readonly games?: readonly Game[]
  /** Defaults of the options of rooms. */
  readonly roomOptions?: Readonly<Record<string, unknown>>
  /** true: all those connections from one address are limited. Default false. */
  readonly addressLimits?: boolean
  /** false: without self-checks. Default true. */
  readonly selfCheck?: boolean
  /** Clients differ from the server on purpose: elsewhere that ends the test. */
  readonly expectsDesyncs?: boolean
  /** Who may call as an operator. Default: nobody. */
  readonly operators?: readonly OperatorToken[]
  /** Where players may wait for matches. Default: nowhere. */
  readonly queues?: readonly QueueConfig[]
}

const NO_FIGURES = {
  connections: 0,
  tickP50Ms: 0,
  tickP99Ms: 0,
  overruns: 0,
  snapshotBytes: 0,
  rssMb: 0,
  eventLoopUse: 0,
}

/** What the rooms of a server have reported. */
export class RoomReport {
  ticks = 0
  overruns = 0
  readonly snapshots = new Map<string, number>()
  /** Runs after each snapshot, so that a test can let a send cost time. */
  onSnapshot: (() => void) | undefined
  /** Limits that rooms reached. */
  readonly counted = new Map<string, number>()
  readonly closed: { readonly roomId: string; readonly reason: string }[] = []
  readonly dumps: RoomDump[] = []
  readonly desyncs: DesyncDump[] = []
  readonly messageErrors: unknown[] = []
}

export class SteppedServer {
  readonly clock = new SteppedScheduler()
  readonly counters = new TestCounters()
  readonly log = new TestLog()
  readonly report = new RoomReport()
  /** What was kept of operators' actions, and the log levels that they set. */
  readonly audit: AuditEntry[] = []
  readonly logLevels: string[] = []
  readonly field: FieldGame
  readonly app: App
  private readonly random: Random
  private readonly playContext: PlayContext
  private readonly sockets = new Set<MemorySocket>()
  private readonly rpcs = new Set<RpcConnection>()
  private connections = 0
  /** Ticks are whole here: nothing ever waits for one. */
  private readonly gate = new CallGate(() => false)

  constructor(options: SteppedServerOptions = {}) {
    const {
      seed = 1,
      field = fieldGame(),
      games = [],
      roomOptions = {},
      selfCheck = true,
      expectsDesyncs = false,
      operators = [],
      queues = [],
      addressLimits = false,
    } = options
    const { clock, counters, log } = this
    this.field = field
    this.random = new Random(seed)
    this.app = new App({
      games: [field.game, ...games],
      version: '0.0.0-test',
      region: 'test',
      playUrl: () => 'ws://memory/play',
      pingUrl: '/healthz',
      roomOptions,
      scheduler: clock,
      wallClockMs: () => this.wallMs,
      randomToken: () => this.randomHex(),
      randomSeed: () => this.random.uint32(),
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
      observer: observerOf(this.report, expectsDesyncs),
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
  async until<T>(promise: Promise<T>, withinMs = 1_000): Promise<T> {
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

  // ---- who is there ----

  /** A player who is logged in, and nowhere yet. */
  async login(displayName: string): Promise<SteppedPlayer> {
    const player = new SteppedPlayer(this, this.randomHex())
    await this.until(player.client.login({ displayName }))
    return player
  }

  /** A player in a room. */
  async join(displayName: string, options?: JoinOptions): Promise<SteppedPlayer> {
    const player = await this.login(displayName)
    await player.quickPlay(options)
    return player
  }

  /** The server's side of a room. */
  room(roomId: string): Room {
    const room = this.app.directory.get(roomId)
    if (room === undefined) throw new Error(`no room ${roomId} (any more)`)
    return room
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
    const { app, counters } = this
    const rpc = new RpcConnection({
      calls: app.dispatcher,
      gate: this.gate,
      link,
      connectionId: ++this.connections,
      address: ADDRESS,
      openedAtMs: this.nowMs,
      counters,
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

  private randomHex(): string {
    let hex = ''
    for (let i = 0; i < 4; i++) hex += this.random.uint32().toString(16).padStart(8, '0')
    return hex
  }
}

export type JoinOptions = Omit<NewRoomOptions<FieldRoomClient>, 'service'>

/** One person with the SDK. */
export class SteppedPlayer {
  readonly client: Client
  private joined: ClientRoom<Steer, FieldRoomClient> | undefined
  private readonly sockets = new Map<string, MemorySocket>()
  /** Why the room was over for this player. */
  closedWith: string | undefined
  roomId = ''

  constructor(
    readonly server: SteppedServer,
    readonly deviceId: string,
  ) {
    this.client = new Client({ url: 'ws://memory', deviceId, scheduler: server.clock, openSocket: this.openSocket })
  }

  async quickPlay(options: JoinOptions = {}): Promise<void> {
    const { schema, service } = this.server.field
    this.joined = await this.server.until(this.client.quickPlay(schema, { service, ...options }))
    this.roomId = this.seatedIn()
    this.joined.onClose(({ name }) => {
      this.closedWith = name
    })
  }

  get room(): ClientRoom<Steer, FieldRoomClient> {
    if (this.joined === undefined) throw new Error('this player has not joined a room')
    return this.joined
  }

  /** The player's connection to the room. */
  get playSocket(): MemorySocket {
    return this.socketOf('/play')
  }

  get rpcSocket(): MemorySocket {
    return this.socketOf('/rpc')
  }

  get playerId(): string {
    const { player } = this.client
    if (player === undefined) throw new Error('this player has not logged in')
    return player.playerId
  }

  private socketOf(path: string): MemorySocket {
    const socket = this.sockets.get(path)
    if (socket === undefined) throw new Error(`this player has no connection on ${path}`)
    return socket
  }

  private seatedIn(): string {
    for (const room of this.server.app.directory.live()) {
      if (room.seats.of(this.playerId) !== undefined) return room.settings.roomId
    }
    throw new Error('this player has no seat')
  }

  private readonly openSocket: OpenSocket = (url, events) => {
    const path = new URL(url).pathname
    const socket = path === '/play' ? this.server.openPlay(events) : this.server.openRpc(events)
    this.sockets.set(path, socket)
    return socket.client
  }
}

function observerOf(report: RoomReport, expectsDesyncs: boolean): ConstructorParameters<typeof App>[0]['observer'] {
  return {
    ticked(_durationMs, _lateMs, overran) {
      report.ticks++
      if (overran) report.overruns++
    },
    snapshot(outcome) {
      report.snapshots.set(outcome, (report.snapshots.get(outcome) ?? 0) + 1)
      report.onSnapshot?.()
    },
    counted: (count, more) => report.counted.set(count, (report.counted.get(count) ?? 0) + more),
    roomOpened: () => {},
    seatTaken: () => {},
    seatEnded: () => {},
    matchEnded: () => {},
    roomClosed: (roomId, reason) => report.closed.push({ roomId, reason: closeReasonName(reason) }),
    roomFailed: (dump) => report.dumps.push(dump),
    desynced: (dump) => {
      report.desyncs.push(dump)
      if (!expectsDesyncs) throw new Error(`seat ${dump.seat} differs from the server at tick ${dump.tick}`)
    },
    messageFailed: (_roomId, error) => report.messageErrors.push(error),
  }
}

/** Until every message that is under way has arrived, and what waited for it has gone on. */
function delivered(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
