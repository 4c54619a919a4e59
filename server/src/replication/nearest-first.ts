// Entities of one client in the order in which they are sent when not all fit. An entity's *rank* is its distance: to its rim
// where it has an extent, divided by its type's priority; what has no position comes before everything else. The nearest go
// first, and one of eight is taken by turns, so that nothing waits for ever behind what keeps coming nearer. Scratch: filled
// and sorted for one client, then for the next one. Netcode rule 3.

import type { Emission } from './emission.js'
import { has } from './index-set.js'
import type { ReplicationClient } from './replication-client.js'

/** Distances are told apart this finely: by the square, in so many parts of the view radius squared. */
const RANKS_PER_VIEW = 2 ** 20

/** Four view areas: beyond, all are equally far. */
export const RANK_MAX = 4 * RANKS_PER_VIEW

/** Of so many in a row the last is taken by turns and not because it is near. */
const TURN = 8

/** Few enough to be sorted in place, without the view that the library's sort needs. */
const INSERTION_SORT_MAX = 24

export class NearestFirst {
  count = 0
  /** Rank * indexesMax + entity index. */
  private readonly keys: Float64Array
  private readonly ranksPerSquare: number
  /** A power of two, so that a key is taken apart exactly. */
  private readonly indexesMax: number

  constructor(
    private readonly emission: Emission,
    viewRadius: number,
  ) {
    this.keys = new Float64Array(emission.entitiesMax)
    this.ranksPerSquare = RANKS_PER_VIEW / (viewRadius * viewRadius)
    this.indexesMax = 2 ** Math.ceil(Math.log2(emission.entitiesMax))
  }

  clear(): void {
    this.count = 0
  }

  add(index: number, client: ReplicationClient): void {
    this.keys[this.count++] = this.rank(index, client) * this.indexesMax + index
  }

  /**
   * Forgets all but the first `most`.
   * @param turn - counts emissions: whose turn it is changes with it
   */
  sort(turn: number, most = Number.POSITIVE_INFINITY): void {
    const { keys, count } = this
    if (count > INSERTION_SORT_MAX) keys.subarray(0, count).sort()
    else this.insertionSort()
    this.count = Math.max(0, Math.min(count, most))
    for (let place = TURN - 1; place < this.count - 1; place += TURN) this.bringForward(place, turn)
  }

  /** The entity index at a place of the order. */
  at(place: number): number {
    return this.keys[place]! - this.rankAt(place) * this.indexesMax
  }

  rankAt(place: number): number {
    return Math.floor(this.keys[place]! / this.indexesMax)
  }

  /** 0 to RANK_MAX: the square of the distance, as a share of the view. */
  rank(index: number, { centreX, centreY }: ReplicationClient): number {
    const { emission } = this
    if (has(emission.placeless, index)) return 0
    const type = emission.typeOf[index]!
    const dx = emission.x[index]! - centreX
    const dy = emission.y[index]! - centreY
    let squared = dx * dx + dy * dy
    const extent = emission.extentOf[type]!
    if (extent > 0) squared = Math.max(0, Math.sqrt(squared) - extent) ** 2
    const rank = Math.floor((squared * this.ranksPerSquare) / emission.priorityOf[type]! ** 2)
    return rank < RANK_MAX ? rank : RANK_MAX
  }

  private insertionSort(): void {
    const { keys, count } = this
    for (let i = 1; i < count; i++) {
      const key = keys[i]!
      let at = i
      for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!
      keys[at] = key
    }
  }

  /** Any of those behind `place` changes places with what is there. */
  private bringForward(place: number, turn: number): void {
    const { keys } = this
    const chosen = place + ((Math.imul(turn + place, 0x9e3779b1) >>> 0) % (this.count - place))
    const key = keys[chosen]!
    keys[chosen] = keys[place]!
    keys[place] = key
  }
}
