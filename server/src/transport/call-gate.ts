// Keeps calls out of a tick. A tick pauses between two parts of its sends so that players' input is read; calls that come
// meanwhile would make it longer, by as much as whoever sends them likes. So they wait, as copies, until no tick is under way,
// and then go in the order of their coming, so many a turn. Between transport's Thrift connections and the tick driver.

/** Calls that are let go before the ticks are looked at again: at 10 us each some 1.3 ms. */
export const CALLS_PER_TURN_MAX = 128

/** Messages, and bytes of them, of one connection that wait. One more: close RATE_LIMITED. A tick takes some milliseconds, so
 * that is over 50,000 calls a second. */
export const WAITING_CALLS_MAX = 256
export const WAITING_BYTES_MAX = 262_144

/** A connection whose messages wait. */
export interface GatedConnection {
  /** Takes the message as if it came now. */
  receiveNow(message: Uint8Array): void
}

interface Waiting {
  readonly messages: Uint8Array[]
  bytes: number
}

export class CallGate {
  private readonly waiting = new Map<GatedConnection, Waiting>()

  /** @param isTicking - whether a tick is under way */
  constructor(private readonly isTicking: () => boolean) {}

  get isWaitedFor(): boolean {
    return this.waiting.size > 0
  }

  /**
   * Lets a message through, or keeps a copy of it for later.
   * @returns false when too much of this connection waits already
   */
  pass(connection: GatedConnection, message: Uint8Array): boolean {
    const before = this.waiting.get(connection)
    if (before === undefined && !this.isTicking()) {
      connection.receiveNow(message)
      return true
    }
    const waiting = before ?? { messages: [], bytes: 0 }
    if (waiting.messages.length >= WAITING_CALLS_MAX || waiting.bytes + message.length > WAITING_BYTES_MAX) return false
    waiting.messages.push(message.slice())
    waiting.bytes += message.length
    if (before === undefined) this.waiting.set(connection, waiting)
    return true
  }

  /** The connection is over: nothing of it waits any more. */
  forget(connection: GatedConnection): void {
    this.waiting.delete(connection)
  }

  /** No tick is under way: those that waited go, up to CALLS_PER_TURN_MAX of them, one of each connection in turns. */
  open(): void {
    let left = CALLS_PER_TURN_MAX
    while (left > 0 && this.waiting.size > 0) {
      for (const [connection, waiting] of this.waiting) {
        this.letGo(connection, waiting)
        if (--left === 0) return
      }
    }
  }

  private letGo(connection: GatedConnection, waiting: Waiting): void {
    const message = waiting.messages.shift()!
    waiting.bytes -= message.length
    if (waiting.messages.length === 0) this.waiting.delete(connection)
    connection.receiveNow(message)
  }
}
