// The spatial index of one emission: which entities stand in which square of a hashed grid, so that a client's interest
// looks at its surroundings only. Answers by exact distance; whether a client may see what is near is decided elsewhere. Built
// anew at each emission by counting, without garbage; its world has no edges, squares share buckets by hash.

import { insert } from './index-set.js'

/** About a bucket for each entity that there may be: the index of a small room is built in no time. */
const BUCKET_BITS_MIN = 4
const BUCKET_BITS_MAX = 12

export class Grid {
  private readonly bucketShift: number
  /** What was added, in that order: bucket and index. */
  private readonly placedBucket: Uint16Array
  private readonly placed: Uint32Array
  private readonly starts: Uint32Array
  private readonly fill: Uint32Array
  /** The same, square by square. */
  private readonly sorted: Uint32Array
  private readonly sortedX: Float64Array
  private readonly sortedY: Float64Array
  private readonly visited: Uint32Array
  private visit = 0
  private count = 0

  /**
   * @param entitiesMax - most entities in it
   * @param squareSize - side of a square, world units; half of the radius that is asked for is a good size
   * @param x, y - positions by entity index, borrowed: numbers that are passed on would be boxed, one by one
   */
  constructor(
    entitiesMax: number,
    private readonly squareSize: number,
    private readonly x: Float64Array,
    private readonly y: Float64Array,
  ) {
    const bits = Math.min(BUCKET_BITS_MAX, Math.max(BUCKET_BITS_MIN, Math.ceil(Math.log2(entitiesMax))))
    const buckets = 1 << bits
    this.bucketShift = 32 - bits
    this.starts = new Uint32Array(buckets + 1)
    this.fill = new Uint32Array(buckets)
    this.visited = new Uint32Array(buckets)
    this.placedBucket = new Uint16Array(entitiesMax)
    this.placed = new Uint32Array(entitiesMax)
    this.sorted = new Uint32Array(entitiesMax)
    this.sortedX = new Float64Array(entitiesMax)
    this.sortedY = new Float64Array(entitiesMax)
  }

  begin(): void {
    this.count = 0
  }

  /** The entity stands where the positions say now, until `begin`. */
  add(index: number): void {
    const column = Math.floor(this.x[index]! / this.squareSize)
    const row = Math.floor(this.y[index]! / this.squareSize)
    this.placedBucket[this.count] = this.bucket(column, row)
    this.placed[this.count++] = index
  }

  finish(): void {
    const { starts, fill, placed, placedBucket, x, y, count } = this
    starts.fill(0)
    for (let i = 0; i < count; i++) starts[placedBucket[i]! + 1]!++
    for (let b = 0; b < fill.length; b++) {
      fill[b] = starts[b]!
      starts[b + 1]! += starts[b]!
    }
    for (let i = 0; i < count; i++) {
      const index = placed[i]!
      const at = fill[placedBucket[i]!]!++
      this.sorted[at] = index
      this.sortedX[at] = x[index]!
      this.sortedY[at] = y[index]!
    }
  }

  /**
   * Adds to two sets of entity indexes what stands near a point.
   * @param inner - gets what is within `innerRadius`
   * @param outer - gets what is within `outerRadius`, which is not the smaller one
   */
  mark(x: number, y: number, innerRadius: number, inner: Uint32Array, outerRadius: number, outer: Uint32Array): void {
    const size = this.squareSize
    const right = Math.floor((x + outerRadius) / size)
    const bottom = Math.floor((y + outerRadius) / size)
    const visit = ++this.visit
    for (let row = Math.floor((y - outerRadius) / size); row <= bottom; row++) {
      for (let column = Math.floor((x - outerRadius) / size); column <= right; column++) {
        const b = this.bucket(column, row)
        if (this.visited[b] === visit) continue
        this.visited[b] = visit
        if (this.starts[b] === this.starts[b + 1]) continue
        this.markBucket(b, x, y, innerRadius * innerRadius, inner, outerRadius * outerRadius, outer)
      }
    }
  }

  /** Adds to two sets of entity indexes everything that stands somewhere. */
  markAll(one: Uint32Array, other: Uint32Array): void {
    for (let i = 0; i < this.count; i++) {
      insert(one, this.placed[i]!)
      insert(other, this.placed[i]!)
    }
  }

  /** Without a branch on the distance, which no processor foresees: half the time of the obvious way. */
  private markBucket(
    b: number,
    x: number,
    y: number,
    innerSquared: number,
    inner: Uint32Array,
    outerSquared: number,
    outer: Uint32Array,
  ): void {
    const { sorted, sortedX, sortedY } = this
    const last = this.starts[b + 1]!
    for (let i = this.starts[b]!; i < last; i++) {
      const dx = sortedX[i]! - x
      const dy = sortedY[i]! - y
      const distanceSquared = dx * dx + dy * dy
      const index = sorted[i]!
      outer[index >>> 5]! |= Number(distanceSquared <= outerSquared) << (index & 31)
      inner[index >>> 5]! |= Number(distanceSquared <= innerSquared) << (index & 31)
    }
  }

  private bucket(column: number, row: number): number {
    return (Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b)) >>> this.bucketShift
  }
}
