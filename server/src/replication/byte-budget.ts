// How many bytes one client may be sent: so many a second, saved up for a second at most. What is left of it limits enters and
// refreshes; a client that has used it up gets no snapshot until it is earned again. That costs refreshes, so it must not
// last: each time, the client is let know of fewer entities (the farthest leave), and again of more while it stays within
// its budget. Time is an argument, milliseconds. Bytes and times are kept as whole numbers: fractions would be boxed.

import { KNOWN_ENTITIES_MAX } from '@tickwire/protocol'

/** A budget never makes a client know of fewer entities than this. */
export const KNOWN_ENTITIES_MIN = 16

/** Of what it knows, a client that has used up its budget keeps this share. */
const KEPT_SHARE = 0.8

/** While it stays within its budget it may know of a sixteenth more each second. */
const GROWTH_MS = 1_000
const GROWTH_SHARE = 1 / 16

export class ByteBudget {
  /** Entities that the client may know of. */
  knownMax: number
  /** Snapshots that were not made because nothing was left. */
  exhausted = 0
  private leftBytes: number
  private earnedAtMs = 0
  private changedAtMs = 0

  /**
   * @param bytesPerSecond - Infinity for no limit
   * @param knownEntitiesMax - `knownMax` is never above it
   */
  constructor(
    private readonly bytesPerSecond: number,
    private readonly knownEntitiesMax = KNOWN_ENTITIES_MAX,
  ) {
    this.leftBytes = bytesPerSecond
    this.knownMax = knownEntitiesMax
  }

  /** Bytes that may be sent now; Infinity without a limit. */
  earn(nowMs: number): number {
    if (this.bytesPerSecond === Number.POSITIVE_INFINITY) return this.bytesPerSecond
    const wholeMs = Math.floor(nowMs)
    const earned = Math.floor(((wholeMs - this.earnedAtMs) * this.bytesPerSecond) / 1_000)
    this.leftBytes = Math.min(this.leftBytes + earned, this.bytesPerSecond)
    this.earnedAtMs = wholeMs
    if (this.knownMax < this.knownEntitiesMax) this.grow(wholeMs)
    return this.leftBytes
  }

  private grow(nowMs: number): void {
    if (nowMs - this.changedAtMs < GROWTH_MS) return
    this.knownMax = Math.min(this.knownEntitiesMax, this.knownMax + Math.ceil(this.knownMax * GROWTH_SHARE))
    this.changedAtMs = nowMs
  }

  spend(bytes: number): void {
    this.leftBytes -= bytes
  }

  /** Nothing is left for the snapshot that is due. @param known - entities that the client knows of */
  exhaust(known: number, nowMs: number): void {
    this.exhausted++
    this.knownMax = Math.max(KNOWN_ENTITIES_MIN, Math.min(this.knownMax, Math.floor(known * KEPT_SHARE)))
    this.changedAtMs = Math.floor(nowMs)
  }
}
