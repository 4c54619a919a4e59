// What a trace's outcome was worth, judged on the players' true skill: how long people waited, how even their matches were, how far
// from home and from their wished role they played, and whether that was the same for everybody. Pure.

import type { Outcome, PlayedMatch } from './simulation.js'
import { BETA, winChance } from './skill.js'
import type { Arrival, Trace } from './trace.js'

/** Of those who count. Shares are 0 to 1. */
export interface Measures {
  readonly matches: number
  /** Of each player: until the match, until they gave up, or until the trace's end. */
  readonly waitSecondsMean: number
  readonly waitSecondsP50: number
  readonly waitSecondsP90: number
  readonly waitSecondsP99: number
  /** |chance - 1/2| of a team against another, on true skill; the mean over pairs of teams and truths, then over matches. */
  readonly winChanceError: number
  /** Best player less worst, by their rating; the mean over matches. */
  readonly spread: number
  readonly latencyMsP95: number
  readonly offRoleShare: number
  /** Who left unmatched, out of patience; and who was still there at the trace's end. */
  readonly gaveUpShare: number
  readonly stillWaitingShare: number
  /** Mean true chance of the team with the larger party; 0.5 is fair, NaN where parties never differ. */
  readonly largerPartyWinChance: number
  /** By tenths of the players by rating, and by where they live: the worst group's figure / the median group's. */
  readonly waitBySkill: number
  readonly errorBySkill: number
  readonly waitByRegion: number
  readonly errorByRegion: number
  /** Parties whose players ended up in different teams or matches. */
  readonly tornShare: number
}

/** A player of the trace, with all that is known. */
interface Person {
  readonly arrival: Arrival
  readonly index: number
  readonly mu: number
  readonly home: string
}

const SKILL_GROUPS = 10

export function measure(trace: Trace, outcome: Outcome): Measures {
  const people = peopleOf(trace.arrivals)
  const counts = ({ arrival: { atMs } }: Person) => atMs >= trace.countedFromMs && atMs < trace.countedUntilMs
  const counted = [...people.values()].filter(counts)
  const matches = outcome.matches.filter(({ teams }) =>
    teams.some((team) => team.some((seat) => counts(people.get(seat.playerId)!))),
  )
  const errorOf = new Map<string, number>()
  for (const match of matches) {
    const error = winChanceErrorOf(match, people)
    for (const { playerId } of match.teams.flat()) errorOf.set(playerId, error)
  }
  const waitOf = (person: Person) => waitSeconds(person, outcome, trace.endMs)
  const waits = counted.map(waitOf)
  const unmatched = counted.filter((person) => !outcome.matchedMs.has(idOf(person)))
  const gaveUp = unmatched.filter(({ arrival }) => arrival.leavesMs <= trace.endMs)
  const bySkill = tenths(counted)
  const byRegion = grouped(counted, ({ home }) => home)
  const errors = (group: readonly Person[]) => mean(group.flatMap((person) => errorOf.get(idOf(person)) ?? []))
  return {
    matches: matches.length,
    waitSecondsMean: mean(waits),
    waitSecondsP50: quantile(waits, 0.5),
    waitSecondsP90: quantile(waits, 0.9),
    waitSecondsP99: quantile(waits, 0.99),
    winChanceError: mean(matches.map((match) => winChanceErrorOf(match, people))),
    spread: mean(matches.map((match) => spreadOf(match, people))),
    latencyMsP95: quantile(
      matches.flatMap((match) => latenciesOf(match, people)),
      0.95,
    ),
    offRoleShare: mean(matches.flatMap((match) => offRolesOf(match, people))),
    gaveUpShare: gaveUp.length / counted.length,
    stillWaitingShare: (unmatched.length - gaveUp.length) / counted.length,
    largerPartyWinChance: mean(matches.flatMap((match) => largerPartyChances(match, people))),
    waitBySkill: worstOverMedian(bySkill.map((group) => mean(group.map(waitOf)))),
    errorBySkill: worstOverMedian(bySkill.map(errors)),
    waitByRegion: worstOverMedian(byRegion.map((group) => mean(group.map(waitOf)))),
    errorByRegion: worstOverMedian(byRegion.map(errors)),
    tornShare: tornShareOf(matches, people),
  }
}

function peopleOf(arrivals: readonly Arrival[]): ReadonlyMap<string, Person> {
  const people = new Map<string, Person>()
  for (const arrival of arrivals) {
    arrival.ticket.players.forEach(({ playerId, attributes, latencyMsByRegion }, index) => {
      const home = Object.keys(latencyMsByRegion).sort((a, b) => latencyMsByRegion[a]! - latencyMsByRegion[b]!)[0] ?? ''
      people.set(playerId, { arrival, index, mu: attributes.mu!.number!, home })
    })
  }
  return people
}

function idOf({ arrival, index }: Person): string {
  return arrival.ticket.players[index]!.playerId
}

function waitSeconds(person: Person, { matchedMs }: Outcome, endMs: number): number {
  const { atMs, leavesMs } = person.arrival
  return ((matchedMs.get(idOf(person)) ?? Math.min(leavesMs, endMs)) - atMs) / 1_000
}

interface PairChance {
  readonly a: number
  readonly b: number
  /** Of a against b, if this truth holds. */
  readonly chance: number
}

/** Of each pair of teams and each truth. */
function trueChances({ teams }: PlayedMatch, people: ReadonlyMap<string, Person>): PairChance[] {
  const strengths = teams.map((team) => {
    const skills = team.map(({ playerId }) => {
      const { arrival, index } = people.get(playerId)!
      return arrival.trueSkills[index]!
    })
    return skills[0]!.map((_, truth) => sum(skills.map((skill) => skill[truth]!)))
  })
  const chances: PairChance[] = []
  for (const [a, first] of strengths.entries()) {
    for (let b = a + 1; b < strengths.length; b++) {
      const variance = (teams[a]!.length + teams[b]!.length) * BETA ** 2
      for (const [truth, strength] of first.entries()) {
        chances.push({ a, b, chance: winChance(strength - strengths[b]![truth]!, variance) })
      }
    }
  }
  return chances
}

function winChanceErrorOf(match: PlayedMatch, people: ReadonlyMap<string, Person>): number {
  return mean(trueChances(match, people).map(({ chance }) => Math.abs(chance - 0.5)))
}

function spreadOf({ teams }: PlayedMatch, people: ReadonlyMap<string, Person>): number {
  const ratings = teams.flat().map(({ playerId }) => people.get(playerId)!.mu)
  return Math.max(...ratings) - Math.min(...ratings)
}

function latenciesOf({ teams, region }: PlayedMatch, people: ReadonlyMap<string, Person>): number[] {
  if (region === undefined) return []
  return teams.flat().map(({ playerId }) => playerOf(people.get(playerId)!).latencyMsByRegion[region]!)
}

/** 1 for each player off role, 0 for each other one; nothing where there are no roles. */
function offRolesOf({ teams }: PlayedMatch, people: ReadonlyMap<string, Person>): number[] {
  return teams
    .flat()
    .filter(({ role }) => role !== undefined)
    .map(({ playerId, role }) => {
      const { roles } = playerOf(people.get(playerId)!)
      return roles.length === 0 || roles.includes(role!) ? 0 : 1
    })
}

function largerPartyChances(match: PlayedMatch, people: ReadonlyMap<string, Person>): number[] {
  const largest = match.teams.map((team) =>
    Math.max(...team.map(({ playerId }) => people.get(playerId)!.arrival.ticket.players.length)),
  )
  return trueChances(match, people).flatMap(({ a, b, chance }) => {
    if (largest[a] === largest[b]) return []
    return largest[a]! > largest[b]! ? chance : 1 - chance
  })
}

function tornShareOf(matches: readonly PlayedMatch[], people: ReadonlyMap<string, Person>): number {
  const teamsOfParty = new Map<Arrival, Set<readonly unknown[]>>()
  for (const team of matches.flatMap(({ teams }) => teams)) {
    for (const { playerId } of team) {
      const { arrival } = people.get(playerId)!
      if (arrival.ticket.players.length === 1) continue
      teamsOfParty.set(arrival, (teamsOfParty.get(arrival) ?? new Set()).add(team))
    }
  }
  return mean([...teamsOfParty.values()].map(({ size }) => (size > 1 ? 1 : 0)))
}

function playerOf({ arrival, index }: Person) {
  return arrival.ticket.players[index]!
}

function tenths(people: readonly Person[]): Person[][] {
  const sorted = [...people].sort((a, b) => a.mu - b.mu)
  const start = (group: number) => Math.round((sorted.length * group) / SKILL_GROUPS)
  return Array.from({ length: SKILL_GROUPS }, (_, group) => sorted.slice(start(group), start(group + 1)))
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}

function worstOverMedian(figures: readonly number[]): number {
  const known = figures.filter((figure) => !Number.isNaN(figure))
  return Math.max(...known) / quantile(known, 0.5)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** NaN of nothing. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

/** The least value that a share `q` of the values does not exceed; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}
