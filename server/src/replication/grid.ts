// The spatial index of one emission: which entities stand in which square of a hashed grid, so that a client's interest
// looks at its surroundings only. It is an index and nothing more: what a client sees is decided by exact distance. Built
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
  private readonly sorted: Uint32Array
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
  }

  begin(): void {
    this.count = 0
  }

  add(index: number, x: number, y: number): void {
    this.bucketOf[index] = this.bucket(Math.floor(x / this.squareSize), Math.floor(y / this.squareSize))
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
      sorted[fill[bucketOf[index]!]!++] = index
    }
  }

  /**
   * Writes the indexes of all entities that may stand within `radius` of a point into `out`, each once; some may stand
   * farther. Returns how many; at most `out.length`.
   */
  near(x: number, y: number, radius: number, out: Uint32Array): number {
    const size = this.squareSize
    const right = Math.floor((x + radius) / size)
    const bottom = Math.floor((y + radius) / size)
    const visit = ++this.visit
    let count = 0
    for (let row = Math.floor((y - radius) / size); row <= bottom; row++) {
      for (let column = Math.floor((x - radius) / size); column <= right; column++) {
        const b = this.bucket(column, row)
        if (this.visited[b] === visit) continue
        this.visited[b] = visit
        for (let i = this.starts[b]!; i < this.starts[b + 1]! && count < out.length; i++) out[count++] = this.sorted[i]!
      }
    }
    return count
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
