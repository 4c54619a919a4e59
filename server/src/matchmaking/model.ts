// What a match function sees and says: the pool of one queue in, proposals out. Plain data, so that it can cross to a worker,
// be recorded, and be replayed. Everything of the matchmaker speaks in these words; docs/MATCHMAKING.md says what the rules mean.

import type { Attributes } from '@tickwire/gen-nodejs/common.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'

/** A player who waits, or plays in a room that wants more. */
export interface PoolPlayer {
  readonly playerId: string
  /** Only what the queue defines, each of its type; a missing one has its fallback, or is absent. */
  readonly attributes: Attributes
  /** Measured round trips, milliseconds, by region. */
  readonly latencyMsByRegion: Readonly<Record<string, number>>
  /** Wished, best first; empty: any. */
  readonly roles: readonly string[]
  /** Whom the player met lately, newest first; at most `quality.recentOpponents`. */
  readonly recentOpponents: readonly string[]
}

/** A wish to be matched, whole or not at all: a player or a party. */
export interface PoolTicket {
  readonly ticketId: string
  /** Counts the ticket's changes: a proposal holds for this version only. */
  readonly version: number
  /** When the wait began, milliseconds of the server's clock; kept when an offer falls through. */
  readonly enqueuedMs: number
  /** At least one. */
  readonly players: readonly PoolPlayer[]
  /** Player ids that may not be in the same match. */
  readonly avoid: readonly string[]
}

/** A running room that wants more players. */
export interface PoolBackfill {
  readonly backfillId: string
  readonly version: number
  readonly openedMs: number
  readonly region: string
  /** In the order of the queue's teams (see `teamNames`). */
  readonly teams: readonly BackfillTeam[]
}

export interface BackfillTeam {
  readonly team: string
  /** Seats that are free. */
  readonly open: number
  /** In a team with roles the first of a player's `roles` is the one that they play. */
  readonly present: readonly PoolPlayer[]
}

/** Everything that one cycle may use. */
export interface Pool {
  readonly config: QueueConfig
  readonly tickets: readonly PoolTicket[]
  readonly backfills: readonly PoolBackfill[]
}

/** Who plays where, as a match function proposes it. Not true before it is committed. */
export interface Proposal {
  /** Each whole, at most once, in any order. */
  readonly tickets: readonly TicketVersion[]
  /** All of the queue's teams; for a backfill only its new players are named. */
  readonly teams: readonly ProposedTeam[]
  /** One of the queue's regions; undefined when it has none. */
  readonly region: string | undefined
  /** 0 to 1, see docs/MATCHMAKING.md. */
  readonly quality: number
  /** Set when the players join a running room instead of a new one. */
  readonly backfill: { readonly backfillId: string; readonly version: number } | undefined
}

export interface TicketVersion {
  readonly ticketId: string
  readonly version: number
}

export interface ProposedTeam {
  readonly team: string
  readonly players: readonly ProposedPlayer[]
  /** Seats that bots fill. */
  readonly bots: number
}

export interface ProposedPlayer {
  readonly playerId: string
  /** Undefined in a team without roles. */
  readonly role: string | undefined
}

/**
 * Finds matches: the same pool, time and seed give the same answer. No proposal shares a ticket or a backfill with another.
 * What it says is checked against the queue's rules before anybody hears of it.
 * @param nowMs - on the clock of `enqueuedMs`
 * @param seed - 32 bits, for what is left to chance
 */
export type MatchFunction = (pool: Pool, nowMs: number, seed: number) => readonly Proposal[]

/**
 * A match function that remembers its pool, so that a cycle costs what has changed. The matchmaker tells it every change
 * and never changes its config: an edited queue gets a new one, filled again.
 */
export interface Matcher {
  /** One with the id of an earlier one takes its place. */
  addTicket(ticket: PoolTicket): void
  /** Unknown ones are ignored. */
  removeTicket(ticketId: string): void
  addBackfill(backfill: PoolBackfill): void
  removeBackfill(backfillId: string): void
  /** Proposed tickets stay in the pool until they are removed, and are not proposed again in the same version. */
  cycle(nowMs: number, seed: number): readonly Proposal[]
}

/** The names of the match's teams in order: a team with a quantity of 3 named "squad" gives squad1, squad2, squad3. */
export function teamNames({ teams }: Pick<QueueConfig, 'teams'>): readonly string[] {
  return teams.flatMap(({ name, quantity }) =>
    quantity === 1 ? [name] : Array.from({ length: quantity }, (_, i) => `${name}${i + 1}`),
  )
}
