// Which radius lets a player see a wanted number of others. Near the border half of the circle lies outside the world, so the
// formula for an endless plane shows too few; this one counts in the world itself.

import { Movers } from './movers.js'

/** Movers that are asked what they see: enough for an error of about one percent. */
const ASKED_MAX = 200

/** The radius within which the movers of this world see `visible` others on average. */
export function radiusSeeing(visible: number, seed: number, count: number): number {
  if (visible >= count) throw new Error(`${count} movers: nobody sees ${visible} others; take more movers`)
  const { x, y } = new Movers(seed, count)
  const asked = Math.min(count, ASKED_MAX)
  const squares = new Float64Array(asked * count)
  for (let i = 0; i < asked; i++) {
    for (let j = 0; j < count; j++) squares[i * count + j] = (x[j]! - x[i]!) ** 2 + (y[j]! - y[i]!) ** 2
  }
  squares.sort()
  // Everybody is at distance 0 of itself, which is not seen.
  return Math.sqrt(squares[Math.min(squares.length - 1, asked * (1 + visible))]!)
}
