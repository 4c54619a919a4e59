// Pick-ups and chests as they lie in the arena. Draws in world units.

import type { ChestView, PickupView } from '../../gen-nodejs/arena.state.js'
import type { Item } from '../../gen-nodejs/arena.types.js'
import type { Camera } from './camera.js'
import * as colours from './colours.js'
import { drawChest, drawItem, ITEM_COLOUR } from './icons.js'

export function drawPickup(ctx: CanvasRenderingContext2D, camera: Camera, pickup: PickupView, nowMs: number): void {
  if (!camera.shows(pickup.x, pickup.y, 40)) return
  const item = pickup.item as Item
  ctx.save()
  ctx.translate(pickup.x, pickup.y)
  ctx.strokeStyle = ITEM_COLOUR[item]
  ctx.lineWidth = 1.5
  ctx.globalAlpha = pickup.ready ? 0.75 : 0.18
  ctx.beginPath()
  ctx.arc(0, 0, 20, 0, Math.PI * 2)
  ctx.stroke()
  if (pickup.ready) {
    const beat = Math.sin(nowMs / 400 + pickup.id)
    ctx.globalAlpha = 0.12 + 0.05 * beat
    ctx.fillStyle = ITEM_COLOUR[item]
    ctx.fill()
    ctx.globalAlpha = 1
    const size = 1.1 + 0.06 * beat
    ctx.scale(size, size)
    drawItem(ctx, item)
  }
  ctx.restore()
}

/** @param isNear - within reach of the own avatar */
export function drawChestAt(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  chest: ChestView,
  isNear: boolean,
  nowMs: number,
): void {
  if (!camera.shows(chest.x, chest.y, 40)) return
  ctx.save()
  ctx.translate(chest.x, chest.y)
  ctx.fillStyle = 'rgba(0, 0, 0, 0.35)'
  ctx.fillRect(-14, -9, 34, 27)
  drawChest(ctx, chest.open)
  if (!chest.open) {
    ctx.strokeStyle = colours.GOLD
    ctx.globalAlpha = isNear ? 0.65 + 0.35 * Math.sin(nowMs / 150) : 0.25
    ctx.lineWidth = isNear ? 2.5 : 1.5
    ctx.beginPath()
    ctx.roundRect(-21, -17, 42, 34, 7)
    ctx.stroke()
  }
  ctx.restore()
}
