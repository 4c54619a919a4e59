// Bullets in flight. Clients are sent shots, not bullets: each bullet's straight way follows from its shot and from the
// map that both ends share. It ends at a wall, after its range, or in a body as it is drawn here; whether that body was
// truly hurt, and how much, the event Hit says.

import type { Shot } from '../../gen-nodejs/arena.state.js'
import { Weapon } from '../../gen-nodejs/arena.types.js'
import { AVATAR_RADIUS, pelletAngle, STEP_S, WEAPONS } from '../simulation/rules.js'
import { castToWall, NO_HIT } from '../simulation/walls.js'
import type { Actor } from './avatars.js'
import * as colours from './colours.js'
import type { Effects } from './effects.js'
import { areAllies } from './sides.js'

/** Where a bullet appears: the end of the gun, units from the middle of the avatar. */
const MUZZLE: Readonly<Record<Weapon, number>> = {
  [Weapon.PISTOL]: 30,
  [Weapon.SHOTGUN]: 38,
  [Weapon.RIFLE]: 44,
}

const TRAIL_LENGTH: Readonly<Record<Weapon, number>> = {
  [Weapon.PISTOL]: 60,
  [Weapon.SHOTGUN]: 36,
  [Weapon.RIFLE]: 85,
}

/** Shots that wait to be shown. Beyond, they are not: the tab is in the background and draws nothing. */
const WAITING_MAX = 256

interface Tracer {
  readonly x: number
  readonly y: number
  readonly alongX: number
  readonly alongY: number
  readonly weapon: Weapon
  readonly shooterId: number
  readonly colour: string
  /** Units a millisecond. */
  readonly pace: number
  /** Ends here at the latest, units from its start. */
  readonly range: number
  readonly hitsWall: boolean
  travelled: number
}

interface Waiting {
  readonly shot: Shot
  readonly dueMs: number
}

export class Shots {
  private tracers: Tracer[] = []
  private waiting: Waiting[] = []

  /** @param heard - called for each shot when it is shown */
  constructor(
    private readonly effects: Effects,
    private readonly heard: (shot: Shot) => void,
  ) {}

  /** @param dueMs - when the shooter is drawn in the state in which it fired */
  add(shot: Shot, dueMs: number): void {
    if (this.waiting.length < WAITING_MAX) this.waiting.push({ shot, dueMs })
  }

  move(nowMs: number, frameMs: number, actors: readonly Actor[]): void {
    const due = this.waiting.filter((waiting) => waiting.dueMs <= nowMs)
    if (due.length > 0) this.waiting = this.waiting.filter((waiting) => waiting.dueMs > nowMs)
    for (const { shot } of due) {
      this.start(shot)
      this.heard(shot)
    }
    this.tracers = this.tracers.filter((tracer) => this.fly(tracer, frameMs, actors))
  }

  private start({ x, y, heading, weapon, shooterId }: Shot): void {
    const rules = WEAPONS[weapon]
    const muzzle = MUZZLE[weapon]
    const colour = colours.GLOW[colours.hueOf(shooterId)]!
    const muzzleX = x + Math.cos(heading) * muzzle
    const muzzleY = y + Math.sin(heading) * muzzle
    this.effects.flash(muzzleX, muzzleY, '#ffb347', 8)
    this.effects.flash(muzzleX, muzzleY, '#ffffff', 4)
    this.effects.burst(muzzleX, muzzleY, '#ffd58a', 4, 160, heading, 0.8)
    for (let pellet = 0; pellet < rules.pellets; pellet++) {
      const angle = pelletAngle(rules, heading, pellet)
      const alongX = Math.cos(angle)
      const alongY = Math.sin(angle)
      const reach = rules.bulletSpeed * STEP_S * rules.bulletTicks + AVATAR_RADIUS
      const part = castToWall(x, y, alongX * reach, alongY * reach, 2)
      const hitsWall = part !== NO_HIT
      const range = hitsWall ? part * reach : reach
      const pace = rules.bulletSpeed / 1_000
      this.tracers.push({ x, y, alongX, alongY, weapon, shooterId, colour, pace, range, hitsWall, travelled: muzzle })
    }
  }

  /** Whether it still flies. */
  private fly(tracer: Tracer, frameMs: number, actors: readonly Actor[]): boolean {
    const from = tracer.travelled
    tracer.travelled = Math.min(tracer.range, from + tracer.pace * frameMs)
    for (const actor of actors) {
      if (actor.id === tracer.shooterId || actor.health === 0 || actor.shielded) continue
      if (areAllies(actor.id, tracer.shooterId)) continue
      const dx = actor.x - tracer.x
      const dy = actor.y - tracer.y
      const along = dx * tracer.alongX + dy * tracer.alongY
      const aside = dx * tracer.alongY - dy * tracer.alongX
      if (Math.abs(aside) > AVATAR_RADIUS || along < from - AVATAR_RADIUS || along > tracer.travelled) continue
      this.spark(tracer, Math.max(0, along - AVATAR_RADIUS), colours.BODY[colours.hueOf(actor.id)]!)
      return false
    }
    if (tracer.travelled < tracer.range) return true
    if (tracer.hitsWall) this.spark(tracer, tracer.range, '#ffd9a0')
    return false
  }

  private spark(tracer: Tracer, at: number, colour: string): void {
    const back = Math.atan2(-tracer.alongY, -tracer.alongX)
    const x = tracer.x + tracer.alongX * at
    const y = tracer.y + tracer.alongY * at
    this.effects.burst(x, y, colour, 7, 210, back, 2.2)
    this.effects.flash(x, y, colour, 5)
  }

  /** Draws in world units. */
  draw(ctx: CanvasRenderingContext2D): void {
    ctx.globalCompositeOperation = 'lighter'
    ctx.lineCap = 'round'
    for (const tracer of this.tracers) {
      const headX = tracer.x + tracer.alongX * tracer.travelled
      const headY = tracer.y + tracer.alongY * tracer.travelled
      const length = Math.min(TRAIL_LENGTH[tracer.weapon], tracer.travelled - AVATAR_RADIUS)
      const tailX = headX - tracer.alongX * length
      const tailY = headY - tracer.alongY * length
      const fade = ctx.createLinearGradient(tailX, tailY, headX, headY)
      fade.addColorStop(0, 'transparent')
      fade.addColorStop(1, tracer.colour)
      ctx.strokeStyle = fade
      ctx.lineWidth = tracer.weapon === Weapon.SHOTGUN ? 2.5 : 3.5
      ctx.beginPath()
      ctx.moveTo(tailX, tailY)
      ctx.lineTo(headX, headY)
      ctx.stroke()
      ctx.fillStyle = '#ffffff'
      ctx.beginPath()
      ctx.arc(headX, headY, 2.1, 0, Math.PI * 2)
      ctx.fill()
    }
    ctx.globalCompositeOperation = 'source-over'
  }
}
