// A trace through a matcher, in simulated time: who has given up leaves, who has come is added, then one cycle. What comes out is
// who played with whom, and what became of everybody. A proposal that is no match is the matcher's fault and ends it. Pure.

import type { Matcher, PoolTicket, Proposal } from '@tickwire/server/match-function'
import { Random } from '@tickwire/simulation'
import type { Arrival, Trace } from './trace.js'

export interface Outcome {
  readonly matches: readonly PlayedMatch[]
  /** When each player was in a match, by player id; who is not here gave up, or still waits. */
  readonly matchedMs: ReadonlyMap<string, number>
}

export interface PlayedMatch {
  readonly atMs: number
  readonly region: string | undefined
  readonly teams: readonly (readonly PlayedSeat[])[]
}

export interface PlayedSeat {
  readonly playerId: string
  readonly role: string | undefined
}

/** Throws when a proposal breaks the queue's rules. */
export type Check = (proposal: Proposal, waiting: ReadonlyMap<string, PoolTicket>, nowMs: number) => void

export function simulate(
  { arrivals, endMs }: Pick<Trace, 'arrivals' | 'endMs'>,
  cycleMs: number,
  matcher: Matcher,
  seed: number,
  check: Check = () => {},
): Outcome {
  const random = new Random(seed)
  const leaving = [...arrivals].sort((a, b) => a.leavesMs - b.leavesMs)
  const waiting = new Map<string, PoolTicket>()
  const matches: PlayedMatch[] = []
  const matchedMs = new Map<string, number>()
  let [come, gone] = [0, 0]
  for (let nowMs = cycleMs; nowMs <= endMs; nowMs += cycleMs) {
    for (; come < arrivals.length && arrivals[come]!.atMs <= nowMs; come++) enter(arrivals[come]!)
    for (; gone < leaving.length && leaving[gone]!.leavesMs <= nowMs; gone++) leave(leaving[gone]!.ticket.ticketId)
    const proposals = matcher.cycle(nowMs, random.uint32())
    for (const proposal of proposals) {
      check(proposal, waiting, nowMs)
      play(proposal, nowMs)
    }
    for (const { tickets } of proposals) for (const { ticketId } of tickets) leave(ticketId)
  }
  return { matches, matchedMs }

  function enter({ ticket }: Arrival): void {
    waiting.set(ticket.ticketId, ticket)
    matcher.addTicket(ticket)
  }

  function leave(ticketId: string): void {
    if (waiting.delete(ticketId)) matcher.removeTicket(ticketId)
  }

  function play({ teams, region }: Proposal, atMs: number): void {
    for (const { players } of teams) {
      for (const { playerId } of players) {
        if (matchedMs.has(playerId)) throw new Error(`${playerId} is in two matches`)
        matchedMs.set(playerId, atMs)
      }
    }
    matches.push({ atMs, region, teams: teams.map(({ players }) => players) })
  }
}
