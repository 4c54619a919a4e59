// Entity indexes: one number for each row of each replicated table of a room, stable for an entity's life. A team record has an
// index of its own, behind those of all entities, and is encoded, known and refreshed like an entity. Fixed when the room is
// made; `emission` adds what changes from one tick to the next.

import { type Audience, type EntityEncoder, type EntityType, type RoomSchema, recordTypes } from '@tickwire/protocol'
import { NO_SEAT, NO_TEAM, type Table, type World } from '@tickwire/simulation'
import { insert, newIndexSet } from './index-set.js'

/** What `teamRecordOf` answers for an entity whose type has none. */
export const NO_RECORD = -1

export class EntityIndexes {
  /** All of the following by type id: entities, then team records. */
  readonly types: readonly EntityType[]
  readonly encoders: readonly EntityEncoder[]
  /** How far it reaches beyond its position, and how many times nearer it counts. */
  readonly extentOf: Float64Array
  readonly priorityOf: Float64Array
  /** The column that says which team or seat each row is for. */
  protected readonly owners: readonly (Uint8Array | Int16Array | undefined)[]
  /** Type id of a team record's entity, and of an entity's team record; NO_RECORD where there is none. */
  private readonly entityTypeOf: readonly number[]
  private readonly teamTypeOf: readonly number[]

  /** Type id by entity index. */
  readonly typeOf: Uint8Array
  /** Set of the indexes of types without a position. */
  readonly placeless: Uint32Array
  /** Indexes of the room; those of team records begin at `recordsFrom`, a multiple of 32. */
  readonly entitiesMax: number
  readonly recordsFrom: number

  constructor(schema: RoomSchema, world: World) {
    this.types = recordTypes(schema)
    const teamTypes = schema.teamRecords.map(({ id, entity }) => [entity, id] as const)
    this.entityTypeOf = [...schema.entities.map(({ id }) => id), ...teamTypes.map(([entity]) => entity)]
    this.teamTypeOf = this.types.map(({ id }) => new Map(teamTypes).get(id) ?? NO_RECORD)
    const tables = this.entityTypeOf.map((id) => tableOf(world, this.types[id]!))
    let end = 0
    this.encoders = this.types.map((type, id) => {
      if (id === schema.entities.length) end = wholeWords(end)
      const encoder = type.createEncoder(tables[id]!, end)
      end += tables[id]!.capacity
      return encoder
    })
    this.entitiesMax = end
    this.recordsFrom = this.encoders[schema.entities.length]?.indexBase ?? wholeWords(end)
    this.owners = this.types.map((type, id) => type.owners?.(tables[id]!))
    this.extentOf = Float64Array.from(this.types, ({ extent }) => extent)
    this.priorityOf = Float64Array.from(this.types, ({ priority }) => priority)
    this.typeOf = new Uint8Array(end)
    this.placeless = newIndexSet(end)
    this.encoders.forEach(({ x, table, indexBase }, type) => {
      this.typeOf.fill(type, indexBase, indexBase + table.capacity)
      if (x !== undefined) return
      for (let row = 0; row < table.capacity; row++) insert(this.placeless, indexBase + row)
    })
  }

  get hasTeamRecords(): boolean {
    return this.recordsFrom < this.entitiesMax
  }

  /** The entity's encoder; its row there is the index less `indexBase`. */
  encoderOf(index: number): EntityEncoder {
    return this.encoders[this.typeOf[index]!]!
  }

  audienceOf(index: number): Audience {
    return this.types[this.typeOf[index]!]!.audience
  }

  /** Whether an entity or a team record is for this team or this seat; never where its audience is an area or all, or no seat. */
  isFor(index: number, team: number, seat: number): boolean {
    const type = this.typeOf[index]!
    const owner = this.owners[type]?.[index - this.encoders[type]!.indexBase]
    if (this.types[type]!.audience === 'team') return owner !== NO_TEAM && owner === team
    return owner !== NO_SEAT && owner === seat
  }

  /** The index of an entity's team record, or NO_RECORD. */
  teamRecordOf(index: number): number {
    return this.sameRow(index, this.teamTypeOf[this.typeOf[index]!]!)
  }

  /** The index of a team record's entity; an entity's own. */
  entityOf(index: number): number {
    return this.sameRow(index, this.entityTypeOf[this.typeOf[index]!]!)
  }

  private sameRow(index: number, type: number): number {
    if (type === NO_RECORD) return NO_RECORD
    return index - this.encoderOf(index).indexBase + this.encoders[type]!.indexBase
  }
}

function tableOf(world: World, { id, name }: EntityType): Table {
  const table = world.tables[id]
  if (table === undefined) throw new Error(`the world has no table for entity type ${name}`)
  return table
}

/** Sets of indexes are words of 32: entities and team records share none. */
function wholeWords(index: number): number {
  return (index + 31) & ~31
}
