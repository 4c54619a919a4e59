// The tickets of a partition: a list sorted by rating for each set of wished roles, walked together nearest first. A search that has
// enough of those who wish the same leaves their list, so that a scarce role is found behind thousands who wish common ones.

import type { Plan } from './plan.js'
import type { Rows } from './rows.js'
import { SortedRows, type Walk } from './sorted-rows.js'

export class Partition {
  /** By set of roles: players who wish exactly those. */
  readonly wishing: Int32Array
  private readonly lists: (SortedRows | undefined)[] = []

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
  ) {
    this.wishing = new Int32Array(plan.roleSets)
  }

  insert(row: number): void {
    const set = this.setOf(row)
    this.lists[set] ??= new SortedRows()
    this.lists[set].insert(row, this.rows.skill[row]!, this.rows.sequence[row]!)
    this.count(row, 1)
  }

  remove(row: number): void {
    this.lists[this.setOf(row)]!.remove(this.rows.skill[row]!, this.rows.sequence[row]!)
    this.count(row, -1)
  }

  walkFrom(key: number, sequence: number): PartitionWalk {
    const walks: Walk[] = []
    for (const list of this.lists) if (list !== undefined && list.size > 0) walks.push(list.walkFrom(key, sequence))
    return new PartitionWalk(walks)
  }

  private count(row: number, change: number): void {
    const { wishing, plan } = this
    for (const wished of this.rows.wishedSets[row]!) {
      const set = wished & (plan.roleSets - 1)
      wishing[set] = wishing[set]! + change
    }
  }

  private setOf(row: number): number {
    return this.rows.wishedRoles[row]! & (this.plan.roleSets - 1)
  }
}

/** Goes outward from a place; ends with -1. Valid until the rows change. */
export class PartitionWalk {
  /** Of the row that `next` gave: how far its key is. */
  distance = 0
  /** By list: its next row, and how far it is; Infinity where there is none. */
  private readonly heads: Int32Array
  private readonly distances: Float64Array
  private last = -1

  constructor(private readonly walks: readonly Walk[]) {
    this.heads = new Int32Array(walks.length)
    this.distances = new Float64Array(walks.length)
    for (let list = 0; list < walks.length; list++) this.goOn(list)
  }

  next(): number {
    const { heads, distances } = this
    if (this.last >= 0) this.goOn(this.last)
    let last = -1
    let distance = Infinity
    for (let list = 0; list < distances.length; list++) {
      if (distances[list]! >= distance) continue
      distance = distances[list]!
      last = list
    }
    this.last = last
    this.distance = distance
    return last < 0 ? -1 : heads[last]!
  }

  /** Gives no more of the list that the last row came from. */
  leaveList(): void {
    this.distances[this.last] = Infinity
    this.last = -1
  }

  private goOn(list: number): void {
    const walk = this.walks[list]!
    const row = walk.next()
    this.heads[list] = row
    this.distances[list] = row < 0 ? Infinity : walk.distance
  }
}
