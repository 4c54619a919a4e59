// The whole server without its sockets: directory, room finder, sessions, groups, matchmaking and the Thrift dispatcher, put together. Time,
// timers and randomness are arguments, so a test can step it tick by tick, from a seed, and talk to it through links in
// memory. `server.ts` gives it real ones.

import { type CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { matchmakingService } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import { partyService } from '@tickwire/gen-nodejs/party.handlers.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import { RefusedError } from '@tickwire/simulation'
import type { Scheduler } from './events/scheduler.js'
import type { RoomOptions } from './finder/room-directory.js'
import { RoomFinder } from './finder/room-finder.js'
import type { Game } from './game.js'
import type { OpenMatcher } from './matchmaking/matcher-host.js'
import type { RunTrials } from './matchmaking/trial/trials.js'
import { heardBy, Matchmaking } from './matchmaking.js'
import { OperatorApp, type OperatorSettings } from './operator-app.js'
import { queueSurroundings } from './queue-config.js'
import { Directory } from './rooms/directory.js'
import type { RoomObserver } from './rooms/room-observer.js'
import { Dispatcher } from './rpc/dispatcher.js'
import { eventsHandlers } from './rpc/events.js'
import { greeterHandlers } from './rpc/greeter.js'
import { lobbyHandlers } from './rpc/lobby.js'
import { matchmakingHandlers } from './rpc/matchmaking.js'
import { partyHandlers } from './rpc/party.js'
import type { CallCounters, Log } from './rpc/reporting.js'
import { sessionHandlers } from './rpc/session.js'
import { decodeStruct } from './rpc/struct-codec.js'
import { authenticator, type LoginMethods } from './session/authentication.js'
import { MemoryBans } from './session/bans.js'
import { MemorySessionStore } from './session/session-store.js'
import { type Player, Sessions } from './session/sessions.js'
import { Social } from './social.js'
import { addressGroup } from './transport/address-limits.js'

export interface AppOptions {
  readonly games: readonly Game[]
  readonly version: string
  readonly region: string
  readonly playUrl: () => string
  /** Where clients measure their way to this region. */
  readonly pingUrl: string
  /** Defaults for the options of new rooms. */
  readonly roomOptions: Readonly<Record<string, unknown>>
  readonly scheduler: Scheduler
  /** Milliseconds since 1970, for people only. */
  readonly wallClockMs: () => number
  /** 128 fresh random bits as URL-safe text. */
  readonly randomToken: () => string
  readonly randomSeed: () => number
  /** One-way and stable. */
  readonly hash: (text: string) => string
  /** An HMAC under a key of this server, as URL-safe text. */
  readonly sign: (text: string) => string
  /** How players log in. */
  readonly login: LoginMethods
  /** false lifts the limits by address. */
  readonly addressLimits: boolean
  readonly counters: CallCounters
  readonly log: Log
  readonly observer: RoomObserver
  /** Rooms check what their clients know. */
  readonly selfCheck: boolean
  readonly operators: OperatorSettings
  /** Closes the connections on which a player is logged in (KICKED). */
  readonly closeConnectionsOf: (playerId: string, message: string) => void
  /** Where players may wait for matches. Default: nowhere. */
  readonly queues?: readonly QueueConfig[]
  /** Where their matchers run. Default: in this thread, for tests that step a server. */
  readonly openMatcher?: OpenMatcher
  /** Where operators' trials of configs run. Default: in this thread, for tests that step a server. */
  readonly runTrials?: RunTrials
}

export class App {
  readonly directory: Directory
  readonly dispatcher: Dispatcher
  /** Lobbies, parties, chat and the events that tell of them. */
  readonly social: Social
  /** What operators see and do. */
  readonly operators: OperatorApp
  readonly sessions: Sessions
  readonly matchmaking: Matchmaking
  readonly bans = new MemoryBans()
  private readonly rooms: RoomFinder
  private draining = false

  constructor(private readonly options: AppOptions) {
    const { games, scheduler, randomToken, randomSeed, hash, counters, log, observer, region, version } = options
    const { login, addressLimits } = options
    const rateAddress = addressLimits ? addressGroup : () => undefined
    const nowMs = () => scheduler.nowMs()
    const isDraining = () => this.isDraining
    this.directory = new Directory({
      games,
      nowMs,
      randomToken,
      randomSeed,
      observer: heardBy(() => this.matchmaking, observer, log),
      selfCheck: options.selfCheck,
      onTokenEvicted: () => counters.count('seat_tokens_evicted'),
      onSeatRefused: () => counters.count('player_seats_refused'),
      addressLimits,
      onRoomRefused: () => counters.count('address_rooms_refused'),
      decodeOptions: (game, bytes) => this.decodeOptions(game, bytes),
    })
    const checkEntry = (playerId: string) => this.operators.checkEntry(playerId)
    const { directory, bans } = this
    this.rooms = new RoomFinder({ directory, region, playUrl: options.playUrl, isDraining, checkEntry, nowMs })
    this.social = new Social({
      rooms: this.rooms,
      directory,
      scheduler,
      wallClockMs: options.wallClockMs,
      randomToken,
      randomU32: randomSeed,
      checkEntry,
      onError: (error) => {
        counters.count('rpc_internal_errors', 'Lobbies.launch')
        log.error({ err: error }, 'a lobby could not start its room')
      },
      onParty: ({ groupId, members }) => {
        const memberIds = members.map(({ playerId }) => playerId)
        this.matchmaking.matchmaker.partyChanged(groupId, memberIds)
      },
    })
    const { events, lobbies, parties, chat, mutes } = this.social
    this.sessions = new Sessions({
      authenticate: authenticator(login, hash),
      accountOf: login.accountOf,
      store: new MemorySessionStore(() => counters.count('sessions_evicted')),
      bans,
      addressGroup,
      addressLimits,
      hash,
      sign: options.sign,
      randomToken,
      nowMs,
      wallClockMs: options.wallClockMs,
    })
    const { sessions } = this
    const { presence } = this.social
    const world = { directory, events, sessions, presence, parties, rooms: this.rooms, isDraining }
    const surroundings = queueSurroundings(games, region)
    this.matchmaking = new Matchmaking({ ...options, ...world, surroundings, queues: options.queues ?? [] })
    const { matchmaker, requests } = this.matchmaking
    const leaveGroups = (playerId: string) => {
      matchmaker.leave(playerId, 'a player is here no longer')
      this.social.leaveAll(playerId)
    }
    const parts = { directory, events, bans, mutes, sessions, leaveGroups, matchmaking: this.matchmaking }
    this.operators = new OperatorApp({ ...options, ...options.operators, ...parts })
    this.dispatcher = new Dispatcher({ serves: 'players', rooms: directory, scheduler, counters, log, rateAddress })
    this.dispatcher.register(greeterService, greeterHandlers())
    const session = sessionHandlers({
      sessions,
      rooms: this.rooms,
      leaveGroups,
      directory,
      version,
      regions: [{ id: region, name: region, pingUrl: options.pingUrl }],
      isDraining,
      notice: () => this.operators.notice,
      wallClockMs: options.wallClockMs,
    })
    this.dispatcher.register(sessionService, session)
    this.operators.serve(session)
    this.dispatcher.register(lobbyService, lobbyHandlers({ rooms: this.rooms, lobbies, chat, nowMs }))
    this.dispatcher.register(partyService, partyHandlers(parties, nowMs))
    this.dispatcher.register(eventsService, eventsHandlers(events))
    this.dispatcher.register(matchmakingService, matchmakingHandlers(matchmaker, requests))
    for (const game of games) this.dispatcher.register(game.service, game.handlers)
  }

  /**
   * Runs the ticks that are due; a room that has sent `sendsMax` snapshots goes on with the next call. Returns when that
   * is due, or undefined when no room runs.
   */
  runDue(nowMs: number, sendsMax?: number): number | undefined {
    let nextMs: number | undefined
    for (const room of this.directory.live()) {
      if (room.closed === undefined && nowMs >= room.dueMs) room.tick(sendsMax)
      if (room.closed !== undefined) continue
      if (nextMs === undefined || room.dueMs < nextMs) nextMs = room.dueMs
    }
    return nextMs
  }

  /** No new players: it ends, now or soon. */
  get isDraining(): boolean {
    return this.draining || this.operators.drain.isDraining
  }

  /**
   * Whose access token it is.
   * @throws RefusedError UNAUTHENTICATED for one that is wrong or has expired
   */
  authenticate(accessToken: string): Player {
    const player = this.sessions.authenticate(accessToken)
    if (player !== undefined) return player
    const fix = 'log in again (Session.login) and send "Authorization: Bearer {accessToken}"'
    throw new RefusedError(ErrorCode.UNAUTHENTICATED, `this token is wrong or has expired: ${fix}`)
  }

  /** A connection is gone, whatever its kind: its seats are nobody's, its polls end. */
  connectionClosed(connectionId: number): void {
    this.directory.connectionClosed(connectionId)
    this.social.events.connectionClosed(connectionId)
    this.matchmaking.matchmaker.connectionClosed(connectionId)
  }

  /** Forgets what is over; to be called several times a second. */
  sweep(): void {
    this.directory.sweep()
    this.operators.sweep()
    this.matchmaking.matchmaker.sweep()
  }

  /** Ends everything and tells everybody why. */
  stop(reason: CloseReason, message: string): void {
    this.draining = true
    this.matchmaking.matchmaker.sweep()
    this.social.events.publishAll({ notice: { text: message, severity: 'warning', shutdownInMs: 0 } })
    this.directory.closeAll(reason, message)
    this.operators.drain.check() // who waits for the drain is answered, and its deadline keeps no process alive
  }

  private decodeOptions(game: Game, options: RoomOptions): unknown {
    const { Options } = game.service
    if (Options === undefined) return {}
    if (!(options instanceof Uint8Array)) return new Options({ ...this.options.roomOptions, ...numbersOf(options) })
    try {
      return decodeStruct(Options, options)
    } catch {
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, `options are not a ${Options.name} in compact protocol`, {
        parameter: 'options',
      })
    }
  }
}

/** What is written as a number is one. */
function numbersOf(options: Readonly<Record<string, string>> = {}): Record<string, string | number> {
  const fields = Object.entries(options).map(([name, value]) => {
    return [name, value !== '' && Number.isFinite(Number(value)) ? Number(value) : value] as const
  })
  return Object.fromEntries(fields)
}
