// The queues of the traces, as an operator would configure them. One number, the widening, scales every limit on skill: with it
// a sweep trades wait for quality, for ours and for its peers alike. Pure.

import {
  Aggregate,
  AttributeType,
  type Curve,
  Interpolation,
  type QueueConfig,
  RegionChoice,
  type TeamDef,
  WaitOf,
} from '@tickwire/gen-nodejs/queues.types.js'

/** Waited seconds, limit. */
export type Steps = readonly (readonly [number, number])[]

/** What differs from queue to queue. */
export interface QueueShape {
  readonly name: string
  readonly teams: readonly TeamDef[]
  /** Apart by at most this much in skill, before the widening. */
  readonly spread: Steps
  /** The teams' means. */
  readonly gap?: Steps
  readonly latencyMs?: Steps
  readonly regions?: readonly string[]
  readonly offRole?: Steps
  readonly partySizeMax: number
  readonly partySizeGap?: Steps
  readonly latencyWeight?: number
  /** What a minute is worth, in quality. */
  readonly waitWeight?: number
  /** How often the pool is looked at, milliseconds. */
  readonly cycleMs?: number
}

/** What a party is thought to gain with each player after the first, in skill of each. */
const PARTY_BONUS = 0.5

const CYCLE_MS = 500

export function queueOf(shape: QueueShape, widening: number): QueueConfig {
  const { name, teams, spread, gap = [], latencyMs, regions = [], offRole, partySizeMax, partySizeGap = [] } = shape
  return {
    name,
    version: 1,
    open: true,
    roomKind: name,
    regions,
    teams,
    attributes: [
      { name: 'mu', type: AttributeType.NUMBER, serverOnly: true },
      { name: 'sigma', type: AttributeType.NUMBER, serverOnly: true },
    ],
    skill: {
      attribute: 'mu',
      uncertaintyAttribute: 'sigma',
      partyAggregate: Aggregate.MEAN,
      partyBonusPerExtraPlayer: partySizeMax > 1 ? PARTY_BONUS : 0,
      matchSpreadMax: curveOf(spread, widening),
      teamGapMax: curveOf(gap, widening),
      winChanceMax: [],
      uncertaintyWeight: 0,
    },
    ...(latencyMs !== undefined && {
      latency: { maxMs: curveOf(latencyMs), choice: RegionChoice.LOWEST_WORST, unknownMs: 9_999 },
    }),
    ...(offRole !== undefined && { roles: { offRolePlayersMax: curveOf(offRole), offRoleCost: 1 } }),
    party: { sizeMax: partySizeMax, skillSpreadMax: [], teamPartySizeGapMax: curveOf(partySizeGap), soloOnly: false },
    rules: [],
    quality: {
      qualityMin: [],
      skillWeight: 1,
      latencyWeight: shape.latencyWeight ?? 0.5,
      roleWeight: 0.5,
      partyWeight: 0.5,
      waitWeight: shape.waitWeight ?? 0.2,
      recentOpponents: 0,
    },
    waitOf: WaitOf.EACH,
    interpolation: Interpolation.LINEAR,
    ticketTimeoutMs: 3_600_000,
    cycleMs: shape.cycleMs ?? CYCLE_MS,
    candidatesMax: 128,
    roomTags: {},
    roomOptions: {},
    botsAfterMs: 0,
    fillForMs: 0,
  }
}

function curveOf(steps: Steps, scale = 1): Curve {
  return steps.map(([seconds, value]) => ({ waitedMs: seconds * 1_000, value: value * scale }))
}

/** The limit after a wait; no limit without points. Linear, as the queues of the traces are. */
export function limitAt(curve: Curve, waitedMs: number): number {
  const next = curve.findIndex((point) => point.waitedMs > waitedMs)
  if (next < 0) return curve.at(-1)?.value ?? Number.POSITIVE_INFINITY
  const to = curve[next]!
  const from = curve[next - 1] ?? to
  if (from === to) return to.value
  return from.value + ((to.value - from.value) * (waitedMs - from.waitedMs)) / (to.waitedMs - from.waitedMs)
}
