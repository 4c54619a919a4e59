// Sets of entity indexes, or of slots, as bits in a Uint32Array: interest and snapshots work on 32 entities a step with
// them. Plain arrays, so that whole words can be combined; these are the few operations on single members.

/** An empty set for members below `max`. */
export function newIndexSet(max: number): Uint32Array {
  return new Uint32Array((max + 31) >>> 5)
}

export function insert(set: Uint32Array, member: number): void {
  set[member >>> 5]! |= 1 << (member & 31)
}

export function remove(set: Uint32Array, member: number): void {
  set[member >>> 5]! &= ~(1 << (member & 31))
}

export function has(set: Uint32Array, member: number): boolean {
  return (set[member >>> 5]! & (1 << (member & 31))) !== 0
}

/** The number of the lowest bit of a word that is not 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}
