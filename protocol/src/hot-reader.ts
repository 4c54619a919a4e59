// Reads the predicted fields of one entity code, in whichever of the three ways the code tells of them: all as predicted,
// one of them a step beside its prediction, or a residual for each.

import type { BitReader } from './bits.js'
import { bitsFor, inRange, readResidual } from './codes.js'
import type { Motion } from './motion.js'

const NO_FIELD = -1

export class HotReader {
  private r: BitReader | undefined
  private coded = false
  /** The field that is a step beside its prediction, and to which side. */
  private nudged = NO_FIELD
  private side = 0
  private field = 0

  /** Every field is as predicted. */
  openQuiet(r: BitReader): this {
    return this.open(r, false, NO_FIELD)
  }

  /** One field is a step beside its prediction. @param fields - how many there are */
  openNudge(r: BitReader, fields: number): this {
    this.open(r, false, r.read(bitsFor(fields - 1)))
    if (this.nudged >= fields) r.fail('NUDGE')
    this.side = r.read(1) === 1 ? -1 : 1
    return this
  }

  /** Every field has its residual. */
  openCoded(r: BitReader): this {
    return this.open(r, true, NO_FIELD)
  }

  /** The next field, which is predicted to stay. */
  value(last: number, max: number, bits: number): number {
    const r = this.r!
    const nudge = this.field++ === this.nudged ? this.side : 0
    return this.coded ? readResidual(r, last, max, bits) : inRange(r, last + nudge, max)
  }

  /** The next field, which moves evenly. */
  motion(motion: Motion, max: number, bits: number): void {
    const predicted = motion.predict(max)
    const now = this.value(predicted, max, bits)
    motion.advance(now, now - predicted)
  }

  /** The next field, an angle; one turn above, so that going below zero stays in range, then back into one turn. */
  angle(last: number, bits: number): number {
    const turn = 1 << bits
    return this.value(last + turn, 3 * turn, bits) & (turn - 1)
  }

  private open(r: BitReader, coded: boolean, nudged: number): this {
    this.r = r
    this.coded = coded
    this.nudged = nudged
    this.field = 0
    return this
  }
}
