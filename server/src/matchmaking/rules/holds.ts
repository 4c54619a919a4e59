// The gate between a match function and everybody else: what it proposes is checked against the pool it was given, then judged by
// the rules. A match function may be a team's own module, so nothing that it says is taken on trust but its types.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { type Pool, type PoolBackfill, type PoolTicket, type Proposal, type ProposedTeam, teamNames } from '../model.js'
import { judge, type Verdict } from './judge.js'
import type { Match } from './line-up.js'

/** The pool as far as proposals are checked against it. */
export interface PoolView {
  readonly config: QueueConfig
  ticket(ticketId: string): PoolTicket | undefined
  backfill(backfillId: string): PoolBackfill | undefined
}

export interface Held {
  /** Nothing is wrong. */
  readonly holds: boolean
  /** Each thing that is wrong, in words. */
  readonly problems: readonly string[]
  /** What the rules say; undefined when the proposal is no match at all. */
  readonly verdict: Verdict | undefined
}

/** Checks one proposal. That no two of a cycle share a ticket is for `sharedBy` to say. */
export function holds(pool: PoolView, proposal: Proposal, nowMs: number): Held {
  const problems = structureProblems(pool, proposal)
  if (problems.length > 0) return { holds: false, problems, verdict: undefined }
  const verdict = judge(pool.config, matchOf(pool, proposal), nowMs)
  const failed = verdict.rules
    .filter(({ passes }) => !passes)
    .map(({ rule, measured, limit, about }) => {
      const what = Number.isNaN(measured) ? 'cannot be measured' : `${measured} against ${limit}`
      return `${rule}: ${what}${about.length > 0 ? ` (${about.join(', ')})` : ''}`
    })
  return { holds: failed.length === 0, problems: failed, verdict }
}

/** Tickets and backfills that more than one proposal of a cycle names. */
export function sharedBy(proposals: readonly Proposal[]): readonly string[] {
  const ids = proposals.flatMap(({ tickets, backfill }) => {
    const named = tickets.map(({ ticketId }) => `ticket ${ticketId}`)
    return backfill === undefined ? named : [...named, `backfill ${backfill.backfillId}`]
  })
  return [...repeated(ids)]
}

/** A pool by id. Built once for all proposals of a cycle. */
export function viewOf({ config, tickets, backfills }: Pool): PoolView {
  const ticketById = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]))
  const backfillById = new Map(backfills.map((backfill) => [backfill.backfillId, backfill]))
  return {
    config,
    ticket: (ticketId) => ticketById.get(ticketId),
    backfill: (backfillId) => backfillById.get(backfillId),
  }
}

/** A proposal as a match to be judged. Its structure is right. */
function matchOf(pool: PoolView, { tickets, teams, region, backfill }: Proposal): Match {
  const listed = tickets.map(({ ticketId }) => pool.ticket(ticketId)!)
  const roles = new Map<string, string>()
  for (const { playerId, role } of teams.flatMap(({ players }) => players)) {
    if (role !== undefined) roles.set(playerId, role)
  }
  return {
    teams: teams.map(({ team, players, bots }) => {
      const ids = new Set(players.map(({ playerId }) => playerId))
      return { team, tickets: listed.filter((ticket) => ids.has(ticket.players[0]!.playerId)), bots }
    }),
    region,
    roles,
    backfill: backfill === undefined ? undefined : pool.backfill(backfill.backfillId),
  }
}

/** What makes a proposal no match of this pool, whatever the rules are. */
function structureProblems(pool: PoolView, proposal: Proposal): readonly string[] {
  const { tickets, teams, quality, backfill } = proposal
  const problems: string[] = []
  if (tickets.length === 0) problems.push('no tickets')
  for (const id of repeated(tickets.map(({ ticketId }) => ticketId))) problems.push(`ticket ${id} is listed twice`)
  for (const { ticketId, version } of tickets) {
    problems.push(...versionProblems(`ticket ${ticketId}`, version, pool.ticket(ticketId)))
  }
  if (backfill !== undefined) {
    const { backfillId, version } = backfill
    problems.push(...versionProblems(`backfill ${backfillId}`, version, pool.backfill(backfillId)))
  }
  if (!(quality >= 0 && quality <= 1)) problems.push(`quality ${quality} is not 0 to 1`)
  problems.push(...teamProblems(pool.config, teams))
  return problems.length > 0 ? problems : playerProblems(pool, proposal)
}

function versionProblems(what: string, version: number, known: { readonly version: number } | undefined): string[] {
  if (known === undefined) return [`${what} is not in the pool`]
  return known.version === version ? [] : [`${what} is proposed at version ${version} and now at ${known.version}`]
}

function teamProblems(config: QueueConfig, teams: readonly ProposedTeam[]): readonly string[] {
  const names = teamNames(config)
  const given = teams.map(({ team }) => team)
  return [
    ...names.filter((name) => !given.includes(name)).map((name) => `team ${name} is missing`),
    ...given.filter((name) => !names.includes(name)).map((name) => `the queue has no team ${name}`),
    ...[...repeated(given)].map((name) => `team ${name} is listed twice`),
    ...teams
      .filter(({ bots }) => !(Number.isInteger(bots) && bots >= 0))
      .map(({ team, bots }) => `team ${team} has ${bots} bots`),
  ]
}

/** Every player of every ticket plays once, with their party, and has a role where there are any. */
function playerProblems(pool: PoolView, { tickets, teams, backfill }: Proposal): readonly string[] {
  const problems: string[] = []
  const room = backfill === undefined ? [] : pool.backfill(backfill.backfillId)!.teams.flatMap(({ present }) => present)
  const entrants = tickets.flatMap(({ ticketId }) => pool.ticket(ticketId)!.players)
  const everybody = [...entrants, ...room].map(({ playerId }) => playerId)
  const teamOf = new Map<string, string>()
  for (const { team, players } of teams) for (const { playerId } of players) teamOf.set(playerId, team)
  const placed = teams.flatMap(({ players }) => players.map(({ playerId }) => playerId))
  for (const id of repeated(everybody)) problems.push(`player ${id} is in two tickets, or in the room already`)
  for (const id of repeated(placed)) problems.push(`player ${id} is placed twice`)
  const known = new Set(entrants.map(({ playerId }) => playerId))
  for (const id of placed) if (!known.has(id)) problems.push(`player ${id} is of no ticket that is listed`)
  for (const id of known) if (!teamOf.has(id)) problems.push(`player ${id} is in no team`)
  for (const { ticketId } of tickets) {
    const teamsOfTicket = pool.ticket(ticketId)!.players.flatMap(({ playerId }) => teamOf.get(playerId) ?? [])
    if (new Set(teamsOfTicket).size > 1) problems.push(`ticket ${ticketId} is split between teams`)
  }
  return [...problems, ...needlessRoles(pool.config, teams)]
}

/** That a role is one of the team's is judged with how many there are of it. */
function needlessRoles(config: QueueConfig, teams: readonly ProposedTeam[]): readonly string[] {
  const names = teamNames({ teams: config.teams.filter(({ roles }) => roles.length === 0) })
  return teams
    .filter(({ team }) => names.includes(team))
    .flatMap(({ team, players }) => {
      const named = players.filter(({ role }) => role !== undefined)
      return named.map(({ playerId, role }) => `player ${playerId} is ${role} in team ${team}, which has no roles`)
    })
}

function repeated(list: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  return new Set(list.filter((item) => seen.size === seen.add(item).size))
}
