// One emission: the world as the wire sees it at one tick. Quantises and encodes every entity and every event once, for
// all clients, and keeps who lives where by entity index for the interest of each. Written by `Replicator.emit`, borrowed by
// everything else here until the next emission.

import { CodeTable, type EntityType, type RoomSchema } from '@tickwire/protocol'
import { NO_ENTITY, NO_SEAT, NO_TEAM, type World } from '@tickwire/simulation'
import { Addressees } from './addressees.js'
import { EntityIndexes } from './entity-indexes.js'
import { EventLog } from './event-log.js'
import { Grid } from './grid.js'
import { insert, newIndexSet } from './index-set.js'

/** Farthest position on an axis, world units. Beyond, and with NaN, an entity is nowhere: it is in nobody's area. */
export const POSITION_MAX = 2 ** 31

/** Both coordinates of an entity that is nowhere. */
export const NOWHERE = Number.POSITIVE_INFINITY

/** Where the entities for an area stand that reach equally far beyond their position. */
export interface GridLevel {
  /** World units. */
  readonly extent: number
  readonly grid: Grid
}

export class Emission extends EntityIndexes {
  /** Tick of the current emission, and of the one before it. */
  tick = 0
  previousTick = 0
  readonly codes: CodeTable
  readonly events: EventLog
  /** Positions, a level for each extent that a type has. */
  readonly levels: readonly GridLevel[]
  /** Entity id (NO_ENTITY where none lives) and world position by entity index: finite, or NOWHERE, or 0 without one. */
  readonly entityAt: Uint32Array
  readonly x: Float64Array
  readonly y: Float64Array
  /** Set of the entities that are for everybody in the room, and lists of those for a team or a seat. */
  readonly everywhere: Uint32Array
  readonly addressees: Addressees
  /** What died since the emission before: indexes and ids of entities, the first `diedCount`. */
  readonly diedIndex: Uint32Array
  readonly diedEntity: Uint32Array
  diedCount = 0
  /** Indexes of the entities that were born since, the first `bornCount`. */
  readonly bornIndex: Uint32Array
  bornCount = 0

  constructor(
    private readonly schema: RoomSchema,
    world: World,
    viewRadius: number,
  ) {
    super(schema, world)
    const { entitiesMax } = this
    this.codes = new CodeTable(entitiesMax)
    this.events = new EventLog(schema)
    this.entityAt = new Uint32Array(entitiesMax)
    this.x = new Float64Array(entitiesMax)
    this.y = new Float64Array(entitiesMax)
    this.levels = this.levelsOf(viewRadius)
    this.everywhere = newIndexSet(entitiesMax)
    this.addressees = new Addressees(entitiesMax)
    this.diedIndex = new Uint32Array(entitiesMax)
    this.diedEntity = new Uint32Array(entitiesMax)
    this.bornIndex = new Uint32Array(entitiesMax)
  }

  /** Takes the world as it stands after the step of `tick`, and empties its event tables. */
  capture(world: World, tick: number): void {
    this.previousTick = this.tick
    this.tick = tick
    this.codes.reset()
    for (const encoder of this.encoders) encoder.emit(this.codes, tick)
    world.past?.capture(tick)
    for (const table of world.tables) table.clearJumps()
    this.codes.finish()
    this.events.capture(world)
    this.survey()
  }

  /** Who lives where and for whom, who died, who was born. */
  private survey(): void {
    this.diedCount = 0
    this.bornCount = 0
    this.everywhere.fill(0)
    this.addressees.begin()
    for (const { grid } of this.levels) grid.begin()
    for (const type of this.schema.entities) this.surveyEntities(type)
    for (const { id, entity } of this.schema.teamRecords) this.surveyTeamRecords(id, entity)
    for (const { grid } of this.levels) grid.finish()
  }

  private surveyEntities({ id: type, audience, extent }: EntityType): void {
    const { entityAt } = this
    const { x, y, table, indexBase } = this.encoders[type]!
    const owners = this.owners[type]
    const grid = this.levels.find((level) => level.extent === extent)?.grid
    for (let row = 0; row < table.end; row++) {
      const index = indexBase + row
      const id = table.id[row]!
      const before = entityAt[index]!
      if (before !== id) this.replace(index, before, id)
      if (id === NO_ENTITY) continue
      if (x !== undefined && y !== undefined) this.place(index, x, y, row)
      if (audience === 'all') insert(this.everywhere, index)
      else if (audience === 'team') this.addressees.addToTeam(owners?.[row] ?? NO_TEAM, index)
      else if (audience === 'owner') this.addressees.addToSeat(owners?.[row] ?? NO_SEAT, index)
      else if (this.x[index] !== NOWHERE) grid?.add(index)
    }
  }

  /** They live and stand as their entities do. */
  private surveyTeamRecords(type: number, entity: number): void {
    const { indexBase, table } = this.encoders[entity]!
    for (const column of [this.entityAt, this.x, this.y]) {
      column.copyWithin(this.encoders[type]!.indexBase, indexBase, indexBase + table.end)
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

  private place(index: number, xs: Float64Array, ys: Float64Array, row: number): void {
    const x = xs[row]!
    const y = ys[row]!
    // Two branches, because `isSomewhere ? x : NOWHERE` makes V8 box both numbers of every entity.
    if (Math.abs(x) <= POSITION_MAX && Math.abs(y) <= POSITION_MAX) {
      this.x[index] = x
      this.y[index] = y
    } else {
      this.x[index] = NOWHERE
      this.y[index] = NOWHERE
    }
  }

  /** Large entities would make the squares of small ones large: each extent has a grid of its own, as coarse as it needs. */
  private levelsOf(viewRadius: number): GridLevel[] {
    const entities = new Map<number, number>()
    this.types.forEach(({ audience, extent }, type) => {
      if (audience !== 'area') return
      entities.set(extent, (entities.get(extent) ?? 0) + this.encoders[type]!.table.capacity)
    })
    return [...entities].map(([extent, count]) => {
      const grid = new Grid(count, (viewRadius + extent) / 2, this.x, this.y)
      return { extent, grid }
    })
  }
}
