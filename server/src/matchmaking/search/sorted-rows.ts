// Rows in the order of a key: cheap to insert, remove and walk outward from a place, at 100,000. A sorted array in chunks: a
// change moves at most a chunk, a search is two binary ones. Keys that are equal go by sequence, so the order is total and
// the same on every machine.

/** Rows of a chunk at most. Half of it moves on an insert: 1 kB of rows, 4 kB of keys and sequences. */
const CHUNK_ROWS_MAX = 512

class Chunk {
  readonly rows = new Int32Array(CHUNK_ROWS_MAX)
  readonly keys = new Float64Array(CHUNK_ROWS_MAX)
  readonly sequences = new Float64Array(CHUNK_ROWS_MAX)
  length = 0

  insert(at: number, row: number, key: number, sequence: number): void {
    this.rows.copyWithin(at + 1, at, this.length)
    this.keys.copyWithin(at + 1, at, this.length)
    this.sequences.copyWithin(at + 1, at, this.length)
    this.rows[at] = row
    this.keys[at] = key
    this.sequences[at] = sequence
    this.length++
  }

  remove(at: number): void {
    this.rows.copyWithin(at, at + 1, this.length)
    this.keys.copyWithin(at, at + 1, this.length)
    this.sequences.copyWithin(at, at + 1, this.length)
    this.length--
  }

  /** The upper half, taken out. */
  split(): Chunk {
    const upper = new Chunk()
    const from = this.length >> 1
    upper.rows.set(this.rows.subarray(from, this.length))
    upper.keys.set(this.keys.subarray(from, this.length))
    upper.sequences.set(this.sequences.subarray(from, this.length))
    upper.length = this.length - from
    this.length = from
    return upper
  }
}

export class SortedRows {
  private readonly chunks: Chunk[] = []
  /** Where the last `seek` ended. */
  private chunk = 0
  private offset = 0

  size = 0

  insert(row: number, key: number, sequence: number): void {
    this.seek(key, sequence)
    if (this.chunks.length === 0) this.chunks.push(new Chunk())
    let chunk = this.chunks[this.chunk]!
    if (chunk.length === CHUNK_ROWS_MAX) {
      this.chunks.splice(this.chunk + 1, 0, chunk.split())
      this.seek(key, sequence)
      chunk = this.chunks[this.chunk]!
    }
    chunk.insert(this.offset, row, key, sequence)
    this.size++
  }

  remove(key: number, sequence: number): void {
    this.seek(key, sequence)
    const chunk = this.chunks[this.chunk]!
    chunk.remove(this.offset)
    if (chunk.length === 0) this.chunks.splice(this.chunk, 1)
    this.size--
  }

  /** So many of the least, in order; fewer when there are not so many. */
  first(count: number): number[] {
    const rows: number[] = []
    for (const chunk of this.chunks) {
      for (let i = 0; i < chunk.length && rows.length < count; i++) rows.push(chunk.rows[i]!)
      if (rows.length === count) break
    }
    return rows
  }

  /** The rows around a place, nearest key first; the lower one when two are as near. */
  walkFrom(key: number, sequence: number): Walk {
    this.seek(key, sequence)
    return new Walk(this.chunks, key, this.chunk, this.offset)
  }

  /** Finds the first place that is not before (key, sequence): in the chunk whose span holds it, or at its end. */
  private seek(key: number, sequence: number): void {
    let low = 0
    let high = this.chunks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (isBefore(this.chunks[middle]!, 0, key, sequence) || isAt(this.chunks[middle]!, 0, key, sequence)) low = middle
      else high = middle - 1
    }
    this.chunk = low
    this.offset = 0
    const chunk = this.chunks[low]
    if (chunk === undefined) return
    let from = 0
    let to = chunk.length
    while (from < to) {
      const middle = (from + to) >> 1
      if (isBefore(chunk, middle, key, sequence)) from = middle + 1
      else to = middle
    }
    this.offset = from
  }
}

/** Goes outward from a place; ends with -1. Valid until the rows change. */
export class Walk {
  /** Of the row that `next` gave: how far its key is. */
  distance = 0
  private lowerChunk: number
  private lowerOffset: number
  /** How far the next row of each side is; Infinity beyond the last. */
  private below = Infinity
  private above = Infinity

  constructor(
    private readonly chunks: readonly Chunk[],
    private readonly key: number,
    private upperChunk: number,
    private upperOffset: number,
  ) {
    this.lowerChunk = upperChunk
    this.lowerOffset = upperOffset
    this.goUp()
    this.goDown()
  }

  next(): number {
    const { chunks, below, above } = this
    if (below <= above) {
      if (below === Infinity) return -1
      const row = chunks[this.lowerChunk]!.rows[this.lowerOffset]!
      this.distance = below
      this.goDown()
      return row
    }
    const row = chunks[this.upperChunk]!.rows[this.upperOffset]!
    this.distance = above
    this.upperOffset++
    this.goUp()
    return row
  }

  private goUp(): void {
    let chunk = this.chunks[this.upperChunk]
    while (chunk !== undefined && this.upperOffset >= chunk.length) {
      this.upperOffset = 0
      chunk = this.chunks[++this.upperChunk]
    }
    this.above = chunk === undefined ? Infinity : chunk.keys[this.upperOffset]! - this.key
  }

  private goDown(): void {
    this.lowerOffset--
    while (this.lowerOffset < 0 && this.lowerChunk >= 0) {
      this.lowerChunk--
      if (this.lowerChunk >= 0) this.lowerOffset = this.chunks[this.lowerChunk]!.length - 1
    }
    this.below = this.lowerChunk < 0 ? Infinity : this.key - this.chunks[this.lowerChunk]!.keys[this.lowerOffset]!
  }
}

function isBefore(chunk: Chunk, at: number, key: number, sequence: number): boolean {
  const other = chunk.keys[at]!
  return other < key || (other === key && chunk.sequences[at]! < sequence)
}

function isAt(chunk: Chunk, at: number, key: number, sequence: number): boolean {
  return chunk.keys[at] === key && chunk.sequences[at] === sequence
}
