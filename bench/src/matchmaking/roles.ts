// Who of a team plays which role, with as few as possible off their wishes: exact, by sets of roles that are taken. Pure.

import type { QueueConfig, RoleSlots } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer } from '@tickwire/server/match-function'

export interface RoleAssignment {
  /** In the order of the players; undefined where the team has no roles. */
  readonly roles: readonly (string | undefined)[]
  readonly offRole: number
}

/** For a full team with as many seats of roles as it has players. */
export function assignRoles(slots: readonly RoleSlots[], players: readonly PoolPlayer[]): RoleAssignment {
  const seats = slots.flatMap(({ role, countMax }) => Array.from({ length: countMax }, () => role))
  if (seats.length === 0) return { roles: players.map(() => undefined), offRole: 0 }
  // The least off-role players for each set of seats taken by the first so many players, and the seat taken last.
  const size = 1 << seats.length
  const least = new Uint8Array(size).fill(255)
  const last = new Uint8Array(size)
  least[0] = 0
  for (let taken = 0; taken < size; taken++) {
    const player = players[bitsOf(taken)]
    if (least[taken] === 255 || player === undefined) continue
    seats.forEach((role, seat) => {
      const next = taken | (1 << seat)
      const cost = least[taken]! + (wishes(player, role) ? 0 : 1)
      if (next === taken || cost >= least[next]!) return
      least[next] = cost
      last[next] = seat
    })
  }
  const full = Array.from({ length: size }, (_, taken) => taken)
    .filter((taken) => bitsOf(taken) === players.length)
    .reduce((best, taken) => (least[taken]! < least[best]! ? taken : best))
  const roles: string[] = []
  for (let taken = full; taken !== 0; taken &= ~(1 << last[taken]!)) roles.unshift(seats[last[taken]!]!)
  return { roles, offRole: least[full]! }
}

function wishes({ roles }: PoolPlayer, role: string): boolean {
  return roles.length === 0 || roles.includes(role)
}

function bitsOf(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

/** For each set of the team's roles, as bits, how many of the players wish none but those. */
export function wishesOf({ teams: [team] }: QueueConfig, players: readonly PoolPlayer[]): readonly number[] {
  const { roles: slots } = team!
  const wished = players.map((player) =>
    slots.reduce((set, { role }, i) => (wishes(player, role) ? set | (1 << i) : set), 0),
  )
  return Array.from({ length: 1 << slots.length }, (_, set) => wished.filter((own) => (own & ~set) === 0).length)
}

/** For each set of the team's roles, how many players of a match may have one of them. */
export function seatsOf({ teams: [team] }: QueueConfig): readonly number[] {
  const { roles: slots, quantity } = team!
  return Array.from({ length: 1 << slots.length }, (_, set) => {
    return slots.reduce((seats, { countMax }, i) => ((set & (1 << i)) === 0 ? seats : seats + countMax * quantity), 0)
  })
}

/**
 * Whether more than `offRole` of two groups together, in whatever teams, have none of the roles they wish: by Hall's theorem the most
 * by which those who wish none but some roles outnumber the seats of these.
 * @param wishes - the sum of a group's players'; of the other group `more`
 */
export function lacksRoles(
  seats: readonly number[],
  wishes: readonly number[],
  more: readonly number[],
  offRole: number,
): boolean {
  for (let set = 1; set < seats.length; set++) if (wishes[set]! + more[set]! - seats[set]! > offRole) return true
  return false
}
