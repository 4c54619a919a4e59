// What a team's own match function is written with: the words of a pool, the built-in search to fall back on, and the judge that
// every proposal meets. docs/MATCHMAKING.md, "Writing a match function".

export {
  type BackfillTeam,
  type Matcher,
  type MatchFunction,
  type Pool,
  type PoolBackfill,
  type PoolPlayer,
  type PoolTicket,
  type Proposal,
  type ProposedPlayer,
  type ProposedTeam,
  type TicketVersion,
  teamNames,
} from './matchmaking/model.js'
export { type Held, holds, type PoolView, sharedBy, viewOf } from './matchmaking/rules/holds.js'
export { judge, type Verdict } from './matchmaking/rules/judge.js'
export { matchFunction } from './matchmaking/search/match-function.js'
export { type BuiltInMatcher, createMatcher } from './matchmaking/search/matcher.js'
