// A match as a value, from the commit of its proposal until every player has a seat or it has fallen through. Its tickets are
// changed together with it, in one step of the store.

import type { Proposal, TicketVersion } from './model.js'

/** MADE: in OFFERED or PLACING. OVER: its tickets have seats, or went their ways; the store forgets it. */
export type MatchState = 'made' | 'over'

export interface Match extends Proposal {
  readonly matchId: string
  /** Counts up by one with each change. */
  readonly version: number
  readonly queue: string
  readonly state: MatchState
  /** Until when everybody must have accepted; undefined where a queue asks nobody. */
  readonly answerByMs: number | undefined
  /** Ids of the players who accepted. */
  readonly accepted: readonly string[]
}

export function changedMatch(match: Match, fields: Partial<Match>): Match {
  return { ...match, ...fields, version: match.version + 1 }
}

/** Ids of all its players that come by a ticket. */
export function matchPlayerIds({ teams }: Pick<Match, 'teams'>): string[] {
  return teams.flatMap(({ players }) => players.map(({ playerId }) => playerId))
}

export function ticketIdsOf({ tickets }: { readonly tickets: readonly TicketVersion[] }): string[] {
  return tickets.map(({ ticketId }) => ticketId)
}
