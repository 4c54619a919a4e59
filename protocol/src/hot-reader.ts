// Reads the predicted fields of one entity code, in whichever of the three ways the code tells of them: all as predicted,
// one of them a step beside its prediction, or a residual for each.

import type { BitReader } from './bits.js'
import { angleResidual, bitsFor, inRange } from './codes.js'
import type { Motion } from './motion.js'
import { hotCode, isTurn, readResidual } from './residual.js'

const NO_FIELD = -1

export class HotReader {
  private r: BitReader | undefined
  private coded = false
  /** The field that is a step beside its prediction, and to which side. */
  private nudged = NO_FIELD
  private side = 0
  private field = 0
  /** A bit for each field that turned in the code before. */
  private before = 0
  /** The same of this code, as far as it was read. */
  turned = 0

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

  /** Every field has its residual. @param before - a bit for each field that turned in the code before */
  openCoded(r: BitReader, before: number): this {
    this.before = before
    return this.open(r, true, NO_FIELD)
  }

  /** The next field, which is predicted to stay. */
  value(last: number, max: number, bits: number): number {
    const now = this.next(last, max, bits)
    this.note(now - last)
    return now
  }

  /** The next field, which moves evenly. */
  motion(motion: Motion, max: number, bits: number): void {
    const predicted = motion.predict(max)
    const now = this.next(predicted, max, bits)
    this.note(now - predicted)
    motion.advance(now, now - predicted)
  }

  /** The next field, an angle; one turn above, so that going below zero stays in range, then back into one turn. */
  angle(last: number, bits: number): number {
    const turn = 1 << bits
    const now = this.next(last + turn, 3 * turn, bits) & (turn - 1)
    this.note(angleResidual(last, now, bits))
    return now
  }

  private next(predicted: number, max: number, bits: number): number {
    const { r, field } = this
    if (this.coded) return readResidual(r!, predicted, max, bits, hotCode(this.before, field))
    return inRange(r!, field === this.nudged ? predicted + this.side : predicted, max)
  }

  /** Goes on to the field after. */
  private note(residual: number): void {
    if (isTurn(residual)) this.turned |= 1 << this.field
    this.field++
  }

  private open(r: BitReader, coded: boolean, nudged: number): this {
    this.r = r
    this.coded = coded
    this.nudged = nudged
    this.field = 0
    this.turned = 0
    return this
  }
}
