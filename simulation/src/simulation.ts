// What a game implements. Pure: no clock, no sockets, no randomness but `world.random`, all state in the world, so
// that the server, a client's prediction and a test run the same code and end in the same bits.

import type { CommandTable } from './command-table.js'
import type { World } from './world.js'

/** Who takes a seat. */
export interface Joining {
  /** Number of the seat in this room, 0-based; freed seats are given out again. */
  readonly seat: number
  readonly playerId: string
  readonly displayName: string
  /** What the player wished for in a lobby, or what the matchmaker decided: one of its queue's team names. */
  readonly team?: string | undefined
  /** What the matchmaker gave the player to play as. */
  readonly role?: string | undefined
}

/** What a matchmaker makes a room for. */
export interface MatchSetup {
  readonly matchId: string
  readonly queue: string
  /** Undefined where the queue has no regions. */
  readonly region: string | undefined
  /** All teams of the queue, in its order. */
  readonly teams: readonly MatchTeam[]
}

export interface MatchTeam {
  readonly team: string
  readonly players: readonly { readonly playerId: string; readonly role: string | undefined }[]
  /** Places that the game fills itself. */
  readonly bots: number
}

/** Names one entity by type id and row; valid during the call that it is passed to. */
export interface EntityRef {
  readonly type: number
  readonly row: number
}

/** The context of a room call, given to handlers that run inside the tick. Valid during the call. */
export interface RoomCall<W extends World> {
  readonly world: W
  readonly tick: number
  /** The caller's seat. */
  readonly seat: number
  readonly playerId: string
}

/**
 * @typeParam W - the generated world
 * @typeParam C - the generated command table
 * @typeParam O - the room's options (`tw.options`)
 */
export interface Simulation<W extends World, C extends CommandTable, O> {
  /** A fresh world. Called once a room. @param match - undefined unless a matchmaker made the room */
  create(options: O, seed: number, match?: MatchSetup): W
  /** A player takes a seat. Returns the entity id of the player's avatar, or NO_ENTITY for one who only watches. */
  onJoin(world: W, player: Joining): number
  /** The seat's player is gone for good. */
  onLeave(world: W, seat: number): void
  /**
   * The connection of the seat's player is lost. The avatar stays in the world, its controls let go, unless this does something
   * else with it: freezes it, lets a bot play, takes it away. `onReturn` follows, or `onLeave` once the seat was held for the
   * game's `seatHoldMs`.
   *
   * A tick tells of seats before its commands and its step: `onLeave` and `onDrop` in the order of seats, then `onJoin` and
   * `onReturn` in the order of coming. Who is back before the next tick was never dropped.
   */
  onDrop?(world: W, seat: number): void
  /** The player is back. Returns the entity id of another avatar, where one takes the place of the one before, or undefined. */
  onReturn?(world: W, seat: number): number | undefined
  /** One fixed step. `commands` holds what arrived for this tick; a seat without an entry keeps its last command. */
  step(world: W, commands: C, tick: number): void
  /**
   * Whether a seat may know of an entity that is in its area, or for its team, itself or all (fog, stealth). Asked when
   * interest is re-evaluated, not every tick; it must not change the world. Without it all of that is visible. A spectator,
   * whom the simulation does not know, asks with `seat` NO_SEAT.
   */
  canSee?(world: W, seat: number, entity: EntityRef): boolean
}
