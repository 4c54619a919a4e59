// What the judge says of one rule: the value that was measured against the limit as it stands. Of all that a rule compares
// (each pair of tickets, each team) the verdict keeps the one nearest to its limit, or farthest beyond it.

/**
 * A value this far beyond its limit still holds: two ways to sum the same numbers, or to compute a chance, may differ by
 * that much. No limit of a game is so fine.
 */
export const LIMIT_TOLERANCE = 1e-6

export interface RuleVerdict {
  /**
   * The path of the limit in the queue's config, such as "skill.matchSpreadMax"; "rules.NAME" for a rule of its own; else what
   * is checked: "teams.bots", "regions", "backfill.open", "avoid".
   */
  readonly rule: string
  readonly passes: boolean
  /** NaN: somebody lacks what would be measured. */
  readonly measured: number
  /** As it stands now; undefined: none. */
  readonly limit: number | undefined
  /** The tickets, players, or teams that were measured. */
  readonly about: readonly string[]
}

/** Whether a value may be at most the limit, or must be at least that. */
export type Bound = 'most' | 'least'

/** Whether it is within the limit. NaN is within none. */
export function isWithin(measured: number, bound: Bound, limit: number | undefined): boolean {
  return limit === undefined ? !Number.isNaN(measured) : marginOf(measured, bound, limit) >= -LIMIT_TOLERANCE
}

/** How far inside the limit it is; negative: beyond it. */
function marginOf(measured: number, bound: Bound, limit: number): number {
  return bound === 'most' ? limit - measured : measured - limit
}

/** Collects what one rule compares. */
export class Measure {
  private worst: RuleVerdict | undefined
  private worstMargin = Infinity

  constructor(
    private readonly rule: string,
    private readonly bound: Bound,
  ) {}

  add(measured: number, limit: number | undefined, about: readonly string[]): void {
    const margin = Number.isNaN(measured)
      ? -Infinity
      : limit === undefined
        ? Infinity
        : marginOf(measured, this.bound, limit)
    if (this.worst !== undefined && margin >= this.worstMargin) return
    this.worstMargin = margin
    this.worst = { rule: this.rule, passes: isWithin(measured, this.bound, limit), measured, limit, about }
  }

  /** None when nothing was compared. */
  verdicts(): readonly RuleVerdict[] {
    return this.worst === undefined ? [] : [this.worst]
  }
}
