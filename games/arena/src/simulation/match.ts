// The course of a match of two sides: it waits for its players, counts down, is fought until one side has its kills, the time is over or
// a side is gone, and has a result. The last thing of a step. Who is of which side, and what kills count for: `sides`.

import { NO_ENTITY, NO_SEAT, NO_TEAM, type SeatResult } from '@tickwire/simulation'
import { MatchPhase } from '../../gen-nodejs/arena.types.js'
import type { ArenaRoomWorld } from './arena-room-world.js'
import { bringToLife } from './life.js'
import {
  MATCH_COUNTDOWN_TICKS,
  MATCH_KILLS_MAX,
  MATCH_SECONDS_MAX,
  MATCH_WAIT_TICKS,
  TICK_RATE_HZ,
  ticks,
} from './rules.js'
import { BLUE, MATCH, playersOf, RED } from './sides.js'

/** A match, if the room's options say that it plays one. */
export function openMatch(world: ArenaRoomWorld): void {
  const { match, matchRules } = world
  if (matchRules === undefined) return
  match.spawn()
  match.killsToWin[MATCH] = Math.min(matchRules.kills, MATCH_KILLS_MAX)
  enter(world, MatchPhase.WAITING, MATCH_WAIT_TICKS)
}

/** One tick of it. */
export function passMatch(world: ArenaRoomWorld): void {
  const { match } = world
  if (match.count === 0 || match.phase[MATCH] === MatchPhase.OVER) return
  match.ticksLeft[MATCH]!--
  if (match.phase[MATCH] === MatchPhase.WAITING) waitForPlayers(world)
  else if (match.phase[MATCH] === MatchPhase.COUNTDOWN) countDown(world)
  else play(world)
  match.secondsLeft[MATCH] = Math.ceil(match.ticksLeft[MATCH]! / TICK_RATE_HZ)
}

function waitForPlayers(world: ArenaRoomWorld): void {
  const { match, avatar, matchRules } = world
  if (avatar.count < matchRules!.players && match.ticksLeft[MATCH]! > 0) return
  enter(world, MatchPhase.COUNTDOWN, MATCH_COUNTDOWN_TICKS)
}

/** At its end everybody begins anew, wherever the wait has led them. */
function countDown(world: ArenaRoomWorld): void {
  const { match, avatar, matchRules } = world
  if (match.ticksLeft[MATCH]! > 0) return
  for (let row = 0; row < avatar.end; row++) if (avatar.id[row] !== NO_ENTITY) bringToLife(world, row)
  enter(world, MatchPhase.PLAYING, ticks(Math.min(matchRules!.seconds, MATCH_SECONDS_MAX)))
}

function play(world: ArenaRoomWorld): void {
  const { match } = world
  const [red, blue] = [match.redKills[MATCH]!, match.blueKills[MATCH]!]
  const [redPlayers, bluePlayers] = [playersOf(world, RED), playersOf(world, BLUE)]
  // A room that nobody is left in has no result: it closes.
  if (redPlayers + bluePlayers === 0) return
  const isOneGone = redPlayers === 0 || bluePlayers === 0
  if (!isOneGone && Math.max(red, blue) < match.killsToWin[MATCH]! && match.ticksLeft[MATCH]! > 0) return
  const lead = isOneGone ? redPlayers - bluePlayers : red - blue
  end(world, lead === 0 ? NO_TEAM : lead > 0 ? RED : BLUE)
}

/** @param winner - NO_TEAM for a draw */
function end(world: ArenaRoomWorld, winner: number): void {
  const { match, avatar, score, bullet } = world
  enter(world, MatchPhase.OVER, 0)
  match.winner[MATCH] = winner
  for (let row = 0; row < bullet.end; row++) if (bullet.id[row] !== NO_ENTITY) bullet.destroy(row)
  const results: SeatResult[] = []
  for (let row = 0; row < avatar.end; row++) {
    if (avatar.id[row] === NO_ENTITY || avatar.seat[row] === NO_SEAT) continue
    const rank = winner === NO_TEAM || avatar.team[row] === winner ? 1 : 2
    results.push({ seat: avatar.seat[row]!, rank, score: score.kills[avatar.scoreRow[row]!]! })
  }
  world.endMatch(results)
}

function enter({ match }: ArenaRoomWorld, phase: MatchPhase, phaseTicks: number): void {
  match.phase[MATCH] = phase
  match.ticksLeft[MATCH] = phaseTicks
  match.secondsLeft[MATCH] = Math.ceil(phaseTicks / TICK_RATE_HZ)
}
