// The tickets of a full match into its teams, as evenly as they allow: the same for every baseline, so that none is worse only
// because its documentation leaves this to the game. Two teams: all splits are tried. More: the largest parties first, each into the
// team that is weakest so far (LPT). Pure.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { type ProposedTeam, teamNames } from '@tickwire/server/match-function'
import type { Entry, Limits } from './entry.js'
import { assignRoles } from './roles.js'

export interface Split {
  readonly teams: readonly (readonly Entry[])[]
  /** Of the teams' mean skills, the largest less the smallest. */
  readonly gap: number
  readonly offRole: number
}

/** Whether parties fit into the teams: the largest first, each where it fits (exact for teams of up to five). */
export function fits({ teams }: QueueConfig, entries: readonly Entry[]): boolean {
  const free = teams.flatMap(({ playersMax, quantity }) => Array.from({ length: quantity }, () => playersMax))
  const sizes = entries.map(({ size }) => size).filter((size) => size > 1)
  return sizes
    .sort((a, b) => b - a)
    .every((size) => {
      const team = free.findIndex((seats) => seats >= size)
      if (team < 0) return false
      free[team]! -= size
      return true
    })
}

/** The evenest split within the limits; undefined when there is none. */
export function splitOf(config: QueueConfig, entries: readonly Entry[], limits: Limits): Split | undefined {
  const splits = teamNames(config).length === 2 ? pairsOf(config, entries) : [dealtOf(config, entries)]
  let best: Split | undefined
  for (const teams of splits) {
    if (teams === undefined || partySizeGapOf(teams) > limits.partySizeGap) continue
    const gap = gapOf(teams)
    if (gap > limits.teamGap || gap >= (best?.gap ?? Number.POSITIVE_INFINITY)) continue
    const offRole = offRoleOf(config, teams)
    if (offRole <= limits.offRole) best = { teams, gap, offRole }
  }
  return best
}

/** The teams by name, everybody in a role. */
export function seatedOf(config: QueueConfig, teams: readonly (readonly Entry[])[]): readonly ProposedTeam[] {
  const slots = config.teams[0]!.roles
  return teamNames(config).map((team, i) => {
    const players = teams[i]!.flatMap(({ ticket }) => ticket.players)
    const { roles } = assignRoles(slots, players)
    return { team, players: players.map(({ playerId }, seat) => ({ playerId, role: roles[seat] })), bots: 0 }
  })
}

/** Every split into two full teams, the first ticket always in the first. */
export function* pairsOf(
  { teams: [team] }: QueueConfig,
  entries: readonly Entry[],
): Generator<readonly (readonly Entry[])[]> {
  const { playersMax } = team!
  const chosen: Entry[] = [entries[0]!]
  const left: Entry[] = []
  yield* from(1, entries[0]!.size)

  function* from(index: number, size: number): Generator<readonly (readonly Entry[])[]> {
    if (size > playersMax) return
    const entry = entries[index]
    if (entry === undefined) {
      if (size === playersMax) yield [[...chosen], [...left]]
      return
    }
    chosen.push(entry)
    yield* from(index + 1, size + entry.size)
    chosen.pop()
    left.push(entry)
    yield* from(index + 1, size)
    left.pop()
  }
}

function dealtOf(config: QueueConfig, entries: readonly Entry[]): readonly (readonly Entry[])[] | undefined {
  const seats = config.teams[0]!.playersMax
  const teams = teamNames(config).map(() => ({ entries: [] as Entry[], size: 0, skill: 0 }))
  for (const entry of [...entries].sort((a, b) => b.size - a.size || b.skill - a.skill)) {
    const open = teams.filter(({ size }) => size + entry.size <= seats)
    if (open.length === 0) return undefined
    const weakest = open.reduce((least, team) => (team.skill < least.skill ? team : least))
    weakest.entries.push(entry)
    weakest.size += entry.size
    weakest.skill += entry.skill * entry.size
  }
  return teams.map(({ entries }) => entries)
}

function gapOf(teams: readonly (readonly Entry[])[]): number {
  const means = teams.map((team) => {
    const size = team.reduce((sum, entry) => sum + entry.size, 0)
    return team.reduce((sum, entry) => sum + entry.skill * entry.size, 0) / size
  })
  return Math.max(...means) - Math.min(...means)
}

function partySizeGapOf(teams: readonly (readonly Entry[])[]): number {
  const largest = teams.map((team) => Math.max(...team.map(({ size }) => size)))
  return Math.max(...largest) - Math.min(...largest)
}

function offRoleOf({ teams: [team] }: QueueConfig, teams: readonly (readonly Entry[])[]): number {
  const { roles } = team!
  return teams.reduce(
    (sum, entries) =>
      sum +
      assignRoles(
        roles,
        entries.flatMap(({ ticket }) => ticket.players),
      ).offRole,
    0,
  )
}
