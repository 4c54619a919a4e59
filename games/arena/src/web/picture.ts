// One frame of the arena on the canvas, from the floor up: things, avatars, bullets, walls, then texts in pixels.

import type { ChestView, PickupView } from '../../gen-nodejs/arena.state.js'
import type { Emote } from '../../gen-nodejs/arena.types.js'
import { type Actor, drawBody, drawEmote, drawLabel, drawThroughWalls } from './avatars.js'
import { Camera } from './camera.js'
import * as colours from './colours.js'
import type { Effects } from './effects.js'
import { drawFloor, drawOutside, drawWallShadows, drawWalls } from './ground.js'
import { Minimap } from './minimap.js'
import type { Shots } from './shots.js'
import { drawChestAt, drawPickup } from './things.js'

export interface Frame {
  readonly actors: readonly Actor[]
  readonly chests: Iterable<ChestView>
  readonly pickups: Iterable<PickupView>
  readonly chestAtHand: ChestView | undefined
  readonly shots: Shots
  readonly effects: Effects
  readonly emotes: ReadonlyMap<number, { readonly emote: Emote }>
  /** Where the crosshair stands, CSS pixels. */
  readonly cursor: { readonly x: number; readonly y: number } | undefined
  /** The own shot has just hurt somebody. */
  readonly hitMark: boolean
  readonly nowMs: number
}

export class Picture {
  readonly camera = new Camera()
  private readonly ctx: CanvasRenderingContext2D
  private readonly minimap: Minimap

  constructor(
    private readonly canvas: HTMLCanvasElement,
    minimap: HTMLCanvasElement,
  ) {
    this.ctx = canvas.getContext('2d', { alpha: false })!
    this.minimap = new Minimap(minimap)
    this.fit()
    window.addEventListener('resize', () => this.fit())
  }

  private fit(): void {
    this.camera.fit(this.canvas)
    this.minimap.fit()
  }

  draw(frame: Frame): void {
    const { ctx, camera } = this
    const { actors, effects, nowMs } = frame
    const chests = [...frame.chests]
    const pickups = [...frame.pickups]
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.fillStyle = colours.OUTSIDE
    ctx.fillRect(0, 0, this.canvas.width, this.canvas.height)

    camera.toWorld(ctx)
    drawOutside(ctx, camera)
    drawFloor(ctx, camera)
    drawWallShadows(ctx, camera)
    for (const pickup of pickups) drawPickup(ctx, camera, pickup, nowMs)
    for (const chest of chests) drawChestAt(ctx, camera, chest, chest === frame.chestAtHand, nowMs)
    for (const actor of actors) if (actor.health === 0) drawBody(ctx, camera, actor, nowMs)
    for (const actor of actors) if (actor.health > 0) drawBody(ctx, camera, actor, nowMs)
    frame.shots.draw(ctx)
    effects.drawSparks(ctx)
    drawWalls(ctx, camera)
    for (const actor of actors) drawThroughWalls(ctx, camera, actor)

    camera.toScreen(ctx)
    this.drawVignette()
    for (const actor of actors) drawLabel(ctx, camera, actor)
    for (const actor of actors) {
      const emote = frame.emotes.get(actor.id)
      if (emote !== undefined) drawEmote(ctx, camera, actor, emote.emote)
    }
    effects.drawNumbers(ctx, camera)
    if (frame.cursor !== undefined) drawCrosshair(ctx, frame.cursor.x, frame.cursor.y, frame.hitMark)
    this.minimap.draw(actors, chests, pickups)
  }

  /** The edges are darker than the middle. */
  private drawVignette(): void {
    const { width, height } = this.camera
    const radius = Math.hypot(width, height) / 2
    const shade = this.ctx.createRadialGradient(width / 2, height / 2, radius * 0.45, width / 2, height / 2, radius)
    shade.addColorStop(0, 'rgba(3, 5, 9, 0)')
    shade.addColorStop(1, 'rgba(3, 5, 9, 0.5)')
    this.ctx.fillStyle = shade
    this.ctx.fillRect(0, 0, width, height)
  }
}

function drawCrosshair(ctx: CanvasRenderingContext2D, x: number, y: number, hitMark: boolean): void {
  ctx.lineCap = 'butt'
  for (const [colour, width] of [
    ['rgba(0, 0, 0, 0.6)', 4],
    ['#ffffff', 2],
  ] as const) {
    ctx.strokeStyle = colour
    ctx.lineWidth = width
    ctx.beginPath()
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      ctx.moveTo(x + dx * 5, y + dy * 5)
      ctx.lineTo(x + dx * 12, y + dy * 12)
    }
    ctx.stroke()
  }
  if (!hitMark) return
  ctx.strokeStyle = colours.BAD
  ctx.lineWidth = 2.5
  ctx.beginPath()
  for (const [dx, dy] of [
    [1, 1],
    [-1, 1],
    [1, -1],
    [-1, -1],
  ] as const) {
    ctx.moveTo(x + dx * 6, y + dy * 6)
    ctx.lineTo(x + dx * 13, y + dy * 13)
  }
  ctx.stroke()
}
