// The world of the comparisons: points that run about in a square at constant speed, each turning once a second on average
// and bouncing off the border. From a seed, so that ours and a peer's server move the very same points, tick by tick.

import { Random } from '@tickwire/simulation'

export const TICK_RATE_HZ = 20

/** Side of the square world, units. */
export const WORLD_SIZE = 4_096

/** Units a second. */
export const SPEED = 100

const TURNS_PER_SECOND = 1

const CIRCLE = 2 * Math.PI

export class Movers {
  readonly x: Float64Array
  readonly y: Float64Array
  private readonly dx: Float64Array
  private readonly dy: Float64Array
  private readonly random: Random
  private readonly turnChance: number
  /** Way of one step, units. */
  private readonly stride: number

  constructor(
    seed: number,
    readonly count: number,
    tickRateHz = TICK_RATE_HZ,
  ) {
    this.random = new Random(seed)
    this.turnChance = TURNS_PER_SECOND / tickRateHz
    this.stride = SPEED / tickRateHz
    this.x = new Float64Array(count)
    this.y = new Float64Array(count)
    this.dx = new Float64Array(count)
    this.dy = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      this.x[i] = this.random.between(0, WORLD_SIZE)
      this.y[i] = this.random.between(0, WORLD_SIZE)
      this.turn(i)
    }
  }

  /** One tick. */
  step(): void {
    for (let i = 0; i < this.count; i++) {
      if (this.random.chance(this.turnChance)) this.turn(i)
      const x = this.x[i]! + this.dx[i]!
      const y = this.y[i]! + this.dy[i]!
      if (x < 0 || x > WORLD_SIZE) this.dx[i] = -this.dx[i]!
      else this.x[i] = x
      if (y < 0 || y > WORLD_SIZE) this.dy[i] = -this.dy[i]!
      else this.y[i] = y
    }
  }

  /** Others within `radius` of mover `i`. */
  countNear(i: number, radius: number): number {
    let near = -1
    for (let j = 0; j < this.count; j++) {
      const dx = this.x[j]! - this.x[i]!
      const dy = this.y[j]! - this.y[i]!
      if (dx * dx + dy * dy <= radius * radius) near++
    }
    return near
  }

  private turn(i: number): void {
    const angle = this.random.between(0, CIRCLE)
    this.dx[i] = this.stride * Math.cos(angle)
    this.dy[i] = this.stride * Math.sin(angle)
  }
}

/** The radius within which a mover sees `visible` others on average, away from the border. */
export function radiusFor(visible: number, count: number): number {
  return WORLD_SIZE * Math.sqrt(visible / (count * Math.PI))
}
