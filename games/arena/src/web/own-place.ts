// Where the own avatar is drawn. Owner records come once a tick; in between it glides from where it was drawn to the newest
// record, in a little more than a tick so that a late record does not make it stop. (Prediction will take its place.)

import type { OwnAvatar } from '../../gen-nodejs/arena.state.js'

/** Part of the tick interval that the glide takes. */
const GLIDE = 1.2

/** A longer way than this between two records is a respawn, units. */
const JUMP = 100

export class OwnPlace {
  x = 0
  y = 0
  private fromX = 0
  private fromY = 0
  private toX = 0
  private toY = 0
  private sinceMs = 0
  private isSet = false

  constructor(private readonly tickMs: number) {}

  /** Takes the owner record of a new snapshot. */
  take(own: OwnAvatar, nowMs: number): void {
    const isJump = !this.isSet || Math.hypot(own.x - this.toX, own.y - this.toY) > JUMP
    this.fromX = isJump ? own.x : this.x
    this.fromY = isJump ? own.y : this.y
    this.toX = own.x
    this.toY = own.y
    this.sinceMs = nowMs
    this.isSet = true
    this.moveTo(nowMs)
  }

  moveTo(nowMs: number): void {
    const part = Math.min(1, (nowMs - this.sinceMs) / (this.tickMs * GLIDE))
    this.x = this.fromX + (this.toX - this.fromX) * part
    this.y = this.fromY + (this.toY - this.fromY) * part
  }
}
