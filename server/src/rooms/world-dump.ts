// A world as text, for operators: what the columns of its replicated tables hold, by the names that the IDL gave them. Read
// between two ticks; costs what is dumped and no more.

import type { RoomSchema } from '@tickwire/protocol'
import { NO_ENTITY, Table, type World } from '@tickwire/simulation'
import type { EntityDump, WorldDump } from '../admin/rooms-port.js'

class BareTable extends Table {}

/** What every table has; the rest are fields of its entities. */
const NO_FIELDS = new Set(Object.keys(new BareTable({ next: 1 }, 0)))

export function dumpWorld(schema: RoomSchema, world: World, tick: number, entitiesMax: number): WorldDump {
  const entities: EntityDump[] = []
  for (const { id, name } of schema.entities) {
    const table = world.tables[id]!
    const columns = Object.entries(table).filter(([key]) => !NO_FIELDS.has(key))
    for (let row = 0; row < table.end; row++) {
      const entityId = table.id[row]!
      if (entityId === NO_ENTITY) continue
      if (entities.length === entitiesMax) return { tick, entities, truncated: true }
      const fields = Object.fromEntries(columns.map(([key, column]) => [key, String(column[row])]))
      entities.push({ entityId, type: name, fields })
    }
  }
  return { tick, entities, truncated: false }
}
