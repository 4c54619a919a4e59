// Avatars: body, gun and shield in world units; names, health and emotes in pixels, so that they stay crisp.

import { Emote, Weapon } from '../../gen-nodejs/arena.types.js'
import { AVATAR_RADIUS, HEALTH_MAX } from '../simulation/rules.js'
import type { Camera } from './camera.js'
import * as colours from './colours.js'
import { drawGun } from './icons.js'

/** One avatar as it is drawn in this frame, own or not. */
export interface Actor {
  readonly id: number
  readonly x: number
  readonly y: number
  readonly heading: number
  readonly health: number
  readonly shielded: boolean
  readonly weapon: Weapon
  readonly name: string
  readonly isOwn: boolean
}

const EMOTE_TEXT: Readonly<Record<Emote, string>> = {
  [Emote.HELLO]: 'Hello!',
  [Emote.NICE]: 'Nice one!',
  [Emote.SORRY]: 'Sorry!',
  [Emote.HELP]: 'Help!',
  [Emote.LAUGH]: 'Ha ha!',
  [Emote.ANGRY]: 'Grrr!',
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'

export function drawBody(ctx: CanvasRenderingContext2D, camera: Camera, actor: Actor, nowMs: number): void {
  if (!camera.shows(actor.x, actor.y, 50)) return
  ctx.save()
  ctx.translate(actor.x, actor.y)
  if (actor.health === 0) drawRemains(ctx, actor)
  else {
    circle(ctx, 4, 6, AVATAR_RADIUS, 'rgba(0, 0, 0, 0.35)')
    if (actor.isOwn) ring(ctx, AVATAR_RADIUS + 7, 'rgba(255, 255, 255, 0.22)', 1.5)
    drawLiving(ctx, actor)
    if (actor.shielded) drawShield(ctx, nowMs)
  }
  ctx.restore()
}

/** Over the walls: who stands behind the top of one shines through it, and over nothing else does this change anything. */
export function drawThroughWalls(ctx: CanvasRenderingContext2D, camera: Camera, actor: Actor): void {
  if (actor.health === 0 || !camera.shows(actor.x, actor.y, 50)) return
  ctx.save()
  ctx.globalAlpha = actor.isOwn ? 0.6 : 0.35
  ctx.translate(actor.x, actor.y)
  drawLiving(ctx, actor)
  ctx.restore()
}

function drawRemains(ctx: CanvasRenderingContext2D, { id }: Actor): void {
  ctx.globalAlpha = 0.4
  circle(ctx, 0, 0, AVATAR_RADIUS * 0.9, colours.RIM[colours.hueOf(id)]!)
  ctx.strokeStyle = '#05070b'
  ctx.lineWidth = 4
  ctx.beginPath()
  ctx.moveTo(-6, -6)
  ctx.lineTo(6, 6)
  ctx.moveTo(6, -6)
  ctx.lineTo(-6, 6)
  ctx.stroke()
}

function drawLiving(ctx: CanvasRenderingContext2D, actor: Actor): void {
  const hue = colours.hueOf(actor.id)
  const body = colours.BODY[hue]!
  const rim = colours.RIM[hue]!
  ctx.rotate(actor.heading)
  ctx.save()
  ctx.translate(14, 5)
  ctx.scale(1.3, 1.3)
  drawGun(ctx, actor.weapon, '#b9c6dc', '#05070b')
  ctx.restore()
  circle(ctx, 0, 0, AVATAR_RADIUS, rim)
  circle(ctx, 0, 0, AVATAR_RADIUS - 2.5, body)
  // A pack on the back and a visor in front tell which way it looks.
  ctx.fillStyle = rim
  ctx.beginPath()
  ctx.roundRect(-AVATAR_RADIUS - 1, -7, 9, 14, 3)
  ctx.fill()
  ctx.fillStyle = '#0b1220'
  ctx.beginPath()
  ctx.roundRect(3, -8, 7, 16, 3.5)
  ctx.fill()
  ctx.fillStyle = 'rgba(190, 225, 255, 0.75)'
  ctx.fillRect(6, -6, 2.5, 7)
  hand(ctx, 14, 7, rim, body)
  hand(ctx, actor.weapon === Weapon.PISTOL ? 10 : 22, actor.weapon === Weapon.PISTOL ? -12 : 2, rim, body)
}

function drawShield(ctx: CanvasRenderingContext2D, nowMs: number): void {
  const beat = 0.5 + 0.5 * Math.sin(nowMs / 90)
  ring(ctx, AVATAR_RADIUS + 9, `rgba(125, 211, 255, ${0.45 + 0.4 * beat})`, 2.5)
  circle(ctx, 0, 0, AVATAR_RADIUS + 9, 'rgba(125, 211, 255, 0.1)')
}

/** Name and health over the head; draws in pixels. */
export function drawLabel(ctx: CanvasRenderingContext2D, camera: Camera, actor: Actor): void {
  if (actor.health === 0 || !camera.shows(actor.x, actor.y, 40)) return
  const x = Math.round(camera.screenX(actor.x))
  const y = Math.round(camera.screenY(actor.y) - (AVATAR_RADIUS + 11) * camera.scale)
  const width = 38
  ctx.fillStyle = 'rgba(4, 7, 12, 0.75)'
  ctx.fillRect(x - width / 2 - 1, y - 1, width + 2, 6)
  const part = actor.health / HEALTH_MAX
  ctx.fillStyle = part > 0.5 ? colours.GOOD : part > 0.25 ? colours.GOLD : colours.BAD
  ctx.fillRect(x - width / 2, y, Math.max(1, width * part), 4)
  if (actor.isOwn) return
  ctx.font = `600 11px ${FONT}`
  ctx.textAlign = 'center'
  ctx.lineWidth = 3
  ctx.strokeStyle = 'rgba(4, 7, 12, 0.8)'
  ctx.strokeText(actor.name, x, y - 6)
  ctx.fillStyle = colours.TEXT
  ctx.fillText(actor.name, x, y - 6)
}

/** A speech bubble; draws in pixels. */
export function drawEmote(ctx: CanvasRenderingContext2D, camera: Camera, actor: Actor, emote: Emote): void {
  if (!camera.shows(actor.x, actor.y, 40)) return
  const text = EMOTE_TEXT[emote]
  ctx.font = `700 13px ${FONT}`
  ctx.textAlign = 'center'
  const width = ctx.measureText(text).width + 18
  const x = Math.round(camera.screenX(actor.x))
  const y = Math.round(camera.screenY(actor.y) - (AVATAR_RADIUS + 16) * camera.scale - 40)
  ctx.fillStyle = '#eef4ff'
  ctx.beginPath()
  ctx.roundRect(x - width / 2, y, width, 24, 9)
  ctx.moveTo(x - 5, y + 23)
  ctx.lineTo(x, y + 30)
  ctx.lineTo(x + 5, y + 23)
  ctx.fill()
  ctx.fillStyle = '#101826'
  ctx.fillText(text, x, y + 17)
}

function hand(ctx: CanvasRenderingContext2D, x: number, y: number, rim: string, body: string): void {
  circle(ctx, x, y, 4.8, rim)
  circle(ctx, x, y, 3.2, body)
}

function circle(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  ctx.fillStyle = colour
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.fill()
}

function ring(ctx: CanvasRenderingContext2D, radius: number, colour: string, width: number): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = width
  ctx.beginPath()
  ctx.arc(0, 0, radius, 0, Math.PI * 2)
  ctx.stroke()
}
