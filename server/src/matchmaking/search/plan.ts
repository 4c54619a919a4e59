// A queue's config as the search uses it: teams and roles numbered, limits compiled, rules split into those that part the pool
// for good, those between tickets, and those within a team. Made once a matcher; nothing here changes afterwards.

import { type QueueConfig, type Rule, WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import { teamNames } from '../model.js'
import { Limit } from './limit.js'

/** Regions, roles and rules are bits of a number: at most so many of each. */
export const BITS_MAX = 31

/** Sets of more roles than this are too many to look at for each anchor. */
const COUNTED_ROLES_MAX = 6

export interface RoleSlot {
  /** Index in `Plan.roles`. */
  readonly role: number
  readonly countMin: number
  readonly countMax: number
}

export interface PlannedTeam {
  readonly name: string
  /** Teams of one kind are alike: the search tries only one of those that are empty. */
  readonly kind: number
  readonly playersMin: number
  readonly playersMax: number
  readonly slots: readonly RoleSlot[]
}

export interface PlannedRule {
  readonly rule: Rule
  /** Infinity: never dropped. */
  readonly dropAfterMs: number
  /** The teams it is tested within; undefined: the whole match. */
  readonly teams: readonly boolean[] | undefined
  /** Of `overlap` and `distance`; of the others no limit. */
  readonly limit: Limit
}

export class Plan {
  readonly teams: readonly PlannedTeam[]
  readonly playersMin: number
  readonly playersMax: number
  readonly hasRoles: boolean
  readonly roles: readonly string[]
  /** By role, over all teams: players that may have it; undefined when some team has no roles. */
  readonly roleCapacity: Int32Array | undefined
  /** Sets of roles by which tickets are counted; 1 where they are not. */
  readonly roleSets: number
  /** By set of roles that is counted: players that may have one of them. */
  readonly rolePlaces: Int32Array
  readonly regions: readonly string[]
  readonly rules: readonly PlannedRule[]
  /** Rules of the whole match that split the pool: `same`, never dropped. */
  readonly partitionRules: readonly number[]
  /** Bits of rules that a ticket must pass by itself, always. */
  readonly lastingRules: number
  /** Bits of rules between tickets of a match, and whether there are any. */
  readonly matchRules: number
  /** Bits of rules about values that are alike or different between two, and of those about tickets only. */
  readonly pairRules: number
  readonly compareRules: number
  readonly waitOf: WaitOf
  /** Each ticket's own wait moves its limits. */
  readonly isEach: boolean
  readonly spread: Limit
  readonly teamGap: Limit
  readonly winChance: Limit
  readonly latency: Limit
  readonly latencySpread: Limit
  readonly partySpread: Limit
  readonly partyGap: Limit
  readonly offRole: Limit
  readonly qualityMin: Limit
  readonly roomDistance: Limit
  /** Every limit that moves, for `nextLook`. */
  readonly moving: readonly Limit[]
  /** Waits at which something else than a limit changes, ascending. */
  readonly thresholds: readonly number[]

  /** The wait from which on a match may have fewer players than seats: some stay open, or bots take them. */
  readonly shortAfterMs: number

  constructor(readonly config: QueueConfig) {
    const { skill, latency, party, roles, quality, backfill, interpolation, waitOf } = config
    const most = (curve = [] as QueueConfig['quality']['qualityMin']) => new Limit(curve, interpolation, Infinity)
    this.waitOf = waitOf
    this.isEach = waitOf === WaitOf.EACH
    this.regions = config.regions
    this.roles = [...new Set(config.teams.flatMap((team) => team.roles.map(({ role }) => role)))]
    this.teams = plannedTeams(config, this.roles)
    this.hasRoles = this.roles.length > 0
    this.roleCapacity = roleCapacity(this.teams, this.roles.length)
    const counted = this.roleCapacity?.length ?? 0
    this.roleSets = counted > COUNTED_ROLES_MAX ? 1 : 1 << counted
    this.rolePlaces = placesBySet(this.roleCapacity ?? new Int32Array(), this.roleSets)
    this.playersMin = this.teams.reduce((sum, { playersMin }) => sum + playersMin, 0)
    this.playersMax = this.teams.reduce((sum, { playersMax }) => sum + playersMax, 0)
    this.spread = most(skill?.matchSpreadMax)
    this.teamGap = most(skill?.teamGapMax)
    this.winChance = most(skill?.winChanceMax)
    this.latency = most(latency?.maxMs)
    this.latencySpread = most(latency?.spreadMaxMs ?? [])
    this.partySpread = most(skill == null ? [] : party.skillSpreadMax)
    this.partyGap = most(party.teamPartySizeGapMax)
    this.offRole = most(roles?.offRolePlayersMax)
    this.roomDistance = most(skill == null ? [] : backfill?.skillDistanceMax)
    this.qualityMin = new Limit(quality.qualityMin, interpolation, -Infinity)
    this.rules = config.rules.map((rule) => plannedRule(rule, config))
    this.partitionRules = this.rules.flatMap((planned, i) => (partsThePool(planned) ? [i] : []))
    this.lastingRules = bitsOf(this.rules, ({ teams, dropAfterMs }) => teams === undefined && dropAfterMs === Infinity)
    this.matchRules = bitsOf(this.rules, (planned) => planned.teams === undefined && !partsThePool(planned))
    this.pairRules = bitsOf(this.rules, ({ rule: { test } }) => test.same != null || test.distinct != null)
    this.compareRules = bitsOf(this.rules, ({ rule: { test } }) => test.compare != null)
    this.moving = [
      ...[this.spread, this.teamGap, this.winChance, this.latency, this.latencySpread, this.partySpread, this.partyGap],
      ...[this.offRole, this.qualityMin, this.roomDistance, ...this.rules.map(({ limit }) => limit)],
    ].filter(({ isSet }) => isSet)
    const botsAfterMs = config.botsAfterMs === 0 ? Infinity : config.botsAfterMs
    // Where every team is always full there is nothing to wait for, and no short match to look for.
    const partialAfterMs = this.playersMin < this.playersMax ? config.fillForMs : Infinity
    this.shortAfterMs = Math.min(partialAfterMs, botsAfterMs)
    this.thresholds = [partialAfterMs, botsAfterMs, ...this.rules.map(({ dropAfterMs }) => dropAfterMs)]
      .filter((ms) => ms > 0 && ms < Infinity)
      .sort((a, b) => a - b)
    for (const [what, list] of Object.entries({ regions: this.regions, roles: this.roles, rules: this.rules })) {
      if (list.length > BITS_MAX)
        throw new RangeError(`queue ${config.name}: ${list.length} ${what}, at most ${BITS_MAX}`)
    }
  }

  /** The wait that counts for a whole match, of its shortest and its longest. With EACH: when a rule is dropped. */
  matchWait(newestMs: number, oldestMs: number): number {
    return this.waitOf === WaitOf.OLDEST ? oldestMs : newestMs
  }

  /** When a ticket that found nothing looks again because of what it has waited; a wait, or Infinity. See `Limit.nextLook`. */
  nextLook(waitedMs: number, stepMs: number): number {
    let next = this.thresholds.find((ms) => ms > waitedMs) ?? Infinity
    for (const limit of this.moving) next = Math.min(next, limit.nextLook(waitedMs, stepMs))
    return next
  }
}

function plannedTeams(config: QueueConfig, roles: readonly string[]): readonly PlannedTeam[] {
  const names = teamNames(config)
  let next = 0
  return config.teams.flatMap((def, kind) => {
    const slots = def.roles.map(({ role, countMin, countMax }) => ({ role: roles.indexOf(role), countMin, countMax }))
    return Array.from({ length: def.quantity }, () => {
      return { name: names[next++]!, kind, playersMin: def.playersMin, playersMax: def.playersMax, slots }
    })
  })
}

function roleCapacity(teams: readonly PlannedTeam[], roles: number): Int32Array | undefined {
  if (roles === 0 || teams.some(({ slots }) => slots.length === 0)) return undefined
  const capacity = new Int32Array(roles)
  for (const { slots } of teams) for (const { role, countMax } of slots) capacity[role] = capacity[role]! + countMax
  return capacity
}

function placesBySet(capacity: Int32Array, sets: number): Int32Array {
  return Int32Array.from({ length: sets }, (_, set) => {
    return capacity.reduce((sum, places, role) => ((set & (1 << role)) === 0 ? sum : sum + places), 0)
  })
}

function plannedRule(rule: Rule, { teams, interpolation }: QueueConfig): PlannedRule {
  const { overlap, distance } = rule.test
  const inTeam = teams.flatMap(({ name, quantity }) => Array.from({ length: quantity }, () => name === rule.team))
  return {
    rule,
    dropAfterMs: rule.dropAfterMs ?? Infinity,
    teams: rule.team == null ? undefined : inTeam,
    limit:
      overlap == null
        ? new Limit(distance?.distanceMax ?? [], interpolation, Infinity)
        : new Limit(overlap.sharedMin, interpolation, -Infinity),
  }
}

function partsThePool({ rule, dropAfterMs, teams }: PlannedRule): boolean {
  return rule.test.same != null && dropAfterMs === Infinity && teams === undefined
}

function bitsOf(rules: readonly PlannedRule[], holds: (rule: PlannedRule) => boolean): number {
  return rules.reduce((bits, rule, i) => (holds(rule) ? bits | (1 << i) : bits), 0)
}
