// All rooms of this process: makes them, finds them, reserves seats and hands calls to their mailboxes. The lobby sees it
// as `RoomDirectory`, the Thrift boundary as `RoomCalls`, play connections redeem their seat tokens here. Rooms that
// ended are forgotten by `sweep`.

import { type CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type {
  NewRoom,
  RoomDirectory,
  RoomInfo,
  RoomKindInfo,
  RoomOptions,
  RoomPlayer,
  SeatReservation,
} from '../finder/room-directory.js'
import type { Game } from '../game.js'
import type { Caller, RoomCalls, RoomJob } from '../rpc/ports.js'
import { MAILBOX_MAX } from './mailbox.js'
import { Room } from './room.js'
import type { RoomObserver } from './room-observer.js'
import { SeatTokens, type TokenRefusal } from './seat-tokens.js'
import { isOver, SEAT_TOKEN_MS, type Seat } from './seats.js'

/** When a player whom a busy room refused should ask again, milliseconds: a room that calms down takes players after that. */
const BUSY_RETRY_MS = 5_000

/** Rooms of one process. One more is refused with LIMIT_REACHED. */
export const ROOMS_MAX = 1_000

/**
 * Running rooms that were made from one address: half as many as it may hold sockets, for a household or a school with a room for
 * every two players. One more is refused with LIMIT_REACHED: guests of one address do not fill the process.
 */
export const ROOMS_PER_ADDRESS_MAX = 32

/** Seats and reservations of one player over all rooms. One more is refused with LIMIT_REACHED: nobody fills rooms alone. */
export const SEATS_PER_PLAYER_MAX = 4

export interface DirectoryOptions {
  readonly games: readonly Game[]
  readonly nowMs: () => number
  /** 128 random bits as URL-safe text. */
  readonly randomToken: () => string
  readonly randomSeed: () => number
  readonly observer: RoomObserver
  /** Rooms check what their clients know. */
  readonly selfCheck: boolean
  /** A seat token ended early, because too many were given out. */
  readonly onTokenEvicted: () => void
  /** A player wanted more than SEATS_PER_PLAYER_MAX. */
  readonly onSeatRefused: () => void
  /** false lifts ROOMS_PER_ADDRESS_MAX. */
  readonly addressLimits: boolean
  /** Somebody wanted more than that. */
  readonly onRoomRefused: () => void
  /** The game's options, over its defaults where they are not whole. Throws RefusedError BAD_ARGUMENT. */
  readonly decodeOptions: (game: Game, options: RoomOptions) => unknown
}

export class Directory implements RoomDirectory, RoomCalls {
  private readonly running = new Map<string, Room>()
  private readonly tokens: SeatTokens
  /** Connections that took seats by calls: the others need no search when they close. */
  private readonly holders = new Set<number>()
  private made = 0

  constructor(private readonly options: DirectoryOptions) {
    this.tokens = new SeatTokens(options.randomToken, options.onTokenEvicted)
  }

  kinds(): readonly RoomKindInfo[] {
    return this.options.games.map(({ schema }) => ({
      kind: schema.name,
      schemaHash: schema.hash,
      tickRateHz: schema.tickRateHz,
      playersMax: schema.playersMax,
    }))
  }

  /** Rooms that tick. */
  live(): Iterable<Room> {
    return this.running.values()
  }

  get(roomId: string): Room | undefined {
    return this.running.get(roomId)
  }

  *rooms(): IterableIterator<RoomInfo> {
    for (const room of this.running.values()) if (room.closed === undefined) yield infoOf(room)
  }

  find(roomId: string): RoomInfo | undefined {
    const room = this.running.get(roomId)
    return room === undefined || room.closed !== undefined ? undefined : infoOf(room)
  }

  players(roomId: string): readonly string[] {
    const room = this.running.get(roomId)
    if (room === undefined) return []
    return [...room.seats.all()].filter(({ isSpectator }) => !isSpectator).map(({ playerId }) => playerId)
  }

  isSeated(roomId: string, playerId: string): boolean {
    return this.running.get(roomId)?.seats.of(playerId)?.joined === true
  }

  isAwaited(roomId: string, playerId: string): boolean {
    return this.running.get(roomId)?.seats.of(playerId)?.lost === true
  }

  create(request: NewRoom, madeFrom?: string): RoomInfo {
    const { game, playersMax, options } = this.prepare(request)
    if (madeFrom !== undefined && this.options.addressLimits) this.checkRoomsOf(madeFrom)
    const room = new Room(
      {
        roomId: `${request.kind}-${(++this.made).toString(36)}-${this.options.randomToken().slice(0, 6)}`,
        game,
        title: request.title,
        listed: request.listed,
        password: request.password,
        tags: request.tags,
        playersMax,
        options,
        match: request.match,
        seed: this.options.randomSeed(),
        selfCheck: this.options.selfCheck,
        madeFrom,
      },
      this.options.nowMs,
      this.options.observer,
    )
    this.running.set(room.settings.roomId, room)
    return infoOf(room)
  }

  /**
   * What a room would be made of. Makes none.
   * @throws as `create`
   */
  checkCreate(request: NewRoom): { readonly game: Game; readonly playersMax: number } {
    return this.prepare(request)
  }

  private prepare(request: NewRoom): { game: Game; playersMax: number; options: unknown } {
    const game = this.options.games.find(({ schema }) => schema.name === request.kind)
    if (game === undefined) {
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, `no room kind "${request.kind}" here; getServerInfo lists them`, {
        parameter: 'roomKind',
      })
    }
    if (this.running.size >= ROOMS_MAX) {
      throw new RefusedError(ErrorCode.LIMIT_REACHED, `this server runs its most rooms, ${ROOMS_MAX}`)
    }
    const most = game.schema.playersMax
    const playersMax = request.playersMax ?? most
    if (!(playersMax >= 1 && playersMax <= most)) {
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, `playersMax must be 1 to ${most}`, { parameter: 'playersMax' })
    }
    return { game, playersMax, options: this.options.decodeOptions(game, request.options) }
  }

  private checkRoomsOf(madeFrom: string): void {
    let rooms = 0
    for (const { closed, settings } of this.running.values()) {
      if (closed === undefined && settings.madeFrom === madeFrom) rooms++
    }
    if (rooms < ROOMS_PER_ADDRESS_MAX) return
    this.options.onRoomRefused()
    const message = `${ROOMS_PER_ADDRESS_MAX} rooms were made from your address, the most: join one, or wait until one ends`
    throw new RefusedError(ErrorCode.LIMIT_REACHED, message)
  }

  reserve(roomId: string, player: RoomPlayer, password?: string, asSpectator = false): SeatReservation {
    const room = this.roomOrThrow(roomId)
    const held = room.seats.of(player.playerId)
    if (held === undefined || isOver(held, this.options.nowMs())) this.checkSeatsOf(player.playerId)
    if (held?.isSpectator !== asSpectator) {
      checkMayEnter(room, password)
      checkFree(room, asSpectator, held)
    }
    room.seating.reserve(player, asSpectator)
    return {
      seatToken: this.tokens.issue({ roomId, playerId: player.playerId }, this.options.nowMs()),
      expiresInMs: SEAT_TOKEN_MS,
    }
  }

  *roomsOf(playerId: string): IterableIterator<RoomInfo> {
    const seats = [...this.seatsOf(playerId)].filter(({ seat }) => !seat.isSpectator)
    seats.sort((a, b) => Number(b.seat.lost) - Number(a.seat.lost))
    for (const { room } of seats) yield infoOf(room)
  }

  private *seatsOf(playerId: string): IterableIterator<{ room: Room; seat: Seat }> {
    const nowMs = this.options.nowMs()
    for (const room of this.running.values()) {
      const seat = room.closed === undefined ? room.seats.of(playerId) : undefined
      if (seat !== undefined && !isOver(seat, nowMs)) yield { room, seat }
    }
  }

  checkSeatsOf(playerId: string): void {
    if ([...this.seatsOf(playerId)].length < SEATS_PER_PLAYER_MAX) return
    this.options.onSeatRefused()
    const message = `you have ${SEATS_PER_PLAYER_MAX} seats, the most: leave a room (Lobby.leaveRoom), or wait for a reservation to end`
    throw new RefusedError(ErrorCode.LIMIT_REACHED, message)
  }

  leave(roomId: string, playerId: string): boolean {
    const room = this.running.get(roomId)
    const seat = room?.seats.of(playerId)
    if (room === undefined || seat === undefined) return false
    room.seating.leave(seat)
    return true
  }

  /** Uses a seat token up. The answer is the seat, or why there is none. */
  redeem(token: string): { readonly room: Room; readonly seat: Seat } | TokenRefusal {
    const holder = this.tokens.redeem(token, this.options.nowMs())
    if (typeof holder === 'string') return holder
    const room = this.running.get(holder.roomId)
    const seat = room?.seats.of(holder.playerId)
    const isGone = room === undefined || room.closed !== undefined || seat === undefined
    return isGone || isOver(seat, this.options.nowMs()) ? 'expired' : { room, seat }
  }

  submit(roomId: string, kind: string, caller: Caller, job: RoomJob): void {
    const room = this.running.get(roomId)
    if (room === undefined || room.settings.game.schema.name !== kind) throw new NotFoundError(`${kind} room`, roomId)
    if (room.closed !== undefined) throw new RefusedError(ErrorCode.ROOM_CLOSED, 'the room is over')
    const seat = caller.player === undefined ? undefined : room.seats.of(caller.player.playerId)
    if (seat === undefined || isOver(seat, this.options.nowMs())) {
      throw new RefusedError(ErrorCode.FORBIDDEN, `no seat in room ${roomId}; join it first (Lobby.joinRoom)`)
    }
    if (seat.isSpectator)
      throw new RefusedError(ErrorCode.FORBIDDEN, `you watch room ${roomId}: only who plays calls it`)
    if (room.mailbox.isFull) {
      throw new RefusedError(ErrorCode.ROOM_BUSY, `${MAILBOX_MAX} calls wait for the next tick`, {
        retryAfterMs: Math.ceil(room.schedule.stepMs),
      })
    }
    const { connectionId, isOneCall = false } = caller
    room.seating.hold(seat, connectionId)
    if (!isOneCall && seat.connectionId !== undefined) this.holders.add(seat.connectionId)
    room.mailbox.put({
      isReady: () => room.mayCall(seat),
      run: (tick) => job.run(room.callOf(seat, tick)),
      answer: (tick) => {
        job.answer(tick)
        if (isOneCall) room.seating.keep(seat, connectionId)
      },
      abandon: () => job.abandon(),
    })
  }

  /** A connection is gone, whatever its kind: seats that it took by calls are nobody's. */
  connectionClosed(connectionId: number): void {
    if (!this.holders.delete(connectionId)) return
    for (const room of this.running.values()) {
      for (const seat of room.seats.all()) if (seat.connectionId === connectionId) seat.connectionId = undefined
    }
  }

  /** Forgets rooms that ended. */
  sweep(): void {
    for (const [roomId, room] of this.running) if (room.closed !== undefined) this.running.delete(roomId)
  }

  /** Closes rooms in which nobody plays. */
  closeEmpty(reason: CloseReason, message: string): void {
    for (const room of this.running.values()) if (room.seats.count === 0) room.close(reason, message)
    this.sweep()
  }

  closeAll(reason: CloseReason, message: string): void {
    for (const room of this.running.values()) room.close(reason, message)
    this.sweep()
  }

  private roomOrThrow(roomId: string): Room {
    const room = this.running.get(roomId)
    if (room === undefined) throw new NotFoundError('room', roomId)
    if (room.closed !== undefined) throw new RefusedError(ErrorCode.ROOM_CLOSED, 'the room is over')
    return room
  }
}

/** @throws RefusedError when the room takes nobody new, or not with this password */
function checkMayEnter(room: Room, password: string | undefined): void {
  if (room.settings.password !== undefined && room.settings.password !== password) {
    throw new RefusedError(ErrorCode.WRONG_PASSWORD, 'this room needs its password', { parameter: 'password' })
  }
  if (room.locked) throw new RefusedError(ErrorCode.ROOM_CLOSED, 'an operator has locked this room')
}

/** @param held - the player's seat of the other kind, if any */
function checkFree(room: Room, asSpectator: boolean, held: Seat | undefined): void {
  const { seats, admission } = room
  if (asSpectator && seats.spectatorsMax === 0) {
    throw new RefusedError(ErrorCode.FORBIDDEN, 'this room takes no spectators: join with a seat')
  }
  if (asSpectator && held !== undefined) {
    throw new RefusedError(ErrorCode.CONFLICT, 'you play in this room: leave it first (Lobby.leaveRoom)')
  }
  if (asSpectator && seats.isFullOfSpectators) {
    admission.spectatorsRefused++
    throw new RefusedError(ErrorCode.ROOM_FULL, `all ${seats.spectatorsMax} places for spectators are taken`)
  }
  if (!asSpectator && seats.isFull)
    throw new RefusedError(
      ErrorCode.ROOM_FULL,
      `all ${seats.max} seats are taken: join another room, or quick-play into one`,
    )
  if (!room.governor.refusesJoins) return
  admission.refused++
  const message = 'this room cannot keep up with more players: try another, or later'
  throw new RefusedError(ErrorCode.ROOM_BUSY, message, { retryAfterMs: BUSY_RETRY_MS })
}

export function infoOf(room: Room): RoomInfo {
  const { settings, seats } = room
  return {
    roomId: settings.roomId,
    kind: settings.game.schema.name,
    title: settings.title,
    schemaHash: settings.game.schema.hash,
    players: seats.count,
    playersMax: settings.playersMax,
    isSpectatable: seats.spectatorsMax > 0,
    isBusy: room.governor.refusesJoins || room.locked,
    listed: settings.listed,
    hasPassword: settings.password !== undefined,
    tags: settings.tags,
  }
}
