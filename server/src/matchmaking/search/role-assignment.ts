// Who plays which role in one team, with as few players as can be in a role that they did not wish. A largest matching of players
// to wished roles by augmenting paths, where only so many may go beyond what a team must have of its roles; who is left fills
// what is missing. Exact, and polynomial: each player moves each other at most once.

import type { RoleSlot } from './plan.js'

/** No assignment exists. */
export const NO_ROLES = -1

const UNPLACED = -1

export class RoleAssignment {
  /** By player, after `assign`: the index of the role. */
  readonly roles: Int8Array
  /** By role: places that must be filled, that may be, and those taken by the matching. */
  private readonly least = new Int32Array(32)
  private readonly most = new Int32Array(32)
  private readonly counts = new Int32Array(32)
  private slots: readonly RoleSlot[] = []
  private wishes: readonly (readonly number[])[] = []
  /** Players that may still go beyond the least of a role: the others are needed for what is missing. */
  private spare = 0
  /** Bits of the roles that the present path has been to; bit 31: the spare places. */
  private visited = 0

  /** @param playersMax - of any team */
  constructor(playersMax: number) {
    this.roles = new Int8Array(playersMax)
  }

  /**
   * Players in a role that they did not wish, or NO_ROLES.
   * @param wishes - by player: roles as indices, best first; empty: any
   * @param taken - by role: players that have it already
   * @param fillers - seats that may still fill missing roles: bots, or seats that stay open
   */
  assign(
    slots: readonly RoleSlot[],
    wishes: readonly (readonly number[])[],
    taken: Int32Array,
    fillers: number,
  ): number {
    const { least, most, counts, roles } = this
    this.slots = slots
    this.wishes = wishes
    this.spare = wishes.length + fillers
    least.fill(0)
    most.fill(0)
    let room = 0
    for (const { role, countMin, countMax } of slots) {
      least[role] = Math.max(0, countMin - taken[role]!)
      most[role] = Math.max(0, countMax - taken[role]!)
      counts[role] = 0
      this.spare -= least[role]!
      room += most[role]!
    }
    if (this.spare < 0 || room < wishes.length) return NO_ROLES
    roles.fill(UNPLACED)
    let offRole = 0
    for (let player = 0; player < wishes.length; player++) {
      this.visited = 0
      if (wishes[player]!.length > 0 && !this.place(player)) offRole++
    }
    this.fillUp()
    return offRole
  }

  /** Finds the player a wished role, moving others if need be. */
  private place(player: number): boolean {
    for (const role of this.wishes[player]!) {
      const bit = 1 << role
      if ((this.visited & bit) !== 0 || this.most[role] === 0 || role > LAST_ROLE) continue
      this.visited |= bit
      const count = this.counts[role]!
      if (count < this.least[role]! || (count < this.most[role]! && this.takeSpare()) || this.moveOneOf(role)) {
        this.counts[role] = this.counts[role]! + 1
        this.roles[player] = role
        return true
      }
    }
    return false
  }

  /** A place beyond the least: one that is left, or one that another role gives up. */
  private takeSpare(): boolean {
    let used = 0
    for (const { role } of this.slots) used += Math.max(0, this.counts[role]! - this.least[role]!)
    if (used < this.spare) return true
    if ((this.visited & SPARE) !== 0) return false
    this.visited |= SPARE
    for (const { role } of this.slots) {
      if (this.counts[role]! > this.least[role]! && this.moveOneOf(role)) return true
    }
    return false
  }

  /** Finds somebody who has the role another one. */
  private moveOneOf(role: number): boolean {
    for (let other = 0; other < this.wishes.length; other++) {
      if (this.roles[other] !== role) continue
      if (!this.place(other)) continue
      this.counts[role] = this.counts[role]! - 1
      return true
    }
    return false
  }

  /** Gives a role to those who have none: first what is missing, then what has room. */
  private fillUp(): void {
    for (let player = 0; player < this.wishes.length; player++) {
      if (this.roles[player] !== UNPLACED) continue
      const role = this.firstBelow(this.least) ?? this.firstBelow(this.most)!
      this.roles[player] = role
      this.counts[role] = this.counts[role]! + 1
    }
  }

  private firstBelow(limit: Int32Array): number | undefined {
    for (const { role } of this.slots) if (this.counts[role]! < limit[role]!) return role
    return undefined
  }
}

const LAST_ROLE = 30
const SPARE = 1 << 31
