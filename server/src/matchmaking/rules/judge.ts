// Whether a match may be made, rule by rule: the plain reading of docs/MATCHMAKING.md, written apart from every match function and
// without a thought for its speed. What a match function proposes is judged here before anybody hears of it (`holds`).
// Rules that a queue does not configure, and rules with nothing to measure, are not in the verdict.

import { type LatencyRule, type QueueConfig, RegionChoice, type SkillRule } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer } from '../model.js'
import { attributeRules, measureDistances } from './attribute-rules.js'
import { forEachPair, LineUp, type Match, sizeOf, type TeamLineUp } from './line-up.js'
import { qualityOf } from './quality.js'
import { skillOfParty, skillOfPlayer, strengthOf, winChance } from './skill.js'
import { isWithin, Measure, type RuleVerdict } from './verdict.js'

/** What the rules say of a match. */
export interface Verdict {
  /** Every rule passes. */
  readonly holds: boolean
  readonly rules: readonly RuleVerdict[]
  /** 0 to 1. */
  readonly quality: number
}

/** @param nowMs - on the clock of `enqueuedMs` */
export function judge(config: QueueConfig, match: Match, nowMs: number): Verdict {
  const lineUp = new LineUp(config, match, nowMs)
  const quality = qualityOf(lineUp, {
    worstLatencyMs: worstLatency(lineUp, match.region),
    offRolePlayers: offRolePlayers(lineUp),
    teamPartySizeGap: teamPartySizeGap(lineUp),
  })
  const rules = [
    ...teamSizes(lineUp),
    ...latencies(lineUp),
    ...skills(lineUp),
    ...parties(lineUp),
    ...roles(lineUp),
    ...attributeRules(lineUp),
    ...avoided(lineUp),
    ...leastQuality(lineUp, quality),
  ]
  return { holds: rules.every(({ passes }) => passes), rules, quality }
}

function teamSizes(lineUp: LineUp): readonly RuleVerdict[] {
  const least = new Measure('teams.playersMin', 'least')
  const most = new Measure('teams.playersMax', 'most')
  const open = new Measure('backfill.open', 'most')
  const bots = new Measure('teams.bots', 'most')
  for (const team of lineUp.teams) {
    const { name, def, players } = team
    bots.add(team.bots, team.open === undefined ? Math.max(0, def.playersMin - players) : 0, [name])
    if (team.open === undefined) {
      least.add(players + team.bots, def.playersMin, [name])
      most.add(players + team.bots, def.playersMax, [name])
    } else open.add(newcomersOf(team), team.open, [name])
  }
  return [least, most, open, bots].flatMap((measure) => measure.verdicts()).concat(patience(lineUp))
}

function newcomersOf({ entrants }: TeamLineUp): number {
  return sizeOf(entrants.filter(({ waitedMs }) => waitedMs !== undefined))
}

/** A match that is not full, and one with bots, are made when the oldest ticket has waited for it. */
function patience({ config, match, teams, oldestMs }: LineUp): readonly RuleVerdict[] {
  if (match.backfill !== undefined) return []
  const fill = new Measure('fillForMs', 'least')
  const bots = new Measure('botsAfterMs', 'least')
  const isFull = teams.every(({ def, players, bots }) => players + bots >= def.playersMax)
  if (!isFull) fill.add(oldestMs, config.fillForMs, [])
  if (teams.some(({ bots }) => bots > 0))
    bots.add(oldestMs, config.botsAfterMs === 0 ? Infinity : config.botsAfterMs, [])
  return [...fill.verdicts(), ...bots.verdicts()]
}

function skills(lineUp: LineUp): readonly RuleVerdict[] {
  const { skill: rule } = lineUp.config
  if (rule == null) return []
  const gap = new Measure('skill.teamGapMax', 'most')
  const chance = new Measure('skill.winChanceMax', 'most')
  const gapMax = lineUp.strictest(rule.teamGapMax, 'most')
  const chanceMax = lineUp.strictest(rule.winChanceMax, 'most')
  const teams = lineUp.teams.filter(({ players }) => players > 0)
  forEachPair(
    teams.map(({ name, entrants }) => ({ name, strength: strengthOf(rule, entrants) })),
    (a, b) => {
      gap.add(Math.abs(a.strength.skill - b.strength.skill), gapMax, [a.name, b.name])
      chance.add(winChance(a.strength, b.strength), chanceMax, [a.name, b.name])
    },
  )
  return [
    ...skillKnown(lineUp, rule),
    ...skillSpread(lineUp, rule),
    ...gap.verdicts(),
    ...chance.verdicts(),
    ...distanceToRoom(lineUp, rule),
  ]
}

/** Nobody plays by skill without one. */
export function skillKnown({ entrants }: LineUp, rule: SkillRule): readonly RuleVerdict[] {
  const known = new Measure('skill.attribute', 'most')
  for (const { id, players } of entrants) known.add(skillOfParty(rule, players), undefined, [id])
  return known.verdicts()
}

export function skillSpread(lineUp: LineUp, rule: SkillRule): readonly RuleVerdict[] {
  const spread = new Measure('skill.matchSpreadMax', 'most')
  measureDistances(lineUp, lineUp.newcomers, rule.matchSpreadMax, ({ players }) => skillOfParty(rule, players), spread)
  return spread.verdicts()
}

/** Who joins a running room is near enough to the mean of those who play there. */
function distanceToRoom(lineUp: LineUp, rule: SkillRule): readonly RuleVerdict[] {
  const curve = lineUp.config.backfill?.skillDistanceMax ?? []
  const present = lineUp.entrants.filter(({ waitedMs }) => waitedMs === undefined)
  if (present.length === 0) return []
  const room = strengthOf(rule, present).skill
  const distance = new Measure('backfill.skillDistanceMax', 'most')
  for (const entrant of lineUp.newcomers) {
    distance.add(Math.abs(skillOfParty(rule, entrant.players) - room), lineUp.limitOf(curve, entrant), [entrant.id])
  }
  return distance.verdicts()
}

/** How near everybody is, and whether it is the right region: not another one (1 against 0), and by `choice` as low as can be. */
function latencies(lineUp: LineUp): readonly RuleVerdict[] {
  const { config, match } = lineUp
  const region = match.region
  const { latency: rule } = config
  const choice = new Measure('regions', 'most')
  const about = region === undefined ? [] : [region]
  if (match.backfill !== undefined) choice.add(region === match.backfill.region ? 0 : 1, 0, about)
  else if (rule == null) choice.add(region === config.regions[0] ? 0 : 1, 0, about)
  if (rule == null) return choice.verdicts()
  if (match.backfill === undefined) {
    const fit = config.regions.filter((other) => regionLimits(lineUp, rule, other).every(({ passes }) => passes))
    const best = Math.min(...fit.map((other) => regionScore(lineUp, rule, other)))
    const isKnown = region !== undefined && config.regions.includes(region)
    choice.add(isKnown ? regionScore(lineUp, rule, region) : Number.NaN, best, about)
  }
  return [...regionLimits(lineUp, rule, region), ...choice.verdicts()]
}

/** Whether everybody is near enough to a region. Who is present already plays there. */
export function regionLimits(lineUp: LineUp, rule: LatencyRule, region: string | undefined): readonly RuleVerdict[] {
  const each = new Measure('latency.maxMs', 'most')
  for (const entrant of lineUp.newcomers) {
    const limit = lineUp.limitOf(rule.maxMs, entrant)
    for (const player of entrant.players) each.add(latencyOf(rule, player, region), limit, [player.playerId])
  }
  const all = latenciesOf(lineUp, rule, region)
  const spread = new Measure('latency.spreadMaxMs', 'most')
  spread.add(Math.max(...all) - Math.min(...all), lineUp.strictest(rule.spreadMaxMs ?? [], 'most'), [])
  return [...each.verdicts(), ...spread.verdicts()]
}

/** What the choice of the region makes as low as can be. */
function regionScore(lineUp: LineUp, rule: LatencyRule, region: string): number {
  const all = latenciesOf(lineUp, rule, region)
  if (rule.choice === RegionChoice.LOWEST_WORST) return Math.max(...all)
  return all.reduce((sum, ms) => sum + ms, 0) / all.length
}

function worstLatency(lineUp: LineUp, region: string | undefined): number {
  const { latency: rule } = lineUp.config
  return rule == null ? 0 : Math.max(...latenciesOf(lineUp, rule, region))
}

function latenciesOf({ newcomers }: LineUp, rule: LatencyRule, region: string | undefined): readonly number[] {
  return newcomers.flatMap(({ players }) => players.map((player) => latencyOf(rule, player, region)))
}

function latencyOf({ unknownMs }: LatencyRule, player: PoolPlayer, region: string | undefined): number {
  return player.latencyMsByRegion[region ?? ''] ?? unknownMs
}

export function parties(lineUp: LineUp): readonly RuleVerdict[] {
  const { party, skill } = lineUp.config
  const size = new Measure(party.soloOnly ? 'party.soloOnly' : 'party.sizeMax', 'most')
  const spread = new Measure('party.skillSpreadMax', 'most')
  const gap = new Measure('party.teamPartySizeGapMax', 'most')
  for (const entrant of lineUp.newcomers) {
    const { id, players } = entrant
    size.add(players.length, party.soloOnly ? 1 : party.sizeMax, [id])
    if (skill == null) continue
    const skills = players.map((player) => skillOfPlayer(skill, player))
    spread.add(Math.max(...skills) - Math.min(...skills), lineUp.limitOf(party.skillSpreadMax, entrant), [id])
  }
  gap.add(teamPartySizeGap(lineUp), lineUp.strictest(party.teamPartySizeGapMax, 'most'), [])
  return [...size.verdicts(), ...spread.verdicts(), ...gap.verdicts()]
}

/** The largest party of one team less the largest of another; a team without players does not count. */
function teamPartySizeGap({ teams }: LineUp): number {
  const largest = teams
    .filter(({ players }) => players > 0)
    .map(({ entrants }) => Math.max(...entrants.map(({ players }) => players.length)))
  return Math.max(...largest) - Math.min(...largest)
}

function roles(lineUp: LineUp): readonly RuleVerdict[] {
  const slots = new Measure('teams.roles', 'most')
  const offRole = new Measure('roles.offRolePlayersMax', 'most')
  for (const team of lineUp.teams) if (team.def.roles.length > 0) slots.add(misplaced(lineUp, team), 0, [team.name])
  const { roles: rule } = lineUp.config
  if (rule != null) offRole.add(offRolePlayers(lineUp), lineUp.strictest(rule.offRolePlayersMax, 'most'), [])
  return [...slots.verdicts(), ...offRole.verdicts()]
}

/** Players without one of the team's roles or one too many of it, and roles that neither bots nor open seats can fill. */
function misplaced({ match }: LineUp, team: TeamLineUp): number {
  const { def, entrants, players, bots, open } = team
  const taken = entrants.flatMap((entrant) => {
    const isNew = entrant.waitedMs !== undefined
    return entrant.players.map(({ playerId, roles }) => (isNew ? match.roles.get(playerId) : roles[0]))
  })
  let placed = 0
  let missing = 0
  for (const { role, countMin, countMax } of def.roles) {
    const count = taken.filter((other) => other === role).length
    placed += Math.min(count, countMax)
    missing += Math.max(0, countMin - count)
  }
  const seatsLeft = bots + (open === undefined ? 0 : open - newcomersOf(team))
  return players - placed + Math.max(0, missing - seatsLeft)
}

/** Newcomers with a role that they did not wish. */
function offRolePlayers({ newcomers, match }: LineUp): number {
  return newcomers
    .flatMap(({ players }) => players)
    .filter(({ playerId, roles }) => {
      const role = match.roles.get(playerId)
      return role !== undefined && roles.length > 0 && !roles.includes(role)
    }).length
}

/** Nobody is with somebody whom their ticket avoids; a party is never against itself. */
export function avoided({ entrants }: LineUp): readonly RuleVerdict[] {
  const avoid = new Measure('avoid', 'most')
  for (const entrant of entrants) {
    if (entrant.avoid.length === 0) continue
    const others = entrants.filter((other) => other !== entrant).flatMap(({ players }) => players)
    const met = others.filter(({ playerId }) => entrant.avoid.includes(playerId))
    avoid.add(met.length, 0, [entrant.id, ...met.map(({ playerId }) => playerId)])
  }
  return avoid.verdicts()
}

function leastQuality(lineUp: LineUp, quality: number): readonly RuleVerdict[] {
  const limit = lineUp.strictest(lineUp.config.quality.qualityMin, 'least')
  const rule = 'quality.qualityMin'
  if (limit === undefined) return []
  return [{ rule, passes: isWithin(quality, 'least', limit), measured: quality, limit, about: [] }]
}
