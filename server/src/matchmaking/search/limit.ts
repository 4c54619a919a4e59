// A limit over waiting time, as the search asks for it: its value at a wait, the loosest it is within a span of waits, and
// when it is worth looking again. Compiled once a queue from a `Curve`; what the values mean is in docs/MATCHMAKING.md.

import { type Curve, Interpolation } from '@tickwire/gen-nodejs/queues.types.js'

export class Limit {
  private readonly waits: Float64Array
  private readonly values: Float64Array
  private readonly linear: boolean

  /** @param unlimited - what an empty curve is: the loosest value that there is */
  constructor(
    curve: Curve,
    interpolation: Interpolation,
    private readonly unlimited: number,
  ) {
    this.waits = Float64Array.from(curve, ({ waitedMs }) => waitedMs)
    this.values = Float64Array.from(curve, ({ value }) => value)
    this.linear = interpolation === Interpolation.LINEAR
  }

  /** Nothing may be above it; else nothing below. */
  get isMost(): boolean {
    return this.unlimited > 0
  }

  /** Is there anything to hold to? */
  get isSet(): boolean {
    return this.waits.length > 0
  }

  at(waitedMs: number): number {
    const { waits, values } = this
    const last = waits.length - 1
    if (last < 0) return this.unlimited
    if (waitedMs >= waits[last]!) return values[last]!
    if (waitedMs <= waits[0]!) return values[0]!
    const i = this.passed(waitedMs)
    if (!this.linear) return values[i]!
    const from = waits[i]!
    return values[i]! + ((values[i + 1]! - values[i]!) * (waitedMs - from)) / (waits[i + 1]! - from)
  }

  /** The loosest value between two waits: the largest, or the smallest where less is looser. */
  loosest(fromMs: number, toMs: number): number {
    const { waits, values, unlimited } = this
    if (waits.length === 0) return unlimited
    const pick = unlimited > 0 ? Math.max : Math.min
    let found = pick(this.at(fromMs), this.at(toMs))
    for (let i = 0; i < waits.length; i++) {
      if (waits[i]! > fromMs && waits[i]! < toMs) found = pick(found, values[i]!)
    }
    return found
  }

  /** The first wait, not before `fromMs`, at which the limit is at least `value`; Infinity when it never is. */
  reaches(value: number, fromMs: number): number {
    const { waits, values } = this
    if (this.at(fromMs) >= value) return fromMs
    for (let i = 1; i < waits.length; i++) {
      if (waits[i]! <= fromMs || values[i]! < value) continue
      if (!this.linear) return waits[i]!
      const rise = values[i]! - values[i - 1]!
      const crossing = waits[i - 1]! + ((value - values[i - 1]!) * (waits[i]! - waits[i - 1]!)) / rise
      return Math.max(fromMs, Math.ceil(crossing))
    }
    return Infinity
  }

  /**
   * The next wait at which the limit has moved enough to look again; Infinity when it moves no more.
   * @param stepMs - on a LINEAR slope
   */
  nextLook(waitedMs: number, stepMs: number): number {
    const { waits, values } = this
    for (let i = 1; i < waits.length; i++) {
      if (waits[i]! <= waitedMs || values[i] === values[i - 1]) continue
      if (!this.linear) return waits[i]!
      return Math.min(waits[i]!, Math.max(waitedMs, waits[i - 1]!) + stepMs)
    }
    return Infinity
  }

  /** The last point at or before a wait that lies inside the curve. */
  private passed(waitedMs: number): number {
    let i = 0
    while (this.waits[i + 1]! <= waitedMs) i++
    return i
  }
}
