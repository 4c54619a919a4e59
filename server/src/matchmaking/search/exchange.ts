// Matches of one cycle, found one after the other, mended together: two that are near in skill exchange tickets of one size where that
// makes them better in sum. Nobody loses a match by it, and each is checked whole again.

import type { Rows } from './rows.js'
import type { Found, Selection } from './selection.js'

/** Sets that are split for it in one cycle: some 10 ms of 5v5. */
const SETS_MAX = 400
/** Each match is held against so many that come next by skill. */
const NEIGHBOURS = 3
/** A gain in quality that is worth an exchange. */
const GAIN_MIN = 1e-6

export class Exchange {
  private left = 0

  constructor(
    private readonly rows: Rows,
    private readonly selection: Selection,
  ) {}

  /** The same tickets, each in one match as before. */
  improved(matches: readonly Found[], nowMs: number): readonly Found[] {
    const skillOf = ({ members }: Found) =>
      members.reduce((sum, row) => sum + this.rows.skill[row]!, 0) / members.length
    const found = [...matches].sort((a, b) => skillOf(a) - skillOf(b))
    this.left = SETS_MAX
    this.selection.begin(undefined, nowMs, 0, false)
    for (let a = 0; a < found.length; a++) {
      for (let b = a + 1; b <= a + NEIGHBOURS && b < found.length && this.left > 0; b++) this.exchange(found, a, b)
    }
    return found
  }

  private exchange(found: Found[], a: number, b: number): void {
    const { rows } = this
    for (let i = 0; i < found[a]!.members.length; i++) {
      for (let j = 0; j < found[b]!.members.length && this.left > 0; j++) {
        const one = found[a]!.members[i]!
        const other = found[b]!.members[j]!
        if (rows.size[one] !== rows.size[other] || rows.partition[one] !== rows.partition[other]) continue
        const pair = this.exchanged(found[a]!, found[b]!, one, other)
        if (pair !== undefined) [found[a], found[b]] = pair
      }
    }
  }

  /** Both with one ticket of the other, if they are better so. */
  private exchanged(a: Found, b: Found, one: number, other: number): readonly [Found, Found] | undefined {
    const sum = a.quality + b.quality + GAIN_MIN
    const first = this.appraised(a, one, other)
    if (first === undefined || first.quality + 1 < sum) return undefined
    const second = this.appraised(b, other, one)
    return second !== undefined && first.quality + second.quality > sum ? [first, second] : undefined
  }

  private appraised({ members }: Found, without: number, withRow: number): Found | undefined {
    this.left--
    return this.selection.appraised(members.map((row) => (row === without ? withRow : row)))
  }
}
