// Whose snapshot of an emission is sent next. The order turns by one with each emission, so that nobody is always last; by one
// and no more, so that what it adds to a client's delay changes slowly and does not look like jitter. But for that it is the
// order of seats, in which their memory lies. Remembers how far the emission has come while the room lets the sockets be served.

/** What `next` answers when everybody had a turn. */
export const NOBODY = -1

export class SendOrder {
  /** Times that sends were paused to serve the sockets. */
  pauses = 0
  private readonly seats: Uint16Array
  private count = 0
  private first = 0
  private done = 0

  /** @param seatsMax - seats of the room */
  constructor(seatsMax: number) {
    this.seats = new Uint16Array(seatsMax)
  }

  /** An emission begins, for the seats that are not undefined here. */
  begin(bySeat: readonly unknown[]): void {
    this.count = 0
    for (let seat = 0; seat < bySeat.length; seat++) if (bySeat[seat] !== undefined) this.seats[this.count++] = seat
    this.first = this.count === 0 ? 0 : (this.first + 1) % this.count
    this.done = 0
  }

  /** The number of a seat, or NOBODY. */
  next(): number {
    return this.isDone ? NOBODY : this.seats[(this.first + this.done++) % this.count]!
  }

  get isDone(): boolean {
    return this.done >= this.count
  }
}
