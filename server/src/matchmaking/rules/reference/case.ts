// What a reference case is, and how a match function is held to the cases. A team that writes its own match function runs
// `referenceProblems` in a test.

import type { MatchFunction, Pool, Proposal } from '../../model.js'
import { holds, sharedBy, viewOf } from '../holds.js'

/** A small pool, and the matches that come of it at one moment. */
export interface ReferenceCase {
  readonly name: string
  /** Why these match and no others. */
  readonly why: string
  readonly pool: Pool
  readonly nowMs: number
  /** All of them, in any order; empty: nobody may be matched. */
  readonly matches: readonly ExpectedMatch[]
  /** The rules would allow other matches too; quality and wait decide. */
  readonly isChoice: boolean
}

export interface ExpectedMatch {
  /** Ids, in any order. */
  readonly tickets: readonly string[]
  /** Absent: whichever holds. */
  readonly region?: string
  /** The room that they join; absent: a new one. */
  readonly backfill?: string
}

/** What a match function does otherwise than the case says; nothing: it passes. */
export function referenceProblems(matchFunction: MatchFunction, { pool, nowMs, matches }: ReferenceCase): string[] {
  const proposals = matchFunction(pool, nowMs, 1)
  const view = viewOf(pool)
  const broken = proposals.flatMap((proposal) => {
    return holds(view, proposal, nowMs).problems.map((problem) => `${nameOf(proposal)}: ${problem}`)
  })
  const shared = sharedBy(proposals).map((what) => `${what} is in two proposals`)
  const found = proposals.map(nameOf)
  const missing = matches.filter((match) => !proposals.some((proposal) => isExpected(proposal, match)))
  const wanted = (proposal: Proposal) => matches.some((match) => isExpected(proposal, match))
  return [
    ...broken,
    ...shared,
    ...missing.map((match) => `not proposed: ${describe(match)} (proposed: ${found.join('; ') || 'nothing'})`),
    ...proposals.filter((proposal) => !wanted(proposal)).map((proposal) => `proposed: ${nameOf(proposal)}`),
  ]
}

function isExpected({ tickets, region, backfill }: Proposal, match: ExpectedMatch): boolean {
  const ids = tickets.map(({ ticketId }) => ticketId).sort()
  return (
    ids.join() === [...match.tickets].sort().join() &&
    backfill?.backfillId === match.backfill &&
    (match.region === undefined || region === match.region)
  )
}

function nameOf({ tickets, region, backfill }: Proposal): string {
  const match = { tickets: tickets.map(({ ticketId }) => ticketId), ...(region !== undefined && { region }) }
  return describe(backfill === undefined ? match : { ...match, backfill: backfill.backfillId })
}

function describe({ tickets, region, backfill }: ExpectedMatch): string {
  const where = [...(region === undefined ? [] : [region]), ...(backfill === undefined ? [] : [`room ${backfill}`])]
  return [[...tickets].sort().join(' + '), ...where].join(' in ')
}
