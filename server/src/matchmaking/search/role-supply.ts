// Whether an anchor's candidates wish enough roles among them to fill a match, whoever is chosen: by Koenig's theorem the most players
// on roles that they wish is the least, over all sets of roles, of the places outside the set plus the players who wish one
// inside. It is necessary, and cheap: where a role is missing it spares the search through every set of those who are there.

import type { Candidates } from './candidates.js'
import type { Plan } from './plan.js'
import type { Rows } from './rows.js'

/** Sets of more roles than this are too many to look at for each anchor. */
const SUPPLY_ROLES_MAX = 6

export class RoleSupply {
  private readonly roles: number
  private readonly sets: number
  /** By set of roles: places of the others. */
  private readonly placesOutside: Int32Array
  /** By set of roles: candidates' players whose wishes are exactly those. */
  private readonly wishing: Int32Array

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
  ) {
    const capacity = plan.roleCapacity ?? new Int32Array()
    this.roles = capacity.length
    this.sets = capacity.length > SUPPLY_ROLES_MAX ? 0 : 1 << capacity.length
    this.wishing = new Int32Array(this.sets)
    this.placesOutside = Int32Array.from({ length: this.sets }, (_, set) =>
      capacity.reduce((sum, places, role) => ((set & (1 << role)) === 0 ? sum + places : sum), 0),
    )
  }

  /** False: no full match is among them. */
  suffices(candidates: Candidates): boolean {
    const { plan, sets, wishing, placesOutside } = this
    if (sets <= 1 || candidates.oldestMs >= plan.shortAfterMs) return true
    const needed = plan.playersMax - candidates.offRole[0]!
    wishing.fill(0)
    for (let i = 0; i < candidates.count; i++) {
      for (const wished of this.rows.wishes[candidates.rows[i]!]!) {
        const set = this.setOf(wished)
        wishing[set] = wishing[set]! + 1
      }
    }
    for (let set = 0; set < sets; set++) {
      let most = placesOutside[set]!
      for (let other = 0; other < sets; other++) if ((other & set) !== 0) most += wishing[other]!
      if (most < needed) return false
    }
    return true
  }

  /** Who wishes nothing takes any role. */
  private setOf(wished: readonly number[]): number {
    if (wished.length === 0) return this.sets - 1
    let set = 0
    for (const role of wished) if (role < this.roles) set |= 1 << role
    return set
  }
}
