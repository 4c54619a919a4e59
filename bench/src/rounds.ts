// Alternating measurement and what is made of it: ours, theirs, ours, theirs ... in one run, so that a machine that gets
// slower in the meantime slows both. Pure but for the order of calls.

import type { Row } from './bench.js'

/** What a row is about. */
export type Subject = Pick<Row, 'bench' | 'case' | 'metric' | 'unit' | 'better'>

export interface Pairs<F> {
  readonly ours: readonly F[]
  readonly theirs: readonly F[]
}

/** Measures both `rounds` times, in turns; who goes first changes with each round. */
export async function alternate<F>(
  rounds: number,
  ours: (round: number) => Promise<F>,
  theirs: (round: number) => Promise<F>,
): Promise<Pairs<F>> {
  const pairs = { ours: [] as F[], theirs: [] as F[] }
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 1) pairs.theirs.push(await theirs(round))
    pairs.ours.push(await ours(round))
    if (round % 2 === 0) pairs.theirs.push(await theirs(round))
  }
  return pairs
}

/** A row of figures that were measured in turns: `ours[i]` beside `theirs[i]`. */
export function compare(subject: Subject, ours: readonly number[], theirs: readonly number[]): Row {
  const ratios = ours.map((figure, round) => figure / theirs[round]!)
  const [oursMedian, theirsMedian] = [median(ours), median(theirs)]
  return {
    ...subject,
    ours: oursMedian,
    theirs: theirsMedian,
    ratio: oursMedian / theirsMedian,
    rounds: ours.length,
    spread: spreadOf(ratios),
  }
}

/** A row without a peer. */
export function alone(subject: Subject, ours: readonly number[]): Row {
  return { ...subject, ours: median(ours), theirs: null, ratio: null, rounds: ours.length, spread: spreadOf(ours) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * Half of the 95 % interval of a median, as a share of the range of the values, by how many there are (index): Student's t
 * times the standard error of a median, with the standard deviation estimated from the range (Tippett's d2). Few rounds
 * tell little: with three, two runs may differ by more than their ranges.
 */
const INTERVAL_PER_RANGE = [0, 0, 7.96, 1.7, 0.84, 0.64]

function spreadOf(values: readonly number[]): number {
  const middle = median(values)
  if (middle === 0) return 0
  const interval = INTERVAL_PER_RANGE[Math.min(values.length, INTERVAL_PER_RANGE.length - 1)]!
  return (interval * (Math.max(...values) - Math.min(...values))) / Math.abs(middle)
}
