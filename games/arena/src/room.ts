// The calls that an arena room answers, each inside its tick and in order with the commands. A program that only speaks
// Thrift can look around, open chests and follow the scores with these alone.

import { NO_ENTITY, NO_ROW, NO_SEAT, NotFoundError, RefusedError, type RoomCall } from '@tickwire/simulation'
import type { ArenaRoomHandlers } from '../gen-nodejs/arena.handlers.js'
import type { ArenaWorld } from '../gen-nodejs/arena.state.js'
import type { AvatarReport, Loot, Scoreboard, ScoreLine, Weapon } from '../gen-nodejs/arena.types.js'
import { chestsByDistance, openChest } from './simulation/items.js'
import { CHEST_REACH, TICK_RATE_HZ } from './simulation/rules.js'

/** The game's own refusals: `ErrorCode.GAME`; the reason says which. */
const GAME = 1_000

/** Chests in a report, the nearest ones. */
const CHESTS_REPORTED_MAX = 5

/** Lines of a scoreboard, the best ones. */
const SCORE_LINES_MAX = 50

export const arenaRoomHandlers: ArenaRoomHandlers = {
  openChest(call, chestId) {
    const { world } = call
    const avatar = livingAvatarOf(call)
    const chest = world.chest.rowOf(chestId)
    if (chest === NO_ROW) throw new NotFoundError('chest', String(chestId))
    const distance = distanceToChest(world, avatar, chest)
    if (distance > CHEST_REACH) {
      const message = `chest ${chestId} is ${Math.round(distance)} units away; move within ${CHEST_REACH} of it`
      throw new RefusedError(GAME, message, { parameter: 'chestId', reason: 'TOO_FAR' })
    }
    if (world.chest.open[chest] === 1) {
      const retryAfterMs = toMs(world.chest.refillTicks[chest]!)
      const message = `chest ${chestId} has been emptied; it is full again in ${Math.ceil(retryAfterMs / 1_000)} s`
      throw new RefusedError(GAME, message, { parameter: 'chestId', reason: 'EMPTY', retryAfterMs })
    }
    return { chestId, items: openChest(world, chest, avatar) } satisfies Loot
  },

  getSelf(call) {
    return reportOn(call.world, avatarOf(call))
  },

  getScores({ world }) {
    return scoreboardOf(world)
  },
}

function avatarOf({ world, seat }: RoomCall<ArenaWorld>): number {
  const row = world.avatarRow[seat]!
  if (row !== NO_ROW) return row
  throw new RefusedError(GAME, 'you only watch: the arena was full when you joined; join again later', {
    reason: 'WATCHING',
  })
}

function livingAvatarOf(call: RoomCall<ArenaWorld>): number {
  const row = avatarOf(call)
  const { health, respawnTicks } = call.world.avatar
  if (health[row]! > 0) return row
  const retryAfterMs = toMs(respawnTicks[row]!)
  throw new RefusedError(GAME, `your avatar is dead; it is back in ${retryAfterMs} ms`, {
    reason: 'DEAD',
    retryAfterMs,
  })
}

function distanceToChest(world: ArenaWorld, avatar: number, chest: number): number {
  const dx = world.chest.x[chest]! - world.avatar.x[avatar]!
  const dy = world.chest.y[chest]! - world.avatar.y[avatar]!
  return Math.sqrt(dx * dx + dy * dy)
}

function reportOn(world: ArenaWorld, row: number): AvatarReport {
  const { avatar: avatars, chest: chests, score: scores } = world
  const x = avatars.x[row]!
  const y = avatars.y[row]!
  const nearest = chestsByDistance(world, x, y).slice(0, CHESTS_REPORTED_MAX)
  return {
    avatarId: avatars.id[row]!,
    x,
    y,
    health: avatars.health[row]!,
    weapon: avatars.weapon[row]! as Weapon,
    ammo: avatars.ammo[row]!,
    kills: scores.kills[avatars.scoreRow[row]!]!,
    deaths: scores.deaths[avatars.scoreRow[row]!]!,
    respawnInMs: toMs(avatars.respawnTicks[row]!),
    chests: nearest.map(({ row: chest, distance }) => ({
      chestId: chests.id[chest]!,
      x: chests.x[chest]!,
      y: chests.y[chest]!,
      distance,
      open: chests.open[chest] === 1,
    })),
  }
}

function scoreboardOf(world: ArenaWorld): Scoreboard {
  const { avatar: avatars, score: scores } = world
  const lines: ScoreLine[] = []
  let bots = 0
  for (let row = 0; row < avatars.end; row++) {
    if (avatars.id[row] === NO_ENTITY) continue
    const bot = avatars.seat[row] === NO_SEAT
    if (bot) bots++
    const score = avatars.scoreRow[row]!
    lines.push({
      avatarId: avatars.id[row]!,
      name: scores.name[score]!,
      kills: scores.kills[score]!,
      deaths: scores.deaths[score]!,
      bot,
    })
  }
  lines.sort((a, b) => b.kills - a.kills || a.deaths - b.deaths || a.avatarId - b.avatarId)
  return { players: avatars.count - bots, bots, lines: lines.slice(0, SCORE_LINES_MAX) }
}

function toMs(ticks: number): number {
  return (ticks * 1_000) / TICK_RATE_HZ
}
