// Every match that holds, found by trying all: for pools of a handful of tickets. It shows that the reference cases say what the
// judge says, and nothing is left out.

import { type Pool, type PoolBackfill, type PoolTicket, teamNames } from '../../model.js'
import { judge } from '../judge.js'
import type { Match, MatchTeam } from '../line-up.js'
import type { ExpectedMatch } from './case.js'

export interface FoundMatch extends ExpectedMatch {
  readonly quality: number
}

/** Without repeats: of the ways to seat the same tickets in the same place the best. */
export function allMatches({ config, tickets, backfills }: Pool, nowMs: number): readonly FoundMatch[] {
  const found = new Map<string, FoundMatch>()
  for (const chosen of subsets(tickets)) {
    for (const backfill of [undefined, ...backfills]) {
      for (const match of matchesOf(config, chosen, backfill)) {
        const { holds, quality } = judge(config, match, nowMs)
        const ids = chosen.map(({ ticketId }) => ticketId).sort()
        const key = [ids.join('+'), match.region, backfill?.backfillId].join()
        if (!holds || (found.get(key)?.quality ?? -1) >= quality) continue
        found.set(key, {
          tickets: ids,
          quality,
          ...(match.region !== undefined && { region: match.region }),
          ...(backfill !== undefined && { backfill: backfill.backfillId }),
        })
      }
    }
  }
  return [...found.values()]
}

function* matchesOf(
  config: Pool['config'],
  tickets: readonly PoolTicket[],
  backfill: PoolBackfill | undefined,
): Iterable<Match> {
  const names = teamNames(config)
  const defs = config.teams.flatMap((def) => Array.from({ length: def.quantity }, () => def))
  const regions = backfill !== undefined ? [backfill.region] : config.regions.length > 0 ? config.regions : [undefined]
  for (const teamOf of choices(tickets.map(() => names.map((_, i) => i)))) {
    const teams = names.map((team, i): MatchTeam => {
      const own = tickets.filter((_, j) => teamOf[j] === i)
      const missing = defs[i]!.playersMin - own.reduce((sum, { players }) => sum + players.length, 0)
      return { team, tickets: own, bots: backfill === undefined ? Math.max(0, missing) : 0 }
    })
    const players = teams.flatMap(({ tickets }, i) => {
      return tickets.flatMap((ticket) => ticket.players.map(({ playerId }) => ({ playerId, slots: defs[i]!.roles })))
    })
    const seats = players.filter(({ slots }) => slots.length > 0)
    for (const taken of choices(seats.map(({ slots }) => slots.map(({ role }) => role)))) {
      const roles = new Map(seats.map(({ playerId }, i) => [playerId, taken[i]!]))
      for (const region of regions) yield { teams, region, roles, backfill }
    }
  }
}

/** All but the empty one. */
function* subsets<T>(list: readonly T[]): Iterable<readonly T[]> {
  for (let bits = 1; bits < 1 << list.length; bits++) yield list.filter((_, i) => (bits >> i) & 1)
}

/** One of each list, in all ways. */
function* choices<T>(lists: readonly (readonly T[])[]): Iterable<readonly T[]> {
  const [first, ...rest] = lists
  if (first === undefined) yield []
  else for (const others of choices(rest)) for (const one of first) yield [one, ...others]
}
