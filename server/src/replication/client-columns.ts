// What every snapshot needs of its client, a column a thing and a row a seat. Clients are served in the order of their seats, so
// what the next one needs lies beside what this one needed: a thousand clients do not fit into a cache, and as arrays of its
// own each of these would be one more place in memory to wait for. Owned by the replicator of a room; grows with it.

import { SENT_MAX } from './congestion.js'

/** Rows to begin with; doubled when a seat lies beyond. */
const ROWS_MIN = 16

export class ClientColumns {
  /** Where each client looks from: x, y. */
  centre = new Float64Array(2 * ROWS_MIN)
  /** The owner record that it holds: value and rate of each field. */
  owned: Int32Array
  /** What was sent to it and is not acknowledged: tick and time, a ring. */
  unacked = new Float64Array(2 * SENT_MAX * ROWS_MIN)
  private rows = ROWS_MIN

  /** @param ownerFields - most fields of an owner record */
  constructor(readonly ownerFields: number) {
    this.owned = new Int32Array(2 * ownerFields * ROWS_MIN)
  }

  /** Room for a seat's row, empty. */
  clear(seat: number): void {
    while (seat >= this.rows) this.grow()
    this.centre.fill(0, 2 * seat, 2 * seat + 2)
    this.owned.fill(0, 2 * this.ownerFields * seat, 2 * this.ownerFields * (seat + 1))
  }

  private grow(): void {
    this.rows *= 2
    this.centre = twice(this.centre)
    this.owned = twice(this.owned)
    this.unacked = twice(this.unacked)
  }
}

function twice<A extends Float64Array | Int32Array>(column: A): A {
  const longer = new (column.constructor as new (length: number) => A)(2 * column.length)
  longer.set(column)
  return longer
}
