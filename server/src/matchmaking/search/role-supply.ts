// What roles an anchor's candidates wish, counted while they are gathered. Of those who wish the same few roles no more are taken than
// several matches could use, so that the many who wish a common role do not hide the few who wish a scarce one. And where a
// role is missing, no match is among them, whoever is chosen: that is found out here instead of by trying every set.

import type { Plan } from './plan.js'
import { bitsOfRoles, type Rows } from './rows.js'

/** Candidates' players of the same wishes, for each place of a match that they could take. */
const PLAYERS_PER_PLACE = 8

export class RoleSupply {
  /** 1 where nothing is counted. */
  private readonly sets: number
  /** By set of roles. */
  private readonly places: Int32Array
  /** By set of roles: players whose wishes are exactly those, and players of tickets whose wishes together are. */
  private readonly wishing: Int32Array
  private readonly crowd: Int32Array

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
  ) {
    const capacity = plan.roleCapacity ?? new Int32Array()
    this.sets = plan.roleSets
    this.wishing = new Int32Array(this.sets)
    this.crowd = new Int32Array(this.sets)
    this.places = Int32Array.from({ length: this.sets }, (_, set) =>
      capacity.reduce((sum, places, role) => ((set & (1 << role)) === 0 ? sum : sum + places), 0),
    )
  }

  begin(): void {
    this.wishing.fill(0)
    this.crowd.fill(0)
  }

  /** Enough have been counted who wish what this ticket's players wish. */
  hasEnoughOf(row: number): boolean {
    const set = this.rows.wishedRoles[row]! & (this.sets - 1)
    return set !== 0 && this.crowd[set]! >= PLAYERS_PER_PLACE * this.places[set]!
  }

  count(row: number): void {
    if (this.sets === 1) return
    const { wishing, crowd, sets } = this
    const together = this.rows.wishedRoles[row]! & (sets - 1)
    crowd[together] = crowd[together]! + this.rows.size[row]!
    for (const wished of this.rows.wishes[row]!) {
      const set = bitsOfRoles(wished) & (sets - 1)
      wishing[set] = wishing[set]! + 1
    }
  }

  /**
   * False: so few of those can have a role that they wish that a full match would have more off-role players. By Koenig's theorem
   * the most who can is the least, over all sets of roles, of the places outside the set plus the players who wish one inside.
   * @param wishing - by set of roles, players who wish exactly those; without it those counted
   */
  suffices(offRoleMax: number, wishing = this.wishing): boolean {
    const { plan, sets, places } = this
    if (sets === 1) return true
    for (let set = 0; set < sets; set++) {
      let most = places[sets - 1]! - places[set]!
      for (let other = 0; other < sets; other++) if ((other & set) !== 0) most += wishing[other]!
      if (most < plan.playersMax - offRoleMax) return false
    }
    return true
  }
}
