// A queue's own rules: tests on attributes that the game defines. Each holds within the whole match, or within each team of its
// `team`; whoever lacks the attribute fails.

import {
  type Aggregate,
  type CompareTest,
  Comparison,
  type Curve,
  type Rule,
} from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer } from '../model.js'
import { type Entrant, forEachPair, type LineUp } from './line-up.js'
import { aggregate, numberOf } from './skill.js'
import { LIMIT_TOLERANCE, Measure, type RuleVerdict } from './verdict.js'

export function attributeRules(lineUp: LineUp): readonly RuleVerdict[] {
  return lineUp.config.rules.flatMap((rule) => attributeRule(lineUp, rule))
}

/** None where nobody is to be tested. */
export function attributeRule(lineUp: LineUp, rule: Rule): readonly RuleVerdict[] {
  const path = `rules.${rule.name}`
  if (lineUp.isDropped(rule.dropAfterMs)) {
    return [{ rule: path, passes: true, measured: Number.NaN, limit: undefined, about: [] }]
  }
  const teams = lineUp.teams.filter(({ def }) => def.name === rule.team).map(({ entrants }) => entrants)
  const groups = rule.team == null ? [lineUp.entrants] : teams
  const verdicts = groups.filter(({ length }) => length > 0).flatMap((group) => test(lineUp, rule, group, path))
  return [verdicts.find(({ passes }) => !passes) ?? verdicts[0]].filter((verdict) => verdict !== undefined)
}

function test(lineUp: LineUp, { test }: Rule, group: readonly Entrant[], path: string): readonly RuleVerdict[] {
  const { compare, same, distinct, overlap, distance } = test
  const players = group.flatMap((entrant) => entrant.players)
  const everybody = group.map(({ id }) => id)
  if (compare != null) return comparisons(group, compare, path)
  const measure = new Measure(path, overlap != null ? 'least' : 'most')
  if (same != null) measure.add(differentValues(players, same.attribute), 1, everybody)
  if (distinct != null) measure.add(players.length - differentValues(players, distinct.attribute), 0, everybody)
  if (overlap != null) {
    measure.add(sharedTags(players, overlap.attribute), lineUp.strictest(overlap.sharedMin, 'least'), everybody)
  }
  if (distance != null) {
    const { attribute, partyAggregate, distanceMax } = distance
    measureDistances(
      lineUp,
      group,
      distanceMax,
      (entrant) => numberOfParty(entrant, attribute, partyAggregate),
      measure,
    )
  }
  return measure.verdicts()
}

/** Measures how far apart every two are, by the limit of each. Who is present already is not held against each other. */
export function measureDistances(
  lineUp: LineUp,
  group: readonly Entrant[],
  distanceMax: Curve,
  numberFor: (entrant: Entrant) => number,
  measure: Measure,
): void {
  const rows = group.map((entrant) => {
    const { id, waitedMs } = entrant
    return { id, isNew: waitedMs !== undefined, value: numberFor(entrant), limit: lineUp.limitOf(distanceMax, entrant) }
  })
  for (const { id, value } of rows) if (Number.isNaN(value)) measure.add(value, undefined, [id])
  forEachPair(rows, (a, b) => {
    if (!a.isNew && !b.isNew) return
    const apart = Math.abs(a.value - b.value)
    measure.add(apart, a.limit, [a.id, b.id])
    measure.add(apart, b.limit, [a.id, b.id])
  })
}

/** Each ticket's. Who is present already got in by other rules. */
function comparisons(group: readonly Entrant[], test: CompareTest, path: string): readonly RuleVerdict[] {
  const { attribute, operation, value, partyAggregate } = test
  return group
    .filter(({ waitedMs }) => waitedMs !== undefined)
    .map((entrant) => {
      const measured = numberOfParty(entrant, attribute, partyAggregate)
      const passes = compares(measured, operation, value)
      return { rule: path, passes, measured, limit: value, about: [entrant.id] }
    })
}

function compares(measured: number, operation: Comparison, value: number): boolean {
  switch (operation) {
    case Comparison.LESS:
      return measured < value - LIMIT_TOLERANCE
    case Comparison.LESS_OR_EQUAL:
      return measured <= value + LIMIT_TOLERANCE
    case Comparison.EQUAL:
      return Math.abs(measured - value) <= LIMIT_TOLERANCE
    case Comparison.NOT_EQUAL:
      return Math.abs(measured - value) > LIMIT_TOLERANCE
    case Comparison.GREATER_OR_EQUAL:
      return measured >= value - LIMIT_TOLERANCE
    case Comparison.GREATER:
      return measured > value + LIMIT_TOLERANCE
  }
}

function numberOfParty({ players }: Entrant, attribute: string, how: Aggregate): number {
  const values = players.map((player) => numberOf(player, attribute))
  return aggregate(how, values)
}

/** How many different numbers or texts they have; NaN when somebody has neither. */
function differentValues(players: readonly PoolPlayer[], name: string): number {
  const values = new Set(players.map(({ attributes }) => attributes[name]?.text ?? attributes[name]?.number))
  return values.has(undefined) || values.has(null) ? Number.NaN : values.size
}

/** How many tags all of them have; NaN when somebody has no such attribute. */
function sharedTags(players: readonly PoolPlayer[], name: string): number {
  const tags = players.map(({ attributes }) => attributes[name]?.tags)
  if (tags.some((list) => list == null)) return Number.NaN
  const [first, ...others] = tags.map((list) => new Set(list))
  return [...(first ?? [])].filter((tag) => others.every((other) => other.has(tag))).length
}
