// Who waits to be let into a room. At most JOINS_PER_TICK_MAX get in with one tick, in the order of their coming; the others
// wait for later ones. Their seats are taken already, so nothing of theirs runs out meanwhile. So a thousand players who
// come back at once do not make one tick long. Owned by the room, which says when a tick begins.

import { isHeld, type Seat } from './seats.js'

/** Joins that one tick takes. Each costs the game's `onJoin`, tables of some 12 KB, a welcome, and a first snapshot of up to
 * 1 KB: about 0.1 ms, so 32 stay under 4 ms of a tick. A thousand are in within 32 ticks, 1.6 s at 20 Hz. */
export const JOINS_PER_TICK_MAX = 32

export class Admission {
  /** Joins put off to the next tick; one may be put off several times. */
  deferred = 0
  /** Reservations refused because the room could not keep up. */
  refused = 0
  /** Spectators refused because the room has as many as it may. */
  spectatorsRefused = 0
  private readonly waiting = new Set<Seat>()
  private left = JOINS_PER_TICK_MAX

  /** A seat is taken and wants in. Who waits already keeps the place. */
  arrive(seat: Seat): void {
    this.waiting.add(seat)
  }

  /** The seat has ended, or got in another way. */
  forget(seat: Seat): void {
    this.waiting.delete(seat)
  }

  beginTick(): void {
    this.left = JOINS_PER_TICK_MAX
  }

  /** This tick has room for everybody who waits: no call needs to wait for its caller's turn. */
  get admitsAll(): boolean {
    return this.waiting.size <= this.left
  }

  /** One join of this tick is made. */
  admit(seat: Seat): void {
    this.waiting.delete(seat)
    this.left--
  }

  /** Whose turn it is, or undefined when nobody waits or the tick takes no more. */
  next(): Seat | undefined {
    for (const seat of this.waiting) {
      if (this.left <= 0) {
        this.deferred += this.waiting.size
        return undefined
      }
      if (isHeld(seat)) return seat
      this.waiting.delete(seat)
    }
    return undefined
  }
}
