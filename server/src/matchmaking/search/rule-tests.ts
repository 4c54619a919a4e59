// What tickets are to each other: whom they avoid, and the rules of a queue. `pairFits` is about two, whatever they have waited; the
// search asks it for every candidate. `groupHolds` is about all who play together, with the limits as they stand.

import { intersection } from './facts.js'
import type { Limit } from './limit.js'
import type { Plan } from './plan.js'
import { type Rows, State } from './rows.js'

/** Where limits stand for a match. */
export interface Standing {
  /** A limit that is one ticket's own. */
  own(limit: Limit, row: number): number
  /** A limit on the whole match. */
  strictest(limit: Limit): number
}

/** @param active - bits of the rules that are tested */
export function groupHolds(
  plan: Plan,
  rows: Rows,
  group: readonly number[],
  active: number,
  standing: Standing,
): boolean {
  for (let i = 0; i < group.length; i++) {
    const row = group[i]!
    // Who is present has no ticket, and `compare` is about tickets.
    const asked = rows.state[row] === State.PRESENT ? active & ~plan.compareRules : active
    if ((rows.failedRules[row]! & asked) !== 0) return false
    for (let j = i + 1; j < group.length; j++) if (!pairFits(plan, rows, row, group[j]!, active)) return false
  }
  if (group.length === 0) return true
  for (let rule = 0; rule < plan.rules.length; rule++) {
    if ((active & (1 << rule)) !== 0 && !holdsForAll(plan, rows, group, rule, standing)) return false
  }
  return true
}

/** Rules that are about more than two: shared tags, distances by each ticket's limit. */
function holdsForAll(plan: Plan, rows: Rows, group: readonly number[], rule: number, standing: Standing): boolean {
  const { limit } = plan.rules[rule]!
  const { overlap, distance } = plan.rules[rule]!.rule.test
  if (overlap != null) {
    const shared = group.map((row) => rows.ruleIds[row]![rule]!).reduce(intersection)
    return shared.length >= standing.strictest(limit)
  }
  if (distance == null || !limit.isSet) return true
  const measured = (row: number) => rows.ruleValue[row * plan.rules.length + rule]!
  return group.every((row) => {
    if (rows.state[row] === State.PRESENT) return true
    const most = standing.own(limit, row)
    return group.every((other) => Math.abs(measured(other) - measured(row)) <= most)
  })
}

/** @param active - bits of the rules that are tested */
export function pairFits(plan: Plan, rows: Rows, a: number, b: number, active: number): boolean {
  if (avoids(rows, a, b) || avoids(rows, b, a)) return false
  const between = active & plan.pairRules
  if (between === 0) return true
  const count = plan.rules.length
  for (let rule = 0; rule < count; rule++) {
    if ((between & (1 << rule)) === 0) continue
    if (plan.rules[rule]!.rule.test.same != null) {
      if (rows.ruleValue[a * count + rule] !== rows.ruleValue[b * count + rule]) return false
      continue
    }
    const others = rows.ruleIds[b]![rule]!
    for (const id of rows.ruleIds[a]![rule]!) if (others.includes(id)) return false
  }
  return true
}

function avoids(rows: Rows, a: number, b: number): boolean {
  const avoided = rows.avoid[a]
  if (avoided === undefined) return false
  for (const { playerId } of rows.players[b]!) if (avoided.has(playerId)) return true
  return false
}
