// Whether a set of tickets may be a match, exactly, and how good it is in given teams: the rules of docs/MATCHMAKING.md over rows.
// `prepare` looks at the set once (waits, limits, region, rules between tickets), `evaluate` at each way to make teams of it.

import { BETA, normalCdf } from '../rules/skill.js'
import type { Limit } from './limit.js'
import type { Plan } from './plan.js'
import { NO_ROLES, RoleAssignment } from './role-assignment.js'
import { CUT_PLAYERS_MAX, CUT_ROLES_MAX, RoleCuts } from './role-cuts.js'
import type { Room } from './room.js'
import type { Rows } from './rows.js'
import { groupHolds, type Standing } from './rule-tests.js'
import { SetRegion } from './set-region.js'

/** What each two opponents who met lately take from the skill part of quality. */
const REMATCH_COST = 0.1

export class MatchCheck {
  /** Of the prepared set. */
  members: readonly number[] = []
  room: Room | undefined
  players = 0
  oldestMs = 0
  /** Bots by team, as the last `evaluate` counted them. */
  readonly bots: Int32Array
  private newestMs = 0
  private nowMs = 0
  private teamGapMax = 0
  private winChanceMax = 0
  private partyGapMax = 0
  private offRoleMax = 0
  private qualityMin = 0
  /** What does not depend on the teams: latency, times its weight. */
  private fixedPart = 0
  private readonly weights: number
  private readonly latencyWeight: number
  private readonly hasSkill: boolean
  private readonly rematches: { readonly a: number; readonly b: number; readonly pairs: number }[] = []
  private readonly counts: Int32Array
  private readonly sums: Float64Array
  private readonly variances: Float64Array
  private readonly means: Float64Array
  private readonly largest: Int32Array
  private readonly roleAssignment: RoleAssignment
  private readonly nobody = new Int32Array(32)
  private readonly cuts: RoleCuts | undefined
  private setCuts: RoleCuts | undefined
  /** By member of a set of at most CUT_PLAYERS_MAX: bits of its players. */
  readonly memberBits: Int32Array
  private readonly setRegion: SetRegion
  private readonly teamScoped: readonly number[]
  private readonly standing: Standing = {
    own: (limit, row) => this.own(limit, row),
    strictest: (limit) => this.strictest(limit),
  }

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
  ) {
    const teams = plan.teams.length
    this.bots = new Int32Array(teams)
    this.counts = new Int32Array(teams)
    this.sums = new Float64Array(teams)
    this.variances = new Float64Array(teams)
    this.means = new Float64Array(teams)
    this.largest = new Int32Array(teams)
    this.roleAssignment = new RoleAssignment(Math.max(...plan.teams.map(({ playersMax }) => playersMax)))
    const roles = plan.roles.length
    this.cuts = roles > 0 && roles <= CUT_ROLES_MAX ? new RoleCuts(roles) : undefined
    this.memberBits = new Int32Array(plan.playersMax)
    this.setRegion = new SetRegion(plan, rows)
    const { quality, skill, latency, party } = plan.config
    this.hasSkill = skill != null
    this.latencyWeight = latency == null ? 0 : quality.latencyWeight
    this.weights =
      (skill == null ? 0 : quality.skillWeight) +
      this.latencyWeight +
      (plan.config.roles == null ? 0 : quality.roleWeight) +
      (party.sizeMax > 1 && !party.soloOnly ? quality.partyWeight : 0)
    this.teamScoped = plan.rules.flatMap(({ teams }, i) => (teams === undefined ? [] : [i]))
  }

  /** False when no teams can make a match of these tickets (and of who is in the room). */
  prepare(members: readonly number[], room: Room | undefined, nowMs: number): boolean {
    this.members = members
    this.room = room
    this.nowMs = nowMs
    const { plan, rows } = this
    this.players = 0
    this.oldestMs = -Infinity
    this.newestMs = Infinity
    for (const row of members) {
      const waited = nowMs - rows.enqueuedMs[row]!
      this.players += rows.size[row]!
      this.oldestMs = Math.max(this.oldestMs, waited)
      this.newestMs = Math.min(this.newestMs, waited)
    }
    this.teamGapMax = this.strictest(plan.teamGap)
    this.winChanceMax = this.strictest(plan.winChance)
    this.partyGapMax = this.strictest(plan.partyGap)
    this.offRoleMax = this.strictest(plan.offRole)
    this.qualityMin = this.strictest(plan.qualityMin)
    if (!this.spreadsHold() || !this.rulesHold()) return false
    if (!this.setRegion.choose(members, room, this.standing)) return false
    this.fixedPart = this.latencyWeight * this.setRegion.worth
    this.findRematches()
    this.setCuts = this.cutsOfSet()
    return true
  }

  /** Where the prepared set plays: index in the queue's regions. */
  get region(): number {
    return this.setRegion.region
  }

  /** The quality that even teams would have, all in roles that they wish: none of this set is better. */
  get qualityAtBest(): number {
    return this.meanOf(this.weights - this.latencyWeight + this.fixedPart)
  }

  /** Whether a match of these may leave seats open, and whether bots may fill what is missing. */
  get mayBePartial(): boolean {
    return this.room !== undefined || this.oldestMs >= this.plan.config.fillForMs
  }

  get mayHaveBots(): boolean {
    const { botsAfterMs } = this.plan.config
    return this.room === undefined && botsAfterMs > 0 && this.oldestMs >= botsAfterMs
  }

  /**
   * The quality of these teams, or NaN: they are no match, or no better than one that is known.
   * @param teamOf - by member
   * @param known - quality that is to be bettered
   */
  evaluate(teamOf: Int8Array, known = -Infinity): number {
    this.sumTeams(teamOf)
    if (!this.countsHold()) return Number.NaN
    const { quality, roles, party } = this.plan.config
    let { fixedPart: sum } = this
    if (this.hasSkill) {
      const part = this.skillPart(teamOf)
      if (Number.isNaN(part)) return Number.NaN
      sum += quality.skillWeight * part
    }
    const partyGap = this.partyGap()
    if (partyGap > this.partyGapMax) return Number.NaN
    if (party.sizeMax > 1 && !party.soloOnly) sum += quality.partyWeight * Math.max(0, 1 - partyGap / party.sizeMax)
    const weightOfRoles = roles == null ? 0 : quality.roleWeight
    if (this.meanOf(sum + weightOfRoles) <= known || !this.teamRulesHold(teamOf)) return Number.NaN
    const offRole = this.plan.hasRoles ? this.offRolePlayers(teamOf) : 0
    if (offRole === NO_ROLES || offRole > this.offRoleMax) return Number.NaN
    if (roles != null) sum += weightOfRoles * Math.max(0, 1 - (roles.offRoleCost * offRole) / this.everybody)
    const found = this.meanOf(sum)
    return found >= this.qualityMin ? found : Number.NaN
  }

  /** The parts of quality, each times its weight, as one. */
  private meanOf(sum: number): number {
    return this.weights === 0 ? 1 : sum / this.weights
  }

  /** The roles of a team's new players, in the order of its members and their players. */
  rolesOf(team: number, teamOf: Int8Array): readonly (string | undefined)[] {
    const { slots } = this.plan.teams[team]!
    const wishes = this.wishesOf(team, teamOf)
    if (slots.length === 0) return wishes.map(() => undefined)
    this.assignRoles(team, wishes)
    return wishes.map((_, i) => this.plan.roles[this.roleAssignment.roles[i]!])
  }

  private strictest(limit: Limit): number {
    if (!limit.isSet) return limit.at(0)
    if (!this.plan.isEach) return limit.at(this.plan.matchWait(this.newestMs, this.oldestMs))
    return this.members.reduce((strictest, row) => {
      const value = limit.at(this.nowMs - this.rows.enqueuedMs[row]!)
      return limit.isMost ? Math.min(strictest, value) : Math.max(strictest, value)
    }, limit.at(this.oldestMs))
  }

  /** A limit that is one ticket's own. */
  private own(limit: Limit, row: number): number {
    if (!limit.isSet) return limit.at(0)
    const { plan, rows, nowMs } = this
    return limit.at(plan.isEach ? nowMs - rows.enqueuedMs[row]! : plan.matchWait(this.newestMs, this.oldestMs))
  }

  private spreadsHold(): boolean {
    const { plan, rows, members, room } = this
    const somebodyIsThere = room !== undefined && room.rows.length > 0
    for (const row of members) {
      if (rows.partySpread[row]! > this.own(plan.partySpread, row)) return false
      if (somebodyIsThere && Math.abs(rows.skill[row]! - room.skill) > this.own(plan.roomDistance, row)) return false
      if (!plan.spread.isSet) continue
      const limit = this.own(plan.spread, row)
      for (const other of members) if (Math.abs(rows.skill[other]! - rows.skill[row]!) > limit) return false
    }
    return true
  }

  private rulesHold(): boolean {
    const { plan, room } = this
    const all = room === undefined ? this.members : [...this.members, ...room.rows]
    return this.rulesOf(all, this.activeRules() & plan.matchRules)
  }

  private teamRulesHold(teamOf: Int8Array): boolean {
    if (this.teamScoped.length === 0) return true
    const { plan, members, room } = this
    const active = this.activeRules()
    return this.teamScoped.every((rule) => {
      if ((active & (1 << rule)) === 0) return true
      return plan.teams.every((_, team) => {
        if (!plan.rules[rule]!.teams![team]) return true
        const group = members.filter((_, i) => teamOf[i] === team)
        return this.rulesOf(room === undefined ? group : group.concat(room.teams[team]!.rows), 1 << rule)
      })
    })
  }

  /** Whether a group holds those rules. @param active - bits */
  private rulesOf(group: readonly number[], active: number): boolean {
    const { plan, rows } = this
    return groupHolds(plan, rows, group, active, this.standing)
  }

  /** Bits of the rules that this match is held to. */
  private activeRules(): number {
    const wait = this.plan.matchWait(this.newestMs, this.oldestMs)
    return this.plan.rules.reduce((bits, { dropAfterMs }, i) => (wait < dropAfterMs ? bits | (1 << i) : bits), 0)
  }

  private findRematches(): void {
    this.rematches.length = 0
    if (this.plan.config.skill == null) return
    const { members, rows, room } = this
    const all = room === undefined ? members : [...members, ...room.rows]
    for (let a = 0; a < all.length; a++) {
      for (let b = a + 1; b < all.length; b++) {
        const pairs = rows.rematchesOf(all[a]!, all[b]!)
        if (pairs > 0) this.rematches.push({ a, b, pairs })
      }
    }
  }

  private sumTeams(teamOf: Int8Array): void {
    const { counts, sums, variances, largest, rows, members, room } = this
    for (let team = 0; team < counts.length; team++) {
      const present = room?.teams[team]
      counts[team] = present?.rows.length ?? 0
      sums[team] = present?.skillSum ?? 0
      variances[team] = present?.variance ?? 0
      largest[team] = counts[team]! > 0 ? 1 : 0
    }
    for (let i = 0; i < members.length; i++) {
      const row = members[i]!
      const team = teamOf[i]!
      const size = rows.size[row]!
      counts[team] = counts[team]! + size
      sums[team] = sums[team]! + rows.skill[row]! * size
      variances[team] = variances[team]! + rows.variance[row]!
      if (size > largest[team]!) largest[team] = size
    }
  }

  /** Seats: enough in each team, with bots where the wait allows it. */
  private countsHold(): boolean {
    const { plan, counts, bots, room } = this
    let isFull = true
    for (let team = 0; team < counts.length; team++) {
      const { playersMin, playersMax } = plan.teams[team]!
      const count = counts[team]!
      bots[team] = 0
      if (room !== undefined) continue
      if (count > playersMax) return false
      if (count < playersMin) {
        if (!this.mayHaveBots) return false
        bots[team] = playersMin - count
      }
      if (count + bots[team]! < playersMax) isFull = false
    }
    return isFull || this.mayBePartial
  }

  private skillPart(teamOf: Int8Array): number {
    const { counts, sums, variances, means } = this
    for (let team = 0; team < counts.length; team++) means[team] = sums[team]! / counts[team]!
    let gap = 0
    let squaredDeviations = 0
    for (let a = 0; a < counts.length; a++) {
      const count = counts[a]!
      for (let b = a + 1; b < counts.length && count > 0; b++) {
        const other = counts[b]!
        if (other === 0) continue
        const apart = Math.abs(means[a]! - means[b]!)
        const lead = apart * (count > other ? count : other)
        const squared = (lead * lead) / ((count + other) * BETA * BETA + variances[a]! + variances[b]!)
        if (apart > gap) gap = apart
        if (squared > squaredDeviations) squaredDeviations = squared
      }
    }
    const chance = normalCdf(Math.sqrt(squaredDeviations))
    if (gap > this.teamGapMax || chance > this.winChanceMax) return Number.NaN
    return Math.max(0, 2 * (1 - chance) - REMATCH_COST * this.countRematches(teamOf))
  }

  private countRematches(teamOf: Int8Array): number {
    const teamAt = (i: number) =>
      i < this.members.length ? teamOf[i]! : this.room!.teamOfRow[i - this.members.length]!
    let pairs = 0
    for (const rematch of this.rematches) if (teamAt(rematch.a) !== teamAt(rematch.b)) pairs += rematch.pairs
    return pairs
  }

  private partyGap(): number {
    let most = -Infinity
    let least = Infinity
    for (let team = 0; team < this.largest.length; team++) {
      const largest = this.largest[team]!
      if (largest === 0) continue
      most = Math.max(most, largest)
      least = Math.min(least, largest)
    }
    return most - least
  }

  private offRolePlayers(teamOf: Int8Array): number {
    const { plan, setCuts } = this
    let offRole = 0
    for (let team = 0; team < plan.teams.length; team++) {
      const { slots } = plan.teams[team]!
      if (slots.length === 0) continue
      const found =
        setCuts === undefined
          ? this.assignRoles(team, this.wishesOf(team, teamOf))
          : setCuts.offRole(slots, this.bitsOf(team, teamOf), this.bots[team]!)
      if (found < 0) return NO_ROLES
      offRole += found
      if (offRole > this.offRoleMax) return offRole
    }
    return offRole
  }

  /** Whether a team that is half made can still have its roles. @param open - seats that are not given yet */
  rolesCanHold(team: number, players: number, open: number): boolean {
    const { slots } = this.plan.teams[team]!
    if (this.setCuts === undefined || slots.length === 0) return true
    const offRole = this.setCuts.offRole(slots, players, open)
    return offRole >= 0 && offRole <= this.offRoleMax
  }

  /** Bits of a team's players, as `cuts` counts them. */
  private bitsOf(team: number, teamOf: Int8Array): number {
    let bits = 0
    for (let i = 0; i < this.members.length; i++) if (teamOf[i] === team) bits |= this.memberBits[i]!
    return bits
  }

  /** What counts the off-role players of this set; undefined where only an assignment can: see role-cuts. */
  private cutsOfSet(): RoleCuts | undefined {
    const { cuts, members, memberBits, rows, room } = this
    if (cuts === undefined || room !== undefined || this.players > CUT_PLAYERS_MAX) return undefined
    let next = 0
    for (let i = 0; i < members.length; i++) {
      const size = rows.size[members[i]!]!
      memberBits[i] = ((1 << size) - 1) << next
      next += size
    }
    cuts.prepare(members.flatMap((row) => rows.wishes[row]!))
    return cuts
  }

  private assignRoles(team: number, wishes: readonly (readonly number[])[]): number {
    const { slots } = this.plan.teams[team]!
    const present = this.room?.teams[team]
    if (present === undefined) return this.roleAssignment.assign(slots, wishes, this.nobody, this.bots[team]!)
    if (present.isMisplaced) return NO_ROLES
    return this.roleAssignment.assign(slots, wishes, present.roles, present.open - wishes.length)
  }

  private wishesOf(team: number, teamOf: Int8Array): (readonly number[])[] {
    const wishes: (readonly number[])[] = []
    for (let i = 0; i < this.members.length; i++) {
      if (teamOf[i] === team) wishes.push(...this.rows.wishes[this.members[i]!]!)
    }
    return wishes
  }

  private get everybody(): number {
    return this.players + (this.room?.rows.length ?? 0)
  }
}
