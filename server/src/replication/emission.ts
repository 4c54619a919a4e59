// One emission: the world as the wire sees it at one tick. Quantises and encodes every entity and every event once, for
// all clients, and keeps positions by entity index for the interest of each. An entity index names a row across all
// replicated tables of the room; it is stable for an entity's life. A team record has an index of its own, behind those of all
// entities: it is encoded, known and refreshed like one. Written by `Replicator.emit`, borrowed by everything else here until
// the next emission.

import {
  type Audience,
  CodeTable,
  type EntityEncoder,
  type EntityType,
  type RoomSchema,
  recordTypes,
} from '@tickwire/protocol'
import { NO_ENTITY, NO_SEAT, NO_TEAM, type World } from '@tickwire/simulation'
import { Addressees } from './addressees.js'
import { EventLog } from './event-log.js'
import { Grid } from './grid.js'
import { insert, newIndexSet } from './index-set.js'

/** Farthest position on an axis, world units. Beyond, and with NaN, an entity is nowhere: it is in nobody's area. */
export const POSITION_MAX = 2 ** 31

/** Both coordinates of an entity that is nowhere. */
export const NOWHERE = Number.POSITIVE_INFINITY

/** What `teamRecordOf` answers for an entity whose type has none. */
export const NO_RECORD = -1

export class Emission {
  /** Tick of the current emission, and of the one before it. */
  tick = 0
  previousTick = 0
  /** By type id: entities, then team records. */
  readonly types: readonly EntityType[]
  readonly encoders: readonly EntityEncoder[]
  /** The column that says which team or seat each row is for, by type id. */
  private readonly owners: readonly (Uint8Array | Int16Array | undefined)[]
  /** Type id of the team record, by type id of the entity; NO_RECORD where there is none. */
  private readonly teamTypeOf: Int16Array
  readonly codes: CodeTable
  readonly events: EventLog
  readonly grid: Grid
  /** Entity id (NO_ENTITY where none lives), type and world position by entity index: finite, or NOWHERE. */
  readonly entityAt: Uint32Array
  readonly typeOf: Uint8Array
  readonly x: Float64Array
  readonly y: Float64Array
  /** Set of the indexes of types without a position, which are never far; their x and y are 0. */
  readonly placeless: Uint32Array
  /** Set of the entities that are for everybody in the room, and the lists of those for a team or a seat. */
  readonly everywhere: Uint32Array
  readonly addressees: Addressees
  /** Entity indexes of the room; team records begin at `recordsFrom`, a multiple of 32. */
  readonly entitiesMax: number
  readonly recordsFrom: number
  /** What died since the emission before: entity indexes and ids, the first `diedCount`. */
  readonly diedIndex: Uint32Array
  readonly diedEntity: Uint32Array
  diedCount = 0
  /** Entity indexes of what was born since, the first `bornCount`. */
  readonly bornIndex: Uint32Array
  bornCount = 0

  constructor(
    private readonly schema: RoomSchema,
    world: World,
    viewRadius: number,
  ) {
    const { entities, teamRecords } = schema
    this.types = recordTypes(schema)
    const tables = [...entities.map(({ id }) => id), ...teamRecords.map(({ entity }) => entity)].map((id) => {
      const table = world.tables[id]
      if (table === undefined) throw new Error(`the world has no table for entity type ${entities[id]?.name}`)
      return table
    })
    let indexBase = 0
    this.encoders = this.types.map((type, id) => {
      if (id === entities.length) indexBase = (indexBase + 31) & ~31
      const encoder = type.createEncoder(tables[id]!, indexBase)
      indexBase += encoder.table.capacity
      return encoder
    })
    this.recordsFrom = this.encoders[entities.length]?.indexBase ?? (indexBase + 31) & ~31
    this.owners = this.types.map((type, id) => type.owners?.(tables[id]!))
    this.teamTypeOf = new Int16Array(this.types.length).fill(NO_RECORD)
    for (const { id, entity } of teamRecords) this.teamTypeOf[entity] = id
    this.entitiesMax = indexBase
    this.codes = new CodeTable(indexBase)
    this.events = new EventLog(schema)
    this.grid = new Grid(indexBase, viewRadius / 2)
    this.entityAt = new Uint32Array(indexBase)
    this.diedIndex = new Uint32Array(indexBase)
    this.diedEntity = new Uint32Array(indexBase)
    this.bornIndex = new Uint32Array(indexBase)
    this.typeOf = new Uint8Array(indexBase)
    this.x = new Float64Array(indexBase)
    this.y = new Float64Array(indexBase)
    this.everywhere = newIndexSet(indexBase)
    this.addressees = new Addressees(indexBase)
    this.placeless = newIndexSet(indexBase)
    this.encoders.forEach(({ x, table, indexBase }, type) => {
      this.typeOf.fill(type, indexBase, indexBase + table.capacity)
      if (x !== undefined) return
      for (let row = 0; row < table.capacity; row++) insert(this.placeless, indexBase + row)
    })
  }

  /** Takes the world as it stands after the step of `tick`, and empties its event tables. */
  capture(world: World, tick: number): void {
    this.previousTick = this.tick
    this.tick = tick
    this.codes.reset()
    for (const encoder of this.encoders) encoder.emit(this.codes, tick)
    for (const table of world.tables) table.clearJumps()
    this.codes.finish()
    this.events.capture(world)
    this.survey()
  }

  /** The entity's encoder; its row there is the index less `indexBase`. */
  encoderOf(index: number): EntityEncoder {
    return this.encoders[this.typeOf[index]!]!
  }

  /** The index of an entity's team record, or NO_RECORD. */
  teamRecordOf(index: number): number {
    const type = this.typeOf[index]!
    const teamType = this.teamTypeOf[type]!
    if (teamType === NO_RECORD) return NO_RECORD
    return index - this.encoders[type]!.indexBase + this.encoders[teamType]!.indexBase
  }

  /** Whether an entity or a team record is for a seat or its team; false for an area and for all. */
  isFor(index: number, team: number, seat: number): boolean {
    const type = this.typeOf[index]!
    const owners = this.owners[type]
    if (owners === undefined) return false
    const owner = owners[index - this.encoders[type]!.indexBase]!
    return this.types[type]!.audience === 'team' ? owner !== NO_TEAM && owner === team : owner === seat
  }

  get hasTeamRecords(): boolean {
    return this.schema.teamRecords.length > 0
  }

  audienceOf(index: number): Audience {
    return this.types[this.typeOf[index]!]!.audience
  }

  /** Who lives where, who died, who was born. */
  private survey(): void {
    this.diedCount = 0
    this.bornCount = 0
    this.everywhere.fill(0)
    this.addressees.begin()
    this.grid.begin()
    for (const { id } of this.schema.entities) this.surveyEntities(id)
    for (const { id, entity } of this.schema.teamRecords) this.surveyTeamRecords(id, entity)
    this.grid.finish()
  }

  private surveyEntities(type: number): void {
    const { entityAt } = this
    const { x, y, table, indexBase } = this.encoders[type]!
    const { audience } = this.types[type]!
    const owners = this.owners[type]
    for (let row = 0; row < table.end; row++) {
      const index = indexBase + row
      const id = table.id[row]!
      const before = entityAt[index]!
      if (before !== id) this.replace(index, before, id)
      if (id === NO_ENTITY) continue
      if (x !== undefined && y !== undefined) this.place(index, x[row]!, y[row]!)
      switch (audience) {
        case 'area':
          if (this.x[index] !== NOWHERE) this.grid.add(index, this.x[index]!, this.y[index]!)
          break
        case 'team':
          this.addressees.addToTeam(owners?.[row] ?? NO_TEAM, index)
          break
        case 'owner':
          this.addressees.addToSeat(owners?.[row] ?? NO_SEAT, index)
          break
        case 'all':
          insert(this.everywhere, index)
      }
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

  private place(index: number, x: number, y: number): void {
    const isSomewhere = Math.abs(x) <= POSITION_MAX && Math.abs(y) <= POSITION_MAX
    this.x[index] = isSomewhere ? x : NOWHERE
    this.y[index] = isSomewhere ? y : NOWHERE
  }
}
