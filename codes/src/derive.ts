// The best codes of each family for what was observed. Small families, so that what comes out can be explained: six classes
// that grow wider, and six heads in unary.

import { RESIDUAL_CLASSES, zigzag } from '@tickwire/protocol'

/** Weights by value. */
export type Histogram = Map<number, number>

export function count(histogram: Histogram, value: number, weight: number): void {
  histogram.set(value, (histogram.get(value) ?? 0) + weight)
}

/** Bits a value of the best code there could be, with all values independent: entropy of zeroth order. */
export function entropy(histogram: ReadonlyMap<unknown, number>): number {
  const total = [...histogram.values()].reduce((sum, weight) => sum + weight, 0)
  return [...histogram.values()].reduce((sum, weight) => sum - (weight / total) * Math.log2(weight / total), 0)
}

/** What the classes reach at least, folded residuals: 511 steps either way. The traces turn less sharply than games may. */
const REACH_MIN = 1_024

/** Widest class, bits: the owner record's steps are fine. */
const WIDTH_MAX = 15

/** How wide a position is, bits: in public, and at the step of an owner record. What escapes is about as wide. */
export const POSITION_BITS = { public: 16, owner: 20 } as const

/** Folded residuals from here on are all alike: beyond every class that may come out. */
const FOLDED_END = 2 ** 17

/**
 * Widths of the classes of a residual code that cost the fewest bits: each class at least as wide as the one before it,
 * all together reaching REACH_MIN.
 * @param escapedBits - what a value costs that escapes, beyond its prefix
 */
export function bestWidths(residuals: Histogram, escapedBits: number): readonly number[] {
  const below = new Float64Array(FOLDED_END + 1)
  for (const [residual, weight] of residuals) below[Math.min(zigzag(residual), FOLDED_END - 1) + 1]! += weight
  for (let i = 0; i < FOLDED_END; i++) below[i + 1]! += below[i]!
  const known = new Map<string, Plan>()
  const plan = (c: number, start: number, widthMin: number): Plan => {
    if (c === RESIDUAL_CLASSES) {
      const escaped = (below[FOLDED_END]! - below[start]!) * (RESIDUAL_CLASSES + escapedBits)
      return { bits: start < REACH_MIN ? Number.POSITIVE_INFINITY : escaped, widths: [] }
    }
    const key = `${c} ${start} ${widthMin}`
    let best = known.get(key)
    if (best !== undefined) return best
    for (let width = widthMin; width <= WIDTH_MAX; width++) {
      const end = Math.min(FOLDED_END, start + 2 ** width)
      const rest = plan(c + 1, end, width)
      const bits = (below[end]! - below[start]!) * (c + 1 + width) + rest.bits
      if (best === undefined || bits < best.bits) best = { bits, widths: [width, ...rest.widths] }
    }
    known.set(key, best!)
    return best!
  }
  return plan(0, 0, 0).widths
}

interface Plan {
  readonly bits: number
  readonly widths: readonly number[]
}

/** Heads in the order of their unary codes: the most frequent first. */
export function bestOrder<T>(heads: ReadonlyMap<T, number>): readonly T[] {
  return [...heads].sort(([, a], [, b]) => b - a).map(([head]) => head)
}
