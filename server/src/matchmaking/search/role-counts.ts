// Whether those chosen so far can all play roles that they wish, over all teams together, by counting: for a set S of roles, who
// wishes only roles in S and finds no place in S has none, and the worst S says exactly how many they are (Hall). It is
// necessary for the match, not enough: the teams decide. Without it a queue where everybody wants one role would look at
// every set of them.

import { ANY_ROLE, type Rows } from './rows.js'

export class RoleCounts {
  /** By set of roles: players who wish nothing outside it, less the places in it. */
  private readonly excess: Int32Array
  /** By tickets chosen: the worst excess before. */
  private readonly worstAt: number[] = []
  private worst = 0

  /** @param places - by set of roles, over all teams */
  constructor(
    private readonly rows: Rows,
    private readonly places: Int32Array,
  ) {
    this.excess = new Int32Array(places.length)
  }

  clear(): void {
    for (let set = 0; set < this.excess.length; set++) this.excess[set] = -this.places[set]!
    this.worstAt.length = 0
    this.worst = 0
  }

  /** False, and nothing has changed, when more than `offRoleMax` would have no wished role. */
  push(row: number, offRoleMax: number): boolean {
    this.worstAt.push(this.worst)
    this.change(row, 1)
    if (this.worst <= offRoleMax) return true
    this.pop(row)
    return false
  }

  pop(row: number): void {
    this.change(row, -1)
    this.worst = this.worstAt.pop()!
  }

  private change(row: number, by: number): void {
    const { excess } = this
    for (const wished of this.rows.wishedSets[row]!) {
      if (wished === ANY_ROLE) continue
      const within = wished & (excess.length - 1)
      for (let set = within; set < excess.length; set = (set + 1) | within) {
        const changed = excess[set]! + by
        excess[set] = changed
        if (changed > this.worst) this.worst = changed
      }
    }
  }
}
