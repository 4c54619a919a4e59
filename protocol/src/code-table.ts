// The entity codes of one emission, one entry an entity index: what every client that knows the entity gets appended to
// its snapshot. Short codes are one word; longer ones lie in a side buffer. Written once per emission by the entity
// encoders, read for every client by `server/replication`, overwritten by the next emission.

import { BitWriter, PACKED_BITS_MAX, PACKED_LENGTH_BITS } from './bits.js'
import { ENTITY_CODE_BITS_MAX } from './limits.js'

/** What a code means for who follows the entity. Without one it is asleep, or spawned in this very emission: an enter tells. */
export const CodeKind = {
  /** Bits for every client whose copy is live. */
  live: 1,
  /** Bits, and it was asleep before: clients must be told to read them. */
  woke: 2,
  /** Bits that say it falls asleep. */
  slept: 3,
} as const

/** An entry is a packed code (`BitWriter.writePacked`), one read a known entity and client. This length says that the code lies
 * in the side buffer; above it stands which of the long ones it is. */
const LONG = (1 << PACKED_LENGTH_BITS) - 1

export class CodeTable {
  /** Entity indexes that woke in this emission, the first `wokenCount`. */
  readonly woken: Uint32Array
  wokenCount = 0
  /** Entity indexes that fall asleep with this emission, the first `sleptCount`. */
  readonly slept: Uint32Array
  sleptCount = 0
  private readonly entry: Int32Array
  /** Where each long code begins and how long it is, bits. */
  private readonly longStart: Uint32Array
  private readonly longLength: Uint16Array
  private longCount = 0
  /** As large as the long codes of one emission ever were: most emissions have few. */
  private readonly long = new BitWriter(ENTITY_CODE_BITS_MAX / 8)
  private readonly scratch = new BitWriter(ENTITY_CODE_BITS_MAX / 8)

  /** @param entitiesMax - entity indexes of the room: the sum of its replicated tables' capacities */
  constructor(entitiesMax: number) {
    this.woken = new Uint32Array(entitiesMax)
    this.slept = new Uint32Array(entitiesMax)
    this.entry = new Int32Array(entitiesMax)
    this.longStart = new Uint32Array(entitiesMax)
    this.longLength = new Uint16Array(entitiesMax)
  }

  /** Starts an emission: the side buffer is empty again. */
  reset(): void {
    this.long.reset()
    this.longCount = 0
    this.wokenCount = 0
    this.sleptCount = 0
  }

  setNone(index: number): void {
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
    if (kind === CodeKind.woke) this.woken[this.wokenCount++] = index
    if (kind === CodeKind.slept) this.slept[this.sleptCount++] = index
    if (bits <= PACKED_BITS_MAX) {
      this.entry[index] = (scratch.firstWord << PACKED_LENGTH_BITS) | bits
      return
    }
    this.entry[index] = (this.longCount << PACKED_LENGTH_BITS) | LONG
    this.longStart[this.longCount] = this.long.bitLength
    this.longLength[this.longCount++] = bits
    this.long.reserve(bits)
    this.long.copy(scratch, 0, bits)
  }

  /** Closes the emission: every code can be appended from now on. */
  finish(): void {
    this.long.flush()
  }

  /** Appends the codes of the first `count` of these entity indexes. */
  append(indexes: Uint32Array, count: number, out: BitWriter): void {
    let at = 0
    while (at < count) {
      at = out.writePacked(this.entry, indexes, at, count)
      if (at < count) this.appendLong(this.entry[indexes[at++]!]! >>> PACKED_LENGTH_BITS, out)
    }
  }

  /** Length of an entity's code. */
  bits(index: number): number {
    const entry = this.entry[index]!
    const length = entry & LONG
    return length === LONG ? this.longLength[entry >>> PACKED_LENGTH_BITS]! : length
  }

  private appendLong(which: number, out: BitWriter): void {
    out.copy(this.long, this.longStart[which]!, this.longLength[which]!)
  }
}
