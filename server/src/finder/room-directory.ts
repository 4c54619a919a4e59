// What finding rooms needs of them: to list them, make them and reserve seats in them. Implemented by `rooms/directory`.

import type { MatchSetup } from '@tickwire/simulation'

export interface RoomKindInfo {
  readonly kind: string
  readonly schemaHash: string
  readonly tickRateHz: number
  readonly playersMax: number
}

export interface RoomInfo {
  readonly roomId: string
  readonly kind: string
  readonly title: string
  readonly schemaHash: string
  /** Seats of players, taken or reserved. */
  readonly players: number
  readonly playersMax: number
  /** It takes spectators. */
  readonly isSpectatable: boolean
  /** It cannot keep up, or is locked, and refuses new players for now. */
  readonly isBusy: boolean
  readonly listed: boolean
  readonly hasPassword: boolean
  readonly tags: Readonly<Record<string, string>>
}

export interface NewRoom {
  readonly kind: string
  readonly title: string
  readonly playersMax: number | undefined
  readonly listed: boolean
  readonly password: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly options: RoomOptions
  /** What a matchmaker makes it for. */
  readonly match?: MatchSetup | undefined
}

/**
 * The struct of `tw.options`, encoded in Thrift compact protocol; or some of its fields by name, over the server's defaults; undefined
 * for those.
 */
export type RoomOptions = Uint8Array | Readonly<Record<string, string>> | undefined

/** For whom a seat is. */
export interface RoomPlayer {
  readonly playerId: string
  readonly displayName: string
  /** For the game: what a lobby's member wished for, or what a matchmaker decided. */
  readonly team?: string | undefined
  readonly role?: string | undefined
}

export interface SeatReservation {
  readonly seatToken: string
  readonly expiresInMs: number
}

export interface RoomDirectory {
  kinds(): readonly RoomKindInfo[]
  /** Running rooms, oldest first. */
  rooms(): Iterable<RoomInfo>
  find(roomId: string): RoomInfo | undefined
  /** Who plays in a room, seated or with a reservation; nobody when there is no such room. */
  players(roomId: string): readonly string[]
  /** Whether the game knows the player: the reservation was used. */
  isSeated(roomId: string, playerId: string): boolean
  /** Whether the player's seat waits because its connection was lost. */
  isAwaited(roomId: string, playerId: string): boolean
  /**
   * @param madeFrom - the address of the player who makes it; undefined: of nobody
   * @throws RefusedError BAD_ARGUMENT (unknown kind, bad options), LIMIT_REACHED (rooms of this process, of the address)
   */
  create(room: NewRoom, madeFrom?: string): RoomInfo
  /**
   * Reserves a seat. A player who already sits or has a reservation there gets a token for the same seat.
   * @param asSpectator - a seat for watching; one who asks for a seat to play gives it up
   * @throws RefusedError ROOM_FULL, ROOM_BUSY, ROOM_CLOSED, WRONG_PASSWORD, LIMIT_REACHED (seats of the player), FORBIDDEN (no
   *   spectators), CONFLICT (one who plays there wants to watch); NotFoundError
   */
  reserve(roomId: string, player: RoomPlayer, password?: string, asSpectator?: boolean): SeatReservation
  /** Rooms in which a player plays, seated or with a reservation: those whose seat waits for its player first, then the oldest. */
  roomsOf(playerId: string): Iterable<RoomInfo>
  /** @throws RefusedError LIMIT_REACHED: the player has as many seats as one may, of both kinds together */
  checkSeatsOf(playerId: string): void
  /** Gives up a player's seat or reservation. False when there was none. */
  leave(roomId: string, playerId: string): boolean
}
