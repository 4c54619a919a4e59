// One contender through one trace at every widening: what it trades wait for. Curves of two contenders are compared where they overlap,
// at the same wait and at the same quality, so that nobody wins by choosing another point; over all of them, and
// where ours is worst: who is ahead there is ahead everywhere. Pure.

import type { Contender } from './contenders.js'
import { type Measures, measure } from './measures.js'
import { simulate } from './simulation.js'
import type { Trace } from './trace.js'

const SEED = 7

/** A widening and what came of it. */
export interface Point {
  readonly widening: number
  readonly measures: Measures
}

export function pointOf(trace: Trace, contender: Contender, widening: number): Point {
  const config = trace.queue(widening)
  const outcome = simulate(trace, config.cycleMs, contender.create(config), SEED, contender.check(config))
  return { widening, measures: measure(trace, outcome) }
}

/** What a curve is drawn and compared by: both are the better the lower. */
export interface Trade {
  readonly wait: number
  readonly error: number
}

export function tradeOf({ measures }: Point): Trade {
  return { wait: measures.waitSecondsMean, error: measures.winChanceError }
}

/** The points that no other one beats in both, by wait. */
export function frontOf(points: readonly Point[]): readonly Trade[] {
  const front: Trade[] = []
  for (const trade of points.map(tradeOf).sort((a, b) => a.wait - b.wait || a.error - b.error)) {
    if (trade.error < (front.at(-1)?.error ?? Number.POSITIVE_INFINITY)) front.push(trade)
  }
  return front
}

/** Two figures, one of each front. */
export type Pair = readonly [ours: number, theirs: number]

export interface Comparison {
  /** Over all that is compared. */
  readonly mean: Pair
  /** Where ours / theirs is greatest: with less than 1 there, ours dominates. */
  readonly worst: Pair
}

/**
 * Places at which two fronts are held against each other, evenly from where both have begun to where both have ended. Beyond its end
 * a front stays where it is: who has matched within 5 s has done so within 10.
 */
const PLACES = 65

/** Errors at the same wait. */
export function errorsAtSameWait(ours: readonly Trade[], theirs: readonly Trade[]): Comparison {
  return atSame(
    ours,
    theirs,
    (trade) => Math.log(trade.wait),
    ({ error }) => error,
  )
}

/** Waits at the same error; the mean is that of their logarithms. */
export function waitsAtSameError(ours: readonly Trade[], theirs: readonly Trade[]): Comparison {
  const compared = atSame(
    ours,
    theirs,
    ({ error }) => error,
    (trade) => Math.log(trade.wait),
    ([a, b]) => a - b,
  )
  const seconds = ([a, b]: Pair): Pair => [Math.exp(a), Math.exp(b)]
  return { mean: seconds(compared.mean), worst: seconds(compared.worst) }
}

type Read = (trade: Trade) => number

/** @param lossOf - how far ours is behind */
function atSame(
  ours: readonly Trade[],
  theirs: readonly Trade[],
  key: Read,
  value: Read,
  lossOf: (pair: Pair) => number = ([a, b]) => a / b,
): Comparison {
  const [a, b] = [ours, theirs].map((front) => [...front].sort((x, y) => key(x) - key(y))) as [Trade[], Trade[]]
  const from = Math.max(key(a[0]!), key(b[0]!))
  const to = Math.max(key(a.at(-1)!), key(b.at(-1)!))
  const pairs = Array.from({ length: PLACES }, (_, place): Pair => {
    const at = from + ((to - from) * place) / (PLACES - 1)
    return [interpolated(a, at, key, value), interpolated(b, at, key, value)]
  })
  const meanOf = (who: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[who], 0) / PLACES
  const worst = pairs.reduce((most, pair) => (lossOf(pair) > lossOf(most) ? pair : most))
  return { mean: [meanOf(0), meanOf(1)], worst }
}

/** @param sorted - by `key`; `at` is not before the first */
function interpolated(sorted: readonly Trade[], at: number, key: Read, value: Read): number {
  const after = sorted.findIndex((trade) => key(trade) >= at)
  if (after < 0) return value(sorted.at(-1)!)
  const [low, high] = [sorted[Math.max(0, after - 1)]!, sorted[after]!]
  const width = key(high) - key(low)
  const share = width === 0 ? 0 : (at - key(low)) / width
  return value(low) + share * (value(high) - value(low))
}
