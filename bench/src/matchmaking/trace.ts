// Who comes to a queue, when, how good they really are, and when they give up: a trace, from a seed. A matcher sees only the
// tickets; the measures know the truth. Pure.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer, PoolTicket } from '@tickwire/server/match-function'
import { Random } from '@tickwire/simulation'

export interface Trace {
  readonly name: string
  /** By `atMs`. */
  readonly arrivals: readonly Arrival[]
  readonly endMs: number
  /** Who arrives between these counts: before them the queue fills, after them it runs empty. */
  readonly countedFromMs: number
  readonly countedUntilMs: number
  readonly queue: (widening: number) => QueueConfig
  /** What is swept: from narrow, where quality is all, to wide. */
  readonly widenings: readonly number[]
}

export interface Arrival {
  readonly atMs: number
  readonly ticket: PoolTicket
  /** Of the ticket's players, in their order: what their skill may really be, each as likely. Hidden. */
  readonly trueSkills: readonly (readonly number[])[]
  /** When they give up, unless they are in a match. */
  readonly leavesMs: number
}

/** Of a skill that nothing is known of; of all players. */
export const MU = 25
export const SIGMA = 25 / 3

/** Truths for each player: a figure that is the mean over all of them owes less to luck. */
export const TRUTHS = 8

/** The least that is not known of anybody's skill. */
const SIGMA_MIN = 1

/** What each player of a party really gains with each other one; queues only think that they know it. */
const PARTY_GAIN = 0.6

export interface Crowd {
  /** Tickets a second, over the trace's time from 0 to 1. */
  readonly perSecond: (share: number) => number
  readonly seconds: number
  readonly seed: number
  /** Median, and deviation of the logarithm. */
  readonly patienceSeconds: number
  readonly patienceDeviation: number
  /** Of the sizes 1, 2, 3 and so on. */
  readonly partyWeights: readonly number[]
  /** Where a party comes from, and what its players want. */
  readonly profile?: (random: Random) => Profile
}

export interface Profile {
  readonly latencyMsByRegion: Readonly<Record<string, number>>
  /** Of each player anew. */
  readonly roles: () => readonly string[]
}

const NO_PROFILE: Profile = { latencyMsByRegion: {}, roles: () => [] }

export function arrivalsOf(crowd: Crowd): readonly Arrival[] {
  const random = new Random(crowd.seed)
  const arrivals: Arrival[] = []
  const endMs = crowd.seconds * 1_000
  let atMs = 0
  for (;;) {
    atMs += (1_000 * exponential(random)) / crowd.perSecond(Math.min(1, atMs / endMs))
    if (atMs >= endMs) return arrivals
    arrivals.push(arrivalOf(crowd, random, atMs, arrivals.length))
  }
}

function arrivalOf(crowd: Crowd, random: Random, atMs: number, index: number): Arrival {
  const size = 1 + weighted(random, crowd.partyWeights)
  const { latencyMsByRegion, roles } = crowd.profile?.(random) ?? NO_PROFILE
  // Friends are alike: what a party has in common is half of what makes a skill.
  const common = normal(random)
  const players: PoolPlayer[] = []
  const trueSkills: number[][] = []
  for (let i = 0; i < size; i++) {
    const own = size === 1 ? common : (common + normal(random)) * Math.SQRT1_2
    const { mu, sigma } = ratingOf(random, own)
    const gain = PARTY_GAIN * (size - 1)
    trueSkills.push(Array.from({ length: TRUTHS }, () => mu + sigma * normal(random) + gain))
    players.push({
      playerId: `p${index}.${i}`,
      attributes: { mu: { number: mu }, sigma: { number: sigma } },
      latencyMsByRegion,
      roles: roles(),
      recentOpponents: [],
    })
  }
  const patienceMs = 1_000 * crowd.patienceSeconds * Math.exp(crowd.patienceDeviation * normal(random))
  const ticket: PoolTicket = { ticketId: `t${index}`, version: 1, enqueuedMs: atMs, players, avoid: [] }
  return { atMs, ticket, trueSkills, leavesMs: atMs + patienceMs }
}

/**
 * A rating that means what it says: those with (mu, sigma) really are spread N(mu, sigma), and all together N(MU, SIGMA).
 * @param own - N(0, 1), where in the crowd the rating lies
 */
function ratingOf(random: Random, own: number): { readonly mu: number; readonly sigma: number } {
  // From newcomers, of whom nothing is known, to the long known; most are known well.
  const sigma = SIGMA_MIN + (SIGMA - SIGMA_MIN) * random.unit() ** 3
  return { mu: MU + Math.sqrt(SIGMA ** 2 - sigma ** 2) * own, sigma }
}

/** N(0, 1), by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random.unit())
}

/** Mean 1. */
function exponential(random: Random): number {
  return -Math.log(1 - random.unit())
}

/** An index, as likely as its weight is of all. */
export function weighted(random: Random, weights: readonly number[]): number {
  const at = random.unit() * weights.reduce((sum, weight) => sum + weight, 0)
  let passed = 0
  const index = weights.findIndex((weight) => {
    passed += weight
    return at < passed
  })
  return Math.max(0, index)
}
