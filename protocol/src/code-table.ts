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

/** An entry is a short code above its length: one read a known entity and client. */
const LENGTH_BITS = 8
const SHORT_BITS_MAX = 32 - LENGTH_BITS

/** Length of a code that lies in the side buffer; the entry above it says which of the long ones. */
const LONG = (1 << LENGTH_BITS) - 1

export class CodeTable {
  readonly kind: Uint8Array
  /** Entity indexes that woke in this emission, the first `wokenCount`. */
  readonly woken: Uint32Array
  wokenCount = 0
  /** How many entities fall asleep with this emission. */
  sleptCount = 0
  private readonly entry: Int32Array
  /** Where each long code begins and how long it is, bits. */
  private readonly longStart: Uint32Array
  private readonly longLength: Uint16Array
  private longCount = 0
  private readonly long: BitWriter
  private readonly scratch = new BitWriter(ENTITY_CODE_BITS_MAX / 8)

  /** @param entitiesMax - entity indexes of the room: the sum of its replicated tables' capacities */
  constructor(entitiesMax: number) {
    this.kind = new Uint8Array(entitiesMax)
    this.woken = new Uint32Array(entitiesMax)
    this.entry = new Int32Array(entitiesMax)
    this.longStart = new Uint32Array(entitiesMax)
    this.longLength = new Uint16Array(entitiesMax)
    this.long = new BitWriter(entitiesMax * (ENTITY_CODE_BITS_MAX / 8))
  }

  /** Starts an emission: the side buffer is empty again. */
  reset(): void {
    this.long.reset()
    this.longCount = 0
    this.wokenCount = 0
    this.sleptCount = 0
  }

  setNone(index: number): void {
    this.kind[index] = CodeKind.none
    this.entry[index] = 0
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
    if (kind === CodeKind.slept) this.sleptCount++
    if (bits <= SHORT_BITS_MAX) {
      this.entry[index] = (scratch.firstWord << LENGTH_BITS) | bits
      return
    }
    this.entry[index] = (this.longCount << LENGTH_BITS) | LONG
    this.longStart[this.longCount] = this.long.bitLength
    this.longLength[this.longCount++] = bits
    this.long.copy(scratch, 0, bits)
  }

  /** Closes the emission: every code can be appended from now on. */
  finish(): void {
    this.long.flush()
  }

  append(index: number, out: BitWriter): void {
    const entry = this.entry[index]!
    const length = entry & LONG
    if (length === LONG) this.appendLong(entry >>> LENGTH_BITS, out)
    else out.write(entry >>> LENGTH_BITS, length)
  }

  /** Bits that `append` would write. */
  bits(index: number): number {
    const entry = this.entry[index]!
    const length = entry & LONG
    return length === LONG ? this.longLength[entry >>> LENGTH_BITS]! : length
  }

  private appendLong(which: number, out: BitWriter): void {
    out.copy(this.long, this.longStart[which]!, this.longLength[which]!)
  }
}
