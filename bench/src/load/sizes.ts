// Many message sizes told by few: a thousand that add up to the same bytes and lie as the many do. Pure.

import { Random } from '@tickwire/simulation'

/** How many tell of all. */
export const SIZES_MAX = 1_000

/**
 * As many sizes of every length as there were, in a random order that is always the same. What lies in one thousandth of
 * them is told by its mean, rounded so that the error does not add up.
 */
export function typicalSizes(sizes: readonly number[]): number[] {
  const sorted = Float64Array.from(sizes).sort()
  const typical: number[] = []
  const parts = Math.min(SIZES_MAX, sorted.length)
  let owed = 0
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * sorted.length) / parts)
    const to = Math.floor(((part + 1) * sorted.length) / parts)
    let sum = 0
    for (let i = from; i < to; i++) sum += sorted[i]!
    owed += sum / (to - from)
    const size = Math.round(owed)
    typical.push(size)
    owed -= size
  }
  return shuffled(typical)
}

function shuffled(values: number[]): number[] {
  const random = new Random(1)
  for (let i = values.length - 1; i > 0; i--) {
    const other = random.below(i + 1)
    const value = values[i]!
    values[i] = values[other]!
    values[other] = value
  }
  return values
}
