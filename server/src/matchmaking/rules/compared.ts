// Which tickets of a pool an explanation compares with one: those nearest in skill, where a queue goes by it, because a match would be
// made of these; otherwise some from all over the pool.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolTicket } from '../model.js'
import { skillOfParty } from './skill.js'

/** Tickets that one explanation compares. Beyond: as many, and the answer says so. Of 100,000: some 60 ms of CPU, of the matcher's thread. */
export const EXPLAINED_TICKETS_MAX = 200

export interface Compared {
  readonly tickets: readonly PoolTicket[]
  /** Those left out are farther away in skill; otherwise the sample is an even one. */
  readonly areNearest: boolean
}

export function comparedWith(
  { skill }: Pick<QueueConfig, 'skill'>,
  ticket: PoolTicket,
  others: readonly PoolTicket[],
): Compared {
  if (others.length <= EXPLAINED_TICKETS_MAX) return { tickets: others, areNearest: false }
  const own = skill == null ? Number.NaN : skillOfParty(skill, ticket.players)
  if (skill == null || Number.isNaN(own)) return { tickets: evenly(others), areNearest: false }
  const distances = Float64Array.from(others, ({ players }) => {
    const distance = Math.abs(skillOfParty(skill, players) - own)
    return Number.isNaN(distance) ? Infinity : distance
  })
  const farthest = distances.slice().sort()[EXPLAINED_TICKETS_MAX - 1]!
  const nearer = others.filter((_, i) => distances[i]! < farthest)
  const atTheEdge = others.filter((_, i) => distances[i] === farthest)
  return { tickets: [...nearer, ...atTheEdge.slice(0, EXPLAINED_TICKETS_MAX - nearer.length)], areNearest: true }
}

function evenly<T>(list: readonly T[]): readonly T[] {
  const most = EXPLAINED_TICKETS_MAX
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!)
}
