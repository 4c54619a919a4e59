import type { RoomSchema } from '@tickwire/protocol'
import { EVENTS_PER_TICK_MAX, EventTable, type World } from '@tickwire/simulation'
import t from 'tap'
import { EVENT_LOG_BYTES, EventLog } from './event-log.js'

const EVENT_BYTES = 1_960

class Fireworks extends EventTable {
  emit(): void {
    this.claim(0)
  }
}

t.test('a full log holds whole events only; the rest is dropped and counted', async (t) => {
  const table = new Fireworks('Fireworks', false)
  const type = {
    id: 0,
    name: 'Fireworks',
    reliable: false,
    audience: 'all',
    // Nearly the largest event that codegen lets through.
    write: (_table: EventTable, _index: number, w: { write(value: number, bits: number): void }) => {
      for (let byte = 0; byte < EVENT_BYTES; byte++) w.write(7, 8)
    },
  }
  const log = new EventLog({ events: [type] } as unknown as RoomSchema)
  for (let i = 0; i < EVENTS_PER_TICK_MAX; i++) table.emit()
  log.capture({ eventTables: [table] } as unknown as World)
  const last = log.entries[log.count - 1]!
  t.ok(last.from + last.bits <= EVENT_LOG_BYTES * 8, `${last.from + last.bits} bits`)
  t.ok(log.count > 100)
  t.equal(log.count + log.dropped, EVENTS_PER_TICK_MAX)
})
