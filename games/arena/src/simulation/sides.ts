// The two sides of a match: who belongs to which, and what their kills count for. The match's state is the one row of the table `match`;
// a room without that row is an open arena, everybody against everybody.

import { NO_ENTITY, NO_TEAM } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import { MatchPhase } from '../../gen-nodejs/arena.types.js'

export const RED = 1
export const BLUE = 2

/** The row of the one match. */
export const MATCH = 0

/** What a lobby or a queue calls the sides. */
const SIDES: Readonly<Record<string, number>> = { red: RED, blue: BLUE }

/** Whether shots are fired: always in an open arena, of a match only while it is played. */
export function isFought({ match }: ArenaWorld): boolean {
  return match.count === 0 || match.phase[MATCH] === MatchPhase.PLAYING
}

/** The side of a newcomer: the one that is named, else the smaller. NO_TEAM in an open arena. */
export function sideOf(world: ArenaWorld, team: string | undefined): number {
  if (world.match.count === 0) return NO_TEAM
  const named = SIDES[team ?? '']
  if (named !== undefined) return named
  return playersOf(world, RED) <= playersOf(world, BLUE) ? RED : BLUE
}

/** One of a side has taken out one of the other. */
export function countKill({ match }: ArenaWorld, side: number): void {
  if (side === RED) match.redKills[MATCH]!++
  if (side === BLUE) match.blueKills[MATCH]!++
}

export function playersOf({ avatar }: ArenaWorld, side: number): number {
  let players = 0
  for (let row = 0; row < avatar.end; row++) {
    if (avatar.id[row] !== NO_ENTITY && avatar.team[row] === side) players++
  }
  return players
}
