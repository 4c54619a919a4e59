// Players who do everything at once, in an order that a test chooses: they create rooms, join, connect, call, poll, leave, drop
// their connections, come back and wait, while an operator interferes, rooms fail and the server stops. What must hold whatever
// the order is checked after each action; `end` lets everybody go and sees that nothing is left.

import { CloseReason } from '@tickwire/client'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { type LobbyClient, lobbyService as lobby } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { type SessionClient, sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { SessionGrant } from '@tickwire/gen-nodejs/session.types.js'
import { ServerFrame, type ServiceType } from '@tickwire/protocol'
import { type Caller, EMPTY_ROOM_MS, messageOf, type Room, SEAT_TOKEN_MS } from '@tickwire/server/internals'
import { fieldRoomService } from '../gen-nodejs/field.handlers.js'
import type { FieldWorld } from '../gen-nodejs/field.state.js'
import { fieldGame } from './field-game.js'
import { expect, newCaller, RaceCalls } from './race-calls.js'
import { RACE_OPERATOR, RaceOperator } from './race-operator.js'
import { ToldSeats } from './race-seats.js'
import { hello, RawPlayer } from './raw-client.js'
import { SteppedServer } from './stepped-server.js'

export const PLAYERS = 4

/** Rooms are addressed by number, oldest first, modulo those that run. */
export type RaceAction =
  | { readonly kind: 'create'; readonly player: number; readonly playersMax: number }
  | { readonly kind: 'enter' | 'join' | 'leave' | 'call'; readonly player: number; readonly room: number }
  | { readonly kind: 'quickPlay' | 'connect' | 'playCall' | 'poll'; readonly player: number }
  | { readonly kind: keyof typeof CUTS; readonly player: number }
  | { readonly kind: 'cutRpc' | 'resume' | 'logout'; readonly player: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fail'; readonly room: number }
  | { readonly kind: 'stop' }
  | OperatorAction

/** What the operator does. */
export type OperatorAction =
  | { readonly kind: 'kick'; readonly player: number }
  | { readonly kind: 'liftBan'; readonly player: number }
  | { readonly kind: 'ban'; readonly player: number; readonly minutes: number | undefined }
  | { readonly kind: 'lock' | 'unlock'; readonly room: number }
  | { readonly kind: 'closeRoom'; readonly room: number; readonly graceMs: number }
  | { readonly kind: 'drain'; readonly graceMs: number }
  | { readonly kind: 'openRoom' | 'cancelDrain' | 'awaitDrain' }

type PlayerAction = Extract<Exclude<RaceAction, OperatorAction>, { readonly player: number }>

/** How long seats are held: not as long as tokens are good, which other tests have. */
export const RACE_HOLD_MS = 15_000

/** Ways in which a play connection ends, and the close codes that the server sees. */
const CUTS = { cut: 1_006, reload: 1_001, hangUp: 1_000 } as const

const STEP_MS = 50
const POLL_MS = 25_000
const ADDRESS = '192.0.2.1'

const INFO = { sdk: 'race', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {}, platform: 'x' }
const SEAT = { asSpectator: false }

class RacePlayer {
  caller: Caller
  /** The newest seat token. */
  token: string | undefined
  /** What the newest login or resume gave, unknown until the first is answered, and until when it can be resumed, milliseconds of the server. */
  grant: SessionGrant | undefined
  resumableUntilMs = 0
  /** Resume tokens of sessions that were ended. */
  readonly overTokens = new Set<string>()
  readonly plays: RacePlay[] = []

  constructor(
    readonly name: string,
    connectionId: number,
  ) {
    this.caller = newCaller(connectionId, ADDRESS)
  }

  /** The newest connection to a room. */
  get play(): RacePlay | undefined {
    return this.plays.at(-1)
  }
}

/** One connection on `/play` that counts its calls. */
class RacePlay extends RawPlayer {
  calls = 0
  isCut = false

  get answers(): number {
    return this.frames.filter((frame) => frame[0] === ServerFrame.reply).length
  }
}

export class Race {
  private readonly server = new SteppedServer({
    field: fieldGame({ seatHoldMs: RACE_HOLD_MS }),
    roomOptions: { chests: 1 },
    operators: [RACE_OPERATOR],
  })
  private readonly players: readonly RacePlayer[]
  private readonly calls = new RaceCalls()
  private readonly operator = new RaceOperator(this.server, this.calls)
  /** What must not be, and was found when an answer came. */
  private readonly problems: string[] = []
  private readonly told = new ToldSeats(this.problems)
  private readonly failing = new Set<FieldWorld>()
  private readonly rooms = new Set<Room>()
  private connections = 1_000
  private failed = 0

  private constructor() {
    this.players = Array.from({ length: PLAYERS }, (_, i) => new RacePlayer(`${i} plays`, ++this.connections))
    this.server.field.hooks.onSeat = (...change) => this.told.told(...change)
    this.server.field.hooks.onStep = (world) => {
      if (!this.failing.delete(world)) return
      this.failed++
      throw new Error('told to fail')
    }
    for (const player of this.players) this.login(player)
  }

  /** Everybody is logged in, and one room is being made. */
  static async begin(): Promise<Race> {
    const race = new Race()
    await race.wait(STEP_MS)
    race.start({ kind: 'create', player: 0, playersMax: 2 })
    return race
  }

  /** Only waiting lets messages arrive and ticks run: what stands between two waits happens at once. */
  async act(action: RaceAction): Promise<void> {
    if (action.kind === 'wait') await this.wait(action.ms)
    else this.start(action)
    this.check(action.kind === 'wait')
  }

  /** Everybody goes. Nobody may be left in a room, no room may be left, no call without its answer. */
  async end(): Promise<void> {
    await this.wait(STEP_MS)
    this.check(true)
    this.checkPlayCalls()
    for (const player of this.players) {
      this.cut(player)
      this.cutRpc(player)
    }
    await this.wait(SEAT_TOKEN_MS)
    const { directory } = this.server.app
    for (const room of directory.live()) {
      expect(room.seats.count === 0, `${room.seats.count} seats of ${room.settings.roomId} have leaked`)
      expect((room.world as FieldWorld).avatar.count === 0, 'an avatar without a player')
    }
    await this.wait(EMPTY_ROOM_MS)
    this.check(true)
    expect([...directory.live()].length === 0, 'a room without players goes on')
    expect(this.server.report.closed.length === this.rooms.size, 'not each room has closed once')
    this.calls.checkAllAnswered()
    expect(this.server.report.dumps.length === this.failed, 'a room failed that was not told to')
    expect(this.server.log.errors.length === 0, `an internal error: ${JSON.stringify(this.server.log.errors[0])}`)
  }

  // ---- what happens ----

  private start(action: Exclude<RaceAction, { kind: 'wait' }>): void {
    if (action.kind === 'stop') this.server.app.stop(CloseReason.SERVER_STOPPING, 'over')
    else if (action.kind === 'fail') this.fail(this.roomAt(action.room))
    else if (isOperators(action)) this.operate(action)
    else this.startOf(this.players[action.player]!, action)
    for (const room of this.server.app.directory.live()) this.rooms.add(room)
  }

  private operate(action: OperatorAction): void {
    if ('player' in action) this.operateOnPlayer(action, this.players[action.player]!)
    else if ('room' in action) this.operateOnRoom(action, this.roomAt(action.room))
    else if (action.kind === 'openRoom') this.operator.createRoom(`${this.calls.count}`)
    else if (action.kind === 'drain') this.operator.drain(action.graceMs)
    else if (action.kind === 'cancelDrain') this.operator.cancelDrain()
    else this.operator.awaitDrain()
  }

  private operateOnPlayer(action: Extract<OperatorAction, { player: number }>, player: RacePlayer): void {
    const { grant } = player
    if (grant === undefined) return
    const { playerId, resumeToken } = grant
    if (action.kind === 'liftBan') {
      this.operator.liftBan(playerId)
      return
    }
    const isBan = action.kind === 'ban'
    const isRemoved = isBan ? this.operator.ban(playerId, action.minutes) : this.operator.kick(playerId)
    if (isRemoved) player.overTokens.add(resumeToken)
  }

  private operateOnRoom(action: Extract<OperatorAction, { room: number }>, room: Room | undefined): void {
    if (room === undefined) return
    if (action.kind === 'closeRoom') this.operator.close(room, action.graceMs)
    else this.operator.lock(room, action.kind === 'lock')
  }

  private startOf(player: RacePlayer, action: PlayerAction): void {
    const request = { roomKind: 'field', title: 'a race', listed: true, requestId: `${this.calls.count}` }
    const room = 'room' in action ? this.roomAt(action.room)?.settings.roomId : undefined
    const target = room ?? 'none'
    switch (action.kind) {
      case 'create':
        this.seat(player, 'createRoom', (client) => client.createRoom({ ...request, playersMax: action.playersMax }))
        return
      case 'quickPlay':
        this.seat(player, 'joinOrCreateRoom', (client) =>
          client.joinOrCreateRoom({ joinableOnly: true }, { ...request, playersMax: 2 }, SEAT),
        )
        return
      case 'join':
        this.seat(player, 'joinRoom', (client) => client.joinRoom(target, SEAT))
        return
      case 'enter':
        this.seat(
          player,
          'joinRoom',
          (client) => client.joinRoom(target, SEAT),
          () => this.connect(player),
        )
        return
      case 'leave':
        this.call(player, 'leaveRoom', lobby, (client) => client.leaveRoom(target))
        return
      case 'call':
        this.call(player, 'countChests', fieldRoomService, (client) => client.countChests(), `FieldRoom@${target}`)
        return
      case 'logout': {
        const { resumeToken = '' } = player.grant ?? {}
        const ended = () => player.overTokens.add(resumeToken)
        this.call(player, 'logout', sessionService, (client) => client.logout()).then(ended, () => undefined)
        this.login(player)
        return
      }
      case 'poll':
        this.call(player, 'poll', eventsService, (client) => client.poll(0, POLL_MS, 10))
        return
      case 'connect':
        this.connect(player)
        return
      case 'playCall':
        this.playCall(player)
        return
      case 'cut':
      case 'reload':
      case 'hangUp':
        this.cut(player, CUTS[action.kind])
        return
      case 'cutRpc':
        this.cutRpc(player)
        this.login(player)
        return
      case 'resume':
        this.cutRpc(player)
        this.resume(player)
    }
  }

  private login(player: RacePlayer): void {
    const deviceId = player.name.padEnd(32, '.')
    this.enter(player, 'login', (client) => client.login({ deviceId }, INFO))
  }

  private resume(player: RacePlayer): void {
    const { resumeToken = 'none' } = player.grant ?? {}
    const isOver = player.overTokens.has(resumeToken) || this.server.nowMs >= player.resumableUntilMs
    this.enter(player, 'resume', (client) => client.resume(resumeToken, INFO), isOver)
  }

  /** Begins or goes on with a session. Who is banned from the call to its answer is refused. @param mayNot - so is this one */
  private enter(
    player: RacePlayer,
    what: string,
    call: (client: SessionClient) => Promise<SessionGrant>,
    mayNot = false,
  ): void {
    const { operator, problems } = this
    const sentMs = this.server.nowMs
    const wasBanned = player.grant !== undefined && operator.isBanned(player.grant.playerId)
    const keep = (grant: SessionGrant): void => {
      if (mayNot || (wasBanned && operator.isBanned(grant.playerId))) problems.push(`a ${what} lets ${player.name} in`)
      player.grant = grant
      player.resumableUntilMs = sentMs + grant.resumeExpiresInMs
    }
    this.call(player, what, sessionService, call).then(keep, () => undefined)
  }

  /** A call that reserves a seat, if it is not refused. */
  private seat(
    player: RacePlayer,
    what: string,
    call: (client: LobbyClient) => Promise<{ seatToken: string }>,
    reserved = () => {},
  ): void {
    const keep = ({ seatToken }: { seatToken: string }): void => {
      player.token = seatToken
      reserved()
    }
    this.call(player, what, lobby, call).then(keep, () => undefined)
  }

  /** A call over the player's Thrift connection; what it refuses is an answer too. */
  private call<C, R>(
    { caller }: RacePlayer,
    what: string,
    service: ServiceType<C>,
    make: (client: C) => Promise<R>,
    target?: string,
  ): Promise<R> {
    return this.calls.make(this.server.app.dispatcher, caller, service, what, make, target)
  }

  private connect(player: RacePlayer): void {
    if (player.token === undefined) return
    const play = new RacePlay(this.server)
    play.send(hello(this.server, { seatToken: player.token }))
    player.plays.push(play)
  }

  private playCall({ play }: RacePlayer): void {
    if (play === undefined || play.isCut || play.welcome === undefined) return
    play.calls++
    play.send(messageOf(fieldRoomService, 'binary', (client) => client.countChests()))
  }

  private cut({ plays }: RacePlayer, code: number = CUTS.cut): void {
    for (const play of plays) {
      play.isCut = true
      play.memory.cut(code)
    }
  }

  private cutRpc(player: RacePlayer): void {
    this.server.app.connectionClosed(player.caller.connectionId)
    player.caller = newCaller(++this.connections, ADDRESS)
  }

  private fail(room: Room | undefined): void {
    const world = room?.world as FieldWorld | undefined
    if (world !== undefined) this.failing.add(world)
  }

  /** Time passes at once, as in a stall; then the ticks that are due run, and what was sent arrives. */
  private async wait(ms: number): Promise<void> {
    this.server.stall(Math.max(0, ms - STEP_MS))
    await this.server.advance(Math.min(ms, STEP_MS))
    await this.server.advance(2 * STEP_MS)
  }

  private roomAt(number: number): Room | undefined {
    const rooms = [...this.server.app.directory.live()].filter(({ closed }) => closed === undefined)
    return rooms[number % Math.max(1, rooms.length)]
  }

  // ---- what must hold ----

  /** @param settled - everything that was sent has arrived */
  private check(settled: boolean): void {
    let links = 0
    for (const room of this.server.app.directory.live()) {
      const { seats, settings, world, closed } = room
      expect(seats.count <= settings.playersMax, `${seats.count} seats in a room for ${settings.playersMax}`)
      if (closed !== undefined) continue
      this.told.check(room)
      const taken = [...seats.all()]
      expect(new Set(taken.map(({ playerId }) => playerId)).size === taken.length, 'a player has two seats in a room')
      const joined = taken.filter((seat) => seat.joined).length
      expect((world as FieldWorld).avatar.count === joined, 'avatars and joined seats differ')
      links += taken.filter(({ link }) => link !== undefined).length
    }
    const open = this.players
      .flatMap(({ plays }) => plays)
      .filter(({ isCut, closedWith }) => !isCut && closedWith === undefined)
    const fits = settled ? links === open.length : links <= open.length
    expect(fits, `${links} seats are held by ${open.length} connections`)
    this.calls.checkNoneTwice()
    this.operator.check()
    if (settled) this.operator.checkSettled()
    expect(this.problems.length === 0, this.problems.join('; '))
  }

  /** Who is still connected has heard of each call. */
  private checkPlayCalls(): void {
    for (const { plays } of this.players) {
      for (const { calls, answers, closedWith, isCut } of plays) {
        expect(answers <= calls, 'an answer to no call')
        if (!isCut && closedWith === undefined)
          expect(answers === calls, `${answers} answers to ${calls} calls on /play`)
      }
    }
  }
}

const OPERATORS_KINDS: ReadonlySet<string> = new Set<OperatorAction['kind']>([
  ...(['kick', 'ban', 'liftBan', 'lock', 'unlock'] as const),
  ...(['closeRoom', 'openRoom', 'drain', 'cancelDrain', 'awaitDrain'] as const),
])

function isOperators(action: RaceAction): action is OperatorAction {
  return OPERATORS_KINDS.has(action.kind)
}
