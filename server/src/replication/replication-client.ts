// What replication remembers of one client: the known list that it holds, its owner record, what its last snapshot said,
// and how well it keeps up. Owned by the room's seat. What the client holds changes only after a packet was accepted; the room
// says which commands were applied.

import { NO_ENTITY, NO_SEAT, NO_TEAM, type Sight } from '@tickwire/simulation'
import type { ByteBudget } from './byte-budget.js'
import type { ClientColumns } from './client-columns.js'
import { Congestion } from './congestion.js'
import type { ReliableEvent } from './event-log.js'
import { KnownList } from './known-list.js'

/** Reliable events waiting for one client. One more: the client is closed SLOW_CONSUMER, because it must not miss any. */
export const RELIABLE_EVENTS_MAX = 256

/** Where snapshots go. The result is uWebSockets': 1 sent, 0 buffered, 2 dropped. */
export interface SnapshotLink {
  send(bytes: Uint8Array): number
  bufferedBytes(): number
}

/** What the header of a snapshot says about commands. */
export interface CommandReport {
  readonly appliedSeq: number
  readonly appliedSlackMs: number
  readonly substituted: number
  /** How far behind the others are shown, ticks. */
  readonly viewLag: number
}

export class ReplicationClient {
  /** It has no avatar, no team and nothing of its own, and is not bound to an area. */
  readonly isSpectator: boolean
  readonly known: KnownList
  readonly congestion: Congestion
  /** Tick of the last accepted snapshot; before the first, the tick that the welcome named. */
  lastTick: number
  /** The team of the client's seat as of this emission, or NO_TEAM. */
  team = NO_TEAM
  /** The avatar, and its entity index while it lives, else -1. Set by `Replicator.follow`. */
  avatar = NO_ENTITY
  avatarIndex = -1
  /** The avatar whose owner record the client holds. */
  ownedEntity = NO_ENTITY

  /** For the header: last applied command, how early it arrived, ticks without one. */
  commandSeq = 0
  slackMs = 0
  substituted = 0
  /** The header values that the client holds. */
  sentCommandSeq = 0
  sentSubstituted = 0

  /** Everything in sight when the client joined has been sent. */
  initialComplete = false
  /** Evaluate interest at the next snapshot whatever its turn: the last one could not carry all, or did not go out. */
  evaluateNext = true
  readonly reliable: ReliableEvent[] = []

  /** Snapshots that were not made because the client was behind. */
  skipped = 0
  bytesSent = 0

  /**
   * @param row - its row in `columns`, and its phase for spreading interest over ticks
   * @param seat - what the game knows it by; NO_SEAT for a spectator, whom it does not know
   * @param link - borrowed for the client's life
   * @param welcomeTick - the tick that the client was told to count from
   * @param entitiesMax - entity indexes of the room
   * @param sight - what the world's past keeps of it; undefined where nothing can be rewound
   */
  constructor(
    readonly row: number,
    readonly seat: number,
    readonly link: SnapshotLink,
    private readonly columns: ClientColumns,
    readonly budget: ByteBudget,
    welcomeTick: number,
    entitiesMax: number,
    readonly sight?: Sight,
  ) {
    this.isSpectator = seat === NO_SEAT
    columns.clear(row)
    this.congestion = new Congestion(columns, row)
    this.known = new KnownList(entitiesMax)
    this.lastTick = welcomeTick
    this.congestion.sentTick = welcomeTick
  }

  /** A tick has consumed commands of this client. */
  applied(commands: CommandReport): void {
    this.commandSeq = commands.appliedSeq
    this.slackMs = commands.appliedSlackMs
    this.substituted = commands.substituted
    if (this.sight !== undefined) this.sight.lagTicks = commands.viewLag
  }

  /** Where the client looks from: its avatar, or where that was last. */
  get centreX(): number {
    return this.columns.centre[2 * this.row]!
  }

  get centreY(): number {
    return this.columns.centre[2 * this.row + 1]!
  }

  moveCentre(x: number, y: number): void {
    this.columns.centre[2 * this.row] = x
    this.columns.centre[2 * this.row + 1] = y
  }

  /** A quantised field of the owner record as last sent, and by how much it changed with that record. */
  owned(field: number): number {
    return this.columns.owned[2 * (this.row * this.columns.ownerFields + field)]!
  }

  ownedRate(field: number): number {
    return this.columns.owned[2 * (this.row * this.columns.ownerFields + field) + 1]!
  }

  setOwned(field: number, value: number, rate: number): void {
    const at = 2 * (this.row * this.columns.ownerFields + field)
    this.columns.owned[at] = value
    this.columns.owned[at + 1] = rate
  }

  /** Entities that it may know of. */
  get knownMax(): number {
    return this.budget.knownMax
  }
}
