// The seats of one room: which are free, reserved by a token that was not used yet, or live. Seat numbers are given out
// lowest first and index everything that belongs to a player in the simulation. Spectators have seats of their own, numbered
// from behind those of players, which the simulation never hears of. Pure; times in milliseconds.

import type { RoomPlayer } from '../finder/room-directory.js'
import type { ReplicationClient, SnapshotLink } from '../replication/replication-client.js'
import type { CommandQueue } from './command-queue.js'

/** A reservation ends after this long without use, milliseconds. */
export const SEAT_TOKEN_MS = 30_000

/**
 * A seat whose connection was lost waits this long for its player, unless a game says otherwise, milliseconds: a page loads again, a
 * phone changes its network, a laptop is opened again in less, and nobody should meet a dead avatar for much longer. Beyond: the
 * seat ends (counted, `seats_lost`).
 */
export const SEAT_HOLD_MS = 30_000

/** The most that a game can set for `seatHoldMs`, milliseconds: 10 minutes in which nobody else gets the seat. */
export const SEAT_HOLD_MS_MAX = 600_000

/** The play connection of a seat, as the room uses it. */
export interface PlayLink extends SnapshotLink {
  /** Says that the join is done and from which tick to count. */
  welcome(tick: number, seat: number): void
  /** An ad-hoc message that belongs to a tick. */
  message(tick: number, type: string, value: unknown): void
  /** @param reason - a CloseReason */
  close(reason: number, message: string): void
}

export interface Seat {
  readonly number: number
  /** It is for watching: not known to the simulation, not counted as a player's, without commands and calls. */
  readonly isSpectator: boolean
  readonly playerId: string
  readonly displayName: string
  /** What a lobby's member wished for, or what a matchmaker decided. */
  readonly team: string | undefined
  readonly role: string | undefined
  /**
   * The last token given out for it is good until then, 0 once that was used; after a lost connection it is kept until then.
   * Without a holder the seat ends with it.
   */
  reservedUntilMs: number
  /** The simulation knows the player (`onJoin` ran). */
  joined: boolean
  /** Its play connection was lost, and nobody has taken it since. */
  lost: boolean
  /** The simulation was told so (`onDrop`), and not yet of a return. */
  away: boolean
  /** The player gave it up: it ends at the next tick. */
  leaving: boolean
  /** Entity id of the avatar, once joined. */
  avatar: number
  /** Present while a play connection holds the seat. */
  link: PlayLink | undefined
  /** When that connection took the seat, milliseconds. */
  connectedAtMs: number
  client: ReplicationClient | undefined
  /** The connection that took the seat by a room call, as long as it is open and no play connection has taken over. */
  connectionId: number | undefined
  readonly commands: CommandQueue
}

/** Somebody sits here, not only a reservation. */
export function isHeld(seat: Seat): boolean {
  return seat.link !== undefined || seat.connectionId !== undefined
}

/** Nobody sits here or may sit down any more: the next tick frees the seat. */
export function isOver(seat: Seat, nowMs: number): boolean {
  return seat.leaving || (!isHeld(seat) && nowMs >= seat.reservedUntilMs)
}

export class Seats {
  private readonly byNumber: (Seat | undefined)[] = []
  private readonly byPlayer = new Map<string, Seat>()
  /** Seats of spectators that are taken or reserved. */
  private spectators = 0

  /**
   * @param max - seats of players
   * @param spectatorsMax - seats of spectators
   */
  constructor(
    readonly max: number,
    readonly spectatorsMax = 0,
  ) {}

  /** Seats of players that are taken or reserved. */
  get count(): number {
    return this.byPlayer.size - this.spectators
  }

  get isFull(): boolean {
    return this.count >= this.max
  }

  get isFullOfSpectators(): boolean {
    return this.spectators >= this.spectatorsMax
  }

  /** Of either kind; a player has one of them at most. */
  of(playerId: string): Seat | undefined {
    return this.byPlayer.get(playerId)
  }

  at(number: number): Seat | undefined {
    return this.byNumber[number]
  }

  /** Numbers at or above it were never given out. */
  get end(): number {
    return this.byNumber.length
  }

  /** Seats in order of their numbers. Each step makes garbage: what runs every tick counts to `end`. */
  *all(): IterableIterator<Seat> {
    for (const seat of this.byNumber) if (seat !== undefined) yield seat
  }

  /** A new reservation on the lowest free seat of its kind. The caller has checked that there is one. */
  reserve(
    { playerId, displayName, team, role }: RoomPlayer,
    nowMs: number,
    commands: CommandQueue,
    isSpectator = false,
  ): Seat {
    const number = this.lowestFree(isSpectator ? this.max : 0)
    if (isSpectator) this.spectators++
    const seat: Seat = {
      number,
      isSpectator,
      playerId,
      displayName,
      team,
      role,
      reservedUntilMs: nowMs + SEAT_TOKEN_MS,
      joined: false,
      lost: false,
      away: false,
      leaving: false,
      avatar: 0,
      link: undefined,
      connectedAtMs: 0,
      client: undefined,
      connectionId: undefined,
      commands,
    }
    this.byNumber[number] = seat
    this.byPlayer.set(playerId, seat)
    return seat
  }

  release(seat: Seat): void {
    this.byNumber[seat.number] = undefined
    this.byPlayer.delete(seat.playerId)
    if (seat.isSpectator) this.spectators--
  }

  private lowestFree(from: number): number {
    while (this.byNumber.length < from) this.byNumber.push(undefined)
    const number = this.byNumber.indexOf(undefined, from)
    return number < 0 ? this.byNumber.length : number
  }
}
