// How a queue does, in numbers: what one match was like, and many of them as the figures that operators read. The same for a live
// queue (`queue-figures`) and for one that is only tried (`trial/`).

import type { QueueStats } from '@tickwire/gen-nodejs/admin.types.js'
import type { QueueConfig, SkillRule } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer, PoolTicket, Proposal } from './model.js'
import { strengthOf } from './rules/skill.js'

/** What a match was like for those who were found for it. */
export interface MatchFigures {
  /** Of each ticket. */
  readonly waitsMs: readonly number[]
  readonly quality: number
  /** Between the strongest and the weakest team; undefined where skill does not count, or a running room was filled. */
  readonly skillGap: number | undefined
  /** Of each player to the match's region; none where latency does not count. */
  readonly latenciesMs: readonly number[]
  /** Players with a role, and those of them who did not wish it. */
  readonly withRole: number
  readonly offRole: number
}

/** What there is to sum up. */
export interface QueueSample {
  readonly queue: string
  /** That wait now. */
  readonly waiting: Iterable<PoolTicket>
  readonly nowMs: number
  /** The time that everything below was counted in. */
  readonly spanMs: number
  readonly matches: readonly MatchFigures[]
  /** Tickets. */
  readonly offered: number
  readonly declined: number
  readonly timedOut: number
  readonly cyclesMs: readonly number[]
  /** Proposals that broke a rule. */
  readonly refused: number
}

const MINUTE_MS = 60_000

/** @param tickets - all that the proposal names */
export function matchFigures(
  config: QueueConfig,
  { teams, region, quality, backfill }: Proposal,
  tickets: readonly PoolTicket[],
  nowMs: number,
): MatchFigures {
  const players = new Map(tickets.flatMap((ticket) => ticket.players.map((player) => [player.playerId, player])))
  const { skill, latency } = config
  const roles = teams.flatMap((team) => team.players).filter(({ role }) => role !== undefined)
  const isOff = ({ roles: wished }: PoolPlayer, role: string) => wished.length > 0 && !wished.includes(role)
  return {
    waitsMs: tickets.map(({ enqueuedMs }) => nowMs - enqueuedMs),
    quality,
    skillGap: skill == null || backfill !== undefined ? undefined : skillGapOf(skill, teams, tickets),
    latenciesMs:
      latency == null || region === undefined
        ? []
        : [...players.values()].map(({ latencyMsByRegion }) => latencyMsByRegion[region] ?? latency.unknownMs),
    withRole: roles.length,
    offRole: roles.filter(({ playerId, role }) => isOff(players.get(playerId)!, role!)).length,
  }
}

export function queueStats(sample: QueueSample): QueueStats {
  const { queue, nowMs, spanMs, matches, offered, declined, timedOut } = sample
  const waiting = [...sample.waiting]
  const waits = ascending(matches.flatMap(({ waitsMs }) => waitsMs))
  const gaps = ascending(matches.flatMap(({ skillGap }) => skillGap ?? []))
  const qualities = ascending(matches.map(({ quality }) => quality))
  return {
    queue,
    tickets: waiting.length,
    players: waiting.reduce((sum, { players }) => sum + players.length, 0),
    oldestWaitedMs: Math.round(waiting.reduce((most, { enqueuedMs }) => Math.max(most, nowMs - enqueuedMs), 0)),
    matchesPerMin: share(matches.length, spanMs / MINUTE_MS),
    waitP50Ms: quantile(waits, 0.5),
    waitP90Ms: quantile(waits, 0.9),
    waitP99Ms: quantile(waits, 0.99),
    skillGapP50: quantile(gaps, 0.5),
    skillGapP90: quantile(gaps, 0.9),
    latencyP95Ms: quantile(ascending(matches.flatMap(({ latenciesMs }) => latenciesMs)), 0.95),
    offRoleShare: share(sum(matches, 'offRole'), sum(matches, 'withRole')),
    declinedShare: share(declined, offered),
    timedOutShare: share(timedOut, timedOut + waits.length),
    cycleP99Ms: quantile(ascending(sample.cyclesMs), 0.99),
    qualityP50: quantile(qualities, 0.5),
    qualityP10: quantile(qualities, 0.1),
    proposalsRefused: sample.refused,
    matcherFailures: 0, // a live queue says its own
  }
}

function skillGapOf(rule: SkillRule, teams: Proposal['teams'], tickets: readonly PoolTicket[]): number | undefined {
  const teamOf = new Map(teams.flatMap(({ team, players }) => players.map(({ playerId }) => [playerId, team])))
  const skills = teams.flatMap(({ team }) => {
    const entrants = tickets
      .filter(({ players }) => teamOf.get(players[0]!.playerId) === team)
      .map(({ ticketId, players, avoid }) => ({ id: ticketId, players, avoid, waitedMs: 0 }))
    return entrants.length === 0 ? [] : [strengthOf(rule, entrants).skill]
  })
  return skills.length === 0 ? undefined : Math.max(...skills) - Math.min(...skills)
}

/** Of nothing: 0. */
function quantile(sorted: readonly number[], of: number): number {
  return sorted[Math.max(0, Math.ceil(of * sorted.length) - 1)] ?? 0
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}

function sum(matches: readonly MatchFigures[], of: 'offRole' | 'withRole'): number {
  return matches.reduce((total, match) => total + match[of], 0)
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b)
}
