// The spatial index of one emission: which entities stand in which square of a hashed grid, so that a client's interest
// looks at its surroundings only. Answers by exact distance; whether a client may see what is near is decided elsewhere. Built
// anew at each emission by counting, without garbage; its world has no edges, squares share buckets by hash.

/** About a bucket for each entity that there may be: the index of a small room is built in no time. */
const BUCKET_BITS_MIN = 4
const BUCKET_BITS_MAX = 12

export class Grid {
  private readonly bucketShift: number
  private readonly bucketOf: Uint16Array
  private readonly placed: Uint32Array
  private readonly starts: Uint32Array
  private readonly fill: Uint32Array
  /** Index and position of what was added, square by square. */
  private readonly sorted: Uint32Array
  private readonly sortedX: Float64Array
  private readonly sortedY: Float64Array
  private readonly placedX: Float64Array
  private readonly placedY: Float64Array
  private readonly visited: Uint32Array
  private visit = 0
  private count = 0

  /** @param squareSize - side of a square, world units; half a view radius is a good size */
  constructor(
    entitiesMax: number,
    private readonly squareSize: number,
  ) {
    const bits = Math.min(BUCKET_BITS_MAX, Math.max(BUCKET_BITS_MIN, Math.ceil(Math.log2(entitiesMax))))
    const buckets = 1 << bits
    this.bucketShift = 32 - bits
    this.starts = new Uint32Array(buckets + 1)
    this.fill = new Uint32Array(buckets)
    this.visited = new Uint32Array(buckets)
    this.bucketOf = new Uint16Array(entitiesMax)
    this.placed = new Uint32Array(entitiesMax)
    this.sorted = new Uint32Array(entitiesMax)
    this.sortedX = new Float64Array(entitiesMax)
    this.sortedY = new Float64Array(entitiesMax)
    this.placedX = new Float64Array(entitiesMax)
    this.placedY = new Float64Array(entitiesMax)
  }

  begin(): void {
    this.count = 0
  }

  add(index: number, x: number, y: number): void {
    this.bucketOf[index] = this.bucket(Math.floor(x / this.squareSize), Math.floor(y / this.squareSize))
    this.placedX[this.count] = x
    this.placedY[this.count] = y
    this.placed[this.count++] = index
  }

  finish(): void {
    const { starts, fill, placed, bucketOf, sorted, count } = this
    starts.fill(0)
    for (let i = 0; i < count; i++) starts[bucketOf[placed[i]!]! + 1]!++
    for (let b = 0; b < fill.length; b++) {
      fill[b] = starts[b]!
      starts[b + 1]! += starts[b]!
    }
    for (let i = 0; i < count; i++) {
      const index = placed[i]!
      const at = fill[bucketOf[index]!]!++
      sorted[at] = index
      this.sortedX[at] = this.placedX[i]!
      this.sortedY[at] = this.placedY[i]!
    }
  }

  /**
   * Writes the indexes of all entities within `radius` of a point into `out` from `from` on, each once. Returns where they
   * end; at most `out.length`.
   */
  near(x: number, y: number, radius: number, out: Uint32Array, from: number): number {
    const size = this.squareSize
    const right = Math.floor((x + radius) / size)
    const bottom = Math.floor((y + radius) / size)
    const visit = ++this.visit
    let end = from
    for (let row = Math.floor((y - radius) / size); row <= bottom; row++) {
      for (let column = Math.floor((x - radius) / size); column <= right; column++) {
        const b = this.bucket(column, row)
        if (this.visited[b] === visit) continue
        this.visited[b] = visit
        end = this.takeNear(b, x, y, radius * radius, out, end)
      }
    }
    return end
  }

  private takeNear(b: number, x: number, y: number, radiusSquared: number, out: Uint32Array, from: number): number {
    const { sorted, sortedX, sortedY } = this
    const last = this.starts[b + 1]!
    let end = from
    for (let i = this.starts[b]!; i < last && end < out.length; i++) {
      const dx = sortedX[i]! - x
      const dy = sortedY[i]! - y
      if (dx * dx + dy * dy <= radiusSquared) out[end++] = sorted[i]!
    }
    return end
  }

  private bucket(column: number, row: number): number {
    return (Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b)) >>> this.bucketShift
  }
}

/** Distances beyond it sort alike: with a candidate's or a slot's number behind it, a sort key stays a whole number. */
const NEARNESS_MAX = 2 ** 40

/** What to sort by for nearest first. */
export function nearness(distanceSquared: number): number {
  return Math.min(Math.floor(distanceSquared), NEARNESS_MAX)
}
