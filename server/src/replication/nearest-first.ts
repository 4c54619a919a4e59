// Entities of one client in the order in which they are sent when not all fit: nearest first; what has no position comes
// before everything else. Scratch: filled and sorted for one client, then for the next one.

import type { Emission } from './emission.js'
import { has } from './index-set.js'

/** Distances are told apart this finely: by the square, in so many parts of the view area. Beyond four such areas they are equal. */
const RANK_PER_AREA = 2 ** 20
const RANK_MAX = 4 * RANK_PER_AREA

/** Few enough to be sorted in place, without the view that the library's sort needs. */
const INSERTION_SORT_MAX = 24

export class NearestFirst {
  count = 0
  /** Rank * indexesMax + entity index. */
  private readonly keys: Float64Array
  private readonly rankPerSquare: number
  /** A power of two, so that a key is taken apart exactly. */
  private readonly indexesMax: number

  constructor(
    private readonly emission: Emission,
    viewRadius: number,
  ) {
    this.keys = new Float64Array(emission.entitiesMax)
    this.rankPerSquare = RANK_PER_AREA / (viewRadius * viewRadius)
    this.indexesMax = 2 ** Math.ceil(Math.log2(emission.entitiesMax))
  }

  clear(): void {
    this.count = 0
  }

  /** @param x - where the client looks from, like `y` */
  add(index: number, x: number, y: number): void {
    this.keys[this.count++] = this.rank(index, x, y) * this.indexesMax + index
  }

  sort(): void {
    const { keys, count } = this
    if (count > INSERTION_SORT_MAX) {
      keys.subarray(0, count).sort()
      return
    }
    for (let i = 1; i < count; i++) {
      const key = keys[i]!
      let at = i
      for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!
      keys[at] = key
    }
  }

  /** The entity index at a place of the order, once sorted. */
  at(place: number): number {
    const key = this.keys[place]!
    return key - Math.floor(key / this.indexesMax) * this.indexesMax
  }

  private rank(index: number, x: number, y: number): number {
    if (has(this.emission.placeless, index)) return 0
    const dx = this.emission.x[index]! - x
    const dy = this.emission.y[index]! - y
    return Math.min(Math.floor((dx * dx + dy * dy) * this.rankPerSquare), RANK_MAX)
  }
}
