// Geometry of the static walls: keeps a circle out of them and finds where a way meets one. The walls lie in flat arrays,
// and for each cell of a coarse grid there is a ready list of the walls near it, so that a step looks at a handful.
// All of it is derived from the constants of the map: nothing here changes after load.

import { WALLS } from './map.js'
import { AVATAR_RADIUS, BULLET_STEP_MAX, WORLD_SIZE } from './rules.js'

/** What `castToWall` answers when the way is free. */
export const NO_HIT = 2

const CELL_SIZE = 100
const CELLS_ACROSS = Math.ceil(WORLD_SIZE / CELL_SIZE)
/** A cell's list holds every wall this near to the cell, units: a step of a bullet, or an avatar, beyond its border. */
const NEAR = Math.max(BULLET_STEP_MAX, AVATAR_RADIUS) + 1

const x0 = Float64Array.from(WALLS, (wall) => wall.x0)
const y0 = Float64Array.from(WALLS, (wall) => wall.y0)
const x1 = Float64Array.from(WALLS, (wall) => wall.x1)
const y1 = Float64Array.from(WALLS, (wall) => wall.y1)

const everyWall = Int32Array.from(WALLS, (_, index) => index)
const wallsNear: readonly Int32Array[] = Array.from({ length: CELLS_ACROSS * CELLS_ACROSS }, (_, cell) => {
  const left = (cell % CELLS_ACROSS) * CELL_SIZE - NEAR
  const top = Math.floor(cell / CELLS_ACROSS) * CELL_SIZE - NEAR
  const span = CELL_SIZE + 2 * NEAR
  return everyWall.filter((w) => x0[w]! < left + span && x1[w]! > left && y0[w]! < top + span && y1[w]! > top)
})

function cellAt(at: number): number {
  const cell = Math.floor(at / CELL_SIZE)
  if (cell <= 0) return 0
  return cell < CELLS_ACROSS ? cell : CELLS_ACROSS - 1
}

/** Every wall within a bullet's step of the place. */
function wallsAround(x: number, y: number): Int32Array {
  return wallsNear[cellAt(y) * CELLS_ACROSS + cellAt(x)]!
}

/** What an avatar's place and velocity are while it is being moved: columns of the world, one row of them. */
export interface MovingColumns {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly vx: Float64Array
  readonly vy: Float64Array
}

/** Pushes the circle of one row out of every wall and into the world, and takes away the velocity into what it touched. */
export function keepOut(columns: MovingColumns, row: number, radius: number): void {
  const near = wallsAround(columns.x[row]!, columns.y[row]!)
  // Twice: in an inner corner, leaving the second wall may push back into the first.
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < near.length; i++) pushOut(columns, row, radius, near[i]!)
  }
  const { x, y, vx, vy } = columns
  const far = WORLD_SIZE - radius
  if (x[row]! < radius) stop(x, vx, row, radius)
  else if (x[row]! > far) stop(x, vx, row, far)
  if (y[row]! < radius) stop(y, vy, row, radius)
  else if (y[row]! > far) stop(y, vy, row, far)
}

function stop(place: Float64Array, velocity: Float64Array, row: number, at: number): void {
  place[row] = at
  velocity[row] = 0
}

function pushOut(columns: MovingColumns, row: number, radius: number, wall: number): void {
  const { x, y, vx, vy } = columns
  const px = x[row]!
  const py = y[row]!
  const nearestX = Math.min(Math.max(px, x0[wall]!), x1[wall]!)
  const nearestY = Math.min(Math.max(py, y0[wall]!), y1[wall]!)
  const awayX = px - nearestX
  const awayY = py - nearestY
  const square = awayX * awayX + awayY * awayY
  if (square >= radius * radius) return
  if (square === 0) {
    leaveBySide(columns, row, radius, wall)
    return
  }
  const distance = Math.sqrt(square)
  const nx = awayX / distance
  const ny = awayY / distance
  x[row] = nearestX + nx * radius
  y[row] = nearestY + ny * radius
  const into = vx[row]! * nx + vy[row]! * ny
  if (into >= 0) return
  vx[row] = vx[row]! - nx * into
  vy[row] = vy[row]! - ny * into
}

/** The centre is inside the wall: out by the nearest side. */
function leaveBySide({ x, y, vx, vy }: MovingColumns, row: number, radius: number, wall: number): void {
  const left = x[row]! - x0[wall]!
  const right = x1[wall]! - x[row]!
  const top = y[row]! - y0[wall]!
  const bottom = y1[wall]! - y[row]!
  const least = Math.min(left, right, top, bottom)
  if (least === left) stop(x, vx, row, x0[wall]! - radius)
  else if (least === right) stop(x, vx, row, x1[wall]! + radius)
  else if (least === top) stop(y, vy, row, y0[wall]! - radius)
  else stop(y, vy, row, y1[wall]! + radius)
}

/**
 * Where the way from (x, y) by (dx, dy) first meets a wall or the border of the world, as a part 0..1 of the way, or
 * NO_HIT. Walls count as grown by `margin` on each side.
 */
export function castToWall(x: number, y: number, dx: number, dy: number, margin: number): number {
  const isShort = Math.abs(dx) + margin <= NEAR && Math.abs(dy) + margin <= NEAR
  const near = isShort ? wallsAround(x, y) : everyWall
  let first = leavesWorldAt(x, y, dx, dy)
  for (let i = 0; i < near.length; i++) {
    const part = entersAt(near[i]!, x, y, dx, dy, margin)
    if (part < first) first = part
  }
  return first
}

function leavesWorldAt(x: number, y: number, dx: number, dy: number): number {
  let part = NO_HIT
  if (x + dx > WORLD_SIZE) part = (WORLD_SIZE - x) / dx
  else if (x + dx < 0) part = -x / dx
  if (y + dy > WORLD_SIZE) part = Math.min(part, (WORLD_SIZE - y) / dy)
  else if (y + dy < 0) part = Math.min(part, -y / dy)
  return Math.max(part, 0)
}

function entersAt(wall: number, x: number, y: number, dx: number, dy: number, margin: number): number {
  const left = x0[wall]! - margin
  const right = x1[wall]! + margin
  const top = y0[wall]! - margin
  const bottom = y1[wall]! + margin
  let enter = 0
  let leave = 1
  if (dx === 0) {
    if (x <= left || x >= right) return NO_HIT
  } else {
    const a = (left - x) / dx
    const b = (right - x) / dx
    enter = Math.max(enter, Math.min(a, b))
    leave = Math.min(leave, Math.max(a, b))
  }
  if (dy === 0) {
    if (y <= top || y >= bottom) return NO_HIT
  } else {
    const a = (top - y) / dy
    const b = (bottom - y) / dy
    enter = Math.max(enter, Math.min(a, b))
    leave = Math.min(leave, Math.max(a, b))
  }
  return enter < leave ? enter : NO_HIT
}
