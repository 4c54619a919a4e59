// How matches ended: checked, rated once, told to their players. What a rating is worth is computed by a library behind `Rate`.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { MatchResult, Outcome, RatedMatch } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { LiveMatch } from './live-matches.js'
import { badArgument, NAME_CHARS_MAX } from './player-entry.js'
import type { PlayerRating, Rating, RatingStore } from './rating-store.js'

/** Players of one result. Beyond: refused BAD_ARGUMENT. */
export const OUTCOMES_MAX = 512

/** The teams' ratings after a match. @param ranks - of the teams, 1 is best, equal ones are draws */
export type Rate = (teams: readonly (readonly Rating[])[], ranks: readonly number[]) => readonly (readonly Rating[])[]

/** What a game says of the end of its match, for a player who is still there. */
export interface PlayerResult {
  readonly playerId: string
  readonly rank: number
  readonly score?: number | undefined
}

export interface ResultsOptions {
  readonly ratings: RatingStore
  readonly rate: Rate
  readonly configOf: (queue: string) => QueueConfig | undefined
  readonly tell: (playerId: string, rated: RatedMatch) => void
}

export class Results {
  constructor(private readonly options: ResultsOptions) {}

  /** The same match again changes nothing. @throws RefusedError BAD_ARGUMENT; NotFoundError */
  report({ matchId, queue, outcomes }: MatchResult): void {
    const { ratings, rate, configOf, tell } = this.options
    if (configOf(queue) === undefined) throw new NotFoundError('queue', queue)
    const teams = teamsOf(matchId, outcomes)
    if (ratings.isRated(matchId)) return
    const before = teams.map((team) => team.map(({ playerId }) => ratings.of(queue, playerId)))
    const after = rate(
      before,
      teams.map((team) => team[0]!.rank),
    )
    const rated = teams.flatMap((team, i) => {
      return team.map(({ playerId }, j): PlayerRating => ({ playerId, rating: after[i]![j]! }))
    })
    if (!ratings.commit(matchId, queue, rated)) return
    teams.forEach((team, i) => {
      team.forEach(({ playerId, rank }, j) => {
        tell(playerId, { matchId, queue, rank, before: before[i]![j]!, after: after[i]![j]! })
      })
    })
  }

  /** A room of this process says how its match ended; who left before ends with the team, or last. */
  reportLive(match: LiveMatch, results: readonly PlayerResult[], nowMs: number): void {
    const { matchId, roomId, queue, startedMs, players } = match
    const said = new Map(results.map((result) => [result.playerId, result]))
    const rankOf = new Map<string, number>()
    for (const { playerId, rank } of results) {
      const team = players.get(playerId)?.team
      if (team !== undefined) rankOf.set(team, Math.min(rank, rankOf.get(team) ?? rank))
    }
    const last = results.reduce((worst, { rank }) => Math.max(worst, rank), 0) + 1
    const outcomes = [...players.values()].map(({ playerId, team }): Outcome => {
      const { score } = said.get(playerId) ?? {}
      return { playerId, team, rank: rankOf.get(team) ?? last, score, left: !said.has(playerId) }
    })
    if (new Set(outcomes.map(({ team }) => team)).size < 2) return
    this.report({ matchId, roomId, queue, durationMs: Math.round(nowMs - startedMs), outcomes })
  }
}

/** The outcomes by team. @throws RefusedError BAD_ARGUMENT */
function teamsOf(matchId: string, outcomes: readonly Outcome[]): readonly (readonly Outcome[])[] {
  if (!(matchId.length >= 1 && matchId.length <= NAME_CHARS_MAX)) {
    throw badArgument('result.matchId', `must have 1 to ${NAME_CHARS_MAX} characters`)
  }
  if (outcomes.length > OUTCOMES_MAX) throw badArgument('result.outcomes', `may be at most ${OUTCOMES_MAX}`)
  const names = new Set<string>()
  const teams = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const { playerId, team, rank } = outcome
    if (names.has(playerId)) throw badArgument('result.outcomes', `names ${playerId} twice`)
    if (!(rank >= 1 && rank <= OUTCOMES_MAX))
      throw badArgument('result.outcomes', `has a rank outside 1 to ${OUTCOMES_MAX}`)
    names.add(playerId)
    const ofTeam = teams.get(team) ?? []
    if (ofTeam.length > 0 && ofTeam[0]!.rank !== rank) {
      throw badArgument('result.outcomes', `gives team "${team}" two ranks`)
    }
    teams.set(team, [...ofTeam, outcome])
  }
  if (teams.size >= 2) return [...teams.values()]
  throw new RefusedError(ErrorCode.BAD_ARGUMENT, 'result.outcomes has fewer than two teams: nothing can be rated', {
    parameter: 'result.outcomes',
  })
}
