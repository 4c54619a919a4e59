// The events of one emission, each encoded once. Unreliable ones are appended to the snapshots of their audience and then
// forgotten; reliable ones are also handed to each audience member's queue, which keeps them until a snapshot took
// them. Borrowed until the next capture.

import { BitWriter, bitsFor, EVENT_BYTES_PER_SNAPSHOT_MAX, type EventType, type RoomSchema } from '@tickwire/protocol'
import { EVENTS_PER_TICK_MAX, type World } from '@tickwire/simulation'

/** Encoded bits of all events of one emission; more is dropped if unreliable and our own mistake if reliable. */
export const EVENT_LOG_BYTES = 262_144

/** Largest encoded event, bits: codegen refuses one that does not fit into a snapshot. */
const EVENT_BITS_MAX = EVENT_BYTES_PER_SNAPSHOT_MAX * 8

/** A reliable event on its way to the clients that must get it; shared by their queues. */
export interface ReliableEvent {
  readonly bytes: Uint8Array
  readonly bits: number
}

/** One event of the log. */
export interface LoggedEvent {
  type: EventType
  /** Where its bits start in the log, and how many they are; the type number comes first. */
  from: number
  bits: number
  /** The seat or the team that it is for, where the audience is one. */
  addressee: number
  x: number
  y: number
  /** The copy that reliable queues share, once one was needed. */
  kept: ReliableEvent | undefined
}

export class EventLog {
  /** Logged events; only the first `count` are of this emission, the rest are kept for reuse. */
  readonly entries: LoggedEvent[] = []
  count = 0
  /** How many of them are reliable. */
  reliableCount = 0
  /** Unreliable events that did not fit into the log or into a client's snapshot. */
  dropped = 0
  /** As large as the events of one emission ever were. */
  private readonly writer = new BitWriter(EVENT_BYTES_PER_SNAPSHOT_MAX)
  private readonly typeBits: number

  constructor(private readonly schema: RoomSchema) {
    this.typeBits = bitsFor(schema.events.length - 1)
  }

  capture(world: World): void {
    this.count = 0
    this.reliableCount = 0
    this.writer.reset()
    for (const type of this.schema.events) {
      const table = world.eventTables[type.id]
      if (table === undefined) throw new Error(`the world has no table for event type ${type.name}`)
      for (let i = 0; i < table.count; i++) {
        if (this.writer.bitLength + EVENT_BITS_MAX > EVENT_LOG_BYTES * 8) {
          if (type.reliable) throw new Error(`more than ${EVENT_LOG_BYTES} bytes of events at once; emit fewer`)
          this.dropped++
          continue
        }
        this.writer.reserve(EVENT_BITS_MAX)
        const entry = this.claim(type)
        if (type.reliable) this.reliableCount++
        entry.addressee = table.addressee[i]!
        entry.x = type.position?.x(table, i) ?? 0
        entry.y = type.position?.y(table, i) ?? 0
        this.writer.write(type.id, this.typeBits)
        type.write(table, i, this.writer)
        entry.bits = this.writer.bitLength - entry.from
      }
      table.clear()
    }
    this.writer.flush()
  }

  /** Appends one logged event to a snapshot. */
  append(entry: LoggedEvent, out: BitWriter): void {
    out.copy(this.writer, entry.from, entry.bits)
  }

  /** A copy of a logged event that outlives the emission; the same one for every client. */
  keep(entry: LoggedEvent): ReliableEvent {
    if (entry.kept === undefined) {
      const own = new BitWriter(Math.ceil(entry.bits / 8))
      own.copy(this.writer, entry.from, entry.bits)
      entry.kept = { bytes: own.bytes(), bits: entry.bits }
    }
    return entry.kept
  }

  private claim(type: EventType): LoggedEvent {
    let entry = this.entries[this.count]
    if (entry === undefined) {
      entry = { type, from: 0, bits: 0, addressee: 0, x: 0, y: 0, kept: undefined }
      this.entries.push(entry)
    }
    this.count++
    entry.type = type
    entry.from = this.writer.bitLength
    entry.kept = undefined
    return entry
  }
}

if (EVENTS_PER_TICK_MAX > EVENT_LOG_BYTES) throw new Error('EVENT_LOG_BYTES leaves less than a byte an event')
