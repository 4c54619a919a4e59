// How good a match is, 0 to 1: the mean of its parts by the queue's weights. A part that the queue does not configure is left
// out; without any a match is as good as any other, 1.

import { forEachPair, type LineUp, sizeOf } from './line-up.js'
import { strengthOf, winChance } from './skill.js'

/** Milliseconds at which latency is worth nothing. */
const WORTHLESS_LATENCY_MS = 250

/** What each two who met lately take from the skill part. */
const REMATCH_COST = 0.1

/** What the limits measure too. */
export interface Measured {
  /** The worst of the newcomers in the match's region. */
  readonly worstLatencyMs: number
  readonly offRolePlayers: number
  readonly teamPartySizeGap: number
}

export function qualityOf(lineUp: LineUp, { worstLatencyMs, offRolePlayers, teamPartySizeGap }: Measured): number {
  const { quality, latency, roles, party, skill } = lineUp.config
  const parts: { weight: number; value: number }[] = []
  if (skill != null) parts.push({ weight: quality.skillWeight, value: skillPart(lineUp) })
  if (latency != null) {
    parts.push({ weight: quality.latencyWeight, value: 1 - worstLatencyMs / WORTHLESS_LATENCY_MS })
  }
  if (roles != null) {
    const share = offRolePlayers / sizeOf(lineUp.entrants)
    parts.push({ weight: quality.roleWeight, value: 1 - roles.offRoleCost * share })
  }
  if (party.sizeMax > 1 && !party.soloOnly) {
    parts.push({ weight: quality.partyWeight, value: 1 - teamPartySizeGap / party.sizeMax })
  }
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0)
  if (weights === 0) return 1
  return parts.reduce((sum, { weight, value }) => sum + weight * atLeast0(value), 0) / weights
}

/** 1 where every two teams' chances are even and nobody met lately. */
function skillPart(lineUp: LineUp): number {
  const rule = lineUp.config.skill
  if (rule == null) return 1
  const teams = lineUp.teams.filter(({ players }) => players > 0)
  const strengths = teams.map(({ entrants }) => strengthOf(rule, entrants))
  let lesserChance = 0.5
  forEachPair(strengths, (a, b) => {
    lesserChance = Math.min(lesserChance, 1 - winChance(a, b))
  })
  return 2 * lesserChance - REMATCH_COST * rematches(lineUp)
}

/** Pairs of players in different teams of whom one met the other lately. */
function rematches({ teams }: LineUp): number {
  const rosters = teams.map(({ entrants }) => entrants.flatMap(({ players }) => players))
  let pairs = 0
  forEachPair(rosters, (team, others) => {
    const met = new Map(others.map((other) => [other.playerId, new Set(other.recentOpponents)]))
    for (const { playerId, recentOpponents } of team) {
      const recent = new Set(recentOpponents)
      for (const [otherId, theirs] of met) if (recent.has(otherId) || theirs.has(playerId)) pairs++
    }
  })
  return pairs
}

/** NaN, of a player who lacks what is measured, is worth nothing. */
function atLeast0(value: number): number {
  return value > 0 ? value : 0
}
