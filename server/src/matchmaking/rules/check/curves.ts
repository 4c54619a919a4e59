// Every curve of a queue: sorted, finite, and of values that its limit can have.

import type { Curve, QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Problems } from './problems.js'

/** Points of one curve. Beyond: a problem of the config. More would be a table, not a curve. */
export const CURVE_POINTS_MAX = 16

/** Longest wait that a config may name, milliseconds: an hour, and no ticket waits longer. Beyond: a problem of the config. */
export const WAIT_MS_MAX = 3_600_000

/** Largest skill, spread, or distance that a config may name. Beyond: a problem of the config. */
export const VALUE_MAX = 1_000_000

/** Longest latency that a config may name, milliseconds. Beyond: a problem of the config. */
export const LATENCY_MS_MAX = 10_000

export interface NamedCurve {
  readonly path: string
  readonly curve: Curve
  readonly min: number
  readonly max: number
  /** What a value outside would mean. */
  readonly why: string
  /** Which way a ticket that waits is given more to choose from. */
  readonly widens: 'up' | 'down'
}

/** All that the config draws. */
export function curvesOf(config: QueueConfig): readonly NamedCurve[] {
  const { skill, latency, party, roles, quality, backfill, rules } = config
  const named = (path: string, curve: Curve | null | undefined, min: number, max: number, why: string): NamedCurve[] =>
    curve == null ? [] : [{ path, curve, min, max, why, widens: 'up' }]
  const apart = (path: string, curve: Curve | null | undefined) => {
    return named(path, curve, 0, VALUE_MAX, 'a distance is 0 or more')
  }
  return [
    ...apart('skill.matchSpreadMax', skill?.matchSpreadMax),
    ...apart('skill.teamGapMax', skill?.teamGapMax),
    ...named('skill.winChanceMax', skill?.winChanceMax, 0.5, 1, 'one of two teams always has a chance of 0.5 or more'),
    ...named('latency.maxMs', latency?.maxMs, 1, LATENCY_MS_MAX, 'nobody would be near enough, or everybody'),
    ...named('latency.spreadMaxMs', latency?.spreadMaxMs, 0, LATENCY_MS_MAX, 'a difference is 0 or more'),
    ...apart('party.skillSpreadMax', party.skillSpreadMax),
    ...apart('party.teamPartySizeGapMax', party.teamPartySizeGapMax),
    ...named('roles.offRolePlayersMax', roles?.offRolePlayersMax, 0, VALUE_MAX, 'a number of players is 0 or more'),
    ...named('quality.qualityMin', quality.qualityMin, 0, 1, 'quality is 0 to 1').map(loosenedDownwards),
    ...apart('backfill.skillDistanceMax', backfill?.skillDistanceMax),
    ...rules.flatMap(({ test: { overlap, distance } }, i) => [
      ...named(
        `rules[${i}].test.overlap.sharedMin`,
        overlap?.sharedMin,
        0,
        VALUE_MAX,
        'a number of tags is 0 or more',
      ).map(loosenedDownwards),
      ...apart(`rules[${i}].test.distance.distanceMax`, distance?.distanceMax),
    ]),
  ]
}

export function checkCurves(config: QueueConfig, problems: Problems): void {
  for (const { path, curve, min, max, why } of curvesOf(config)) {
    problems.checkCount(path, curve.length, CURVE_POINTS_MAX)
    curve.forEach(({ waitedMs, value }, i) => {
      problems.checkNumber(`${path}[${i}].waitedMs`, waitedMs, 0, WAIT_MS_MAX)
      problems.checkNumber(`${path}[${i}].value`, value, min, max, why)
      const before = curve[i - 1]?.waitedMs
      if (before === undefined || waitedMs > before) return
      problems.add(
        `${path}[${i}].waitedMs`,
        `${waitedMs} comes after ${before}`,
        'sort the points, each at a wait of its own',
      )
    })
  }
}

function loosenedDownwards(curve: NamedCurve): NamedCurve {
  return { ...curve, widens: 'down' }
}
