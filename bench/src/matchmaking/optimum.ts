// The best that can be made of a small pool in one cycle, by trying all: every set of tickets that fills a match, every split of it, then
// the best choice of matches that share no ticket. The objective is the sum over matches of quality times players: matching
// more people counts, and matching them well. Judged by the rules' own judge. Pure.

import { holds, type Pool, type Proposal, viewOf } from '@tickwire/server/match-function'
import { type Entry, entryOf, regionFor, strictest } from './entry.js'
import { pairsOf, seatedOf } from './split.js'

/** Sets of tickets are bits. */
const TICKETS_MAX = 16

/** What a contender's proposals are worth. */
export function worthOf(pool: Pool, proposals: readonly Proposal[], nowMs: number): number {
  const view = viewOf(pool)
  return proposals.reduce((sum, proposal) => {
    const { problems, verdict } = holds(view, proposal, nowMs)
    if (problems.length > 0) throw new Error(`a proposal breaks the rules: ${problems.join('; ')}`)
    return sum + verdict!.quality * proposal.teams.reduce((players, team) => players + team.players.length, 0)
  }, 0)
}

/** For queues of two teams that are always full. */
export function optimumOf(pool: Pool, nowMs: number): number {
  const { config, tickets } = pool
  if (tickets.length > TICKETS_MAX) throw new Error(`an optimum of ${tickets.length} tickets takes too long`)
  const entries = tickets.map((ticket) => entryOf(config, ticket, nowMs))
  const worthOfSet = new Map<number, number>()
  for (const set of fullSets(entries, 2 * config.teams[0]!.playersMax)) {
    const worth = bestOfSet(
      pool,
      entries.filter((_, i) => (set & (1 << i)) !== 0),
      nowMs,
    )
    if (worth > 0) worthOfSet.set(set, worth)
  }
  return bestChoice(worthOfSet, tickets.length)
}

function fullSets(entries: readonly Entry[], seats: number): number[] {
  const sets: number[] = []
  for (let set = 1; set < 1 << entries.length; set++) {
    const size = entries.reduce((sum, entry, i) => ((set & (1 << i)) === 0 ? sum : sum + entry.size), 0)
    if (size === seats) sets.push(set)
  }
  return sets
}

/** 0 when they are no match. */
function bestOfSet(pool: Pool, entries: readonly Entry[], nowMs: number): number {
  const { config } = pool
  const limits = strictest(entries)
  const skills = entries.map(({ skill }) => skill)
  if (
    limits.regions === 0 ||
    Math.max(...skills) - Math.min(...skills) > Math.max(...entries.map((e) => e.limits.spread))
  )
    return 0
  const view = viewOf(pool)
  const region = regionFor(config, entries, limits.regions)
  let best = 0
  for (const teams of pairsOf(config, entries)) {
    const proposal: Proposal = {
      tickets: entries.map(({ ticket: { ticketId, version } }) => ({ ticketId, version })),
      teams: seatedOf(config, teams),
      region,
      quality: 0,
      backfill: undefined,
    }
    const { problems, verdict } = holds(view, proposal, nowMs)
    if (problems.length === 0) best = Math.max(best, verdict!.quality)
  }
  return best * entries.reduce((sum, { size }) => sum + size, 0)
}

/** The most that sets without a common ticket are worth together: for each set of tickets left, with its lowest or without it. */
function bestChoice(worthOfSet: ReadonlyMap<number, number>, tickets: number): number {
  const byLowest = Array.from({ length: tickets }, (_, lowest) =>
    [...worthOfSet].filter(([set]) => (set & -set) === 1 << lowest),
  )
  const best = new Float64Array(1 << tickets)
  for (let left = 1; left < best.length; left++) {
    const lowest = 31 - Math.clz32(left & -left)
    best[left] = best[left & (left - 1)]!
    for (const [set, worth] of byLowest[lowest]!) {
      if ((set & ~left) === 0) best[left] = Math.max(best[left]!, worth + best[left & ~set]!)
    }
  }
  return best.at(-1)!
}
