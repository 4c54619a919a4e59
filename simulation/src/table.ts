// One table holds all entities of one type, a typed array a field. Rows are stable for an entity's life and
// reused after it; ids are never reused in a room. Simulations iterate rows in order, so a step does the same thing in
// every run. `server/replication` reads tables after each step and keeps its own row-indexed baselines beside them.

import { type Hash, hashBytes, hashText } from './hash.js'

/** What `spawn` answers when the table is full: writes to it are ignored by typed arrays. */
export const NO_ROW = -1

/** In a column of seats: nobody's. */
export const NO_SEAT = -1

/** Never a valid entity id; in a table's `id` column it marks a free row. */
export const NO_ENTITY = 0

/** Ids are u32 on the wire. A room that has used them up stops: wrapped ones would name two entities. */
const ENTITY_ID_MAX = 0xffff_ffff

export type Column = Float64Array | Int32Array | Int16Array | Uint8Array

/** Gives out entity ids; one for all tables of a world. Ids are u32 and never reused in a room. */
export interface EntityIds {
  next: number
}

export abstract class Table {
  /** Entity id of each row; NO_ENTITY where the row is free. */
  readonly id: Uint32Array
  /** 1 where the entity jumped since the last capture: receivers must not interpolate across it. Cleared by capture. */
  readonly jumped: Uint8Array
  /** The entity that last died in a row and why, so that receivers can be told. */
  readonly lastDestroyed: Uint32Array
  readonly lastCause: Uint8Array
  /** Rows at or above it were never used: iterate `row < end`, skip rows whose id is NO_ENTITY. */
  end = 0
  /** Entities alive now. */
  count = 0
  /** Spawns that were refused because the table was full. */
  refusedSpawns = 0

  private readonly columns: Column[] = []
  private readonly seatColumns: Int16Array[] = []
  private readonly texts: string[][] = []
  private readonly free: number[] = []

  constructor(
    private readonly ids: EntityIds,
    readonly capacity: number,
  ) {
    this.id = new Uint32Array(capacity)
    this.jumped = new Uint8Array(capacity)
    this.lastDestroyed = new Uint32Array(capacity)
    this.lastCause = new Uint8Array(capacity)
  }

  /** A new entity with every field zero. Returns its row, or NO_ROW (counted) when the table is full. */
  spawn(): number {
    if (this.ids.next > ENTITY_ID_MAX)
      throw new Error('a room has given out all its entity ids: end it and open another')
    const row = this.free.pop() ?? (this.end < this.capacity ? this.end++ : NO_ROW)
    if (row === NO_ROW) {
      this.refusedSpawns++
      return NO_ROW
    }
    this.id[row] = this.ids.next++
    this.jumped[row] = 0
    for (const column of this.columns) column[row] = 0
    for (const column of this.seatColumns) column[row] = NO_SEAT
    for (const text of this.texts) text[row] = ''
    this.count++
    return row
  }

  /** Ends an entity. `cause` (0-255) is the game's own code and reaches clients in the leave reason. */
  destroy(row: number, cause = 0): void {
    const id = this.id[row]
    if (id === undefined || id === NO_ENTITY) {
      const fix = 'rows are used again: keep the id of an entity and ask rowOf(id) whether it is still there'
      throw new Error(`${this.constructor.name}.destroy: row ${row} holds no entity; ${fix}`)
    }
    this.lastDestroyed[row] = id
    this.lastCause[row] = cause
    this.id[row] = NO_ENTITY
    this.free.push(row)
    this.count--
  }

  /** Marks a teleport or respawn: velocity is forgotten and nobody interpolates across it. */
  jump(row: number): void {
    this.jumped[row] = 1
  }

  /** Forgets the jumps: whatever follows the table has taken notice of them. */
  clearJumps(): void {
    this.jumped.fill(0, 0, this.end)
  }

  /** The row of an entity, or NO_ROW when it is gone. Linear: for joins and calls, not for every entity each tick. */
  rowOf(id: number): number {
    if (id === NO_ENTITY) return NO_ROW
    for (let row = 0; row < this.end; row++) if (this.id[row] === id) return row
    return NO_ROW
  }

  /** Adds the whole table to a state hash, free list included. */
  hashInto(hash: Hash): void {
    hashBytes(hash, this.id.subarray(0, this.end))
    hashBytes(hash, Uint32Array.from(this.free))
    for (const column of this.columns) hashBytes(hash, column.subarray(0, this.end))
    for (const text of this.texts) for (let row = 0; row < this.end; row++) hashText(hash, text[row] ?? '')
  }

  protected float64(): Float64Array {
    return this.column(new Float64Array(this.capacity))
  }

  protected int32(): Int32Array {
    return this.column(new Int32Array(this.capacity))
  }

  protected int16(): Int16Array {
    return this.column(new Int16Array(this.capacity))
  }

  protected uint8(): Uint8Array {
    return this.column(new Uint8Array(this.capacity))
  }

  /** A column of seats: NO_SEAT in an entity that was just spawned. */
  protected seatNumbers(): Int16Array {
    const column = this.int16()
    this.seatColumns.push(column)
    return column
  }

  protected text(): string[] {
    const column = new Array<string>(this.capacity).fill('')
    this.texts.push(column)
    return column
  }

  private column<C extends Column>(column: C): C {
    this.columns.push(column)
    return column
  }
}
