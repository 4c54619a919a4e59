// What the player of one seat has been shown: at which ticks its client got snapshots, and whom it knew and had up to date in each,
// for as long as a rewind may go back. And how far behind the others are that it sees. Filled by the server's replication
// as snapshots go out, read by `Rewound`.

import { type Hash, hashBytes, hashInt } from './hash.js'

/** Instead of a snapshot: there is none. */
export const NO_SNAPSHOT = -1

export class Sight {
  /** How many ticks before the step that its command counts in the player was shown the others, in sixteenths; 0 before the first command. */
  lagTicks = 0
  /** Snapshots so far; they are numbered from 0, and the last `size` are kept. */
  private count = 0
  private readonly ticks: Uint32Array
  /** A set of entity indexes for each. */
  private readonly known: Uint32Array

  /**
   * @param size - snapshots that are kept
   * @param words - of a set of entity indexes
   */
  constructor(
    private readonly size: number,
    private readonly words: number,
  ) {
    this.ticks = new Uint32Array(size)
    this.known = new Uint32Array(size * words)
  }

  /** A snapshot went out. @param known - set of the entity indexes that the client knows from then on */
  told(tick: number, known: Uint32Array): void {
    const slot = this.count++ % this.size
    this.ticks[slot] = tick
    for (let word = 0; word < this.words; word++) this.known[slot * this.words + word] = known[word]!
  }

  /** One of those that the last snapshot left out of date: its player does not see where it is. */
  except(index: number): void {
    const slot = (this.count - 1) % this.size
    if (index >>> 5 < this.words) this.known[slot * this.words + (index >>> 5)]! &= ~(1 << (index & 31))
  }

  /** The first snapshot at a fractional tick or after it, or NO_SNAPSHOT. */
  firstFrom(tick: number): number {
    let found = NO_SNAPSHOT
    for (let n = this.count - 1; n >= this.oldest && this.tickOf(n) >= tick; n--) found = n
    return found
  }

  /** The last snapshot before a fractional tick, or NO_SNAPSHOT. */
  lastBefore(tick: number): number {
    for (let n = this.count - 1; n >= this.oldest; n--) if (this.tickOf(n) < tick) return n
    return NO_SNAPSHOT
  }

  tickOf(snapshot: number): number {
    return this.ticks[snapshot % this.size]!
  }

  knows(snapshot: number, index: number): boolean {
    return (this.known[(snapshot % this.size) * this.words + (index >>> 5)]! & (1 << (index & 31))) !== 0
  }

  hashInto(hash: Hash): void {
    hashInt(hash, this.lagTicks * 16)
    hashInt(hash, this.count)
    hashBytes(hash, this.ticks)
    hashBytes(hash, this.known)
  }

  private get oldest(): number {
    return Math.max(0, this.count - this.size)
  }
}
