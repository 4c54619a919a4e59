// The whole arena in a corner: walls drawn once, then chests, whoever is in sight, and oneself.

import type { ChestView, PickupView } from '../../gen-nodejs/arena.state.js'
import { WALLS } from '../simulation/map.js'
import { WORLD_SIZE } from '../simulation/rules.js'
import type { Actor } from './avatars.js'
import * as colours from './colours.js'
import { sideOf } from './sides.js'

export class Minimap {
  private readonly ctx: CanvasRenderingContext2D
  private ground: HTMLCanvasElement | undefined

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.ctx = canvas.getContext('2d')!
  }

  fit(): void {
    const pixelRatio = Math.min(window.devicePixelRatio || 1, 2)
    this.canvas.width = Math.round(this.canvas.clientWidth * pixelRatio)
    this.canvas.height = Math.round(this.canvas.clientHeight * pixelRatio)
    this.ground = drawGround(this.canvas.width)
  }

  draw(actors: readonly Actor[], chests: Iterable<ChestView>, pickups: Iterable<PickupView>): void {
    const { ctx, canvas, ground } = this
    if (ground === undefined || ground.width === 0) return
    const scale = canvas.width / WORLD_SIZE
    const dot = canvas.width / 60
    ctx.clearRect(0, 0, canvas.width, canvas.height)
    ctx.drawImage(ground, 0, 0)
    for (const pickup of pickups)
      if (pickup.ready) this.square(pickup.x * scale, pickup.y * scale, dot * 0.55, colours.DIM)
    for (const chest of chests) if (!chest.open) this.square(chest.x * scale, chest.y * scale, dot * 0.8, colours.GOLD)
    for (const actor of actors) {
      if (actor.health === 0) continue
      const isOfSide = sideOf(actor.id) !== undefined
      ctx.fillStyle = actor.isOwn ? '#ffffff' : isOfSide ? colours.BODY[colours.hueOf(actor.id)]! : colours.BAD
      ctx.beginPath()
      if (actor.isOwn) arrow(ctx, actor.x * scale, actor.y * scale, actor.heading, dot * 2.1)
      else ctx.arc(actor.x * scale, actor.y * scale, dot, 0, Math.PI * 2)
      ctx.fill()
    }
  }

  private square(x: number, y: number, half: number, colour: string): void {
    this.ctx.fillStyle = colour
    this.ctx.fillRect(x - half, y - half, 2 * half, 2 * half)
  }
}

function arrow(ctx: CanvasRenderingContext2D, x: number, y: number, heading: number, size: number): void {
  const point = (angle: number, length: number): [number, number] => [
    x + Math.cos(heading + angle) * length,
    y + Math.sin(heading + angle) * length,
  ]
  ctx.moveTo(...point(0, size))
  ctx.lineTo(...point(2.5, size))
  ctx.lineTo(...point(Math.PI, size * 0.4))
  ctx.lineTo(...point(-2.5, size))
}

function drawGround(size: number): HTMLCanvasElement {
  const ground = document.createElement('canvas')
  ground.width = size
  ground.height = size
  const ctx = ground.getContext('2d')!
  const scale = size / WORLD_SIZE
  ctx.fillStyle = 'rgba(10, 15, 24, 0.78)'
  ctx.fillRect(0, 0, size, size)
  ctx.fillStyle = colours.WALL_EDGE
  for (const wall of WALLS) {
    ctx.fillRect(wall.x0 * scale, wall.y0 * scale, (wall.x1 - wall.x0) * scale, (wall.y1 - wall.y0) * scale)
  }
  return ground
}
