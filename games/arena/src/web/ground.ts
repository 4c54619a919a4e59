// The static part of the picture: the floor, and the walls as blocks that lean away from the camera as tall things do.

import { CHESTS, SPAWNS, WALLS, type Wall } from '../simulation/map.js'
import { WORLD_SIZE } from '../simulation/rules.js'
import type { Camera } from './camera.js'
import * as colours from './colours.js'

const TILE = 100
/** How much of the camera's way the ground outside goes along: it lies deep. */
const DEPTH = 0.35
/** How much larger the top of a wall is drawn than its foot, seen from the middle of the picture. */
const LEAN = 0.05
/** The rampart around the world, units thick. */
const RAMPART = 60

const RAMPARTS: readonly Wall[] = [
  { x0: -RAMPART, y0: -RAMPART, x1: WORLD_SIZE + RAMPART, y1: 0 },
  { x0: -RAMPART, y0: WORLD_SIZE, x1: WORLD_SIZE + RAMPART, y1: WORLD_SIZE + RAMPART },
  { x0: -RAMPART, y0: 0, x1: 0, y1: WORLD_SIZE },
  { x0: WORLD_SIZE, y0: 0, x1: WORLD_SIZE + RAMPART, y1: WORLD_SIZE },
]
const BLOCKS: readonly Wall[] = [...RAMPARTS, ...WALLS]

/** Coloured light on the floor, another hue in each quarter, so that one knows where one is: small, drawn stretched. */
const lights = drawLights(120)

function drawLights(size: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const ctx = canvas.getContext('2d')!
  for (const { x, y, colour } of colours.FLOOR_LIGHTS) {
    const light = ctx.createRadialGradient(x * size, y * size, 0, x * size, y * size, size * 0.38)
    light.addColorStop(0, colour)
    light.addColorStop(1, 'transparent')
    ctx.fillStyle = light
    ctx.fillRect(0, 0, size, size)
  }
  return canvas
}

/** What lies beyond the rampart: a deeper, dimmer grid. Draws in world units. */
export function drawOutside(ctx: CanvasRenderingContext2D, camera: Camera): void {
  const left = camera.x - camera.width / 2 / camera.scale
  const top = camera.y - camera.height / 2 / camera.scale
  const right = left + camera.width / camera.scale
  const bottom = top + camera.height / camera.scale
  if (left > -RAMPART && top > -RAMPART && right < WORLD_SIZE + RAMPART && bottom < WORLD_SIZE + RAMPART) return
  // It lies lower than the floor, so it moves less than the floor does.
  const shiftX = camera.x * DEPTH
  const shiftY = camera.y * DEPTH
  ctx.strokeStyle = colours.OUTSIDE_LINE
  ctx.lineWidth = 1
  ctx.beginPath()
  for (let x = Math.ceil((left - shiftX) / TILE) * TILE + shiftX; x <= right; x += TILE / 2) {
    ctx.moveTo(x, top)
    ctx.lineTo(x, bottom)
  }
  for (let y = Math.ceil((top - shiftY) / TILE) * TILE + shiftY; y <= bottom; y += TILE / 2) {
    ctx.moveTo(left, y)
    ctx.lineTo(right, y)
  }
  ctx.stroke()
}

/** Draws in world units. */
export function drawFloor(ctx: CanvasRenderingContext2D, camera: Camera): void {
  const halfWidth = camera.width / 2 / camera.scale
  const halfHeight = camera.height / 2 / camera.scale
  const left = Math.max(0, camera.x - halfWidth)
  const top = Math.max(0, camera.y - halfHeight)
  const right = Math.min(WORLD_SIZE, camera.x + halfWidth)
  const bottom = Math.min(WORLD_SIZE, camera.y + halfHeight)
  ctx.fillStyle = colours.FLOOR
  ctx.fillRect(left, top, right - left, bottom - top)
  ctx.drawImage(lights, 0, 0, WORLD_SIZE, WORLD_SIZE)
  ctx.fillStyle = colours.FLOOR_SEAM
  for (let line = Math.floor(top / TILE); line * TILE < bottom; line++) {
    for (let column = Math.floor(left / TILE); column * TILE < right; column++) {
      if ((line + column) % 2 === 0) ctx.fillRect(column * TILE + 1, line * TILE + 1, TILE - 2, TILE - 2)
    }
  }
  ctx.strokeStyle = colours.FLOOR_LINE
  ctx.lineWidth = 1
  ctx.beginPath()
  for (let x = Math.ceil(left / TILE) * TILE; x <= right; x += TILE) {
    ctx.moveTo(x, top)
    ctx.lineTo(x, bottom)
  }
  for (let y = Math.ceil(top / TILE) * TILE; y <= bottom; y += TILE) {
    ctx.moveTo(left, y)
    ctx.lineTo(right, y)
  }
  ctx.stroke()
  drawMarks(ctx, camera)
}

function drawMarks(ctx: CanvasRenderingContext2D, camera: Camera): void {
  const centre = WORLD_SIZE / 2
  ctx.strokeStyle = colours.FLOOR_MARK
  ctx.lineWidth = 3
  ctx.beginPath()
  for (const radius of [70, 150, 440]) {
    ctx.moveTo(centre + radius, centre)
    ctx.arc(centre, centre, radius, 0, Math.PI * 2)
  }
  for (const spawn of SPAWNS) {
    if (!camera.shows(spawn.x, spawn.y, 50)) continue
    ctx.moveTo(spawn.x + 42, spawn.y)
    ctx.arc(spawn.x, spawn.y, 42, 0, Math.PI * 2)
    ctx.moveTo(spawn.x + 30, spawn.y)
    ctx.arc(spawn.x, spawn.y, 30, 0, Math.PI * 2)
  }
  for (const chest of CHESTS) {
    if (camera.shows(chest.x, chest.y, 30)) ctx.rect(chest.x - 24, chest.y - 24, 48, 48)
  }
  ctx.stroke()
}

/** Shadows that walls throw to the lower right; under everything that stands. */
export function drawWallShadows(ctx: CanvasRenderingContext2D, camera: Camera): void {
  ctx.fillStyle = 'rgba(0, 0, 0, 0.28)'
  for (const wall of WALLS) {
    if (!isVisible(wall, camera)) continue
    ctx.fillRect(wall.x0 + 7, wall.y0 + 9, wall.x1 - wall.x0, wall.y1 - wall.y0)
  }
}

/** Over avatars and bullets: a wall hides what is behind its top. */
export function drawWalls(ctx: CanvasRenderingContext2D, camera: Camera): void {
  const visible = BLOCKS.filter((wall) => isVisible(wall, camera))
  // From the farthest on, so that a nearer wall hides the side of the one behind it.
  visible.sort((a, b) => distance(b, camera) - distance(a, camera))
  for (const wall of visible) drawBlock(ctx, camera, wall)
}

function drawBlock(ctx: CanvasRenderingContext2D, camera: Camera, { x0, y0, x1, y1 }: Wall): void {
  const lean = (at: number, from: number): number => at + (at - from) * LEAN
  const left = lean(x0, camera.x)
  const right = lean(x1, camera.x)
  const top = lean(y0, camera.y)
  const bottom = lean(y1, camera.y)
  if (left > x0) side(ctx, colours.WALL_SIDES[0], x0, y0, x0, y1, left, bottom, left, top)
  if (right < x1) side(ctx, colours.WALL_SIDES[2], x1, y0, x1, y1, right, bottom, right, top)
  if (top > y0) side(ctx, colours.WALL_SIDES[1], x0, y0, x1, y0, right, top, left, top)
  if (bottom < y1) side(ctx, colours.WALL_SIDES[3], x0, y1, x1, y1, right, bottom, left, bottom)
  ctx.fillStyle = colours.WALL_TOP
  ctx.fillRect(left, top, right - left, bottom - top)
  ctx.strokeStyle = colours.WALL_EDGE
  ctx.lineWidth = 1.5
  ctx.strokeRect(left + 0.75, top + 0.75, right - left - 1.5, bottom - top - 1.5)
}

/** One side: a quadrangle from two corners of the foot to two of the top. */
function side(ctx: CanvasRenderingContext2D, colour: string, ...corners: number[]): void {
  ctx.fillStyle = colour
  ctx.beginPath()
  ctx.moveTo(corners[0]!, corners[1]!)
  for (let i = 2; i < corners.length; i += 2) ctx.lineTo(corners[i]!, corners[i + 1]!)
  ctx.fill()
}

function isVisible(wall: Wall, camera: Camera): boolean {
  const x = (wall.x0 + wall.x1) / 2
  const y = (wall.y0 + wall.y1) / 2
  const halfWidth = camera.width / 2 / camera.scale + (wall.x1 - wall.x0) / 2
  const halfHeight = camera.height / 2 / camera.scale + (wall.y1 - wall.y0) / 2
  return Math.abs(x - camera.x) < halfWidth && Math.abs(y - camera.y) < halfHeight
}

/** From the middle of the picture to the nearest point of a wall. */
function distance(wall: Wall, camera: Camera): number {
  const dx = Math.max(wall.x0 - camera.x, camera.x - wall.x1, 0)
  const dy = Math.max(wall.y0 - camera.y, camera.y - wall.y1, 0)
  return dx * dx + dy * dy
}
