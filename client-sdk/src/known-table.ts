// The slot table of a resync: everything that the server takes a replica to know, and the order in which free slots were
// freed. Read by `replica`, which puts it in the place of its own. A view that is there already, of the same id and type, is
// read anew and stays, so what an application holds of it goes on.

import {
  type BitReader,
  bitsFor,
  type EntityView,
  Group,
  KNOWN_ENTITIES_MAX,
  type RoomSchema,
  readVaruint,
  recordTypes,
} from '@tickwire/protocol'

export interface KnownTable {
  readonly slots: (EntityView | undefined)[]
  readonly free: number[]
  /** By entity id; team records hang on them. */
  readonly entities: ReadonlyMap<number, EntityView>
}

/**
 * Fails the reader where the table is malformed; it is then of no use, and neither are the views.
 * @param before - the entities known so far, by id
 */
export function readKnownTable(
  r: BitReader,
  schema: RoomSchema,
  tick: number,
  before: ReadonlyMap<number, EntityView>,
): KnownTable {
  const types = recordTypes(schema)
  const typeBits = bitsFor(types.length - 1)
  const views = viewsOf(before)
  const slots: (EntityView | undefined)[] = []
  const readView = (): EntityView | undefined => {
    const id = readVaruint(r, Group.entity)
    const type = types[r.read(typeBits)]
    if (type === undefined) {
      r.fail('ENTER')
      return undefined
    }
    const view = views.get(keyOf(id, type.id)) ?? type.createView(id)
    view.teamRecord = undefined
    view.readState(r, tick)
    view.readOnce(r)
    return view
  }
  const count = readVaruint(r, Group.count)
  if (count > KNOWN_ENTITIES_MAX) r.fail('COUNT')
  while (slots.length < count && r.failure === undefined) slots.push(r.read(1) === 1 ? readView() : undefined)
  return { slots, free: readFree(r, slots), entities: entitiesOf(r, schema, slots) }
}

/** Entities and team records by id and type. */
function viewsOf(entities: ReadonlyMap<number, EntityView>): Map<number, EntityView> {
  const views = new Map<number, EntityView>()
  for (const entity of entities.values()) {
    for (const view of [entity, entity.teamRecord]) if (view !== undefined) views.set(keyOf(view.id, view.type), view)
  }
  return views
}

/** A type id is a byte. */
function keyOf(id: number, type: number): number {
  return id * 256 + type
}

/** Each id once; each team record hangs on its entity, whichever of them has the lower slot. */
function entitiesOf(r: BitReader, schema: RoomSchema, slots: KnownTable['slots']): Map<number, EntityView> {
  const entities = new Map<number, EntityView>()
  const records: EntityView[] = []
  for (const view of slots) {
    if (view === undefined) continue
    if (view.type >= schema.entities.length) records.push(view)
    else if (entities.has(view.id)) r.fail('ENTER')
    else entities.set(view.id, view)
  }
  for (const record of records) {
    const entity = entities.get(record.id)
    const belongs = entity?.type === schema.teamRecords[record.type - schema.entities.length]!.entity
    if (!belongs || entity.teamRecord !== undefined) r.fail('ENTER')
    else entity.teamRecord = record
  }
  return entities
}

function readFree(r: BitReader, slots: KnownTable['slots']): number[] {
  const slotBits = bitsFor(slots.length - 1)
  const free = new Set<number>()
  for (let left = slots.filter((view) => view === undefined).length; left > 0 && r.failure === undefined; left--) {
    const slot = r.read(slotBits)
    if (slot >= slots.length || slots[slot] !== undefined || free.has(slot)) r.fail('FREE_SLOT')
    free.add(slot)
  }
  return [...free]
}
