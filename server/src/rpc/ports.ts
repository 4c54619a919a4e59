// What the Thrift boundary needs of the rest of the server, as interfaces that it declares itself: who is calling, and
// the rooms that answer calls inside their ticks. Rooms and connections implement them; nothing here does anything.

import type { MethodRole } from '@tickwire/protocol'
import type { RoomCall, World } from '@tickwire/simulation'

/** An authenticated player over reconnects. */
export interface PlayerSession {
  readonly playerId: string
  readonly displayName: string
}

/** Somebody who runs the server, as a token of the operator listener says. */
export interface OperatorSession {
  /** Stands in the audit. */
  readonly name: string
  /** What the operator may do; each role may also do what the ones before it may: viewer, operator, admin. */
  readonly role: MethodRole
}

/** The connection behind a call. Authentication belongs to it, not to each method. */
export interface Caller {
  /** Unique in this process. */
  readonly connectionId: number
  /** Peer address, for per-address limits. */
  readonly address: string
  /** Set by `Session.login`. */
  player: PlayerSession | undefined
  /** Set by `Session.login` on the operator listener, and only there. */
  operator: OperatorSession | undefined
  /** On `/play`: the room in which this connection sits; room calls need no room id there. */
  readonly roomId: string | undefined
  /** Over HTTP: the connection is this one call. A seat that it uses is kept for its player's next one. */
  readonly isOneCall?: true
}

/** One call to a running room, from the mailbox to the reply. */
export interface RoomJob {
  /** Runs inside the tick, in order with everything else. Must not throw: a handler's error becomes the answer. */
  run(call: RoomCall<World>): void
  /** Runs after the snapshots of that tick were sent. */
  answer(tick: number): void
  /** The room ended before the call's turn came. */
  abandon(): void
}

export interface RoomCalls {
  /**
   * Puts a job into a room's mailbox. The caller must hold a reserved or live seat there; a reserved one is joined first.
   * A call that is a connection of its own renews the reservation of a seat that nobody else holds.
   * @throws RefusedError FORBIDDEN, ROOM_BUSY or ROOM_CLOSED, NotFoundError for an unknown room or another kind of room
   */
  submit(roomId: string, kind: string, caller: Caller, job: RoomJob): void
}
