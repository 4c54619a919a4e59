// What a room reports while it runs. Telemetry implements it; tests may.

import type { DesyncDump } from '@tickwire/protocol'
import type { SendOutcome } from '../replication/replicator.js'
import type { RoomCount } from './room-counts.js'

/** What is left of a room whose step threw. */
export interface RoomDump {
  readonly roomId: string
  readonly kind: string
  readonly seed: number
  readonly tick: number
  readonly options: unknown
  readonly players: number
  readonly stack: string
}

/** How a match ended for a player who is still there. */
export interface PlayerResult {
  readonly playerId: string
  /** 1 is best; equal ones are draws. */
  readonly rank: number
  readonly score: number | undefined
}

export interface RoomObserver {
  /**
   * A tick is done. `durationMs`: from when it was due to its last send; `lateMs`: from due to start; `overran`: the
   * next one was due already.
   */
  ticked(durationMs: number, lateMs: number, overran: boolean): void
  /** @param bytes - what the socket took, 0 unless sent */
  snapshot(outcome: SendOutcome, bytes: number): void
  /** A limit was reached `more` times since the last report; about once a second. */
  counted(count: RoomCount, more: number): void
  roomOpened(roomId: string): void
  seatTaken(roomId: string, playerId: string): void
  seatEnded(roomId: string, playerId: string): void
  /** The simulation said how its match ended (`World.endMatch`). */
  matchEnded(roomId: string, results: readonly PlayerResult[]): void
  /** @param reason - a CloseReason */
  roomClosed(roomId: string, reason: number, message: string): void
  roomFailed(dump: RoomDump): void
  /** A client's state was not what the self-check says. */
  desynced(dump: DesyncDump): void
  /** The game's `onMessage` threw on what a client sent: that message is over, the room goes on. */
  messageFailed(roomId: string, error: unknown): void
}
