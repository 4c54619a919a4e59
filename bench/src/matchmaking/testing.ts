// Small pools for the tests of matchers and measures: a ticket in a line.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolTicket, Proposal } from '@tickwire/server/match-function'
import { type QueueShape, queueOf } from './queue.js'
import { type Arrival, TRUTHS } from './trace.js'

export interface TicketSketch {
  readonly id: string
  /** Of each player. */
  readonly mu: readonly number[]
  readonly sinceMs?: number
  readonly latencyMs?: Readonly<Record<string, number>>
  /** Of each player. */
  readonly roles?: readonly (readonly string[])[]
}

export function ticketOf({ id, mu, sinceMs = 0, latencyMs = {}, roles = [] }: TicketSketch): PoolTicket {
  const players = mu.map((rating, i) => ({
    playerId: `${id}.${i}`,
    attributes: { mu: { number: rating }, sigma: { number: 1 } },
    latencyMsByRegion: latencyMs,
    roles: roles[i] ?? [],
    recentOpponents: [],
  }))
  return { ticketId: id, version: 1, enqueuedMs: sinceMs, players, avoid: [] }
}

/** Whose true skill is their rating. */
export function arrivalOf(sketch: TicketSketch, leavesMs = Number.POSITIVE_INFINITY): Arrival {
  const trueSkills = sketch.mu.map((rating) => Array.from({ length: TRUTHS }, () => rating))
  return { atMs: sketch.sinceMs ?? 0, ticket: ticketOf(sketch), trueSkills, leavesMs }
}

/** Two teams, spread at most 2 and 20 after ten seconds. */
export function smallQueue(teamSize: number, more: Partial<QueueShape> = {}): QueueConfig {
  const shape: QueueShape = {
    name: 'small',
    teams: [{ name: 'side', playersMin: teamSize, playersMax: teamSize, quantity: 2, roles: [] }],
    spread: [
      [0, 2],
      [10, 20],
    ],
    partySizeMax: teamSize,
    ...more,
  }
  return queueOf(shape, 1)
}

/** Ids of the tickets of each match, sorted. */
export function idsOf(proposals: readonly Proposal[]): string[] {
  return proposals
    .map(({ tickets }) =>
      tickets
        .map(({ ticketId }) => ticketId)
        .sort()
        .join('+'),
    )
    .sort()
}
