// A ticket as the baselines see it: a skill, a size, and what it accepts after so long a wait. Ours has its own rows; a baseline
// that shared them would share their mistakes. Pure.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolTicket } from '@tickwire/server/match-function'
import { limitAt } from './queue.js'
import { wishesOf } from './roles.js'
import { ratingOf } from './skill.js'

export interface Entry {
  readonly ticket: PoolTicket
  readonly size: number
  readonly skill: number
  /** A party's worst round trip to each region of the queue, milliseconds. */
  readonly latenciesMs: readonly number[]
  /** See `wishesOf`. */
  readonly wishes: readonly number[]
  readonly limits: Limits
}

/** What a ticket accepts now. */
export interface Limits {
  readonly spread: number
  readonly teamGap: number
  readonly offRole: number
  readonly partySizeGap: number
  /** Regions near enough for all of the ticket, a bit each; all of them where the queue has no rule for it. */
  readonly regions: number
}

const ANY_REGION = ~0

export function entryOf(config: QueueConfig, ticket: PoolTicket, nowMs: number): Entry {
  const { players } = ticket
  const latenciesMs = config.regions.map((region) =>
    Math.max(...players.map(({ latencyMsByRegion }) => latencyMsByRegion[region] ?? Number.POSITIVE_INFINITY)),
  )
  const bonus = (config.skill?.partyBonusPerExtraPlayer ?? 0) * (players.length - 1)
  const limits = limitsOf(config, nowMs - ticket.enqueuedMs, latenciesMs)
  const wishes = wishesOf(config, players)
  return { ticket, size: players.length, skill: ratingOf(ticket) + bonus, latenciesMs, wishes, limits }
}

function limitsOf(config: QueueConfig, waitedMs: number, latenciesMs: readonly number[]): Limits {
  const { skill, latency, roles, party } = config
  const latencyMsMax = limitAt(latency?.maxMs ?? [], waitedMs)
  return {
    spread: limitAt(skill?.matchSpreadMax ?? [], waitedMs),
    teamGap: limitAt(skill?.teamGapMax ?? [], waitedMs),
    offRole: limitAt(roles?.offRolePlayersMax ?? [], waitedMs),
    partySizeGap: limitAt(party.teamPartySizeGapMax, waitedMs),
    regions:
      latency == null
        ? ANY_REGION
        : latenciesMs.reduce((mask, ms, i) => (ms <= latencyMsMax ? mask | (1 << i) : mask), 0),
  }
}

/** The same entry later. */
export function agedEntry(config: QueueConfig, entry: Entry, nowMs: number): Entry {
  return { ...entry, limits: limitsOf(config, nowMs - entry.ticket.enqueuedMs, entry.latenciesMs) }
}

/** What all of them accept. */
export function strictest(entries: readonly Entry[]): Limits {
  return {
    spread: Math.min(...entries.map(({ limits }) => limits.spread)),
    teamGap: Math.min(...entries.map(({ limits }) => limits.teamGap)),
    offRole: Math.min(...entries.map(({ limits }) => limits.offRole)),
    partySizeGap: Math.min(...entries.map(({ limits }) => limits.partySizeGap)),
    regions: entries.reduce((mask, { limits }) => mask & limits.regions, ANY_REGION),
  }
}

/** The region of `mask` with the lowest worst latency; undefined when the queue has none. */
export function regionFor({ regions }: QueueConfig, entries: readonly Entry[], mask: number): string | undefined {
  let best: { region: string; worst: number } | undefined
  regions.forEach((region, i) => {
    if ((mask & (1 << i)) === 0) return
    const worst = Math.max(...entries.map(({ latenciesMs }) => latenciesMs[i]!))
    if (best === undefined || worst < best.worst) best = { region, worst }
  })
  return best?.region
}
