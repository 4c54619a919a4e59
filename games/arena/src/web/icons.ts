// Small drawings around the origin, in world units: what pick-ups, chests and guns look like.

import { Item, Weapon } from '../../gen-nodejs/arena.types.js'
import * as colours from './colours.js'

/** Colour that stands for an item, everywhere on the page. */
export const ITEM_COLOUR: Readonly<Record<Item, string>> = {
  [Item.MEDKIT]: colours.GOOD,
  [Item.AMMO]: colours.AMMO,
  [Item.SHOTGUN]: '#ff9f5a',
  [Item.RIFLE]: '#c79bff',
}

export function drawItem(ctx: CanvasRenderingContext2D, item: Item): void {
  if (item === Item.MEDKIT) drawMedkit(ctx)
  else if (item === Item.AMMO) drawAmmo(ctx)
  else drawLyingGun(ctx, item === Item.SHOTGUN ? Weapon.SHOTGUN : Weapon.RIFLE, ITEM_COLOUR[item])
}

function drawMedkit(ctx: CanvasRenderingContext2D): void {
  box(ctx, -10, -8, 20, 16, 4, '#eef4ff')
  box(ctx, -2, -5.5, 4, 11, 1, '#e5484d')
  box(ctx, -5.5, -2, 11, 4, 1, '#e5484d')
}

function drawAmmo(ctx: CanvasRenderingContext2D): void {
  box(ctx, -10, -8, 20, 16, 3, '#2c4a73')
  for (const x of [-7, -2, 3]) {
    box(ctx, x, -1, 4, 6, 0.5, '#e8c06a')
    box(ctx, x, -6, 4, 5, 2, '#d98f4e')
  }
}

function drawLyingGun(ctx: CanvasRenderingContext2D, weapon: Weapon, colour: string): void {
  ctx.save()
  ctx.rotate(-0.5)
  ctx.translate(-11, 0)
  drawGun(ctx, weapon, colour, '#0b1019')
  ctx.restore()
}

/** A gun from above, its grip at the origin, pointing right. */
export function drawGun(ctx: CanvasRenderingContext2D, weapon: Weapon, colour: string, dark: string): void {
  if (weapon === Weapon.PISTOL) {
    box(ctx, -1, -2.5, 13, 5, 1.5, dark)
    box(ctx, 0, -1.5, 11, 3, 1, colour)
  } else if (weapon === Weapon.SHOTGUN) {
    box(ctx, -6, -4, 25, 8, 2, dark)
    box(ctx, 3, -3, 15, 2.5, 1, colour)
    box(ctx, 3, 0.5, 15, 2.5, 1, colour)
    box(ctx, -5, -3, 8, 6, 1.5, '#8a5a3c')
  } else {
    box(ctx, -8, -3, 32, 6, 1.5, dark)
    box(ctx, -7, -2, 18, 4, 1, colour)
    box(ctx, 11, -1, 12, 2, 0.5, colour)
    box(ctx, 0, 1, 4, 6, 1, dark)
  }
}

export function drawChest(ctx: CanvasRenderingContext2D, isOpen: boolean): void {
  box(ctx, -17, -13, 34, 26, 4, '#1a1208')
  if (isOpen) {
    box(ctx, -15, -11, 30, 22, 3, '#3b2a17')
    box(ctx, -12, -8, 24, 16, 2, '#120d07')
    return
  }
  box(ctx, -15, -11, 30, 22, 3, '#a4702f')
  box(ctx, -15, -11, 30, 9, 3, '#c48a3f')
  box(ctx, -11, -11, 3, 22, 0, '#6e4a1e')
  box(ctx, 8, -11, 3, 22, 0, '#6e4a1e')
  box(ctx, -4, -4, 8, 8, 2, colours.GOLD)
  box(ctx, -1, -1, 2, 4, 1, '#5c3d0f')
}

function box(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  colour: string,
): void {
  ctx.fillStyle = colour
  ctx.beginPath()
  ctx.roundRect(x, y, width, height, radius)
  ctx.fill()
}
