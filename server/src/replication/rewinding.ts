// What replication keeps for games that rewind (`tw.rewind`, netcode rule 11): makes the world's past, and tells it which snapshot
// each seat was sent and whom that client then knows. The past itself is the simulation's (`Past`), for it is what a step goes by.

import type { RoomSchema } from '@tickwire/protocol'
import { Past, RewindableTable, type Sight } from '@tickwire/simulation'
import type { EntityIndexes } from './entity-indexes.js'
import { type KnownList, SlotState } from './known-list.js'

/**
 * How far back a shot may be taken, milliseconds, unless a game says otherwise: about 300 of ping, with the lead of commands and what a client draws late. Beyond: as
 * far as this (counted, `views_clamped`). The longer, the longer who went round a corner can be hit there.
 */
export const REWIND_MS = 500

/** The most that a game can set for `maxRewindMs`. */
export const REWIND_MS_MAX = 1_000

/** Undefined where nothing can be rewound: then nothing is kept. */
export function newPast(schema: RoomSchema, indexes: EntityIndexes, maxRewindMs: number): Past | undefined {
  const rewinding = schema.entities.flatMap(({ id }) => {
    const { table, indexBase } = indexes.encoders[id]!
    return table instanceof RewindableTable ? [{ table, indexBase }] : []
  })
  if (rewinding.length === 0 || maxRewindMs === 0) return undefined
  const { tickRateHz, sendRateHz } = schema
  return new Past(rewinding, (maxRewindMs * tickRateHz) / 1_000, tickRateHz / sendRateHz)
}

/** A client was sent a snapshot. What it has out of date, it does not see where it is. */
export function tellSight(sight: Sight, tick: number, known: KnownList): void {
  sight.told(tick, known.indexes)
  if (known.staleCount === 0) return
  for (let slot = 0; slot < known.end; slot++) {
    if (known.state[slot] === SlotState.stale) sight.except(known.index[slot]!)
  }
}
