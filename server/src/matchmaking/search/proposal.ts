// Says what the search found in the words of the model. Equal teams are dealt by chance, so that no seat in the order of the
// queue, nor whoever has waited longest, always plays on the same side.

import type { Proposal, ProposedPlayer, ProposedTeam } from '../model.js'
import type { MatchCheck } from './match-check.js'
import type { Plan } from './plan.js'
import type { Room } from './room.js'
import type { Rows } from './rows.js'
import type { Found } from './selection.js'

/** @param turn - how far equal teams are turned round; any whole number */
export function proposalOf(
  plan: Plan,
  rows: Rows,
  check: MatchCheck,
  { members, teamOf, quality, region }: Found,
  room: Room | undefined,
  turn: number,
): Proposal {
  const dealt = plan.teams.map(({ name }, team): ProposedTeam => {
    const source = room === undefined ? turned(plan, team, turn) : team
    const roles = check.rolesOf(source, teamOf)
    const players = members
      .filter((_, i) => teamOf[i] === source)
      .flatMap((row) => rows.players[row]!)
      .map(({ playerId }, i): ProposedPlayer => ({ playerId, role: roles[i] }))
    return { team: name, players, bots: check.bots[source]! }
  })
  return {
    tickets: members.map((row) => {
      const { ticketId, version } = rows.tickets[row]!
      return { ticketId, version }
    }),
    teams: dealt,
    region: room === undefined ? plan.regions[region] : room.backfill.region,
    quality,
    backfill: room && { backfillId: room.backfill.backfillId, version: room.backfill.version },
  }
}

function turned({ teams }: Plan, team: number, turn: number): number {
  const { kind } = teams[team]!
  const first = teams.findIndex((other) => other.kind === kind)
  const count = teams.filter((other) => other.kind === kind).length
  return first + ((team - first + turn) % count)
}
