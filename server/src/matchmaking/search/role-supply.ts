// What roles an anchor's candidates wish, counted while they are gathered, for each region that they could meet in. Of those who wish
// the same few roles no more are taken than several matches could use, so that the many who wish a common role do not hide the
// few who wish a scarce one. And where a role is missing, or players are, no full match is among them, whoever is chosen:
// that is found out here instead of by trying every set.

import type { Plan } from './plan.js'
import type { Rows } from './rows.js'

/** Candidates' players of the same wishes, for each place of a match that they could take. */
const PLAYERS_PER_PLACE = 8

export class RoleSupply {
  /** Enough players were counted in some region, and yet no full match: some role is wished by too few. */
  isStarved = false
  /** Then: a set of roles outside which too few wish any. */
  private crowded = 0
  /** 1 where nothing is counted. */
  private readonly sets: number
  private readonly regions: number
  /** By region and set of roles: players whose wishes are exactly those. */
  private readonly wishing: Int32Array
  /** By set of roles: players of tickets whose wishes together are those. */
  private readonly crowd: Int32Array
  /** By set of roles: players who wish nothing outside it; of the region asked about. */
  private readonly within: Int32Array

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
  ) {
    this.sets = plan.roleSets
    this.regions = Math.max(1, plan.regions.length)
    this.wishing = new Int32Array(this.regions * this.sets)
    this.crowd = new Int32Array(this.sets)
    this.within = new Int32Array(this.sets)
  }

  begin(): void {
    this.wishing.fill(0)
    this.crowd.fill(0)
    this.isStarved = false
  }

  /** Enough have been counted who wish what this ticket's players wish. */
  hasEnoughOf(row: number): boolean {
    const set = this.rows.wishedRoles[row]! & (this.sets - 1)
    return set !== 0 && this.crowd[set]! >= PLAYERS_PER_PLACE * this.plan.rolePlaces[set]!
  }

  /** Of those for want of whom there is no match it is none: it wishes what is crowded. */
  isOfCrowd(row: number): boolean {
    return (this.rows.wishedRoles[row]! & (this.sets - 1) & ~this.crowded) === 0
  }

  /** @param regions - bits of those that the ticket can play in */
  count(row: number, regions: number): void {
    const { wishing, crowd, sets } = this
    const together = this.rows.wishedRoles[row]! & (sets - 1)
    crowd[together] = crowd[together]! + this.rows.size[row]!
    for (const wished of this.rows.wishedSets[row]!) {
      const set = wished & (sets - 1)
      for (let left = regions; left !== 0; left &= left - 1) {
        const at = (31 - Math.clz32(left & -left)) * sets + set
        wishing[at] = wishing[at]! + 1
      }
    }
  }

  /** Bits of the regions in which those counted may make a full match. @param among - bits of the regions asked about */
  sufficientRegions(among: number, offRoleMax: number): number {
    this.isStarved = false
    let enough = 0
    for (let region = 0; region < this.regions; region++) {
      if ((among & (1 << region)) === 0) continue
      const players = this.sumWithin(this.wishing, region * this.sets)
      if (players < this.plan.playersMax) continue
      if (this.rolesSuffice(players, offRoleMax)) enough |= 1 << region
      else this.isStarved = true
    }
    if (enough !== 0) this.isStarved = false
    return enough
  }

  /** False: too few of those wish some role. @param wishing - by set of roles, players who wish exactly those */
  suffices(wishing: Int32Array, offRoleMax: number): boolean {
    return this.sets === 1 || this.rolesSuffice(this.sumWithin(wishing, 0), offRoleMax)
  }

  /** Says how many players there are. */
  private sumWithin(wishing: Int32Array, from: number): number {
    const { within, sets } = this
    let players = 0
    for (let set = 0; set < sets; set++) {
      within[set] = wishing[from + set]!
      players += within[set]!
    }
    for (let role = 1; role < sets; role <<= 1) {
      for (let set = 0; set < sets; set++) {
        if ((set & role) !== 0) within[set] = within[set]! + within[set ^ role]!
      }
    }
    return players
  }

  /**
   * By Koenig's theorem the most who can have a role that they wish is the least, over all sets of roles, of the places in the set
   * plus the players who wish one outside it.
   */
  private rolesSuffice(players: number, offRoleMax: number): boolean {
    const { plan, within, sets } = this
    if (sets === 1) return true
    for (let set = 0; set < sets; set++) {
      if (plan.rolePlaces[set]! + players - within[set]! >= plan.playersMax - offRoleMax) continue
      this.crowded = set
      return false
    }
    return true
  }
}
