// One emission: the world as the wire sees it at one tick. Quantises and encodes every entity and every event once, for
// all clients, and keeps positions by entity index for the interest of each. An entity index names a row across all
// replicated tables of the room; it is stable for an entity's life. Written by `Replicator.emit`, borrowed by everything else here
// until the next emission.

import { CodeTable, type EntityEncoder, type RoomSchema } from '@tickwire/protocol'
import { NO_ENTITY, type World } from '@tickwire/simulation'
import { EventLog } from './event-log.js'
import { Grid } from './grid.js'
import { insert, newIndexSet } from './index-set.js'

/** Farthest position on an axis, world units. Beyond, and with NaN, an entity is nowhere: nobody sees it. */
export const POSITION_MAX = 2 ** 31

/** Both coordinates of an entity that is nowhere. */
export const NOWHERE = Number.POSITIVE_INFINITY

/** Where the entities stand that reach equally far beyond their position. */
export interface GridLevel {
  /** World units. */
  readonly extent: number
  readonly grid: Grid
}

export class Emission {
  /** Tick of the current emission, and of the one before it. */
  tick = 0
  previousTick = 0
  readonly encoders: readonly EntityEncoder[]
  readonly codes: CodeTable
  readonly events: EventLog
  /** Positions, a level for each extent that a type has. */
  readonly levels: readonly GridLevel[]
  /** By entity type: how far it reaches beyond its position, and how many times nearer it counts. */
  readonly extentOf: Float64Array
  readonly priorityOf: Float64Array
  /** Entity id (NO_ENTITY where none lives), type and world position by entity index: finite, or NOWHERE. */
  readonly entityAt: Uint32Array
  readonly typeOf: Uint8Array
  readonly x: Float64Array
  readonly y: Float64Array
  /** Set of the entities of types without a position: everybody in the room knows them. Their x and y mean nothing. */
  readonly everywhere: Uint32Array
  readonly entitiesMax: number
  /** What died since the emission before: entity indexes and ids, the first `diedCount`. */
  readonly diedIndex: Uint32Array
  readonly diedEntity: Uint32Array
  diedCount = 0
  /** Entity indexes of what was born since, the first `bornCount`. */
  readonly bornIndex: Uint32Array
  bornCount = 0

  constructor(schema: RoomSchema, world: World, viewRadius: number) {
    let indexBase = 0
    this.encoders = schema.entities.map((type) => {
      const table = world.tables[type.id]
      if (table === undefined) throw new Error(`the world has no table for entity type ${type.name}`)
      const encoder = type.createEncoder(table, indexBase)
      indexBase += table.capacity
      return encoder
    })
    this.entitiesMax = indexBase
    this.codes = new CodeTable(indexBase)
    this.events = new EventLog(schema)
    this.extentOf = Float64Array.from(schema.entities, ({ extent }) => extent)
    this.priorityOf = Float64Array.from(schema.entities, ({ priority }) => priority)
    this.entityAt = new Uint32Array(indexBase)
    this.diedIndex = new Uint32Array(indexBase)
    this.diedEntity = new Uint32Array(indexBase)
    this.bornIndex = new Uint32Array(indexBase)
    this.typeOf = new Uint8Array(indexBase)
    this.x = new Float64Array(indexBase)
    this.y = new Float64Array(indexBase)
    this.levels = this.levelsOf(viewRadius)
    this.everywhere = newIndexSet(indexBase)
    this.encoders.forEach((encoder, type) => {
      this.typeOf.fill(type, encoder.indexBase, encoder.indexBase + encoder.table.capacity)
    })
  }

  /** Takes the world as it stands after the step of `tick`, and empties its event tables. */
  capture(world: World, tick: number): void {
    this.previousTick = this.tick
    this.tick = tick
    this.codes.reset()
    for (const encoder of this.encoders) encoder.emit(this.codes, tick)
    this.codes.finish()
    this.events.capture(world)
    this.survey()
  }

  /** The entity's encoder; its row there is the index less `indexBase`. */
  encoderOf(index: number): EntityEncoder {
    return this.encoders[this.typeOf[index]!]!
  }

  /** Who lives where, who died, who was born. */
  private survey(): void {
    this.diedCount = 0
    this.bornCount = 0
    this.everywhere.fill(0)
    for (const { grid } of this.levels) grid.begin()
    for (const encoder of this.encoders) this.surveyTable(encoder)
    for (const { grid } of this.levels) grid.finish()
  }

  private surveyTable({ x, y, table, indexBase }: EntityEncoder): void {
    const { entityAt } = this
    const extent = this.extentOf[this.typeOf[indexBase]!]
    const grid = this.levels.find((level) => level.extent === extent)?.grid
    for (let row = 0; row < table.end; row++) {
      const index = indexBase + row
      const id = table.id[row]!
      const before = entityAt[index]!
      if (before !== id) this.replace(index, before, id)
      if (id === NO_ENTITY) continue
      if (x === undefined || y === undefined || grid === undefined) insert(this.everywhere, index)
      else this.place(grid, index, x, y, row)
    }
  }

  private replace(index: number, before: number, id: number): void {
    if (before !== NO_ENTITY) {
      this.diedIndex[this.diedCount] = index
      this.diedEntity[this.diedCount++] = before
    }
    if (id !== NO_ENTITY) this.bornIndex[this.bornCount++] = index
    this.entityAt[index] = id
  }

  private place(grid: Grid, index: number, xs: Float64Array, ys: Float64Array, row: number): void {
    const x = xs[row]!
    const y = ys[row]!
    // Two branches, because `isSomewhere ? x : NOWHERE` makes V8 box both numbers of every entity.
    if (Math.abs(x) <= POSITION_MAX && Math.abs(y) <= POSITION_MAX) {
      this.x[index] = x
      this.y[index] = y
      grid.add(index)
    } else {
      this.x[index] = NOWHERE
      this.y[index] = NOWHERE
    }
  }

  /** Large entities would make the squares of small ones large: each extent has a grid of its own, as coarse as it needs. */
  private levelsOf(viewRadius: number): GridLevel[] {
    const entities = new Map<number, number>()
    this.encoders.forEach(({ x, table }, type) => {
      const extent = this.extentOf[type]!
      if (x !== undefined) entities.set(extent, (entities.get(extent) ?? 0) + table.capacity)
    })
    return [...entities].map(([extent, count]) => {
      const grid = new Grid(count, (viewRadius + extent) / 2, this.x, this.y)
      return { extent, grid }
    })
  }
}
