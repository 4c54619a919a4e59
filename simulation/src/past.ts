// The past of one room's world, for lag compensation (netcode rule 11): where the entities with `tw.rewind` were at the last
// emissions, as clients were told it, and what each seat was shown (`Sight`). Part of the world: the server's replication feeds
// it, a step reads it through `World.rewind`, and the same commands, emissions and sights end in the same bits.
// What of it a tick costs is a copy of two columns; nothing is made.

import { type Hash, hashBytes, hashInt } from './hash.js'
import type { RewindableTable } from './rewindable-table.js'
import { Sight } from './sight.js'
import { NO_SEAT } from './table.js'

/** Instead of an emission: it is not kept any more. */
export const NO_EMISSION = -1

/** Rows that a table's past has memory for at first; doubled when the table uses more. */
const ROWS_MIN = 16

/** A table that can be rewound, and by which index replication knows its first row. */
export interface Rewinding {
  readonly table: RewindableTable
  readonly indexBase: number
}

export class Past {
  /** The step under way. */
  tick = 0
  private readonly places: readonly Places[]
  private readonly sights: (Sight | undefined)[] = []
  /** Words of a set of entity indexes that holds all rows. */
  private readonly words: number
  /** Emissions so far, and the ticks of the last ones. */
  private count = 0
  private readonly emissionTicks: Uint32Array

  /**
   * @param ticksMax - how far back a rewind may go
   * @param emissionInterval - the fewest ticks between two emissions
   */
  constructor(
    rewinding: readonly Rewinding[],
    readonly ticksMax: number,
    emissionInterval: number,
  ) {
    // Those within, and one beyond at either end.
    const emissions = Math.ceil(ticksMax / emissionInterval) + 2
    this.emissionTicks = new Uint32Array(emissions)
    this.places = rewinding.map(({ table, indexBase }) => new Places(table, indexBase, emissions))
    this.words = Math.max(...rewinding.map(({ table, indexBase }) => (indexBase + table.capacity + 31) >>> 5))
  }

  /** A client takes a seat. */
  open(seat: number): Sight {
    const sight = new Sight(this.emissionTicks.length, this.words)
    while (this.sights.length < seat) this.sights.push(undefined)
    this.sights[seat] = sight
    return sight
  }

  /** Nobody looks from a seat any more. */
  close(seat: number): void {
    if (seat < this.sights.length) this.sights[seat] = undefined
  }

  /** What a seat was shown; undefined without a client. */
  sightOf(seat: number): Sight | undefined {
    return seat === NO_SEAT ? undefined : this.sights[seat]
  }

  /** Keeps where everything is as of an emission. Before jumps are forgotten. */
  capture(tick: number): void {
    const emission = this.count++ % this.emissionTicks.length
    this.emissionTicks[emission] = tick
    for (const places of this.places) places.capture(emission, tick)
  }

  /** Which of the emissions that are kept was at a tick, or NO_EMISSION. */
  emissionAt(tick: number): number {
    return this.emissionTicks.indexOf(tick)
  }

  /** @throws Error where the table has no past */
  placesOf(table: RewindableTable): Places {
    const places = this.places.find((of) => of.table === table)
    if (places === undefined) throw new Error(`rewind: ${table.constructor.name} is no table of this world`)
    return places
  }

  hashInto(hash: Hash): void {
    hashInt(hash, this.count)
    hashBytes(hash, this.emissionTicks)
    for (const places of this.places) places.hashInto(hash)
    for (const [seat, sight] of this.sights.entries()) {
      hashInt(hash, seat)
      sight?.hashInto(hash)
    }
  }
}

/** Where the entities of one table were. */
export class Places {
  /** Of the entity that stands in each row: which it is, when it was first told of, since when it has not jumped. */
  entity = new Uint32Array(0)
  bornTick = new Uint32Array(0)
  sinceTick = new Uint32Array(0)
  /** World units, an emission after the other. */
  private x = new Float64Array(0)
  private y = new Float64Array(0)

  constructor(
    readonly table: RewindableTable,
    readonly indexBase: number,
    private readonly emissions: number,
  ) {}

  capture(emission: number, tick: number): void {
    const { table } = this
    while (table.end > this.rows) this.grow()
    table.placesInto(this.x, this.y, emission * this.rows)
    for (let row = 0; row < table.end; row++) {
      const id = table.id[row]!
      const isNew = this.entity[row] !== id
      if (isNew) this.bornTick[row] = tick
      if (isNew || table.jumped[row] === 1) this.sinceTick[row] = tick
      this.entity[row] = id
    }
  }

  xAt(emission: number, row: number): number {
    return this.x[emission * this.rows + row]!
  }

  yAt(emission: number, row: number): number {
    return this.y[emission * this.rows + row]!
  }

  hashInto(hash: Hash): void {
    for (const column of [this.entity, this.bornTick, this.sinceTick, this.x, this.y]) hashBytes(hash, column)
  }

  private get rows(): number {
    return this.entity.length
  }

  private grow(): void {
    const before = this.rows
    const rows = Math.max(ROWS_MIN, 2 * before)
    this.entity = longer(this.entity, new Uint32Array(rows))
    this.bornTick = longer(this.bornTick, new Uint32Array(rows))
    this.sinceTick = longer(this.sinceTick, new Uint32Array(rows))
    this.x = this.wider(this.x, before, rows)
    this.y = this.wider(this.y, before, rows)
  }

  private wider(column: Float64Array, before: number, rows: number): Float64Array<ArrayBuffer> {
    const wide = new Float64Array(this.emissions * rows)
    for (let emission = 0; emission < this.emissions; emission++) {
      wide.set(column.subarray(emission * before, (emission + 1) * before), emission * rows)
    }
    return wide
  }
}

function longer(from: Uint32Array, to: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  to.set(from)
  return to
}
