// Queues and tickets for tests: the plainest queue there is, and what a case changes of it.

import { AttributeType, Interpolation, type QueueConfig, WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer, PoolTicket } from '../model.js'

/** 1v1, whoever comes: no rule but the sizes of its teams. */
export const DUEL: QueueConfig = {
  name: 'duel',
  version: 1,
  open: true,
  roomKind: 'arena',
  regions: [],
  teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2, roles: [] }],
  attributes: [],
  skill: undefined,
  latency: undefined,
  roles: undefined,
  party: { sizeMax: 1, skillSpreadMax: [], teamPartySizeGapMax: [], soloOnly: false },
  rules: [],
  quality: {
    qualityMin: [],
    skillWeight: 1,
    latencyWeight: 0.5,
    roleWeight: 0.5,
    partyWeight: 0.5,
    waitWeight: 0.2,
    recentOpponents: 0,
  },
  waitOf: WaitOf.EACH,
  interpolation: Interpolation.LINEAR,
  acceptance: undefined,
  backfill: undefined,
  ticketTimeoutMs: 300_000,
  cycleMs: 500,
  candidatesMax: 128,
  roomTags: {},
  roomOptions: {},
  botsAfterMs: 0,
  fillForMs: 5_000,
}

/** The usual skill, for queues with a skill rule. */
export const SKILL_ATTRIBUTES: QueueConfig['attributes'] = [
  { name: 'mu', type: AttributeType.NUMBER, fallback: undefined, serverOnly: true },
  { name: 'sigma', type: AttributeType.NUMBER, fallback: undefined, serverOnly: true },
]

/** Attributes in short: numbers, texts, and lists of tags. */
type Short = Readonly<Record<string, number | string | readonly string[]>>

export interface PlayerSketch {
  readonly id: string
  readonly is?: Short
  readonly ms?: Readonly<Record<string, number>>
  readonly roles?: readonly string[]
  readonly met?: readonly string[]
}

export function player({ id, is = {}, ms = {}, roles = [], met = [] }: PlayerSketch): PoolPlayer {
  const attributes = Object.fromEntries(
    Object.entries(is).map(([name, value]) => {
      if (typeof value === 'number') return [name, { number: value }]
      return [name, typeof value === 'string' ? { text: value } : { tags: value }]
    }),
  )
  return { playerId: id, attributes, latencyMsByRegion: ms, roles, recentOpponents: met }
}

/** A ticket of one player that has waited since 0; its id is the player's. */
export function solo(
  sketch: PlayerSketch & { readonly sinceMs?: number; readonly avoid?: readonly string[] },
): PoolTicket {
  return party(sketch.id, [sketch], sketch)
}

export function party(
  id: string,
  players: readonly PlayerSketch[],
  { sinceMs = 0, avoid = [] }: { readonly sinceMs?: number; readonly avoid?: readonly string[] } = {},
): PoolTicket {
  return { ticketId: id, version: 1, enqueuedMs: sinceMs, players: players.map(player), avoid }
}
