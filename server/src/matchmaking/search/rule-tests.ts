// What two tickets are to each other whatever they have waited: whom they avoid, and the rules of a queue that are about values
// alike or different.

import type { Plan } from './plan.js'
import type { Rows } from './rows.js'

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
