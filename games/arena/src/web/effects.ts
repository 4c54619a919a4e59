// What flies about and fades: sparks, flashes, damage numbers. Decoration only; nothing of it matters to the game.

import type { Camera } from './camera.js'

/** Beyond it new sparks replace the oldest. */
const SPARKS_MAX = 500
const NUMBERS_MAX = 40
const NUMBER_MS = 800

interface Spark {
  x: number
  y: number
  vx: number
  vy: number
  leftMs: number
  lifeMs: number
  size: number
  colour: string
}

interface FloatingNumber {
  x: number
  y: number
  text: string
  colour: string
  ageMs: number
}

export class Effects {
  private readonly sparks: Spark[] = []
  private oldest = 0
  private readonly numbers: FloatingNumber[] = []

  /** A spray of sparks around a direction; `spread` of 2 pi is all around. */
  burst(x: number, y: number, colour: string, count: number, speed: number, angle: number, spread: number): void {
    for (let i = 0; i < count; i++) {
      const way = angle + (Math.random() - 0.5) * spread
      const pace = speed * (0.3 + 0.7 * Math.random())
      const lifeMs = 160 + Math.random() * 260
      const size = 1.2 + Math.random() * 1.8
      this.add({ x, y, vx: Math.cos(way) * pace, vy: Math.sin(way) * pace, leftMs: lifeMs, lifeMs, size, colour })
    }
  }

  /** A short flash of light. */
  flash(x: number, y: number, colour: string, size: number): void {
    this.add({ x, y, vx: 0, vy: 0, leftMs: 70, lifeMs: 70, size, colour })
  }

  number(x: number, y: number, text: string, colour: string): void {
    if (this.numbers.length === NUMBERS_MAX) this.numbers.shift()
    this.numbers.push({ x: x + (Math.random() - 0.5) * 16, y: y - 18, text, colour, ageMs: 0 })
  }

  private add(spark: Spark): void {
    if (this.sparks.length < SPARKS_MAX) this.sparks.push(spark)
    else this.sparks[this.oldest++ % SPARKS_MAX] = spark
  }

  move(frameMs: number): void {
    const drag = Math.exp(-frameMs / 140)
    for (const spark of this.sparks) {
      spark.leftMs -= frameMs
      spark.x += (spark.vx * frameMs) / 1_000
      spark.y += (spark.vy * frameMs) / 1_000
      spark.vx *= drag
      spark.vy *= drag
    }
    for (const number of this.numbers) number.ageMs += frameMs
    while (this.numbers.length > 0 && this.numbers[0]!.ageMs > NUMBER_MS) this.numbers.shift()
  }

  /** Draws in world units. */
  drawSparks(ctx: CanvasRenderingContext2D): void {
    ctx.globalCompositeOperation = 'lighter'
    for (const spark of this.sparks) {
      if (spark.leftMs <= 0) continue
      const part = spark.leftMs / spark.lifeMs
      ctx.globalAlpha = part
      ctx.fillStyle = spark.colour
      ctx.beginPath()
      ctx.arc(spark.x, spark.y, spark.size * (0.4 + 0.6 * part), 0, Math.PI * 2)
      ctx.fill()
    }
    ctx.globalAlpha = 1
    ctx.globalCompositeOperation = 'source-over'
  }

  /** Draws in pixels. */
  drawNumbers(ctx: CanvasRenderingContext2D, camera: Camera): void {
    ctx.font = '800 14px system-ui, sans-serif'
    ctx.textAlign = 'center'
    ctx.lineWidth = 3
    ctx.strokeStyle = 'rgba(4, 7, 12, 0.8)'
    for (const number of this.numbers) {
      const part = number.ageMs / NUMBER_MS
      const x = camera.screenX(number.x)
      const y = camera.screenY(number.y) - 26 * part
      ctx.globalAlpha = 1 - part * part
      ctx.strokeText(number.text, x, y)
      ctx.fillStyle = number.colour
      ctx.fillText(number.text, x, y)
    }
    ctx.globalAlpha = 1
  }
}
