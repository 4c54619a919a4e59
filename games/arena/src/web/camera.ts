// Where the picture looks and how large: world units to pixels. The view never shows more than the server sends.

import { WORLD_SIZE } from '../simulation/rules.js'

/** Diagonal of what a large screen shows, units; half of it stays inside the view radius, look-ahead included. */
const DIAGONAL_MAX = 1_240

/** A small screen shows less, so that avatars stay large enough: this many units ... */
const DIAGONAL_BASE = 640

/** ... and so many more for each pixel of its diagonal. */
const DIAGONAL_PER_PIXEL = 0.45

/** Beyond this, sharper pixels cost frames and nobody sees them. */
const PIXEL_RATIO_MAX = 2

/** How far the camera runs ahead of the avatar in the direction of the aim, at most, units. */
const LOOK_AHEAD = 60

/** At the rim the camera stays behind, towards the middle of the world, at most so far, units: what it shows is still sent. */
const RIM_SHIFT_MAX = 110

/** So much of what lies beyond the rim is shown before the camera stays behind, units. */
const RIM_SHOWN = 110

/** Time constant of the look-ahead, milliseconds. */
const LOOK_AHEAD_MS = 180

export class Camera {
  /** Place in the middle of the picture, units. */
  x = 0
  y = 0
  /** Size of the picture, CSS pixels. */
  width = 1
  height = 1
  /** CSS pixels a unit. */
  scale = 1
  pixelRatio = 1
  private aheadX = 0
  private aheadY = 0
  private shake = 0

  fit(canvas: HTMLCanvasElement): void {
    this.width = canvas.clientWidth
    this.height = canvas.clientHeight
    this.pixelRatio = Math.min(window.devicePixelRatio || 1, PIXEL_RATIO_MAX)
    canvas.width = Math.round(this.width * this.pixelRatio)
    canvas.height = Math.round(this.height * this.pixelRatio)
    const pixels = Math.hypot(this.width, this.height)
    this.scale = pixels / Math.min(DIAGONAL_MAX, DIAGONAL_BASE + pixels * DIAGONAL_PER_PIXEL)
  }

  /** @param lookX,lookY - direction of the look-ahead, length 0..1 */
  follow(x: number, y: number, lookX: number, lookY: number, frameMs: number): void {
    const part = 1 - Math.exp(-frameMs / LOOK_AHEAD_MS)
    this.aheadX += (lookX * LOOK_AHEAD - this.aheadX) * part
    this.aheadY += (lookY * LOOK_AHEAD - this.aheadY) * part
    this.shake *= Math.exp(-frameMs / 90)
    const shakeX = (Math.random() - 0.5) * this.shake
    const shakeY = (Math.random() - 0.5) * this.shake
    this.x = fromRim(x + this.aheadX, this.width / 2 / this.scale) + shakeX
    this.y = fromRim(y + this.aheadY, this.height / 2 / this.scale) + shakeY
  }

  /** @param strength - units */
  jolt(strength: number): void {
    this.shake = Math.min(14, this.shake + strength)
  }

  /** The context draws in world units from here on. */
  toWorld(ctx: CanvasRenderingContext2D): void {
    const scale = this.scale * this.pixelRatio
    const left = (this.width / 2) * this.pixelRatio - this.x * scale
    const top = (this.height / 2) * this.pixelRatio - this.y * scale
    ctx.setTransform(scale, 0, 0, scale, left, top)
  }

  /** The context draws in CSS pixels from here on. */
  toScreen(ctx: CanvasRenderingContext2D): void {
    ctx.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0)
  }

  screenX(x: number): number {
    return (x - this.x) * this.scale + this.width / 2
  }

  screenY(y: number): number {
    return (y - this.y) * this.scale + this.height / 2
  }

  /** Whether something of the given radius can be seen. */
  shows(x: number, y: number, radius: number): boolean {
    return (
      Math.abs(x - this.x) < this.width / 2 / this.scale + radius &&
      Math.abs(y - this.y) < this.height / 2 / this.scale + radius
    )
  }
}

function fromRim(at: number, half: number): number {
  const least = half - RIM_SHOWN
  const most = WORLD_SIZE - least
  if (least >= most) return at
  return Math.min(Math.max(at, Math.min(at + RIM_SHIFT_MAX, least)), Math.max(at - RIM_SHIFT_MAX, most))
}
