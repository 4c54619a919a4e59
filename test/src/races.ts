// Players who do everything at once, in an order that a test chooses: they create rooms, join, connect, call, leave, drop their
// connections and wait, while rooms fail and the server stops. What must hold whatever the order is checked after each
// action; `end` lets everybody go and sees that nothing is left.

import { CloseReason } from '@tickwire/client'
import { type LobbyClient, lobbyService as lobby } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import { ServerFrame, type ServiceType } from '@tickwire/protocol'
import { type Caller, EMPTY_ROOM_MS, memoryClient, messageOf, type Room, SEAT_TOKEN_MS } from '@tickwire/server/testing'
import { fieldRoomService } from '../gen-nodejs/field.handlers.js'
import type { FieldWorld } from '../gen-nodejs/field.state.js'
import { hello, RawPlayer } from './raw-client.js'
import { SteppedServer } from './stepped-server.js'

export const PLAYERS = 4

/** Rooms are addressed by number, oldest first, modulo those that run. */
export type RaceAction =
  | { readonly kind: 'create'; readonly player: number; readonly playersMax: number }
  | { readonly kind: 'enter' | 'join' | 'leave' | 'call'; readonly player: number; readonly room: number }
  | { readonly kind: 'quickPlay' | 'connect' | 'cut' | 'cutRpc' | 'logout' | 'playCall'; readonly player: number }
  | { readonly kind: 'fail'; readonly room: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'stop' }

const STEP_MS = 50

const INFO = { sdk: 'race', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {}, platform: 'x' }
const SEAT = { asSpectator: false }

/** A call over `/rpc`, and how often it was answered. */
interface SentCall {
  readonly what: string
  answers: number
}

class RacePlayer {
  caller: Caller
  token: string | undefined
  readonly plays: RacePlay[] = []

  constructor(
    readonly name: string,
    connectionId: number,
  ) {
    this.caller = newCaller(connectionId)
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
  private readonly server = new SteppedServer({ roomOptions: { chests: 1 } })
  private readonly players: readonly RacePlayer[]
  private readonly calls: SentCall[] = []
  private readonly failing = new Set<FieldWorld>()
  private readonly rooms = new Set<Room>()
  private connections = 1_000
  private failed = 0

  constructor() {
    this.players = Array.from({ length: PLAYERS }, (_, i) => new RacePlayer(`${i} plays`, ++this.connections))
    this.server.field.hooks.onStep = (world) => {
      if (!this.failing.delete(world)) return
      this.failed++
      throw new Error('told to fail')
    }
    for (const player of this.players) this.login(player)
    this.startOf(this.players[0]!, { kind: 'create', player: 0, playersMax: 2 })
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
    expect([...directory.live()].length === 0, 'a room without players goes on')
    expect(this.server.report.closed.length === this.rooms.size, 'not each room has closed once')
    for (const { what, answers } of this.calls) expect(answers === 1, `${what} was answered ${answers} times`)
    expect(this.server.report.dumps.length === this.failed, 'a room failed that was not told to')
    expect(this.server.log.errors.length === 0, `an internal error: ${JSON.stringify(this.server.log.errors[0])}`)
  }

  // ---- what happens ----

  private start(action: Exclude<RaceAction, { kind: 'wait' }>): void {
    if (action.kind === 'stop') this.server.app.stop(CloseReason.SERVER_STOPPING, 'over')
    else if (action.kind === 'fail') this.fail(this.roomAt(action.room))
    else this.startOf(this.players[action.player]!, action)
  }

  private startOf(player: RacePlayer, action: Extract<RaceAction, { player: number }>): void {
    const request = { roomKind: 'field', title: 'a race', listed: true, requestId: `${this.calls.length}` }
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
      case 'logout':
        this.call(player, 'logout', sessionService, (client) => client.logout())
        this.login(player)
        return
      case 'connect':
        this.connect(player)
        return
      case 'playCall':
        this.playCall(player)
        return
      case 'cut':
        this.cut(player)
        return
      case 'cutRpc':
        this.cutRpc(player)
        this.login(player)
    }
  }

  private login(player: RacePlayer): void {
    const deviceId = player.name.padEnd(32, '.')
    this.call(player, 'login', sessionService, (client) => client.login({ deviceId }, INFO))
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
    const sent: SentCall = { what, answers: 0 }
    this.calls.push(sent)
    const { dispatcher } = this.server.app
    const handle = (message: Uint8Array, reply: (bytes: Uint8Array) => void) =>
      dispatcher.handle(message, caller, (bytes) => {
        sent.answers++
        reply(bytes)
      })
    const answered = make(memoryClient(service, 'compact', handle, target))
    answered.catch(() => undefined)
    for (const room of this.server.app.directory.live()) this.rooms.add(room)
    return answered
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

  private cut({ plays }: RacePlayer): void {
    for (const play of plays) {
      play.isCut = true
      play.memory.cut()
    }
  }

  private cutRpc(player: RacePlayer): void {
    this.server.app.directory.connectionClosed(player.caller.connectionId)
    player.caller = newCaller(++this.connections)
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
    for (const { what, answers } of this.calls) expect(answers <= 1, `${what} was answered ${answers} times`)
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

function newCaller(connectionId: number): Caller {
  return { connectionId, address: '192.0.2.1', player: undefined, operator: undefined, roomId: undefined }
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}
