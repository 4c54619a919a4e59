// The events of one type that one tick produced. A step emits them; replication encodes each once, sends it to
// its audience and clears the table, whose memory stays as large as it ever needed. An unreliable event beyond the capacity is dropped and counted; a reliable one
// must never be lost, so emitting too many is the game's mistake and stops its step.

import type { Column } from './table.js'

/** Most events of one type that one tick may emit. */
export const EVENTS_PER_TICK_MAX = 2_048

/** Events that a new table has memory for; doubled when they are used up. */
const EVENTS_MIN = 16

export abstract class EventTable {
  count = 0
  /** Unreliable events that did not fit. */
  dropped = 0
  /** Whom each event is for: a seat with `tw.to = "owner"`, a team with "team". */
  addressee = new Int16Array(EVENTS_MIN)

  constructor(
    readonly name: string,
    readonly reliable: boolean,
  ) {}

  /** Room for one more event, or -1 when it is dropped. Called by the generated `emit`. */
  protected claim(addressee = 0): number {
    if (this.count < EVENTS_PER_TICK_MAX) {
      if (this.count === this.addressee.length) this.grow()
      this.addressee[this.count] = addressee
      return this.count++
    }
    if (this.reliable) {
      throw new Error(`more than ${EVENTS_PER_TICK_MAX} reliable ${this.name} events in one tick; emit fewer`)
    }
    this.dropped++
    return -1
  }

  clear(): void {
    this.count = 0
  }

  /** Twice the memory. Generated code adds its columns. */
  protected grow(): void {
    this.addressee = this.twice(this.addressee)
  }

  protected twice<C extends Column>(column: C): C {
    const longer = new (column.constructor as new (length: number) => C)(2 * column.length)
    longer.set(column)
    return longer
  }

  protected column<C extends Column>(make: new (length: number) => C): C {
    return new make(EVENTS_MIN)
  }
}
