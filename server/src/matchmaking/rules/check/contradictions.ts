// Rules that no match can pass together. Only rules that are never dropped: the others may let a match through in time.

import { type CompareTest, Comparison, type QueueConfig, type Rule } from '@tickwire/gen-nodejs/queues.types.js'
import { inWords, type Problems } from './problems.js'

export function checkContradictions(config: QueueConfig, problems: Problems): void {
  const lasting = config.rules.filter(({ dropAfterMs }) => dropAfterMs == null)
  const reported = new Set<string>()
  for (const scope of [undefined, ...config.teams.map(({ name }) => name)]) {
    const rules = lasting.filter(({ team }) => team == null || team === scope)
    const found = [...comparisons(config, rules), ...sameAndDistinct(config, rules, scope)]
    for (const { path, problem, fix } of found) {
      if (reported.has(problem)) continue
      reported.add(problem)
      problems.add(path, problem, fix)
    }
  }
}

/** Comparisons of one attribute, a party counting alike, that no number passes. */
function comparisons(config: QueueConfig, rules: readonly Rule[]): Problems['list'] {
  const compared = rules.filter(({ test }) => test.compare != null)
  const groups = new Map<string, Rule[]>()
  for (const rule of compared) {
    const { attribute, partyAggregate } = rule.test.compare!
    const key = `${attribute} ${config.party.sizeMax === 1 ? 'alone' : partyAggregate}`
    groups.set(key, [...(groups.get(key) ?? []), rule])
  }
  return [...groups.values()].flatMap((group) => {
    const tests = group.map(({ test }) => test.compare!)
    if (triedValues(tests).some((value) => tests.every((test) => passes(test, value)))) return []
    const names = inWords(group.map(({ name }) => `"${name}"`))
    const last = config.rules.indexOf(group.at(-1)!)
    const problem = `no "${tests[0]!.attribute}" passes ${names}`
    return [{ path: `rules[${last}].test.compare`, problem, fix: 'change a value, or remove a rule' }]
  })
}

/** Where the answer of any of the tests can change: its values, and what lies between and around them. */
function triedValues(tests: readonly CompareTest[]): readonly number[] {
  const values = tests.map(({ value }) => value).sort((a, b) => a - b)
  const between = values.slice(1).map((value, i) => (value + values[i]!) / 2)
  return [values[0]! - 1, ...values, ...between, values.at(-1)! + 1]
}

function passes({ operation, value: limit }: CompareTest, value: number): boolean {
  switch (operation) {
    case Comparison.LESS:
      return value < limit
    case Comparison.LESS_OR_EQUAL:
      return value <= limit
    case Comparison.EQUAL:
      return value === limit
    case Comparison.NOT_EQUAL:
      return value !== limit
    case Comparison.GREATER_OR_EQUAL:
      return value >= limit
    case Comparison.GREATER:
      return value > limit
  }
  return true
}

/** All with one value and all with different ones: only where there may be a single player. */
function sameAndDistinct(config: QueueConfig, rules: readonly Rule[], scope: string | undefined): Problems['list'] {
  const scoped = config.teams.filter(({ name }) => scope === undefined || name === scope)
  const players = scoped.reduce(
    (sum, { playersMin, quantity }) => sum + playersMin * (scope === undefined ? quantity : 1),
    0,
  )
  if (players < 2) return []
  return rules.flatMap((same) => {
    const attribute = same.test.same?.attribute
    const distinct = rules.find(({ test }) => test.distinct != null && test.distinct.attribute === attribute)
    if (distinct === undefined) return []
    const path = `rules[${config.rules.indexOf(distinct)}].test.distinct`
    const problem = `no two players pass both "${same.name}" and "${distinct.name}"`
    return [{ path, problem, fix: 'remove one of the two' }]
  })
}
