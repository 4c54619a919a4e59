// The client of one server: calls its services over `/rpc`, logs in as a guest, finds a seat and joins rooms. Rooms have
// connections of their own and outlive a lost `/rpc`.

import { API_MAJOR, API_MINOR, type Assignment, CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type { RoomRequest } from '@tickwire/gen-nodejs/lobby.types.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { SessionGrant } from '@tickwire/gen-nodejs/session.types.js'
import type { RoomSchema, ServiceType } from '@tickwire/protocol'
import type { CommandTable, World } from '@tickwire/simulation'
import { CALL_TIMEOUT_MS, type ClientChannelOptions, type ThriftProtocol } from './call-channel.js'
import type { Closed } from './errors.js'
import { deviceId, randomHex } from './guest.js'
import { Listeners, type ReportError, rethrowLater } from './listeners.js'
import { Room } from './room.js'
import { RpcConnection } from './rpc-connection.js'
import { realScheduler, type Scheduler } from './scheduler.js'
import { type OpenSocket, openWebSocket } from './socket.js'

const SDK_NAME = 'tickwire-js'
/** The version in package.json; a test compares them. */
const SDK_VERSION = '0.1.0'

export interface ConnectOptions {
  /** Where the server is: `http:`, `https:`, `ws:` or `wss:`. */
  readonly url: string
  /** The guest's secret, 32 hex digits; without it one is made, and kept where there is local storage. */
  readonly deviceId?: string
  /** How Thrift calls are written; compact unless given. */
  readonly protocol?: ThriftProtocol
  /** A call without an answer fails after this; 10 s unless given. */
  readonly callTimeoutMs?: number
  /** Gets what callbacks throw; unless given it is rethrown outside of the client. */
  readonly onError?: ReportError
  readonly scheduler?: Scheduler
  readonly openSocket?: OpenSocket
}

/** What joining a room needs besides its schema. */
export interface JoinOptions<C> {
  /** The room's service, generated beside its schema. */
  readonly service: ServiceType<C>
}

export interface QuickPlayOptions<C> extends JoinOptions<C> {
  /** Only rooms with these tags; a new room gets them. */
  readonly tags?: Readonly<Record<string, string>>
  /** What a new room should be, where no room has a free seat. */
  readonly room?: Partial<Omit<RoomRequest, 'roomKind' | 'requestId' | 'tags'>>
}

/** A client of the server at `url`. The first call opens the connection. */
export async function connect(options: ConnectOptions): Promise<Client> {
  return new Client(options)
}

export class Client {
  /** Who this client is, once logged in. */
  player: SessionGrant | undefined
  private readonly rpc: RpcConnection
  private readonly baseUrl: URL
  private readonly closes: Listeners<[Closed]>
  private readonly channelOptions: ClientChannelOptions
  private readonly openSocket: OpenSocket
  private readonly report: ReportError
  private readonly guestId: string

  constructor(options: ConnectOptions) {
    this.baseUrl = webSocketUrl(options.url)
    this.openSocket = options.openSocket ?? openWebSocket
    this.report = options.onError ?? rethrowLater
    this.guestId = options.deviceId ?? deviceId()
    this.closes = new Listeners(this.report)
    this.channelOptions = {
      scheduler: options.scheduler ?? realScheduler,
      protocol: options.protocol ?? 'compact',
      callTimeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
    }
    const rpcUrl = new URL('/rpc', this.baseUrl).href
    const onClosed = (closed: Closed) => this.closes.emit(closed)
    this.rpc = new RpcConnection(rpcUrl, this.openSocket, onClosed, this.channelOptions)
  }

  /** Logs in as a guest; everything but `getServerInfo` needs it. */
  async login({ displayName }: { readonly displayName?: string } = {}): Promise<SessionGrant> {
    const info = {
      sdk: SDK_NAME,
      sdkVersion: SDK_VERSION,
      apiMajor: API_MAJOR,
      apiMinor: API_MINOR,
      schemaHashByRoomKind: {},
      displayName,
    }
    this.player = await this.calls(sessionService).login({ deviceId: this.guestId }, info)
    return this.player
  }

  /** Takes a seat in any room of the schema's kind, or in a new one, and joins it. */
  async quickPlay<I extends object, C>(
    schema: RoomSchema<World, CommandTable, I>,
    { service, tags, room }: QuickPlayOptions<C>,
  ): Promise<Room<I, C>> {
    const assignment = await this.calls(lobbyService).joinOrCreateRoom(
      { roomKind: schema.name, tags, joinableOnly: true },
      { title: schema.name, listed: true, ...room, roomKind: schema.name, tags, requestId: randomHex() },
      { asSpectator: false },
    )
    return this.join(assignment, schema, { service })
  }

  /** Takes the seat that the server has assigned. Rejects with CallError CLOSED, whose `details.closed` says why. */
  join<I extends object, C>(
    assignment: Assignment,
    schema: RoomSchema<World, CommandTable, I>,
    { service }: JoinOptions<C>,
  ): Promise<Room<I, C>> {
    return Room.join({
      ...this.channelOptions,
      url: webSocketUrl(new URL(assignment.playUrl, this.baseUrl).href).href,
      seatToken: assignment.seatToken,
      schema,
      service,
      openSocket: this.openSocket,
      report: this.report,
    })
  }

  /** The methods of any service of the server. With `roomId`: those of that room, for one who has a seat in it. */
  calls<C>(service: ServiceType<C>, { roomId }: { readonly roomId?: string } = {}): C {
    return this.rpc.channel.calls(service, roomId === undefined ? service.name : `${service.name}@${roomId}`)
  }

  /** The connection for calls is over; rooms go on. Returns the function that unregisters the callback. */
  onClose(callback: (closed: Closed) => void): () => void {
    return this.closes.add(callback)
  }

  /** Closes the connection for calls. */
  close(): void {
    this.rpc.close(CloseReason.NORMAL, 'closed by the client')
  }
}

function webSocketUrl(url: string): URL {
  const socketUrl = new URL(url)
  socketUrl.protocol = socketUrl.protocol.replace('http', 'ws')
  return socketUrl
}
