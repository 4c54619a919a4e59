// Chooses tickets for one match out of an anchor's candidates: depth first, in the order that it is given, adding whoever fits those
// chosen so far, until the match is full (or nobody fits any more and it may be made as it is). What is found first is
// good, because the order is; a few more are tried and the best is kept. Complete up to its bounds.

import type { Candidates } from './candidates.js'
import { intersection } from './facts.js'
import type { MatchCheck } from './match-check.js'
import type { Plan } from './plan.js'
import { RoleCounts } from './role-counts.js'
import { RolePlaces } from './role-places.js'
import type { Room } from './room.js'
import type { Rows } from './rows.js'
import { pairFits } from './rule-tests.js'
import type { TeamSplit } from './team-split.js'

/** Candidates that are tried, over all sets of one search, unless the cycle has many. */
export const TRIES_MAX = 8_192
/** Sets that are split into teams, in one search, and in one of a cycle that is in a hurry. */
const SETS_MAX = 48
const HURRIED_SETS_MAX = 8

/** A fuller match is better than one with open seats; of two as full the one with the better score. */
export interface Found {
  readonly players: number
  readonly members: readonly number[]
  readonly teamOf: Int8Array
  readonly quality: number
  readonly region: number
  readonly score: number
}

export class Selection {
  /** Sets that held and were compared, of the present search. */
  found: Found | undefined
  /** Stopped by a bound, not by the end of all sets. */
  wasCut = false
  private readonly chosen: number[] = []
  private readonly playersAt: Int32Array
  private readonly regionsAt: Int32Array
  private readonly activeAt: Int32Array
  private readonly offRoleAt: Float64Array
  private readonly tagsAt: (readonly (readonly number[])[])[] = []
  private readonly places: RoleCounts | RolePlaces | undefined
  private order: readonly number[] = []
  private behind = new Int32Array(1)
  private room: Room | undefined
  private nowMs = 0
  private playersMax = 0
  private mayBePartial = false
  private wanted = 0
  /** Candidates that were tried in the present search. */
  tries = 0
  /** Sets that were split since it was set to 0. */
  setsInCycle = 0
  private triesMax = 0
  private sets = 0
  private setsMax = SETS_MAX
  private readonly overlaps: readonly number[]

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
    private readonly candidates: Candidates,
    private readonly check: MatchCheck,
    private readonly split: TeamSplit,
  ) {
    const depths = plan.playersMax + 1
    this.playersAt = new Int32Array(depths)
    this.regionsAt = new Int32Array(depths)
    this.activeAt = new Int32Array(depths)
    this.offRoleAt = new Float64Array(depths)
    if (plan.roleCapacity !== undefined) {
      this.places =
        plan.roleSets > 1
          ? new RoleCounts(rows, plan.rolePlaces)
          : new RolePlaces(rows, plan.roleCapacity, plan.playersMax)
    }
    this.overlaps = plan.rules.flatMap(({ rule, teams }, i) =>
      rule.test.overlap != null && teams === undefined ? [i] : [],
    )
  }

  /** Begins a search; several `tryOrder` may follow, which share its bounds. */
  begin(room: Room | undefined, nowMs: number, triesMax: number, isHurried: boolean): void {
    const { plan } = this
    this.room = room
    this.nowMs = nowMs
    this.found = undefined
    this.tries = 0
    this.triesMax = triesMax
    this.sets = 0
    this.setsMax = isHurried ? HURRIED_SETS_MAX : SETS_MAX
    this.wasCut = false
    this.playersMax = room === undefined ? plan.playersMax : room.open
  }

  /**
   * Looks for sets in that order of candidates.
   * @param order - indices of candidates; with an anchor the first is 0
   * @param wanted - sets that hold, after which to stop
   * @param regions - bits of those that a match may be in
   */
  tryOrder(order: readonly number[], isAnchored: boolean, wanted: number, regions: number): void {
    const { candidates, plan, chosen } = this
    this.order = order
    this.wanted = wanted
    this.mayBePartial = this.room !== undefined || candidates.oldestMs >= plan.shortAfterMs
    if (this.behind.length <= order.length) this.behind = new Int32Array(order.length * 2 + 1)
    this.behind[order.length] = 0
    for (let i = order.length - 1; i >= 0; i--) {
      this.behind[i] = this.behind[i + 1]! + this.rows.size[candidates.rows[order[i]!]!]!
    }
    chosen.length = 0
    this.playersAt[0] = 0
    this.regionsAt[0] = regions
    this.activeAt[0] = 0
    this.offRoleAt[0] = Infinity
    this.tagsAt[0] = []
    this.places?.clear()
    if (!isAnchored) this.explore(0)
    else if (this.push(order[0]!)) this.explore(1)
  }

  /** True: stop. */
  private explore(from: number): boolean {
    const { order, playersAt, chosen, playersMax, behind } = this
    const depth = chosen.length
    const players = playersAt[depth]!
    if (players === playersMax) return this.trySet()
    for (let i = from; i < order.length; i++) {
      if (!this.mayBePartial && players + behind[i]! < playersMax) return false
      if (++this.tries > this.triesMax) {
        this.wasCut = true
        return true
      }
      if (!this.push(order[i]!)) continue
      if (this.explore(i + 1)) return true
      this.pop()
    }
    return this.mayBePartial && depth > 0 && this.trySet()
  }

  /** Adds a candidate if it fits those chosen. */
  private push(candidate: number): boolean {
    const { candidates, rows, plan, chosen, places } = this
    const depth = chosen.length
    const row = candidates.rows[candidate]!
    const players = this.playersAt[depth]! + rows.size[row]!
    if (players > this.playersMax) return false
    const regions = this.regionsAt[depth]! & candidates.regions[candidate]!
    if (regions === 0) return false
    const active = this.activeAt[depth]! | candidates.active[candidate]!
    const spread = candidates.spread[candidate]!
    for (let i = 0; i < depth; i++) {
      const other = chosen[i]!
      const otherRow = candidates.rows[other]!
      const apart = Math.abs(rows.skill[row]! - rows.skill[otherRow]!)
      if (apart > spread || apart > candidates.spread[other]!) return false
      if (!pairFits(plan, rows, row, otherRow, active)) return false
    }
    const tags = this.overlaps.length === 0 ? NO_TAGS : this.tagsWith(row, depth, active)
    if (tags === undefined) return false
    const offRole = Math.min(this.offRoleAt[depth]!, candidates.offRole[candidate]!)
    if (places !== undefined && !places.push(row, offRole)) return false
    chosen.push(candidate)
    this.playersAt[depth + 1] = players
    this.regionsAt[depth + 1] = regions
    this.activeAt[depth + 1] = active
    this.offRoleAt[depth + 1] = offRole
    this.tagsAt[depth + 1] = tags
    return true
  }

  private pop(): void {
    const candidate = this.chosen.pop()!
    this.places?.pop(this.candidates.rows[candidate]!)
  }

  /** By overlap rule: the tags that all would have; undefined when a rule that asks for one has none. */
  private tagsWith(row: number, depth: number, active: number): readonly (readonly number[])[] | undefined {
    const tags = this.overlaps.map((rule, i) => {
      const own = this.rows.ruleIds[row]![rule]!
      const before = this.tagsAt[depth]![i]
      return before === undefined ? own : intersection(before, own)
    })
    const fails = this.overlaps.some((rule, i) => {
      const least = this.plan.rules[rule]!.limit.loosest(-Infinity, Infinity)
      return (active & (1 << rule)) !== 0 && tags[i]!.length < least
    })
    return fails ? undefined : tags
  }

  /** These tickets in their best teams, by the bounds of the present search; undefined when they are no match. */
  appraised(members: readonly number[]): Found | undefined {
    const { check, split, plan } = this
    this.setsInCycle++
    if (!check.prepare(members, this.room, this.nowMs)) return undefined
    if (check.players < this.playersMax && !check.mayBePartial && !check.mayHaveBots) return undefined
    if (!split.best()) return undefined
    return {
      players: check.players,
      members,
      teamOf: split.teamOf.slice(0, members.length),
      quality: split.quality,
      region: check.region,
      score: split.quality + (plan.config.quality.waitWeight * check.oldestMs) / 60_000,
    }
  }

  /** Splits the chosen into teams and keeps them if they are the best so far. True: stop. */
  private trySet(): boolean {
    const { chosen, candidates } = this
    if (++this.sets > this.setsMax) {
      this.wasCut = true
      return true
    }
    const { found } = this
    const members = chosen.map((candidate) => candidates.rows[candidate]!)
    const set = this.appraised(members)
    if (set === undefined) return false
    const isFuller = found === undefined || set.players > found.players
    if (isFuller || (set.players === found.players && set.score > found.score)) this.found = set
    return --this.wanted <= 0
  }
}

const NO_TAGS: readonly (readonly number[])[] = []
