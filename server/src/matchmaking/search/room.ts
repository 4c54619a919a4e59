// A running room that wants players, as the search sees it: its players as rows of their own (they wait for nothing), and
// what each team brings along before anybody joins.

import type { PoolBackfill } from '../model.js'
import type { Plan, PlannedTeam } from './plan.js'
import type { Rows } from './rows.js'

export interface RoomTeam {
  readonly rows: readonly number[]
  /** Seats that are free. */
  readonly open: number
  readonly skillSum: number
  readonly variance: number
  /** By role: players who have it. Who is present plays the first of their roles. */
  readonly roles: Int32Array
  /** Somebody has none of the team's roles, or one too many of it: nothing that joins makes it right. */
  readonly isMisplaced: boolean
}

export interface Room {
  readonly backfill: PoolBackfill
  readonly teams: readonly RoomTeam[]
  /** Of all teams, with the team of each beside it. */
  readonly rows: readonly number[]
  readonly teamOfRow: readonly number[]
  readonly open: number
  /** Index in the queue's regions; -1: none of them. */
  readonly region: number
  /** Mean of who is present; NaN when somebody's is not known; 0 of nobody. */
  readonly skill: number
}

/** Puts who is present into rows; `freeRoom` takes them out again. */
export function roomOf(plan: Plan, rows: Rows, backfill: PoolBackfill): Room {
  const teams = plan.teams.map((planned) => {
    const { present, open } = backfill.teams.find(({ team }) => team === planned.name) ?? { present: [], open: 0 }
    return roomTeam(
      plan,
      planned,
      rows,
      present.map((player) => rows.addPresent(player)),
      open,
    )
  })
  const present = teams.flatMap((team) => team.rows)
  const skillSum = teams.reduce((sum, team) => sum + team.skillSum, 0)
  return {
    backfill,
    teams,
    rows: present,
    teamOfRow: teams.flatMap((team, i) => team.rows.map(() => i)),
    open: teams.reduce((sum, { open }) => sum + open, 0),
    region: plan.regions.indexOf(backfill.region),
    skill: present.length === 0 ? 0 : skillSum / present.length,
  }
}

export function freeRoom(rows: Rows, room: Room): void {
  for (const row of room.rows) rows.remove(row)
}

function roomTeam(plan: Plan, { slots }: PlannedTeam, rows: Rows, present: readonly number[], open: number): RoomTeam {
  const roles = new Int32Array(32)
  for (const row of present) {
    const role = plan.roles.indexOf(rows.players[row]![0]!.roles[0] ?? '')
    if (role >= 0) roles[role] = roles[role]! + 1
  }
  const placed = slots.reduce((sum, { role, countMax }) => sum + Math.min(roles[role]!, countMax), 0)
  return {
    rows: present,
    open,
    skillSum: present.reduce((sum, row) => sum + rows.skill[row]!, 0),
    variance: present.reduce((sum, row) => sum + rows.variance[row]!, 0),
    roles,
    isMisplaced: slots.length > 0 && placed < present.length,
  }
}
