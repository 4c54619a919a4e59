// Whose snapshot of an emission is sent next. The order turns by one with each emission, so that nobody is always last; by one
// and no more, so that what it adds to a client's delay changes slowly and does not look like jitter. Remembers how far the
// emission has come while the room lets the sockets be served.

import type { Seat } from './seats.js'

export class SendOrder {
  /** Times that sends were paused to serve the sockets. */
  pauses = 0
  private readonly seats: Seat[] = []
  private first = 0
  private done = 0

  /** An emission begins. */
  begin(seats: Iterable<Seat>): void {
    let count = 0
    for (const seat of seats) this.seats[count++] = seat
    this.seats.length = count
    this.first = count === 0 ? 0 : (this.first + 1) % count
    this.done = 0
  }

  /** Undefined when everybody had a turn. */
  next(): Seat | undefined {
    const { length } = this.seats
    return this.done < length ? this.seats[(this.first + this.done++) % length] : undefined
  }

  get isDone(): boolean {
    return this.done >= this.seats.length
  }
}
