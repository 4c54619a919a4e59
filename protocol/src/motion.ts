// How one linearly predicted field of one entity moves, as both ends know it: the last quantised value, and finer than its
// steps where inside of the step the true value must be and how fast it goes. Quantised positions of an even motion jitter
// by a step; a rate in whole steps would send that jitter. This one settles within a few steps of a turn, and then nearly
// always predicts the very step. The encoder has one a row, the view of a client one a field, so
// the two cannot drift apart.

import { type Hash, hashInt } from '@tickwire/simulation'
import type { BitReader, BitWriter } from './bits.js'
import { readRate, readUint, writeRate } from './codes.js'
import { isTurn } from './residual.js'

/** Rate and phase count in parts of a step. */
const PART_BITS = 4
const PARTS = 1 << PART_BITS
const HALF = PARTS >> 1

export class Motion {
  /** The quantised value as of the last emission. */
  last = 0
  /** Parts of a step an emission. */
  private rate = 0
  /** Where in its step the value is taken to be: parts above its middle, -HALF to HALF - 1. */
  private phase = 0

  /** Where the value should be now, held inside 0..max. */
  predict(max: number): number {
    const predicted = this.last + ((this.phase + this.rate + HALF) >> PART_BITS)
    if (predicted >= max) return max
    return predicted > 0 ? predicted : 0
  }

  /** Stands at `now`: a spawn, a jump, or asleep. */
  settle(now: number): void {
    this.last = now
    this.rate = 0
    this.phase = 0
  }

  /** Asleep: it stays where it is. */
  rest(): void {
    this.settle(this.last)
  }

  /** Moves on to `now`, which was `residual` from the prediction. A turn starts the estimate anew. */
  advance(now: number, residual: number): void {
    const change = now - this.last
    this.last = now
    if (isTurn(residual)) {
      this.rate = change * PARTS
      this.phase = 0
      return
    }
    // Where the estimate stands in the step that came, and how far outside of it.
    const phase = this.phase + this.rate - change * PARTS
    const inside = phase < -HALF ? -HALF : phase >= HALF ? HALF - 1 : phase
    this.rate += correctionOf(inside - phase)
    this.phase = inside
  }

  /** Everything, for who follows from now on. @param bits - width of the value */
  write(w: BitWriter, bits: number): void {
    w.write(this.last, bits)
    writeRate(w, this.rate)
    w.write(this.phase + HALF, PART_BITS)
  }

  read(r: BitReader, max: number, bits: number): void {
    this.last = readUint(r, max, bits)
    this.rate = readRate(r)
    this.phase = r.read(PART_BITS) - HALF
  }

  hashInto(hash: Hash): void {
    hashInt(hash, this.last)
    hashInt(hash, this.rate)
    hashInt(hash, this.phase)
  }
}

/** A quarter, rounded away from 0: of the gains that were tried on recorded motion this one costs the fewest bits. Shifts
 * alone: a sign turned round would make -0 of most, which is no small integer, so each entity would get it in a box. */
function correctionOf(parts: number): number {
  return parts > 0 ? (parts + 3) >> 2 : parts >> 2
}
