// How many players of a team must be off-role, without saying who plays what: by the cuts of the flow that `role-assignment` sends
// through. For a set S of roles, whoever wishes only roles in S and finds no place in S is off-role; the worst S says
// exactly how many. With players as bits a cut is a count of bits, so that a hundred splits of a set cost what one assignment does.

import type { RoleSlot } from './plan.js'

/** Roles up to which cuts are counted: twice as many sets with each. Queues with more use the assignment itself. */
export const CUT_ROLES_MAX = 6
/** Players of a set: bits. */
export const CUT_PLAYERS_MAX = 31

export class RoleCuts {
  /** By set of roles: bits of the players who wish nothing outside it. */
  private readonly within: Int32Array
  /** By set of roles: places that must be filled, and that may be beyond those; of the team asked about. */
  private readonly least: Int32Array
  private readonly beyond: Int32Array
  /** Sets of roles that more players wish than must have them: only these can be short of places. */
  private readonly critical: Int32Array
  private criticalCount = 0
  private slots: readonly RoleSlot[] | undefined
  private room = 0

  constructor(private readonly roles: number) {
    this.within = new Int32Array(1 << roles)
    this.least = new Int32Array(1 << roles)
    this.beyond = new Int32Array(1 << roles)
    this.critical = new Int32Array(1 << roles)
  }

  /** The players of a set, in the order of their bits. */
  prepare(wishes: readonly (readonly number[])[]): void {
    const { within } = this
    within.fill(0)
    for (let player = 0; player < wishes.length; player++) {
      let wished = 0
      for (const role of wishes[player]!) wished |= 1 << role
      if (wished === 0) continue
      const known = wished & (within.length - 1)
      within[known] = within[known]! | (1 << player)
    }
    for (let role = 1; role < within.length; role <<= 1) {
      for (let set = 0; set < within.length; set++) {
        if ((set & role) !== 0) within[set] = within[set]! | within[set ^ role]!
      }
    }
    this.findCritical()
  }

  /** Players off-role in a team of these, or -1: the team's roles cannot be filled. @param players - bits */
  offRole(slots: readonly RoleSlot[], players: number, fillers: number): number {
    if (slots !== this.slots) this.turnTo(slots)
    const { within, least, beyond, critical, criticalCount } = this
    const count = bitCount(players)
    const spare = count + fillers - least[least.length - 1]!
    if (spare < 0 || count > this.room) return -1
    let worst = 0
    for (let i = 0; i < criticalCount; i++) {
      const set = critical[i]!
      const left = bitCount(within[set]! & players) - least[set]! - Math.min(spare, beyond[set]!)
      if (left > worst) worst = left
    }
    return worst
  }

  private turnTo(slots: readonly RoleSlot[]): void {
    this.slots = slots
    this.least.fill(0)
    this.beyond.fill(0)
    this.room = 0
    for (const { role, countMin, countMax } of slots) {
      this.room += countMax
      for (let set = 0; set < 1 << this.roles; set++) {
        if ((set & (1 << role)) === 0) continue
        this.least[set] = this.least[set]! + countMin
        this.beyond[set] = this.beyond[set]! + countMax - countMin
      }
    }
    this.findCritical()
  }

  private findCritical(): void {
    this.criticalCount = 0
    for (let set = 0; set < this.within.length; set++) {
      if (bitCount(this.within[set]!) > this.least[set]!) this.critical[this.criticalCount++] = set
    }
  }
}

function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
