// Which movers stand near a point: a grid of squares over the world, built anew each tick by counting. A peer that leaves
// area of interest to the game gets it from here, so that it is not charged for a comparison of everybody with everybody.

import { type Movers, WORLD_SIZE } from './movers.js'

export class Nearby {
  private readonly side: number
  private readonly squareOf: Uint32Array
  private readonly starts: Uint32Array
  private readonly fill: Uint32Array
  private readonly sorted: Uint32Array

  /** @param squareSize - side of a square, units; half of the radius that is asked for is a good size */
  constructor(
    private readonly movers: Movers,
    private readonly squareSize: number,
  ) {
    this.side = Math.floor(WORLD_SIZE / squareSize) + 1
    this.squareOf = new Uint32Array(movers.count)
    this.sorted = new Uint32Array(movers.count)
    this.starts = new Uint32Array(this.side ** 2 + 1)
    this.fill = new Uint32Array(this.side ** 2)
  }

  /** Takes the movers as they stand now. */
  build(): void {
    const { movers, squareOf, starts, fill, sorted } = this
    starts.fill(0)
    for (let i = 0; i < movers.count; i++) {
      squareOf[i] = this.line(movers.y[i]!) * this.side + this.line(movers.x[i]!)
      starts[squareOf[i]! + 1]!++
    }
    for (let square = 0; square < fill.length; square++) starts[square + 1]! += starts[square]!
    fill.set(starts.subarray(0, fill.length))
    for (let i = 0; i < movers.count; i++) sorted[fill[squareOf[i]!]!++] = i
  }

  /** Calls `visit` for each mover within `radius` of mover `centre`, itself included. */
  forEachWithin(centre: number, radius: number, visit: (mover: number) => void): void {
    const { movers, starts, sorted } = this
    const x = movers.x[centre]!
    const y = movers.y[centre]!
    const [left, right] = [this.line(x - radius), this.line(x + radius)]
    const [top, bottom] = [this.line(y - radius), this.line(y + radius)]
    for (let row = top; row <= bottom; row++) {
      const end = starts[row * this.side + right + 1]!
      for (let i = starts[row * this.side + left]!; i < end; i++) {
        const mover = sorted[i]!
        if ((movers.x[mover]! - x) ** 2 + (movers.y[mover]! - y) ** 2 <= radius ** 2) visit(mover)
      }
    }
  }

  /** Row or column of a coordinate; what lies outside the world belongs to the square at its border. */
  private line(coordinate: number): number {
    return Math.min(Math.max(Math.floor(coordinate / this.squareSize), 0), this.side - 1)
  }
}
