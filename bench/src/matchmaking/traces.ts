// The traces of the comparison: duel, ranked at three rates, royale, thin (docs/BENCHMARKS.md says what each is about). Pure.

import type { PoolTicket } from '@tickwire/server/match-function'
import type { Random } from '@tickwire/simulation'
import { type QueueShape, queueOf, type Steps } from './queue.js'
import { arrivalsOf, type Crowd, normal, type Profile, type Trace, weighted } from './trace.js'

const SEED = 2_024

/** Who arrives in the first quarter, or in the last, is not counted. */
const MARGIN = 0.25

const WIDENINGS = [0.5, 1, 2, 4]

/**
 * How fast people come to the ranked queue, and what goes with it. The busier, the sooner limits widen and patience ends, and the
 * longer a trace is beside both: who has not been matched at its end has given up, but for a few.
 */
const RANKED = [
  { perSecond: 1, pace: 1, seconds: 1_800, cycleMs: 2_000, widenings: WIDENINGS },
  { perSecond: 20, pace: 4, seconds: 240, cycleMs: 1_000, widenings: WIDENINGS },
  // A point of these takes a minute of the greedy one.
  { perSecond: 500, pace: 12, seconds: 30, cycleMs: 1_000, widenings: [1, 2] },
]

/** Round trips between regions, milliseconds: two in America, two in Europe, two in Asia. */
const REGIONS = ['us-west', 'us-east', 'eu-west', 'eu-east', 'asia-east', 'asia-south']
const REGION_MS = [
  [12, 65, 140, 165, 120, 210],
  [65, 12, 78, 105, 170, 195],
  [140, 78, 12, 35, 215, 125],
  [165, 105, 35, 12, 190, 115],
  [120, 170, 215, 190, 12, 85],
  [210, 195, 125, 115, 85, 12],
]
/** Where players live: most in three of the six. */
const REGION_WEIGHTS = [2, 4, 5, 2, 4, 1]
/** The last mile adds this at the median, milliseconds. */
const LAST_MILE_MS = 14

const ROLES = ['carry', 'mid', 'jungle', 'top', 'support']
/** The most wished role is wished four times as often as the least. */
const ROLE_WEIGHTS = [36, 26, 18, 11, 9]
/** Of the sizes 1 to 5. */
const PARTY_WEIGHTS = [55, 22, 11, 4, 8]
/** Who would also play a second role. */
const TWO_ROLES_SHARE = 0.6

const duel: QueueShape = {
  name: 'duel',
  teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2, roles: [] }],
  spread: [
    [0, 1],
    [10, 4],
    [30, 12],
    [60, 40],
  ],
  partySizeMax: 1,
  // Waits are seconds here.
  waitWeight: 4,
}

const ranked = {
  name: 'ranked',
  teams: [
    {
      name: 'side',
      playersMin: 5,
      playersMax: 5,
      quantity: 2,
      roles: ROLES.map((role) => ({ role, countMin: 1, countMax: 1 })),
    },
  ],
  spread: [
    [0, 6],
    [60, 12],
    [180, 40],
  ],
  gap: [
    [0, 1],
    [60, 2],
    [180, 6],
  ],
  regions: REGIONS,
  latencyMs: [
    [0, 60],
    [60, 90],
    [180, 160],
  ],
  offRole: [
    [0, 0],
    [60, 2],
    [180, 5],
  ],
  partySizeMax: 5,
  partySizeGap: [
    [0, 1],
    [60, 2],
    [180, 4],
  ],
} satisfies QueueShape

const royale: QueueShape = {
  name: 'royale',
  teams: [{ name: 'squad', playersMin: 3, playersMax: 3, quantity: 20, roles: [] }],
  spread: [
    [0, 12],
    [30, 40],
  ],
  regions: REGIONS,
  latencyMs: [
    [0, 50],
    [20, 80],
    [60, 150],
  ],
  partySizeMax: 3,
  latencyWeight: 2,
}

const thin: QueueShape = {
  name: 'thin',
  teams: [{ name: 'side', playersMin: 3, playersMax: 3, quantity: 2, roles: [] }],
  spread: [
    [0, 3],
    [60, 8],
    [180, 25],
    [400, 60],
  ],
  partySizeMax: 1,
  cycleMs: 4_000,
}

/** @param scale - how much of each trace's time, for a quick look; 1 is the whole */
export function tracesOf(scale = 1, seed = SEED): readonly Trace[] {
  return [
    traceOf('duel', duel, { seed, perSecond: () => 20, seconds: 600 * scale, patienceSeconds: 60 }),
    ...RANKED.map((pace) => rankedOf(pace, scale, seed)),
    traceOf('royale', royale, {
      seed,
      perSecond: () => 100,
      seconds: 60 * scale,
      patienceSeconds: 90,
      partyWeights: [55, 27, 18],
      profile: (random) => ({ ...profileOf(random), roles: () => [] }),
    }),
    traceOf('thin', thin, { seed, perSecond: () => 1 / 20, seconds: 300_000 * scale, patienceSeconds: 400 }),
  ]
}

function rankedOf(
  { perSecond: rate, pace, seconds, cycleMs, widenings }: (typeof RANKED)[number],
  scale: number,
  seed: number,
): Trace {
  // An evening: the rate is half at its ends and one and a half times in its middle.
  const perSecond = (share: number) => rate * (0.5 + Math.sin(Math.PI * share) ** 2)
  const sooner = (steps: Steps): Steps => steps.map(([waitedSeconds, limit]) => [waitedSeconds / pace, limit])
  const shape: QueueShape = {
    ...ranked,
    spread: sooner(ranked.spread),
    gap: sooner(ranked.gap),
    latencyMs: sooner(ranked.latencyMs),
    offRole: sooner(ranked.offRole),
    partySizeGap: sooner(ranked.partySizeGap),
    cycleMs,
  }
  const crowd = {
    seed,
    perSecond,
    seconds: seconds * scale,
    patienceSeconds: 240 / pace,
    partyWeights: PARTY_WEIGHTS,
    profile: profileOf,
  }
  return { ...traceOf(`ranked ${rate}/s`, shape, crowd), widenings }
}

/** For what a cycle costs: the ranked queue, in which nobody plays off role. */
export const crowdedRanked = {
  config: queueOf({ ...ranked, offRole: [[0, 0]] }, 1),

  /** Tickets who wish only the two roles that everybody wishes; they came within so many seconds. */
  starved(tickets: number, seconds: number): readonly PoolTicket[] {
    const wishes = [['carry'], ['mid'], ['carry', 'mid']]
    const profile = (random: Random): Profile => ({ ...profileOf(random), roles: () => wishes[random.below(3)]! })
    return crowdOf(tickets / seconds, seconds, profile)
  },

  usual(perSecond: number, seconds: number): readonly PoolTicket[] {
    return crowdOf(perSecond, seconds, profileOf)
  },
}

function crowdOf(rate: number, seconds: number, profile: (random: Random) => Profile): readonly PoolTicket[] {
  const crowd = { seed: SEED, patienceSeconds: 240, patienceDeviation: 0.6, partyWeights: PARTY_WEIGHTS }
  return arrivalsOf({ ...crowd, perSecond: () => rate, seconds, profile }).map(({ ticket }) => ticket)
}

type Differing = Pick<Crowd, 'seed' | 'perSecond' | 'seconds' | 'patienceSeconds'> & Partial<Crowd>

function traceOf(name: string, shape: QueueShape, crowd: Differing): Trace {
  const endMs = crowd.seconds * 1_000
  return {
    name,
    arrivals: arrivalsOf({ patienceDeviation: 0.6, partyWeights: [1], ...crowd }),
    endMs,
    countedFromMs: MARGIN * endMs,
    countedUntilMs: (1 - MARGIN) * endMs,
    queue: (widening) => queueOf(shape, widening),
    widenings: WIDENINGS,
  }
}

function profileOf(random: Random): Profile {
  const home = weighted(random, REGION_WEIGHTS)
  const lastMileMs = LAST_MILE_MS * Math.exp(0.5 * normal(random))
  const latencyMsByRegion = Object.fromEntries(
    REGIONS.map((region, i) => [region, Math.round(REGION_MS[home]![i]! + lastMileMs)]),
  )
  return { latencyMsByRegion, roles: () => rolesOf(random) }
}

function rolesOf(random: Random): readonly string[] {
  const first = weighted(random, ROLE_WEIGHTS)
  if (!random.chance(TWO_ROLES_SHARE)) return [ROLES[first]!]
  const others = ROLE_WEIGHTS.map((weight, role) => (role === first ? 0 : weight))
  return [ROLES[first]!, ROLES[weighted(random, others)]!]
}
