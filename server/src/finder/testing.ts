// Rooms for tests: who has a seat where, and nothing more.

import { RefusedError } from '@tickwire/simulation'
import type { NewRoom, RoomDirectory, RoomInfo, RoomKindInfo, SeatReservation } from './room-directory.js'

export class TestDirectory implements RoomDirectory {
  /** Everything that was asked of `create`. */
  readonly created: NewRoom[] = []
  /** Rooms that take nobody new. */
  readonly busy = new Set<string>()
  /** It runs as many rooms as it may. */
  isFull = false
  /** Players who do not take the seats that they reserved. */
  readonly absent = new Set<string>()
  /** Players whose connections were lost. */
  readonly awaited = new Set<string>()
  /** Players who have as many seats as one may. */
  readonly seatedOut = new Set<string>()
  private readonly running = new Map<string, { info: RoomInfo; seats: Set<string>; password: string | undefined }>()
  private tokens = 0

  kinds(): readonly RoomKindInfo[] {
    return [{ kind: 'arena', schemaHash: '00000000000000aa', tickRateHz: 20, playersMax: 4 }]
  }

  rooms(): readonly RoomInfo[] {
    return [...this.running.keys()].map((roomId) => this.find(roomId)!)
  }

  find(roomId: string): RoomInfo | undefined {
    const room = this.running.get(roomId)
    return room && { ...room.info, players: room.seats.size, isBusy: this.busy.has(roomId) }
  }

  players(roomId: string): readonly string[] {
    return [...(this.running.get(roomId)?.seats ?? [])]
  }

  isSeated(roomId: string, playerId: string): boolean {
    return this.players(roomId).includes(playerId) && !this.absent.has(playerId)
  }

  isAwaited(roomId: string, playerId: string): boolean {
    return this.players(roomId).includes(playerId) && this.awaited.has(playerId)
  }

  create(room: NewRoom): RoomInfo {
    if (this.isFull) throw new RefusedError(6, 'too many rooms')
    this.created.push(room)
    const info = {
      roomId: `${room.kind}-${this.created.length}`,
      kind: room.kind,
      title: room.title,
      schemaHash: '00000000000000aa',
      players: 0,
      playersMax: room.playersMax ?? 4,
      isSpectatable: false,
      isBusy: false,
      listed: room.listed,
      hasPassword: room.password !== undefined,
      tags: room.tags,
    }
    this.running.set(info.roomId, { info, seats: new Set(), password: room.password })
    return info
  }

  reserve(roomId: string, player: { playerId: string }, password?: string, asSpectator = false): SeatReservation {
    if (asSpectator) throw new RefusedError(3, 'no spectators')
    const room = this.running.get(roomId)!
    const { seats, info } = room
    if (!seats.has(player.playerId)) {
      if (room.password !== password && room.password !== undefined) throw new RefusedError(23, 'wrong password')
      if (this.busy.has(roomId)) throw new RefusedError(22, 'busy')
      if (seats.size === info.playersMax) throw new RefusedError(20, 'full')
    }
    seats.add(player.playerId)
    return { seatToken: `seat-${++this.tokens}`, expiresInMs: 30_000 }
  }

  roomsOf(playerId: string): readonly RoomInfo[] {
    return this.rooms().filter(({ roomId }) => this.running.get(roomId)?.seats.has(playerId))
  }

  checkSeatsOf(playerId: string): void {
    if (this.seatedOut.has(playerId)) throw new RefusedError(6, 'too many seats')
  }

  leave(roomId: string, playerId: string): boolean {
    return this.running.get(roomId)?.seats.delete(playerId) ?? false
  }

  end(roomId: string): void {
    this.running.delete(roomId)
  }
}
