// The greedy matcher that most services document, after PlayFab (learn.microsoft.com/gaming/playfab/multiplayer/matchmaking/
// how-matchmaking-works): the ticket that waits longest is the seed; the others are ranked by their distance to it; they are added one
// at a time, each checked against the group so far; a full group is checked whole; when that fails the ticket added last is taken
// out and the next is tried. Limits widen with each ticket's wait (expansions). Where the page is silent it is given what helps it:
// the evenest split into teams, and roles checked while it adds. Pure.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, PoolTicket, Proposal } from '@tickwire/server/match-function'
import { agedEntry, type Entry, entryOf, regionFor, strictest } from './entry.js'
import { lacksRoles, seatsOf } from './roles.js'
import { fits, seatedOf, splitOf } from './split.js'

/** Additions tried for one seed before the next one's turn: the page names no bound, a service has one. */
const ADDITIONS_MAX = 512

/** A group that grows; each addition is a new one, so that taking it out again is to forget it. */
interface Group {
  readonly entries: readonly Entry[]
  readonly size: number
  readonly regions: number
  readonly offRole: number
  /** For each set of roles, players who wish none but those. */
  readonly wishes: readonly number[]
}

export class GreedyMatcher implements Matcher {
  private readonly entries = new Map<string, Entry>()
  private readonly seats: number
  private readonly roleSeats: readonly number[]

  constructor(private readonly config: QueueConfig) {
    this.seats = config.teams.reduce((sum, { playersMax, quantity }) => sum + playersMax * quantity, 0)
    this.roleSeats = seatsOf(config)
  }

  addTicket(ticket: PoolTicket): void {
    this.entries.set(ticket.ticketId, entryOf(this.config, ticket, ticket.enqueuedMs))
  }

  removeTicket(ticketId: string): void {
    this.entries.delete(ticketId)
  }

  addBackfill(): void {
    throw new Error('the traces have no running rooms')
  }

  removeBackfill(): void {}

  cycle(nowMs: number): readonly Proposal[] {
    const aged = [...this.entries.values()].map((entry) => agedEntry(this.config, entry, nowMs))
    const bySkill = [...aged].sort((a, b) => a.skill - b.skill)
    const placeOf = new Map(bySkill.map((entry, place) => [entry, place]))
    const taken = new Set<string>()
    const proposals: Proposal[] = []
    for (const seed of aged.sort((a, b) => a.ticket.enqueuedMs - b.ticket.enqueuedMs)) {
      if (taken.has(seed.ticket.ticketId)) continue
      const proposal = this.around(seed, this.candidatesOf(seed, bySkill, placeOf.get(seed)!, taken), taken)
      if (proposal !== undefined) proposals.push(proposal)
    }
    return proposals
  }

  /** The nearest in skill that the seed and they accept of each other, at most `candidatesMax`. */
  private candidatesOf(seed: Entry, bySkill: readonly Entry[], place: number, taken: ReadonlySet<string>): Entry[] {
    const candidates: Entry[] = []
    let [below, above] = [place - 1, place + 1]
    while (candidates.length < this.config.candidatesMax) {
      const down = distance(seed, bySkill[below])
      const up = distance(seed, bySkill[above])
      if (Math.min(down, up) > seed.limits.spread || Math.min(down, up) === Number.POSITIVE_INFINITY) break
      const candidate = bySkill[down <= up ? below-- : above++]!
      if (taken.has(candidate.ticket.ticketId) || Math.min(down, up) > candidate.limits.spread) continue
      if ((candidate.limits.regions & seed.limits.regions) !== 0) candidates.push(candidate)
    }
    return candidates
  }

  private around(seed: Entry, candidates: readonly Entry[], taken: Set<string>): Proposal | undefined {
    let additions = 0
    const extend = (group: Group, from: number): Proposal | undefined => {
      if (group.size === this.seats) return this.proposalOf(group.entries)
      for (let i = from; i < candidates.length && additions < ADDITIONS_MAX; i++) {
        additions++
        const grown = this.grown(group, candidates[i]!)
        const proposal = grown && extend(grown, i + 1)
        if (proposal !== undefined) return proposal
      }
      return undefined
    }
    const { size, wishes, limits } = seed
    const available = candidates.reduce((sum, entry) => sum + entry.size, size)
    if (available < this.seats) return undefined
    const proposal = extend({ entries: [seed], size, wishes, regions: limits.regions, offRole: limits.offRole }, 0)
    for (const { ticketId } of proposal?.tickets ?? []) {
      taken.add(ticketId)
      this.entries.delete(ticketId)
    }
    return proposal
  }

  /** The group with the candidate, if all rules still hold. */
  private grown(group: Group, candidate: Entry): Group | undefined {
    const size = group.size + candidate.size
    const regions = group.regions & candidate.limits.regions
    if (size > this.seats || regions === 0) return undefined
    for (const other of group.entries) {
      if (distance(other, candidate) > Math.min(other.limits.spread, candidate.limits.spread)) return undefined
    }
    const offRole = Math.min(group.offRole, candidate.limits.offRole)
    if (lacksRoles(this.roleSeats, group.wishes, candidate.wishes, offRole)) return undefined
    const wishes = group.wishes.map((count, set) => count + candidate.wishes[set]!)
    const entries = [...group.entries, candidate]
    // One more player fits wherever a seat is free.
    if (candidate.size > 1 && !fits(this.config, entries)) return undefined
    return { entries, size, regions, wishes, offRole }
  }

  private proposalOf(group: readonly Entry[]): Proposal | undefined {
    const limits = strictest(group)
    const split = splitOf(this.config, group, limits)
    if (split === undefined) return undefined
    return {
      tickets: group.map(({ ticket: { ticketId, version } }) => ({ ticketId, version })),
      teams: seatedOf(this.config, split.teams),
      region: regionFor(this.config, group, limits.regions),
      quality: 0,
      backfill: undefined,
    }
  }
}

function distance(a: Entry, b: Entry | undefined): number {
  return b === undefined ? Number.POSITIVE_INFINITY : Math.abs(a.skill - b.skill)
}
