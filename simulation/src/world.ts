// The whole authoritative state of one room: entity tables, the random state, the ids given out so far, and the
// events of the current tick. Generated code extends it with the game's tables. Whatever influences a step stands in
// here and nowhere else, so a world, its commands and its calls replay to the same bits.

import type { EventTable } from './event-table.js'
import { hashBytes, hashInt, newHash } from './hash.js'
import type { Past } from './past.js'
import { Random } from './random.js'
import type { RewindableTable } from './rewindable-table.js'
import { Rewound } from './rewound.js'
import { type EntityIds, NO_ROW, type Table } from './table.js'

/** Most seats of one room. */
export const SEATS_MAX = 4_096

/** In `World.teamOf` and in a table's `ownerTeam`: of no team. Two without a team are no allies. */
export const NO_TEAM = 0

/** How a match ended for the player of a seat. */
export interface SeatResult {
  readonly seat: number
  /** Of the player's team, 1 is best; equal ones are draws. */
  readonly rank: number
  readonly score?: number | undefined
}

export abstract class World {
  readonly random: Random
  /** One counter for all tables: an id names one entity in the whole room, for ever. */
  protected readonly ids: EntityIds = { next: 1 }

  /** The row of each seat's avatar, or NO_ROW. A game's own index: it writes it in `onJoin`, `onLeave` and wherever an avatar changes. */
  readonly avatarRow = new Int32Array(SEATS_MAX).fill(NO_ROW)

  /** The team of each seat, or NO_TEAM. The game's own: it writes it in `onJoin` and `onLeave`, and whenever one changes sides. */
  readonly teamOf = new Uint8Array(SEATS_MAX)

  /** What a rewind goes by. Kept by the room; undefined where nothing can be rewound. */
  past: Past | undefined
  private readonly rewound = new Rewound()

  /** How the match ended; undefined while it goes on. */
  matchResults: readonly SeatResult[] | undefined

  /** By entity type id; behind them those of local types, which have none (`tw.local`). */
  abstract readonly tables: readonly Table[]
  /** By event type id. */
  abstract readonly eventTables: readonly EventTable[]

  constructor(readonly seed: number) {
    this.random = new Random(seed)
  }

  /**
   * Rounds the fields with a `tw.ownerStep` to it. Called once after every step, on the server and in a client's
   * prediction, so that the owner record carries the state exactly and both ends go on from the same bits.
   */
  abstract snap(): void

  /**
   * The match has ended: its players are rated, where a matchmaker made it, nobody new is found for it, and the room closes 30 s
   * later. The first call counts.
   * @param results - of everybody who is still there
   */
  endMatch(results: readonly SeatResult[]): void {
    this.matchResults ??= results
  }

  /**
   * How many ticks before this step the player of a seat was shown the others, when it gave the command that it holds:
   * at most the game's `maxRewindMs`. 0 for a bot, and before the first command.
   */
  viewLag(seat: number): number {
    return this.past?.sightOf(seat)?.lagTicks ?? 0
  }

  /**
   * A table as the player of a seat saw it, so that a shot hits what was aimed at: `rewind(...).sees(row)` says whether the player knew of
   * an entity, and where it was. For bots, and worlds without clients, that is the present. Inside a step or a call; borrowed until the
   * next rewind.
   * @param table - of a type with `tw.rewind`
   * @param ticksAgo - before this step; 0 and less is the present, with everybody in it
   */
  rewind(table: RewindableTable, seat: number, ticksAgo = this.viewLag(seat)): Rewound {
    const { past } = this
    const sight = ticksAgo > 0 ? past?.sightOf(seat) : undefined
    if (past === undefined || sight === undefined) return this.rewound.openPresent(table)
    return this.rewound.open(table, past, sight, past.tick - Math.min(ticksAgo, past.ticksMax))
  }

  /** A 32-bit hash over everything that influences the next step. Linear in the world; for tests and desync checks. */
  hash(): number {
    const hash = newHash()
    hashInt(hash, this.ids.next)
    hashBytes(hash, this.random.state)
    hashBytes(hash, this.avatarRow)
    hashBytes(hash, this.teamOf)
    for (const table of this.tables) table.hashInto(hash)
    this.past?.hashInto(hash)
    return hash.value >>> 0
  }
}
