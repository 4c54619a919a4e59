// The spatial index of one emission: which entities stand in which square of a hashed grid, so that a client's interest
// looks at its surroundings only. It is an index and nothing more: what a client sees is decided by exact distance. Built
// anew at each emission by counting, without garbage; its world has no edges, squares share buckets by hash.

const BUCKET_BITS = 12
const BUCKETS = 1 << BUCKET_BITS

export class Grid {
  private readonly bucketOf: Uint16Array
  private readonly placed: Uint32Array
  private readonly starts = new Uint32Array(BUCKETS + 1)
  private readonly fill = new Uint32Array(BUCKETS)
  private readonly sorted: Uint32Array
  private readonly visited = new Uint32Array(BUCKETS)
  private visit = 0
  private count = 0

  /** @param squareSize - side of a square, world units; half a view radius is a good size */
  constructor(
    entitiesMax: number,
    private readonly squareSize: number,
  ) {
    this.bucketOf = new Uint16Array(entitiesMax)
    this.placed = new Uint32Array(entitiesMax)
    this.sorted = new Uint32Array(entitiesMax)
  }

  begin(): void {
    this.count = 0
  }

  add(index: number, x: number, y: number): void {
    this.bucketOf[index] = bucket(Math.floor(x / this.squareSize), Math.floor(y / this.squareSize))
    this.placed[this.count++] = index
  }

  finish(): void {
    const { starts, fill, placed, bucketOf, sorted, count } = this
    starts.fill(0)
    for (let i = 0; i < count; i++) starts[bucketOf[placed[i]!]! + 1]!++
    for (let b = 0; b < BUCKETS; b++) starts[b + 1]! += starts[b]!
    fill.set(starts.subarray(0, BUCKETS))
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
        const b = bucket(column, row)
        if (this.visited[b] === visit) continue
        this.visited[b] = visit
        for (let i = this.starts[b]!; i < this.starts[b + 1]! && count < out.length; i++) out[count++] = this.sorted[i]!
      }
    }
    return count
  }
}

/** Distances beyond it sort alike: with a candidate's or a slot's number behind it, a sort key stays a whole number. */
const NEARNESS_MAX = 2 ** 40

/** What to sort by for nearest first. */
export function nearness(distanceSquared: number): number {
  return Math.min(Math.floor(distanceSquared), NEARNESS_MAX)
}

function bucket(column: number, row: number): number {
  return (Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b)) >>> (32 - BUCKET_BITS)
}
