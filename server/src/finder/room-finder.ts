// Where players find rooms: lists them, makes them, reserves seats in them. Knows rooms only through RoomDirectory and
// keeps nothing of them itself, so nothing here can be out of date. Called by the Thrift handlers in `rpc/lobby`.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { type MatchSetup, NotFoundError, RefusedError } from '@tickwire/simulation'
import { RecentRequests } from './recent-requests.js'
import type { NewRoom, RoomDirectory, RoomInfo, RoomPlayer, SeatReservation } from './room-directory.js'
import { checkedRoomRequest, checkRequestId, checkTags, type RoomRequest } from './room-request.js'
import { UnavailableError } from './unavailable-error.js'

/** Rooms on one page. More asked for: refused BAD_ARGUMENT. */
export const PAGE_ROOMS_MAX = 100

/** When a client should look for another server or a restarted one, milliseconds. */
const DRAINING_RETRY_MS = 5_000

export interface RoomFinderOptions {
  readonly directory: RoomDirectory
  /** The one region of this process. */
  readonly region: string
  /** Where a client finds a room's `/play`, such as "ws://127.0.0.1:7777/play". */
  readonly playUrl: (roomId: string) => string
  /** Whether the server is about to stop: no new rooms, no new seats. */
  readonly isDraining: () => boolean
  /** Throws for a player who may not have a seat now; without it everybody may. */
  readonly checkEntry?: (playerId: string) => void
  readonly nowMs: () => number
}

/** What is absent fits every room. */
export interface RoomFilter {
  readonly roomKind: string | undefined
  readonly regions: readonly string[] | undefined
  readonly tags: Readonly<Record<string, string>>
  /** Only rooms with a free seat that take players now. */
  readonly joinableOnly: boolean
}

export interface RoomPage {
  readonly rooms: readonly RoomInfo[]
  /** Where the next page begins; undefined on the last one. */
  readonly after: string | undefined
}

/** A seat reserved for a player, and all that a client needs to take it. */
export interface Assignment extends SeatReservation {
  readonly roomId: string
  readonly roomKind: string
  readonly playUrl: string
  readonly schemaHash: string
  readonly region: string
}

export class RoomFinder {
  private readonly requests = new RecentRequests()

  constructor(private readonly options: RoomFinderOptions) {}

  get region(): string {
    return this.options.region
  }

  /** Listed rooms that fit, newest first. @param after - the `after` of the page before */
  list(filter: RoomFilter, after: string | undefined, limit: number): RoomPage {
    if (!(limit >= 1 && limit <= PAGE_ROOMS_MAX)) throw badArgument('page.limit', `must be 1 to ${PAGE_ROOMS_MAX}`)
    checkTags('filter.tags', filter.tags)
    const newestFirst = [...this.options.directory.rooms()].reverse()
    const start = after === undefined ? 0 : newestFirst.findIndex((room) => room.roomId === after) + 1
    if (after !== undefined && start === 0) {
      throw badArgument('page.after', 'names a room that is gone: list from the beginning')
    }
    const fitting = newestFirst.slice(start).filter((room) => room.listed && this.fits(room, filter))
    const rooms = fitting.slice(0, limit)
    return { rooms, after: fitting.length > limit ? rooms.at(-1)?.roomId : undefined }
  }

  get(roomId: string): RoomInfo {
    const room = this.options.directory.find(roomId)
    if (room === undefined) throw new NotFoundError('room', roomId)
    return room
  }

  /**
   * A new room with a seat in it for who made it. The same request again: a seat in the same room.
   * @param madeFrom - the player's address, here and below
   */
  create(player: RoomPlayer, request: RoomRequest, madeFrom?: string): Assignment {
    return this.requested(player, request) ?? this.make(player, request, madeFrom)
  }

  /** Who has a seat there comes back to it also while the server takes nobody new. */
  join(player: RoomPlayer, roomId: string, password: string | undefined, asSpectator = false): Assignment {
    const room = this.get(roomId)
    if (!this.hasSeat(player, roomId)) this.checkEntry(player)
    return this.assign(player, room, password, asSpectator)
  }

  private hasSeat({ playerId }: RoomPlayer, roomId: string): boolean {
    for (const room of this.options.directory.roomsOf(playerId)) if (room.roomId === roomId) return true
    return false
  }

  /** Quick play: the seat that waits for the player in a room that fits, or one in the fullest open room, or else in a new one. */
  joinOrCreate(player: RoomPlayer, filter: RoomFilter, request: RoomRequest, madeFrom?: string): Assignment {
    checkTags('filter.tags', filter.tags)
    const before = this.requested(player, request)
    if (before !== undefined) return before
    const wanted = { ...filter, roomKind: filter.roomKind ?? request.roomKind }
    const room = this.awaiting(player, wanted) ?? this.fullest({ ...wanted, joinableOnly: true })
    if (room === undefined) return this.make(player, request, madeFrom)
    return this.seat(player, room, undefined, request.requestId)
  }

  /**
   * A new room with a seat for each of the players, in their order; where one cannot have a seat, nobody has.
   * @param match - what a matchmaker makes it for
   */
  createFor(
    players: readonly RoomPlayer[],
    request: RoomRequest,
    { madeFrom, match }: { readonly madeFrom?: string | undefined; readonly match?: MatchSetup } = {},
  ): readonly Assignment[] {
    this.refuseIfDraining()
    for (const { playerId } of players) this.options.directory.checkSeatsOf(playerId)
    const { roomId } = this.options.directory.create({ ...this.checked(request), match }, madeFrom)
    return this.joinFor(players, roomId, request.password)
  }

  /** A seat for each of the players in a room where none of them has one, in their order, or for nobody. */
  joinFor(players: readonly RoomPlayer[], roomId: string, password?: string): readonly Assignment[] {
    try {
      return players.map((player) => this.join(player, roomId, password))
    } catch (error) {
      for (const { playerId } of players) this.options.directory.leave(roomId, playerId)
      throw error
    }
  }

  /**
   * Whether a player may have one more seat now.
   * @throws RefusedError BANNED, LIMIT_REACHED; UnavailableError
   */
  checkSeat(player: RoomPlayer): void {
    this.checkEntry(player)
    this.options.directory.checkSeatsOf(player.playerId)
  }

  isRunning(roomId: string): boolean {
    return this.options.directory.find(roomId) !== undefined
  }

  /**
   * How many players the room of a request would hold.
   * @throws RefusedError BAD_ARGUMENT when it could not be made
   */
  playersMaxOf(request: RoomRequest): number {
    const { kind, playersMax } = this.checked(request)
    const info = this.options.directory.kinds().find((candidate) => candidate.kind === kind)
    if (info === undefined) throw badArgument('request.roomKind', 'is not served here; getServerInfo lists what is')
    const most = playersMax ?? info.playersMax
    if (most >= 1 && most <= info.playersMax) return most
    throw badArgument('request.playersMax', `must be 1 to ${info.playersMax}`)
  }

  /** @throws UnavailableError when the server is about to stop */
  refuseIfDraining(): void {
    if (this.options.isDraining()) throw new UnavailableError('the server is about to stop', DRAINING_RETRY_MS)
  }

  /** Gives up a player's seat or reservation in one room. */
  leave(player: RoomPlayer, roomId: string): void {
    if (!this.options.directory.leave(roomId, player.playerId)) throw new NotFoundError('seat in room', roomId)
  }

  /** The seat in which a player plays, if any, with a new token: also while the server drains, because the room still runs. */
  openSeat(player: RoomPlayer): Assignment | undefined {
    const [room] = this.options.directory.roomsOf(player.playerId)
    return room && this.assign(player, room, undefined)
  }

  /** Gives up all of them. */
  leaveAll(player: RoomPlayer): void {
    for (const { roomId } of [...this.options.directory.rooms()]) this.options.directory.leave(roomId, player.playerId)
  }

  /** What the same request made before, as long as its room runs. */
  private requested(player: RoomPlayer, { requestId, password }: RoomRequest): Assignment | undefined {
    checkRequestId(requestId)
    const roomId = this.requests.find(player.playerId, requestId, this.options.nowMs())
    const room = roomId === undefined ? undefined : this.options.directory.find(roomId)
    return room && this.seat(player, room, password)
  }

  private make(player: RoomPlayer, request: RoomRequest, madeFrom: string | undefined): Assignment {
    this.checkEntry(player)
    this.options.directory.checkSeatsOf(player.playerId)
    const room = this.options.directory.create(this.checked(request), madeFrom)
    return this.seat(player, room, request.password, request.requestId)
  }

  private checked(request: RoomRequest): NewRoom {
    const { region } = this.options
    if (request.region !== undefined && request.region !== region) {
      throw badArgument('request.region', `is not served here; this is ${region}`)
    }
    return checkedRoomRequest(request)
  }

  /** @param requestId - remembered with the room once the seat is held, so that repeating the call finds both */
  private seat(player: RoomPlayer, room: RoomInfo, password: string | undefined, requestId?: string): Assignment {
    this.checkEntry(player)
    const assignment = this.assign(player, room, password)
    if (requestId !== undefined) {
      this.requests.remember(player.playerId, requestId, room.roomId, this.options.nowMs())
    }
    return assignment
  }

  private assign(player: RoomPlayer, room: RoomInfo, password: string | undefined, asSpectator = false): Assignment {
    const { directory, playUrl, region } = this.options
    const { roomId, kind, schemaHash } = room
    const { seatToken, expiresInMs } = directory.reserve(roomId, player, password, asSpectator)
    return { roomId, roomKind: kind, playUrl: playUrl(roomId), seatToken, expiresInMs, schemaHash, region }
  }

  private awaiting({ playerId }: RoomPlayer, filter: RoomFilter): RoomInfo | undefined {
    const { directory } = this.options
    for (const room of directory.roomsOf(playerId)) {
      if (directory.isAwaited(room.roomId, playerId) && this.fits(room, { ...filter, joinableOnly: false })) return room
    }
    return undefined
  }

  private fullest(filter: RoomFilter): RoomInfo | undefined {
    let best: RoomInfo | undefined
    for (const room of this.options.directory.rooms()) {
      const isOpen = room.listed && !room.hasPassword && this.fits(room, filter)
      if (isOpen && (best === undefined || room.players > best.players)) best = room
    }
    return best
  }

  private fits(room: RoomInfo, { roomKind, regions, tags, joinableOnly }: RoomFilter): boolean {
    if (roomKind !== undefined && room.kind !== roomKind) return false
    if (regions !== undefined && !regions.includes(this.options.region)) return false
    if (joinableOnly && (room.isBusy || room.players >= room.playersMax)) return false
    return Object.entries(tags).every(([name, value]) => room.tags[name] === value)
  }

  private checkEntry({ playerId }: RoomPlayer): void {
    this.refuseIfDraining()
    this.options.checkEntry?.(playerId)
  }
}

function badArgument(parameter: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} ${problem}`, { parameter })
}
