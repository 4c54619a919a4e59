// Who is in the arena: avatars and their scores come and go together. A bot is an avatar without a seat.

import { NO_ENTITY, NO_ROW, NO_SEAT, NO_TEAM } from '@tickwire/simulation'
import type { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import type { ArenaRoomWorld } from './arena-room-world.js'
import { bringToLife } from './life.js'
import { OPEN_SQUARES, squareX, squareY } from './paths.js'
import { wireId } from './rules.js'

const BOT_NAMES = (
  'Vega Rook Juno Pike Nova Flint Wren Onyx Sable Ember Quill Moss Dart Echo Frost ' +
  'Hawk Iris Jinx Kite Lark Mica Nash Opal Puck Raze Slate Thorn Umber Viper Zinc'
).split(' ')

/** A living avatar where one starts, with its score. Returns its row, or NO_ROW when the arena is full. */
export function addAvatar(world: ArenaRoomWorld, seat: number, name: string, team: number): number {
  const { avatar: avatars, score: scores } = world
  const row = avatars.spawn()
  if (row === NO_ROW) return NO_ROW
  const scoreRow = scores.spawn()
  // Both tables have the same capacity, and rows are only ever taken and freed in pairs.
  if (scoreRow === NO_ROW) throw new Error('there is an avatar without a score')
  scores.avatarId[scoreRow] = wireId(avatars.id[row]!)
  scores.name[scoreRow] = name
  scores.team[scoreRow] = team
  avatars.scoreRow[row] = scoreRow
  avatars.seat[row] = seat
  avatars.name[row] = name
  avatars.team[row] = team
  bringToLife(world, row)
  return row
}

export function removeAvatar(world: ArenaWorld, row: number): void {
  world.score.destroy(world.avatar.scoreRow[row]!)
  world.avatar.destroy(row)
}

export function addBots(world: ArenaRoomWorld, bots: number): void {
  for (let bot = 0; bot < bots; bot++) {
    const name = BOT_NAMES[bot % BOT_NAMES.length]!
    const round = Math.floor(bot / BOT_NAMES.length)
    const row = addAvatar(world, NO_SEAT, round === 0 ? name : `${name} ${round + 1}`, NO_TEAM)
    if (world.startRadius > 0) continue
    // Anywhere in the open: at the spawn points they would stand in heaps.
    const square = OPEN_SQUARES[world.random.below(OPEN_SQUARES.length)]!
    world.avatar.x[row] = squareX(square)
    world.avatar.y[row] = squareY(square)
  }
}

/** Makes room for a player: the last bot leaves. False when there is none. */
export function dismissBot(world: ArenaWorld): boolean {
  const avatars = world.avatar
  for (let row = avatars.end - 1; row >= 0; row--) {
    if (avatars.id[row] === NO_ENTITY || avatars.seat[row] !== NO_SEAT) continue
    removeAvatar(world, row)
    return true
  }
  return false
}
