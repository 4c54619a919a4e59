// What keeps two tickets apart, whoever else might join them: the rules that a match with both would break. Where the two
// alone are a whole match, that is every rule.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { type PoolTicket, teamNames } from '../model.js'
import { attributeRule } from './attribute-rules.js'
import { avoided, judge, parties, regionLimits, skillKnown, skillSpread } from './judge.js'
import { LineUp, type Match } from './line-up.js'
import type { RuleVerdict } from './verdict.js'

/** With NEWEST and OLDEST by the waits of the two. */
export function judgePair(config: QueueConfig, a: PoolTicket, b: PoolTicket, nowMs: number): readonly RuleVerdict[] {
  const [first, second] = teamNames(config)
  const isWholeMatch =
    second !== undefined && teamNames(config).length === 2 && fills(config, 0, a) && fills(config, -1, b)
  if (!isWholeMatch) return judgeTogether(config, [a, b], nowMs)
  const teams = [
    { team: first!, tickets: [a], bots: 0 },
    { team: second, tickets: [b], bots: 0 },
  ]
  return inBestRegion(config, (region) => {
    return judge(config, { teams, region, roles: new Map(), backfill: undefined }, nowMs).rules
  })
}

/** What a ticket fails by itself, with whomever it is. */
export function judgeAlone(config: QueueConfig, ticket: PoolTicket, nowMs: number): readonly RuleVerdict[] {
  return judgeTogether(config, [ticket], nowMs)
}

/** Only what gets no better with others. Teams are not known: rules within a team, and their sizes, are left out. */
function judgeTogether(config: QueueConfig, tickets: readonly PoolTicket[], nowMs: number): readonly RuleVerdict[] {
  const teams = [{ team: teamNames(config)[0]!, tickets, bots: 0 }]
  const match: Match = { teams, region: undefined, roles: new Map(), backfill: undefined }
  const lineUp = new LineUp(config, match, nowMs)
  const { skill, latency, rules } = config
  return [
    ...(skill == null ? [] : [...skillKnown(lineUp, skill), ...skillSpread(lineUp, skill)]),
    ...(latency == null ? [] : inBestRegion(config, (region) => regionLimits(lineUp, latency, region))),
    ...parties(lineUp),
    ...rules.filter(({ team }) => team == null).flatMap((rule) => attributeRule(lineUp, rule)),
    ...avoided(lineUp),
  ]
}

/** The region in which the fewest rules fail, the earlier of equal ones. */
function inBestRegion(
  { regions }: QueueConfig,
  judgeIn: (region: string | undefined) => readonly RuleVerdict[],
): readonly RuleVerdict[] {
  const fails = (rules: readonly RuleVerdict[]) => rules.filter(({ passes }) => !passes).length
  const [first, ...others] = regions.map(judgeIn)
  if (first === undefined) return judgeIn(undefined)
  return others.reduce((best, rules) => (fails(rules) < fails(best) ? rules : best), first)
}

/** Whether a ticket is a whole team, the queue's first or last, in which nobody needs a role. */
function fills({ teams }: QueueConfig, at: number, { players }: PoolTicket): boolean {
  const team = teams.at(at)
  return team !== undefined && team.roles.length === 0 && team.playersMax === players.length
}
