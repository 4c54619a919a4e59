// Who plays which role in one team, with as few players as can be in a role that they did not wish. Exact: tries wishes in the
// players' order of preference, those with the fewest first, and leaves the rest to fill what is missing; after a bounded
// number of steps it keeps the best so far, so that a large team costs no more than a small one.

import type { RoleSlot } from './plan.js'

/** Steps of one assignment at most. Five players with all five roles each need less than 400. */
const STEPS_MAX = 2_000

/** No assignment exists. */
export const NO_ROLES = -1

export class RoleAssignment {
  /** By player, after `assign`: the index of the role. */
  readonly roles: Int8Array
  private readonly tried: Int8Array
  private readonly order: number[] = []
  private readonly counts = new Int32Array(32)
  private slots: readonly RoleSlot[] = []
  private wishes: readonly (readonly number[])[] = []
  private fillers = 0
  private best = 0
  private steps = 0

  /** @param playersMax - of any team */
  constructor(playersMax: number) {
    this.roles = new Int8Array(playersMax)
    this.tried = new Int8Array(playersMax)
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
    this.slots = slots
    this.wishes = wishes
    this.fillers = fillers
    this.best = wishes.length + 1
    this.steps = 0
    let room = 0
    for (const { role, countMax } of slots) {
      this.counts[role] = taken[role]!
      room += Math.max(0, countMax - taken[role]!)
    }
    if (room < wishes.length) return NO_ROLES
    this.order.length = 0
    for (let i = 0; i < wishes.length; i++) this.order.push(i)
    this.order.sort((a, b) => rankOf(wishes[a]!) - rankOf(wishes[b]!) || a - b)
    this.place(0, 0)
    return this.best > wishes.length ? NO_ROLES : this.best
  }

  private place(at: number, offRole: number): void {
    if (offRole >= this.best || ++this.steps > STEPS_MAX) return
    if (at === this.order.length) {
      this.finish(offRole)
      return
    }
    const player = this.order[at]!
    const wished = this.wishes[player]!
    if (wished.length === 0) {
      this.tried[player] = UNPLACED
      this.place(at + 1, offRole)
      return
    }
    for (const role of wished) {
      const slot = this.slotOf(role)
      if (slot === undefined || this.counts[role]! >= slot.countMax) continue
      this.counts[role] = this.counts[role]! + 1
      this.tried[player] = role
      this.place(at + 1, offRole)
      this.counts[role] = this.counts[role]! - 1
    }
    this.tried[player] = UNPLACED
    this.place(at + 1, offRole + 1)
  }

  /** Fills what is missing, then what has room, with those who have no role yet; keeps the whole if it holds. */
  private finish(offRole: number): void {
    let unplaced = 0
    for (const player of this.order) if (this.tried[player] === UNPLACED) unplaced++
    let missing = 0
    for (const { role, countMin } of this.slots) missing += Math.max(0, countMin - this.counts[role]!)
    if (missing > unplaced + this.fillers) return
    this.best = offRole
    this.roles.set(this.tried)
    const counts = this.counts.slice()
    for (const player of this.order) {
      if (this.tried[player] !== UNPLACED) continue
      const slot =
        this.slots.find(({ role, countMin }) => counts[role]! < countMin) ??
        this.slots.find(({ role, countMax }) => counts[role]! < countMax)
      if (slot === undefined) continue
      this.roles[player] = slot.role
      counts[slot.role] = counts[slot.role]! + 1
    }
  }

  private slotOf(role: number): RoleSlot | undefined {
    for (const slot of this.slots) if (slot.role === role) return slot
    return undefined
  }
}

const UNPLACED = -1

/** Fewest wishes first; who takes any role last. */
function rankOf(wished: readonly number[]): number {
  return wished.length === 0 ? Infinity : wished.length
}
