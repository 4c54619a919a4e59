// The field on a server in memory (`MemoryServer`), and players with the real SDK. It keeps what its rooms report, and a
// client that differs from the server ends the test.

import {
  Client,
  type Room as ClientRoom,
  type ClientStorage,
  type NewRoomOptions,
  type OpenSocket,
} from '@tickwire/client'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { DesyncDump } from '@tickwire/protocol'
import type { Game, OperatorToken } from '@tickwire/server'
import {
  closeReasonName,
  MemoryServer,
  type MemorySocket,
  type Room,
  type RoomDump,
  type RoomObserver,
  TestCounters,
  TestLog,
} from '@tickwire/server/internals'
import type { FieldRoomClient } from '../gen-nodejs/field.handlers.js'
import type { Steer } from '../gen-nodejs/field.state.js'
import { type FieldGame, fieldGame } from './field-game.js'

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

export class SteppedServer extends MemoryServer {
  readonly counters: TestCounters
  readonly log: TestLog
  readonly report: RoomReport
  readonly field: FieldGame

  constructor({ seed = 1, field = fieldGame(), games = [], ...options }: SteppedServerOptions = {}) {
    const counters = new TestCounters()
    const log = new TestLog()
    const report = new RoomReport()
    const observer = observerOf(report, options.expectsDesyncs === true)
    super({ ...options, games: [field.game, ...games], counters, log, observer, seed })
    this.counters = counters
    this.log = log
    this.report = report
    this.field = field
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
    storage?: ClientStorage,
  ) {
    const { openSocket } = this
    const kept = storage === undefined ? { deviceId } : { storage }
    this.client = new Client({ url: 'ws://memory', scheduler: server.clock, openSocket, ...kept })
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
    const socket = this.server.openAt(path, events)
    this.sockets.set(path, socket)
    return socket.client
  }
}

function observerOf(report: RoomReport, expectsDesyncs: boolean): RoomObserver {
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
