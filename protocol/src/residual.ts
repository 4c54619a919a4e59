// The code of a value near its prediction, and which of its variants a field takes. A residual, its sign folded into its
// lowest bit, falls into one of six classes: the class in unary, then so many bits as the class is wide. How wide, is
// derived from recorded worlds by `make codes` (docs/CODES.md), once for each of four situations. Written by the entity
// encoders and the owner record, read by `HotReader` and the client's replica.

import type { BitReader, BitWriter } from './bits.js'
import { inRange, readUnary, unzigzag, zigzag } from './codes.js'

/** Classes that have a code relative to the prediction; beyond the last the absolute value is written. */
export const RESIDUAL_CLASSES = 6

export interface ResidualCode {
  /** Bits of each class. */
  readonly widths: readonly number[]
  /** The smallest folded residual of each class, and the first that has none. */
  readonly starts: readonly number[]
}

export function residualCode(widths: readonly number[]): ResidualCode {
  const starts = [0]
  for (const width of widths) starts.push(starts.at(-1)! + 2 ** width)
  return { widths, starts }
}

/** By situation. `make codes CHECK=1` fails where these are not what the recorded worlds give. */
export const ResidualCodes = {
  /** No field of the entity turned in its last code: this one tells of a turn. */
  calm: residualCode([2, 5, 6, 6, 6, 10]),
  /** Another field turned, this one did not. */
  still: residualCode([0, 1, 2, 5, 6, 10]),
  /** This field turned: it goes on turning. */
  turning: residualCode([3, 4, 4, 5, 5, 10]),
  /** A field of the owner record, whose steps are fine. */
  owner: residualCode([0, 0, 4, 11, 15, 15]),
} as const

/** A residual of this size is the rounding of an even motion; a larger one is a turn. */
export const JITTER_MAX = 1

export function isTurn(residual: number): boolean {
  return residual > JITTER_MAX || residual < -JITTER_MAX
}

/** The code of a hot field's residual. @param turned - a bit for each hot field that turned in the last code */
export function hotCode(turned: number, field: number): ResidualCode {
  if (turned === 0) return ResidualCodes.calm
  return ((turned >>> field) & 1) === 1 ? ResidualCodes.turning : ResidualCodes.still
}

/** The class in unary (so many ones and a 0) and the place in it; beyond the last class six ones and the value itself. */
export function writeResidual(
  w: BitWriter,
  residual: number,
  absolute: number,
  bits: number,
  { starts, widths }: ResidualCode = ResidualCodes.owner,
): void {
  const folded = zigzag(residual)
  let c = 0
  while (c < RESIDUAL_CLASSES && folded >= starts[c + 1]!) c++
  if (c === RESIDUAL_CLASSES) {
    w.write((1 << RESIDUAL_CLASSES) - 1, RESIDUAL_CLASSES)
    w.write(absolute, bits)
  } else w.write(((1 << c) - 1) | ((folded - starts[c]!) << (c + 1)), c + 1 + widths[c]!)
}

/** The value itself, given its prediction; refuses values outside 0..max. */
export function readResidual(
  r: BitReader,
  predicted: number,
  max: number,
  bits: number,
  { starts, widths }: ResidualCode = ResidualCodes.owner,
): number {
  const c = readUnary(r, RESIDUAL_CLASSES)
  if (c === RESIDUAL_CLASSES) return inRange(r, r.read(bits), max)
  return inRange(r, predicted + unzigzag(starts[c]! + r.read(widths[c]!)), max)
}
