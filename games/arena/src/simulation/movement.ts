// How an avatar moves: velocity runs after the held command, walls are slid along. One row at a time and nothing but that
// row, so that a client predicts its own avatar with the very same code.

import { type Prediction, simmath } from '@tickwire/simulation'
import type { AvatarTable, SteerTable } from '../../gen-nodejs/arena.state.js'
import { ACCELERATION, AVATAR_RADIUS, SPEED_MAX, STEP_S } from './rules.js'
import { keepOut } from './walls.js'

/** Full deflection of `moveX` and `moveY`. */
export const MOVE_MAX = 127

/** Of two commands of a seat in one tick the later one is held, but a trigger in either counts. */
export function holdCommand(avatars: AvatarTable, row: number, commands: SteerTable, index: number): void {
  avatars.moveX[row] = commands.moveX[index]!
  avatars.moveY[row] = commands.moveY[index]!
  avatars.aim[row] = commands.aim[index]!
  avatars.firing[row] = commands.fire[index]!
  if (commands.fire[index] === 1) avatars.triggered[row] = 1
}

/** One step of one avatar; the dead lie still. */
export function moveAvatar(avatars: AvatarTable, row: number): void {
  if (avatars.health[row] === 0) return
  steer(avatars, row)
  avatars.x[row] = avatars.x[row]! + avatars.vx[row]! * STEP_S
  avatars.y[row] = avatars.y[row]! + avatars.vy[row]! * STEP_S
  keepOut(avatars, row, AVATAR_RADIUS)
  avatars.heading[row] = avatars.aim[row]!
}

function steer(avatars: AvatarTable, row: number): void {
  const moveX = avatars.moveX[row]! / MOVE_MAX
  const moveY = avatars.moveY[row]! / MOVE_MAX
  // A stick pushed into its corner is longer than 1: it means full speed, not more.
  const deflection = simmath.length(moveX, moveY)
  const scale = deflection > 1 ? SPEED_MAX / deflection : SPEED_MAX
  const changeX = moveX * scale - avatars.vx[row]!
  const changeY = moveY * scale - avatars.vy[row]!
  const change = simmath.length(changeX, changeY)
  const changeMax = ACCELERATION * STEP_S
  const part = change > changeMax ? changeMax / change : 1
  avatars.vx[row] = avatars.vx[row]! + changeX * part
  avatars.vy[row] = avatars.vy[row]! + changeY * part
}

/** The own avatar on a client. Nobody pushes: what others do to where it is comes with death and return. */
export const avatarPrediction: Prediction<AvatarTable, SteerTable, 'x' | 'y'> = {
  fields: ['x', 'y', 'vx', 'vy', 'heading'],
  position: ['x', 'y'],
  outside: ['health'],
  snapDistance: 64,
  take: holdCommand,
  step: moveAvatar,
}
