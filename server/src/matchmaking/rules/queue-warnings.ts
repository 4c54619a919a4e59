// What is odd in a queue's config that can run: limits that never come into force, and players who would wait in vain. Shown
// with an edit and with `tryQueue`; nothing is refused for it.

import { AttributeType, type QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { curvesOf } from './check/curves.js'
import { Problems, type QueueProblem } from './check/problems.js'

/** @param config - without problems */
export function queueWarnings(config: QueueConfig): readonly QueueProblem[] {
  const warnings = new Problems()
  warnOfCurves(config, warnings)
  warnOfTimes(config, warnings)
  warnOfRoles(config, warnings)
  warnOfUnknowns(config, warnings)
  if (config.quality.recentOpponents > 0 && config.skill == null) {
    warnings.add('quality.recentOpponents', 'counts for skill only, and there is none', 'add skill, or set it to 0')
  }
  return warnings.list
}

function warnOfCurves(config: QueueConfig, warnings: Problems): void {
  for (const { path, curve, widens } of curvesOf(config)) {
    curve.forEach(({ waitedMs, value }, i) => {
      const before = curve[i - 1]?.value ?? value
      if (widens === 'up' ? value < before : value > before) {
        warnings.add(
          `${path}[${i}].value`,
          `goes from ${before} to ${value}: who waits longer finds less`,
          'turn it round',
        )
      }
      if (waitedMs >= config.ticketTimeoutMs) {
        const problem = `${waitedMs} is never reached: a ticket ends after ${config.ticketTimeoutMs}`
        warnings.add(`${path}[${i}].waitedMs`, problem, 'lower it, or raise ticketTimeoutMs')
      }
    })
  }
}

function warnOfTimes({ ticketTimeoutMs, botsAfterMs, fillForMs, rules }: QueueConfig, warnings: Problems): void {
  const times = [
    { path: 'botsAfterMs', ms: botsAfterMs },
    { path: 'fillForMs', ms: fillForMs },
    ...rules.map(({ dropAfterMs }, i) => ({ path: `rules[${i}].dropAfterMs`, ms: dropAfterMs ?? 0 })),
  ]
  for (const { path, ms } of times) {
    if (ms < ticketTimeoutMs) continue
    warnings.add(
      path,
      `${ms} is never reached: a ticket ends after ${ticketTimeoutMs}`,
      'lower it, or raise ticketTimeoutMs',
    )
  }
}

function warnOfRoles({ teams, roles }: QueueConfig, warnings: Problems): void {
  const hasRoles = teams.some((team) => team.roles.length > 0)
  if (roles != null && !hasRoles)
    warnings.add('roles', 'has no effect: no team has roles', 'give a team roles, or remove it')
  if (roles == null && hasRoles) {
    warnings.add(
      'roles',
      'is absent: players get roles that they did not wish at once',
      'add it, with offRolePlayersMax',
    )
  }
  teams.forEach(({ playersMin, roles }, i) => {
    const least = roles.reduce((sum, { countMin }) => sum + countMin, 0)
    if (least <= playersMin) return
    const problem = `is ${playersMin}, and its roles want ${least} players`
    warnings.add(`teams[${i}].playersMin`, problem, 'raise it, or lower countMin of a role')
  })
}

function warnOfUnknowns({ latency, rules, attributes }: QueueConfig, warnings: Problems): void {
  const nearest = latency?.maxMs[0]?.value
  if (latency != null && nearest !== undefined && latency.unknownMs <= nearest) {
    const problem = `${latency.unknownMs} is within maxMs: a region that was not measured is near enough`
    warnings.add('latency.unknownMs', problem, 'raise it')
  }
  rules.forEach(({ test: { overlap }, dropAfterMs }, i) => {
    const def = attributes.find(({ name, type }) => name === overlap?.attribute && type === AttributeType.TAGS)
    const tags = new Set(def?.fallback?.tags).size
    const least = Math.min(...(overlap?.sharedMin ?? []).map(({ value }) => value))
    if (def?.fallback == null || dropAfterMs != null || tags >= least || least === Infinity) return
    const problem = `is never below ${least}, and the fallback of "${def.name}" has ${tags} tags: who says nothing waits in vain`
    warnings.add(`rules[${i}].test.overlap.sharedMin`, problem, 'lower it, or give the fallback more tags')
  })
}
