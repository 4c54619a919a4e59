// Whether those chosen so far can all play roles that they wish, over all teams together: a matching of players to role places
// that grows and shrinks with the selection. Who takes any role needs no place. It is necessary for the match, not enough:
// the teams decide. For queues of more roles than `role-counts` can count by sets.

import type { Rows } from './rows.js'

export class RolePlaces {
  private readonly wishes: (readonly number[])[] = []
  /** By depth of the selection: players before it, off-role players before it, and everybody's role before it. */
  private readonly playersAt: number[] = []
  private readonly offRoleAt: number[] = []
  private readonly rolesAt: Int8Array[] = []
  private depth = 0
  private readonly roleOf: Int8Array
  private readonly counts: Int32Array
  private offRole = 0

  constructor(
    private readonly rows: Rows,
    private readonly capacity: Int32Array,
    playersMax: number,
  ) {
    this.roleOf = new Int8Array(playersMax)
    this.counts = new Int32Array(capacity.length)
    for (let i = 0; i <= playersMax; i++) this.rolesAt.push(new Int8Array(playersMax))
  }

  clear(): void {
    this.depth = 0
    this.wishes.length = 0
    this.offRole = 0
    this.counts.fill(0)
  }

  /** False, and nothing has changed, when more than `offRoleMax` would have no wished role. */
  push(row: number, offRoleMax: number): boolean {
    this.playersAt[this.depth] = this.wishes.length
    this.offRoleAt[this.depth] = this.offRole
    this.rolesAt[this.depth]!.set(this.roleOf)
    this.depth++
    for (const wished of this.rows.wishes[row]!) {
      const player = this.wishes.push(wished) - 1
      this.roleOf[player] = NO_PLACE
      if (wished.length > 0 && !this.place(player, 0)) this.offRole++
    }
    if (this.offRole <= offRoleMax) return true
    this.pop()
    return false
  }

  pop(): void {
    this.depth--
    this.wishes.length = this.playersAt[this.depth]!
    this.offRole = this.offRoleAt[this.depth]!
    this.roleOf.set(this.rolesAt[this.depth]!)
    this.counts.fill(0)
    for (let player = 0; player < this.wishes.length; player++) {
      const role = this.roleOf[player]!
      if (role !== NO_PLACE) this.counts[role] = this.counts[role]! + 1
    }
  }

  /** Finds a place, moving others if need be. @param tried - bits of the roles that were asked for already */
  private place(player: number, tried: number): boolean {
    for (const role of this.wishes[player]!) {
      // A place that is being freed for another is not free.
      if (role >= this.capacity.length || (tried & (1 << role)) !== 0) continue
      if (this.counts[role]! >= this.capacity[role]!) continue
      this.roleOf[player] = role
      this.counts[role] = this.counts[role]! + 1
      return true
    }
    for (const role of this.wishes[player]!) {
      if (role >= this.capacity.length || (tried & (1 << role)) !== 0) continue
      for (let other = 0; other < this.wishes.length; other++) {
        if (other === player || this.roleOf[other] !== role) continue
        this.counts[role] = this.counts[role]! - 1
        this.roleOf[other] = NO_PLACE
        if (this.place(other, tried | (1 << role))) {
          this.roleOf[player] = role
          this.counts[role] = this.counts[role]! + 1
          return true
        }
        this.roleOf[other] = role
        this.counts[role] = this.counts[role]! + 1
      }
    }
    return false
  }
}

const NO_PLACE = -1
