// Whether a proposal could be a match at all: each ticket whole, in one team, everybody once, nobody else. Whether it keeps the
// queue's rules is for its judge.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { type Pool, type Proposal, teamNames } from './model.js'
import type { Ticket } from './ticket.js'

/**
 * Why a proposal does not hold by the queue's rules, or undefined.
 * @param pool - the tickets and the backfill of the proposal
 */
export type Judge = (proposal: Proposal, pool: Pool, nowMs: number) => string | undefined

/** @returns what is wrong with it, or undefined */
export function problemOf(
  proposal: Proposal,
  config: QueueConfig,
  tickets: readonly Ticket[],
): string | undefined {
  if (tickets.length === 0) return 'it has no tickets'
  if (new Set(tickets).size < tickets.length) return 'it has a ticket twice'
  const teamOf = new Map<string, string>()
  for (const { team, players } of proposal.teams) {
    for (const { playerId } of players) {
      if (teamOf.has(playerId)) return `${playerId} is in it twice`
      teamOf.set(playerId, team)
    }
  }
  for (const { ticketId, players } of tickets) {
    const teams = new Set(players.map(({ playerId }) => teamOf.get(playerId)))
    if (teams.size !== 1 || teams.has(undefined)) return `the players of ${ticketId} are not together in one team`
  }
  if (teamOf.size > tickets.reduce((sum, { players }) => sum + players.length, 0)) return 'it has players without a ticket'
  return problemOfTeams(proposal, config)
}

function problemOfTeams({ teams }: Proposal, config: QueueConfig): string | undefined {
  const names = teamNames(config)
  if (teams.length !== names.length || teams.some(({ team }, i) => team !== names[i])) {
    return `its teams are not ${names.join(', ')}`
  }
  const sizes = config.teams.flatMap(({ playersMax, quantity }) => Array.from({ length: quantity }, () => playersMax))
  const large = teams.find(({ players, bots }, i) => bots < 0 || players.length + bots > sizes[i]!)
  return large === undefined ? undefined : `team ${large.team} is too large`
}
