// A limit over waiting time, as a queue's config draws it. Judge, search and explanations read limits here and nowhere else, so
// that all mean the same; the search asks `nextChangeMs` how long it may sleep.

import { type Curve, Interpolation } from '@tickwire/gen-nodejs/queues.types.js'

/** On a slope the limit moves all the time: it is looked at again after this, milliseconds. A default cycle. */
export const SLOPE_STEP_MS = 500

export class LimitCurve {
  /** @param points - sorted by waitedMs, no two at the same; empty: no limit */
  constructor(
    private readonly points: Curve,
    private readonly interpolation: Interpolation,
  ) {}

  /** The limit after that wait; undefined: none. */
  at(waitedMs: number): number | undefined {
    const { points } = this
    const next = points.findIndex((point) => point.waitedMs > waitedMs)
    if (next === -1) return points.at(-1)?.value
    if (next === 0) return points[0]!.value
    const from = points[next - 1]!
    const to = points[next]!
    if (this.interpolation === Interpolation.STEP) return from.value
    return from.value + ((to.value - from.value) * (waitedMs - from.waitedMs)) / (to.waitedMs - from.waitedMs)
  }

  /** The next wait at which the limit is another one than at `waitedMs`; Infinity: it stays as it is. */
  nextChangeMs(waitedMs: number): number {
    const { points, interpolation } = this
    for (let next = 1; next < points.length; next++) {
      const from = points[next - 1]!
      const to = points[next]!
      if (to.waitedMs <= waitedMs || to.value === from.value) continue
      if (interpolation === Interpolation.STEP) return to.waitedMs
      return Math.min(to.waitedMs, Math.max(from.waitedMs, waitedMs) + SLOPE_STEP_MS)
    }
    return Infinity
  }
}
