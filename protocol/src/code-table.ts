// The entity codes of one emission, one entry an entity index: what every client that knows the entity gets appended to
// its snapshot. Short codes are one word; longer ones lie in a side buffer. Written once per emission by the entity
// encoders, read for every client by `server/replication`, overwritten by the next emission.

import { BitWriter } from './bits.js'
import { ENTITY_CODE_BITS_MAX } from './limits.js'

/** How an entity takes part in this emission. */
export const CodeKind = {
  /** No bits: no entity, asleep, or spawned in this very emission (clients get it as an enter). */
  none: 0,
  /** Bits for every client whose copy is live. */
  live: 1,
  /** Bits, and it was asleep before: clients must be told to read them. */
  woke: 2,
  /** Bits that say it falls asleep. */
  slept: 3,
} as const

/** Length of a code that lies in the side buffer at bit `word`. */
const LONG = 255

export class CodeTable {
  readonly kind: Uint8Array
  /** Entity indexes that woke in this emission, the first `wokenCount`. */
  readonly woken: Uint32Array
  wokenCount = 0
  private readonly word: Uint32Array
  private readonly length: Uint8Array
  private readonly longLength: Uint16Array
  private readonly long: BitWriter
  private readonly scratch = new BitWriter(ENTITY_CODE_BITS_MAX / 8)

  /** @param entitiesMax - entity indexes of the room: the sum of its tables' capacities */
  constructor(entitiesMax: number) {
    this.kind = new Uint8Array(entitiesMax)
    this.woken = new Uint32Array(entitiesMax)
    this.word = new Uint32Array(entitiesMax)
    this.length = new Uint8Array(entitiesMax)
    this.longLength = new Uint16Array(entitiesMax)
    this.long = new BitWriter(entitiesMax * (ENTITY_CODE_BITS_MAX / 8))
  }

  /** Starts an emission: the side buffer is empty again. */
  reset(): void {
    this.long.reset()
    this.wokenCount = 0
  }

  setNone(index: number): void {
    this.kind[index] = CodeKind.none
    this.length[index] = 0
  }

  /** Where an encoder writes one entity's code; closed by `set`. */
  begin(): BitWriter {
    this.scratch.reset()
    return this.scratch
  }

  /** Takes what was written since `begin` as the code of the entity; `kind` is a CodeKind with bits. */
  set(index: number, kind: number): void {
    const scratch = this.scratch
    const bits = scratch.bitLength
    if (bits > ENTITY_CODE_BITS_MAX) throw new Error(`entity code of ${bits} bits`)
    scratch.flush()
    this.kind[index] = kind
    if (kind === CodeKind.woke) this.woken[this.wokenCount++] = index
    if (bits <= 32) {
      this.word[index] = scratch.firstWord
      this.length[index] = bits
      return
    }
    this.length[index] = LONG
    this.word[index] = this.long.bitLength
    this.longLength[index] = bits
    this.long.copy(scratch, 0, bits)
  }

  /** Closes the emission: every code can be appended from now on. */
  finish(): void {
    this.long.flush()
  }

  append(index: number, out: BitWriter): void {
    const length = this.length[index]!
    if (length === LONG) out.copy(this.long, this.word[index]!, this.longLength[index]!)
    else out.write(this.word[index]!, length)
  }

  /** Bits that `append` would write. */
  bits(index: number): number {
    const length = this.length[index]!
    return length === LONG ? this.longLength[index]! : length
  }
}
