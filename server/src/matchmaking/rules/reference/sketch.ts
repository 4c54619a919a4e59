// How reference cases are written: a queue as what it changes of the plainest one.

import {
  Aggregate,
  type Curve,
  type QueueConfig,
  type SkillRule,
  type TeamDef,
} from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolBackfill, PoolPlayer, PoolTicket } from '../../model.js'
import { DUEL, solo } from '../testing.js'
import type { ExpectedMatch, ReferenceCase } from './case.js'

interface CaseSketch {
  readonly name: string
  readonly why: string
  readonly queue?: Partial<QueueConfig>
  readonly tickets: readonly PoolTicket[]
  readonly backfills?: readonly PoolBackfill[]
  /** Default 0, which is when tickets come unless they say otherwise. */
  readonly nowMs?: number
  /** Lists of ticket ids, or more of a match. */
  readonly matches: readonly (ExpectedMatch | readonly string[])[]
  readonly isChoice?: boolean
}

export function reference(sketch: CaseSketch): ReferenceCase {
  const { name, why, queue = {}, tickets, backfills = [], nowMs = 0, matches, isChoice = false } = sketch
  return {
    name,
    why,
    pool: { config: { ...DUEL, ...queue }, tickets, backfills },
    nowMs,
    matches: matches.map((match) => ('tickets' in match ? match : { tickets: match })),
    isChoice,
  }
}

/** A limit that stays. */
export const always = (value: number): Curve => [{ waitedMs: 0, value }]

/** From one value to another, over ten seconds. */
export const widening = (from: number, to: number): Curve => [
  { waitedMs: 0, value: from },
  { waitedMs: 10_000, value: to },
]

export function skill(rule: Partial<SkillRule>): Pick<QueueConfig, 'skill'> {
  return {
    skill: {
      attribute: 'mu',
      uncertaintyAttribute: 'sigma',
      partyAggregate: Aggregate.MEAN,
      partyBonusPerExtraPlayer: 0,
      matchSpreadMax: [],
      teamGapMax: [],
      winChanceMax: [],
      uncertaintyWeight: 0,
      ...rule,
    },
  }
}

/** Two teams alike; parties as large as a team. */
export function sides(playersMax: number, def: Partial<TeamDef> = {}): Pick<QueueConfig, 'teams' | 'party'> {
  return {
    teams: [{ name: 'side', playersMin: playersMax, playersMax, quantity: 2, roles: [], ...def }],
    party: { ...DUEL.party, sizeMax: playersMax },
  }
}

/** A player who waits, by skill. */
export const rated = (id: string, mu: number, sinceMs = 0): PoolTicket => solo({ id, is: { mu, sigma: 0 }, sinceMs })

export function room(id: string, open: readonly number[], present: readonly (readonly PoolPlayer[])[]): PoolBackfill {
  const teams = open.map((seats, i) => ({ team: `side${i + 1}`, open: seats, present: present[i] ?? [] }))
  return { backfillId: id, version: 1, openedMs: 0, region: 'eu', teams }
}
