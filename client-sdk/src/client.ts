// The client of one server: calls its services over `/rpc`, logs in as a guest, hears of events, finds a seat and joins
// rooms. A lost `/rpc` is opened and its session resumed; rooms have connections of their own and outlive it.

import { API_MAJOR, API_MINOR, type Assignment } from '@tickwire/gen-nodejs/common.types.js'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type {
  ChatChannel,
  ChatMessage,
  LobbyState,
  RoomFilter,
  RoomRequest,
  RoomSummary,
} from '@tickwire/gen-nodejs/lobby.types.js'
import type { PartyState } from '@tickwire/gen-nodejs/party.types.js'
import { type SessionClient, sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { ClientInfo, SessionGrant } from '@tickwire/gen-nodejs/session.types.js'
import type { RoomSchema, ServiceType } from '@tickwire/protocol'
import type { CommandTable, World } from '@tickwire/simulation'
import {
  CALL_TIMEOUT_MS,
  type CallChannel,
  type ClientChannelOptions,
  roomCalls,
  type ThriftProtocol,
} from './call-channel.js'
import { roomGone, sessionIsOver } from './call-failure.js'
import { type Closed, isSeatHeld } from './errors.js'
import { EventFeed, type EventKind, type EventOf } from './event-feed.js'
import { type ClientStorage, Kept, randomHex } from './kept.js'
import { Listeners, type ReportError, rethrowLater } from './listeners.js'
import { liveChat } from './live-chat.js'
import { liveLobbies, liveParty } from './live-groups.js'
import type { LiveContext, LiveState } from './live-state.js'
import { type RetryOptions, retrying } from './retry.js'
import { Room, type RoomPlace } from './room.js'
import { realScheduler, type Scheduler } from './scheduler.js'
import { type ConnectionState, ServerConnection } from './server-connection.js'
import { type OpenSocket, openWebSocket, webSocketUrl } from './socket.js'

const SDK_NAME = 'tickwire-js'
/** The version in package.json; a test compares them. */
const SDK_VERSION = '0.1.0'

export interface ConnectOptions {
  /** Where the server is: `http:`, `https:`, `ws:` or `wss:`, with its base path where it has one. */
  readonly url: string
  /** The guest's secret, 32 hex digits; without it one is made, and kept in `storage`. */
  readonly deviceId?: string
  /**
   * Where the guest's secret, the session's resume token and the room of the seat are kept. Default: the tab's session storage, so
   * that each tab is a guest of its own, the same one after a reload; memory where there is none. With `localStorage` all tabs are
   * one guest, and of two in one room the newer has the seat (REPLACED).
   */
  readonly storage?: ClientStorage
  /** How Thrift calls are written; compact unless given. */
  readonly protocol?: ThriftProtocol
  /** A call without an answer fails after this; 10 s unless given. */
  readonly callTimeoutMs?: number
  /** Gets what callbacks throw; unless given it is rethrown outside of the client. */
  readonly onError?: ReportError
  readonly scheduler?: Scheduler
  /** From 0 up to but not including 1: spreads attempts to reconnect. */
  readonly random?: () => number
  readonly openSocket?: OpenSocket
}

/** What joining a room needs besides its schema. */
export interface JoinOptions<C> {
  /** The room's service, generated beside its schema; undefined: without calls. */
  readonly service: ServiceType<C> | undefined
  /** Of a room that needs one. */
  readonly password?: string | undefined
  /** Watches the whole room, without an avatar, commands and calls: where the game allows it (`RoomSummary.spectatable`). */
  readonly asSpectator?: boolean | undefined
}

/** What a new room should be. */
export type NewRoom = Partial<Omit<RoomRequest, 'roomKind' | 'requestId' | 'tags'>>

export interface NewRoomOptions<C> {
  /** The room's service, generated beside its schema. */
  readonly service: ServiceType<C>
  /** A new room gets these; quick play takes only rooms that have them. */
  readonly tags?: Readonly<Record<string, string>>
  /** Title, password and so on. */
  readonly room?: NewRoom
}

/** Rooms that `Client.rooms` answers at most, a page of the lobby's. */
const ROOMS_MAX = 100

/** A client of the server at `url`. The first call opens the connection. */
export async function connect(options: ConnectOptions): Promise<Client> {
  return new Client(options)
}

export class Client {
  /** Who this client is, once logged in. */
  player: SessionGrant | undefined
  /** The player's party; undefined while there is none. Made, joined and left by calls of `partyService` (`@tickwire/client/party`). */
  readonly party: LiveState<PartyState | undefined>
  /** The lobbies that the player is in, oldest first. Made, joined and left by calls of `lobbyService`. */
  readonly lobbies: LiveState<readonly LobbyState[]>
  /** What live states of further services stand on, such as `liveTicket` of `@tickwire/client/matchmaking`. */
  readonly live: LiveContext
  private readonly connection: ServerConnection
  private readonly events: EventFeed
  private readonly baseUrl: URL
  private readonly closes: Listeners<[Closed]>
  private readonly states: Listeners<[ConnectionState, Closed | undefined]>
  private readonly retry: RetryOptions
  private readonly channelOptions: ClientChannelOptions
  private readonly openSocket: OpenSocket
  private readonly report: ReportError
  private readonly kept: Kept
  private readonly guestId: string
  /** What the operator's standing notice said when it was told last. */
  private noticeTold: string | undefined

  constructor(options: ConnectOptions) {
    this.baseUrl = baseUrl(options.url)
    this.openSocket = options.openSocket ?? openWebSocket
    this.report = options.onError ?? rethrowLater
    this.kept = new Kept(this.baseUrl.href, options.storage)
    this.guestId = options.deviceId ?? this.kept.deviceId
    this.closes = new Listeners(this.report)
    this.states = new Listeners(this.report)
    this.channelOptions = {
      scheduler: options.scheduler ?? realScheduler,
      protocol: options.protocol ?? 'compact',
      callTimeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
    }
    const random = options.random ?? Math.random
    this.connection = new ServerConnection({
      ...this.channelOptions,
      url: new URL('rpc', this.baseUrl).href,
      openSocket: this.openSocket,
      random,
      onState: (state, closed) => this.changed(state, closed),
    })
    this.retry = { scheduler: this.channelOptions.scheduler, random, isOver: () => this.connection.isOver }
    this.events = new EventFeed(this.calls(eventsService), this.retry, this.report)
    const calls = <C>(service: ServiceType<C>): C => this.calls(service)
    this.live = { calls, feed: this.events, retry: this.retry, report: this.report }
    this.party = liveParty(this.live)
    this.lobbies = liveLobbies(this.live)
  }

  /** Logs in as a guest, in a new session; everything but `getServerInfo` needs it, or `resume`. */
  async login({ displayName }: { readonly displayName?: string } = {}): Promise<SessionGrant> {
    return this.entered(await this.logIn(this.calls(sessionService), displayName))
  }

  /**
   * Goes on with the session that `storage` remembers, as after a reload: in the place of `login`. Undefined where there is none,
   * or it has ended: log in.
   */
  async resume(): Promise<SessionGrant | undefined> {
    const grant = await this.resumed(this.calls(sessionService))
    return grant && this.entered(grant)
  }

  private logIn(calls: SessionClient, displayName: string | undefined): Promise<SessionGrant> {
    return calls.login({ deviceId: this.guestId }, clientInfo(displayName))
  }

  private async resumed(calls: SessionClient): Promise<SessionGrant | undefined> {
    const { resumeToken } = this.kept
    if (resumeToken === undefined) return undefined
    try {
      return await calls.resume(resumeToken, clientInfo())
    } catch (error) {
      if (!sessionIsOver(error)) throw error
      this.kept.resumeToken = undefined
      return undefined
    }
  }

  /** The client is the player's from now on, over as many connections as it takes. */
  private entered(grant: SessionGrant): SessionGrant {
    this.player = grant
    this.kept.resumeToken = grant.resumeToken
    this.connection.loggedIn(async (channel: CallChannel) => {
      const calls = channel.calls(sessionService)
      this.entered((await this.resumed(calls)) ?? (await this.logIn(calls, grant.displayName)))
    })
    this.events.loggedIn()
    void this.tellNotice()
    return grant
  }

  /**
   * Ends the session: its tokens are worth nothing any more, the player's seats are given up, lobbies and parties are left. The
   * client may log in again.
   */
  async logout(): Promise<void> {
    await this.calls(sessionService).logout()
    this.player = undefined
    this.kept.resumeToken = undefined
    this.kept.roomId = undefined
    this.connection.loggedOut()
    this.events.loggedOut()
  }

  /** Rooms that are listed and fit, the newest first: with a free seat, unless the filter says otherwise. */
  async rooms(filter: Partial<RoomFilter> = {}): Promise<readonly RoomSummary[]> {
    const { rooms } = await this.calls(lobbyService).listRooms({ joinableOnly: true, ...filter }, { limit: ROOMS_MAX })
    return rooms
  }

  /** Makes a room of the schema's kind and joins it. */
  async createRoom<I extends object, C>(
    schema: RoomSchema<World, CommandTable, I>,
    { service, tags, room }: NewRoomOptions<C>,
  ): Promise<Room<I, C>> {
    const assignment = await this.calls(lobbyService).createRoom(requestOf(schema, room, tags))
    return this.join(assignment, schema, { service, password: room?.password ?? undefined })
  }

  /** Takes a seat in one room, or the own one again, and joins it; or watches it. */
  async joinRoom<I extends object, C>(
    roomId: string,
    schema: RoomSchema<World, CommandTable, I>,
    { service, password, asSpectator = false }: JoinOptions<C>,
  ): Promise<Room<I, C>> {
    const assignment = await this.calls(lobbyService).joinRoom(roomId, { password, asSpectator })
    return this.join(assignment, schema, { service, password, asSpectator })
  }

  /**
   * Joins the room of a lost connection again: in the same seat while the server holds it, or else in a new one. Tries for a
   * while; rejects with CallError ROOM_GONE when the room has ended, or the server was started anew; and when the room is full or
   * the server cannot be reached.
   */
  rejoin<I extends object, C>({ place }: { readonly place: RoomPlace<I, C> }): Promise<Room<I, C>> {
    const attempt = () => this.joinRoom(place.roomId, place.schema, place)
    return retrying(attempt, this.retry).catch((error: unknown) => {
      throw roomGone(error, place.roomId) ?? error
    })
  }

  /**
   * Joins the room in which the player has a seat, as the last `resume` or `login` found it: for a page that was loaded again, or
   * another browser. Undefined where there is none in a room of the schema's kind; otherwise as `rejoin`.
   */
  async rejoinSeat<I extends object, C>(
    schema: RoomSchema<World, CommandTable, I>,
    { service }: Pick<JoinOptions<C>, 'service'>,
  ): Promise<Room<I, C> | undefined> {
    const { roomKind, roomId } = this.player?.openSeat ?? {}
    if (roomId === undefined || roomKind !== schema.name) return undefined
    return this.rejoin({ place: { roomId, schema, service, password: undefined } })
  }

  /**
   * The room that this client, or the page before it in this tab, was in and has not left, as `storage` remembers it: whether the
   * server still holds the seat says `rejoinSeat`.
   */
  get keptRoomId(): string | undefined {
    return this.kept.roomId
  }

  /** Takes a seat in any room of the schema's kind, or in a new one, and joins it. */
  async quickPlay<I extends object, C>(
    schema: RoomSchema<World, CommandTable, I>,
    { service, tags, room }: NewRoomOptions<C>,
  ): Promise<Room<I, C>> {
    const assignment = await this.calls(lobbyService).joinOrCreateRoom(
      { roomKind: schema.name, tags, joinableOnly: true },
      requestOf(schema, room, tags),
      { asSpectator: false },
    )
    return this.join(assignment, schema, { service })
  }

  /** Takes the seat that the server has assigned. Rejects with CallError CLOSED, whose `details.closed` says why. */
  async join<I extends object, C>(
    assignment: Assignment,
    schema: RoomSchema<World, CommandTable, I>,
    { service, password, asSpectator }: JoinOptions<C>,
  ): Promise<Room<I, C>> {
    const room = await Room.join<I, C>({
      scheduler: this.channelOptions.scheduler,
      openCalls: service && roomCalls(service, this.channelOptions),
      url: webSocketUrl(assignment.playUrl, this.baseUrl).href,
      seatToken: assignment.seatToken,
      place: { roomId: assignment.roomId, schema, service, password, asSpectator },
      openSocket: this.openSocket,
      report: this.report,
    })
    if (!room.isSpectator) this.keepSeat(room)
    return room
  }

  private keepSeat<I extends object, C>(room: Room<I, C>): void {
    const { roomId } = room
    this.kept.roomId = roomId
    room.onClose((closed) => {
      if (!isSeatHeld(closed) && this.kept.roomId === roomId) this.kept.roomId = undefined
    })
  }

  /** The methods of any service of the server. With `roomId`: those of that room, for one who has a seat in it. */
  calls<C>(service: ServiceType<C>, { roomId }: { readonly roomId?: string } = {}): C {
    return this.connection.calls(service, roomId === undefined ? service.name : `${service.name}@${roomId}`)
  }

  /**
   * What is written in a channel that the player is in, oldest first: the history that the server keeps, then what comes. Write
   * with `calls(lobbyService).sendChat`.
   */
  chat(channel: ChatChannel): LiveState<readonly ChatMessage[]> {
    return liveChat(channel, this.live)
  }

  // ---- what happens; each returns the function that unregisters the callback ----

  /**
   * What the server tells this player outside of rooms, by member of the IDL's `EventBody`: 'notice', 'removed', ... Who listens
   * to 'notice' at a login is also given what the operator has left for players to read, as of severity "info".
   */
  onEvent<K extends EventKind>(kind: K, callback: (event: EventOf<K>) => void): () => void {
    return this.events.on(kind, callback)
  }

  /** The server has dropped events before this client fetched them: read again what is shown of the server's state. */
  onEventsLost(callback: () => void): () => void {
    return this.events.onLost(callback)
  }

  /**
   * The connection for calls was lost, or its server stops, and it is being opened again ('reconnecting'); it is there again and
   * logged in ('online'); or it is over ('closed', as `onClose`). `closed` says why the last one ended: CONNECTION_LOST,
   * SERVER_STOPPING, ...
   */
  onState(callback: (state: ConnectionState, closed: Closed | undefined) => void): () => void {
    return this.states.add(callback)
  }

  /** There will be no connection for calls any more; rooms go on. */
  onClose(callback: (closed: Closed) => void): () => void {
    return this.closes.add(callback)
  }

  /** Closes the connection for calls. */
  close(): void {
    this.connection.close()
  }

  /** Events tell only what happens from now on; the notice that stands is read. */
  private async tellNotice(): Promise<void> {
    if (!this.events.hears('notice')) return
    try {
      const { notice } = await this.calls(sessionService).getServerInfo(clientInfo())
      const isNew = notice != null && notice !== this.noticeTold
      this.noticeTold = notice ?? undefined
      if (isNew) this.events.tell('notice', { text: notice, severity: 'info' })
    } catch (error) {
      if (!this.connection.isOver) this.report(error)
    }
  }

  private changed(state: ConnectionState, closed: Closed | undefined): void {
    this.states.emit(state, closed)
    if (state === 'closed' && closed !== undefined) this.closes.emit(closed)
  }
}

function clientInfo(displayName?: string): ClientInfo {
  return {
    sdk: SDK_NAME,
    sdkVersion: SDK_VERSION,
    apiMajor: API_MAJOR,
    apiMinor: API_MINOR,
    schemaHashByRoomKind: {},
    displayName,
  }
}

function requestOf(
  schema: { readonly name: string },
  room: NewRoom = {},
  tags?: NewRoomOptions<unknown>['tags'],
): RoomRequest {
  return { title: schema.name, listed: true, ...room, roomKind: schema.name, tags, requestId: randomHex() }
}

/** What a server answers at is below its URL, which may have a path. */
function baseUrl(url: string): URL {
  const base = webSocketUrl(url)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base
}
