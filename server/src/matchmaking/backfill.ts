// A running room that wants more players, as a value. A match for it moves seats from open to held in the same commit that
// takes its tickets; a held seat becomes a present player when the player comes, or is open again.

import type { Match } from './match.js'
import type { BackfillTeam, PoolBackfill, PoolPlayer } from './model.js'

/** Seats kept for the players of one match. */
export interface HeldSeats {
  readonly matchId: string
  readonly players: readonly { readonly team: string; readonly player: PoolPlayer }[]
}

export interface Backfill extends PoolBackfill {
  readonly queue: string
  readonly roomId: string
  /** Of the room's own count of changes, as the caller said last. */
  readonly roomVersion: number
  readonly held: readonly HeldSeats[]
  /** Nobody is found for it any more. */
  readonly closed: boolean
}

export function changedBackfill(backfill: Backfill, fields: Partial<Backfill>): Backfill {
  return { ...backfill, ...fields, version: backfill.version + 1 }
}

export function openSeats({ teams }: PoolBackfill): number {
  return teams.reduce((sum, { open }) => sum + open, 0)
}

export function heldSeats({ held }: Backfill): number {
  return held.reduce((sum, { players }) => sum + players.length, 0)
}

/**
 * The backfill with seats held for a match's players, or undefined where there are not enough.
 * @param players - of the match, by id
 */
export function withHeld(
  backfill: Backfill,
  { matchId, teams }: Match,
  players: ReadonlyMap<string, PoolPlayer>,
): Backfill | undefined {
  const wanted = new Map(teams.map(({ team, players: ofTeam }) => [team, ofTeam.length]))
  const left = backfill.teams.map((team) => ({ ...team, open: team.open - (wanted.get(team.team) ?? 0) }))
  if (backfill.closed || left.some(({ open }) => open < 0)) return undefined
  const held = teams.flatMap(({ team, players: ofTeam }) =>
    ofTeam.map(({ playerId }) => ({ team, player: players.get(playerId)! })),
  )
  return changedBackfill(backfill, { teams: left, held: [...backfill.held, { matchId, players: held }] })
}

/**
 * The backfill after the seats that were held for a match are held no longer.
 * @param isPresent - who came; the seats of the others are open again
 */
export function withoutHeld(backfill: Backfill, matchId: string, isPresent: (playerId: string) => boolean): Backfill {
  const gone = backfill.held.find((held) => held.matchId === matchId)
  if (gone === undefined) return backfill
  const teams = backfill.teams.map((team): BackfillTeam => {
    const ofTeam = gone.players.filter((held) => held.team === team.team).map(({ player }) => player)
    const came = ofTeam.filter(({ playerId }) => isPresent(playerId))
    return { ...team, open: team.open + ofTeam.length - came.length, present: [...team.present, ...came] }
  })
  return changedBackfill(backfill, { teams, held: backfill.held.filter((held) => held !== gone) })
}

/** The backfill after a player who was there, or expected, has left; undefined when there is no such player. */
export function withoutPlayer(backfill: Backfill, playerId: string): Backfill | undefined {
  const isHim = ({ playerId: id }: PoolPlayer) => id === playerId
  const heldTeam = backfill.held.flatMap(({ players }) => players).find(({ player }) => isHim(player))?.team
  const left = heldTeam ?? backfill.teams.find(({ present }) => present.some(isHim))?.team
  if (left === undefined) return undefined
  const teams = backfill.teams.map((team) => {
    if (team.team !== left) return team
    return { ...team, open: team.open + 1, present: team.present.filter((player) => !isHim(player)) }
  })
  const held = backfill.held.map((of) => ({ ...of, players: of.players.filter(({ player }) => !isHim(player)) }))
  return changedBackfill(backfill, { teams, held })
}
