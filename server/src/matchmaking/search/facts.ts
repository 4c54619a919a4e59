// What a ticket is to the rules, as numbers: read once when it arrives, so that no cycle reads attributes again. Only what does
// not change while the ticket waits; limits over time are asked for when they are needed.

import { type Aggregate, Comparison, type SkillRule } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer } from '../model.js'
import { aggregate, numberOf, skillOfParty, skillOfPlayer } from '../rules/skill.js'
import { LIMIT_TOLERANCE } from '../rules/verdict.js'
import type { Plan, PlannedRule } from './plan.js'
import { NO_ROLES, RoleAssignment } from './role-assignment.js'

export interface Facts {
  readonly skill: number
  /** Sum of the players' squared uncertainties. */
  readonly variance: number
  /** The best of the party less its worst. */
  readonly partySpread: number
  /** By region: the players' worst, least and summed latency, milliseconds. */
  readonly latencyWorst: readonly number[]
  readonly latencyLeast: readonly number[]
  readonly latencySum: readonly number[]
  /** By player: wished roles as indices, best first; empty: any. */
  readonly wishes: readonly (readonly number[])[]
  /** Players that are off-role in any team, because others of their party wish the same. */
  readonly offRole: number
  /** By rule: `distance` its value, `same` its value's number; NaN where the ticket fails it by itself. */
  readonly ruleValues: readonly number[]
  /** By rule: `distinct` the players' values, `overlap` the tags that all players have. */
  readonly ruleIds: readonly (readonly number[])[]
}

/** Gives each text or number of an attribute a number of its own; grows with what it sees. */
export class Numbering {
  private readonly numbers = new Map<string | number, number>()

  of(value: string | number): number {
    const known = this.numbers.get(value)
    if (known !== undefined) return known
    this.numbers.set(value, this.numbers.size)
    return this.numbers.size - 1
  }
}

export function factsOf(plan: Plan, numbering: Numbering, players: readonly PoolPlayer[]): Facts {
  const { skill, latency } = plan.config
  const latencies = plan.regions.map((region) => {
    return players.map(({ latencyMsByRegion }) => latencyMsByRegion[region] ?? latency?.unknownMs ?? 0)
  })
  const wishes = players.map(({ roles }) => wishesOf(plan, roles))
  const tests = plan.rules.map((planned) => testAlone(planned, numbering, players))
  return {
    skill: skill == null ? 0 : skillOfParty(skill, players),
    variance: skill == null ? 0 : varianceOf(skill, players),
    partySpread: skill == null ? 0 : spreadOf(players.map((player) => skillOfPlayer(skill, player))),
    latencyWorst: latencies.map((ms) => Math.max(...ms)),
    latencyLeast: latencies.map((ms) => Math.min(...ms)),
    latencySum: latencies.map((ms) => ms.reduce((sum, one) => sum + one, 0)),
    wishes,
    offRole: offRoleAlone(plan, wishes),
    ruleValues: tests.map(({ value }) => value),
    ruleIds: tests.map(({ ids }) => ids),
  }
}

/** Wishes for roles that the queue does not have leave somebody whom every role is off-role: a wish that no slot meets. */
function wishesOf({ roles }: Plan, wished: readonly string[]): readonly number[] {
  const known = wished.map((role) => roles.indexOf(role)).filter((role) => role >= 0)
  return wished.length > 0 && known.length === 0 ? [NO_SUCH_ROLE] : known
}

/** Without anybody else in the team. */
function offRoleAlone({ teams, hasRoles }: Plan, wishes: Facts['wishes']): number {
  if (!hasRoles || wishes.length > Math.max(...teams.map(({ playersMax }) => playersMax))) return 0
  const assignment = new RoleAssignment(wishes.length)
  const counts = teams.map(({ slots, playersMax }) => {
    return slots.length === 0 ? 0 : assignment.assign(slots, wishes, NOBODY, playersMax - wishes.length)
  })
  return Math.min(...counts.map((count) => (count === NO_ROLES ? Infinity : count)))
}

const NOBODY = new Int32Array(32)

/** A bit beyond all roles. */
export const NO_SUCH_ROLE = 31

function varianceOf({ uncertaintyAttribute }: SkillRule, players: readonly PoolPlayer[]): number {
  return players.reduce((sum, { attributes }) => sum + (attributes[uncertaintyAttribute]?.number ?? 0) ** 2, 0)
}

function spreadOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values)
}

interface Alone {
  readonly value: number
  readonly ids: readonly number[]
}

const FAILS: Alone = { value: Number.NaN, ids: [] }

function testAlone({ rule }: PlannedRule, numbering: Numbering, players: readonly PoolPlayer[]): Alone {
  const { compare, same, distinct, overlap, distance } = rule.test
  const numbersOf = (name: string, how: Aggregate) =>
    aggregate(
      how,
      players.map((player) => numberOf(player, name)),
    )
  if (compare != null) {
    const measured = numbersOf(compare.attribute, compare.partyAggregate)
    return compares(measured, compare.operation, compare.value) ? { value: 0, ids: [] } : FAILS
  }
  if (distance != null) return { value: numbersOf(distance.attribute, distance.partyAggregate), ids: [] }
  if (overlap != null) return sharedTags(numbering, players, overlap.attribute)
  const name = same?.attribute ?? distinct?.attribute ?? ''
  const values = players.map(({ attributes }) => attributes[name]?.text ?? attributes[name]?.number ?? undefined)
  const ids = values.flatMap((value) => (value === undefined ? [] : [numbering.of(value)]))
  const different = new Set(ids).size
  if (ids.length < players.length || different !== (same == null ? ids.length : 1)) return FAILS
  return { value: ids[0]!, ids }
}

function compares(measured: number, operation: Comparison, value: number): boolean {
  const isEqual = Math.abs(measured - value) <= LIMIT_TOLERANCE
  switch (operation) {
    case Comparison.LESS:
      return measured < value && !isEqual
    case Comparison.LESS_OR_EQUAL:
      return measured < value || isEqual
    case Comparison.EQUAL:
      return isEqual
    case Comparison.NOT_EQUAL:
      return !isEqual && !Number.isNaN(measured)
    case Comparison.GREATER_OR_EQUAL:
      return measured > value || isEqual
    case Comparison.GREATER:
      return measured > value && !isEqual
  }
}

function sharedTags(numbering: Numbering, players: readonly PoolPlayer[], name: string): Alone {
  let shared: readonly number[] | undefined
  for (const { attributes } of players) {
    const tags = attributes[name]?.tags
    if (tags == null) return FAILS
    const ids = tags.map((tag) => numbering.of(tag))
    shared = shared === undefined ? [...new Set(ids)] : intersection(shared, ids)
  }
  return { value: 0, ids: shared ?? [] }
}

export function intersection(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.filter((id) => b.includes(id))
}
