// Reads the compact protocol: variable-length zigzag numbers, field ids as differences, bools inside the field's type.
// One of the two concrete readers behind `bounded-protocol`; the budgets are in its base.

import { BoundedReader, ProtocolError } from './bounded-reader.js'
import {
  COMPACT_BYTES_MIN,
  COMPACT_FALSE,
  COMPACT_FIRST_BYTE,
  COMPACT_TRUE,
  COMPACT_VERSION,
  type MessageHeader,
  TYPE_OF_COMPACT,
  Type,
} from './thrift-types.js'

/** Bytes of the longest 64-bit number. */
const VARUINT64_BYTES_MAX = 10

export class CompactReader extends BoundedReader {
  private lastFieldId = 0
  /** `lastFieldId` of the structs around the current one. */
  private readonly outerFieldIds: number[] = []
  /** The value of the bool field just begun: it came with the field's type. */
  private fieldBool: boolean | undefined

  override readHeader(): MessageHeader {
    if (this.readUint8() !== COMPACT_FIRST_BYTE) throw new ProtocolError('BAD_PROTOCOL')
    const versionAndType = this.readUint8()
    if ((versionAndType & 0x1f) !== COMPACT_VERSION) throw new ProtocolError('BAD_VERSION')
    const rseqid = this.readVaruint32() | 0
    return { fname: this.readName(this.readSize()), mtype: versionAndType >> 5, rseqid }
  }

  override readStructBegin(): void {
    super.readStructBegin()
    this.outerFieldIds.push(this.lastFieldId)
    this.lastFieldId = 0
  }

  override readStructEnd(): void {
    super.readStructEnd()
    this.lastFieldId = this.outerFieldIds.pop() ?? 0
  }

  override readFieldBegin(): { ftype: number; fid: number } {
    const header = this.readUint8()
    const compactType = header & 0x0f
    if (compactType === Type.STOP) return { ftype: Type.STOP, fid: 0 }
    const ftype = commonType(compactType)
    const step = header >> 4
    const fid = step === 0 ? this.readI16() : this.lastFieldId + step
    if (fid > 0x7fff) throw new ProtocolError('BAD_VALUE')
    this.lastFieldId = fid
    this.fieldBool = ftype === Type.BOOL ? compactType === COMPACT_TRUE : undefined
    return { ftype, fid }
  }

  override readMapBegin(): { ktype: number; vtype: number; size: number } {
    const size = this.readSize()
    if (size === 0) {
      this.enterMap(0, 1, 1)
      return { ktype: Type.STOP, vtype: Type.STOP, size }
    }
    const types = this.readUint8()
    const ktype = commonType(types >> 4)
    const vtype = commonType(types & 0x0f)
    this.enterMap(size, COMPACT_BYTES_MIN[ktype] ?? 0, COMPACT_BYTES_MIN[vtype] ?? 0)
    return { ktype, vtype, size }
  }

  override readListBegin(): { etype: number; size: number } {
    const header = this.readUint8()
    const short = header >> 4
    const size = short === 15 ? this.readSize() : short
    const etype = commonType(header & 0x0f)
    this.enterContainer(size, COMPACT_BYTES_MIN[etype] ?? 0)
    return { etype, size }
  }

  override readBool(): boolean {
    const fieldBool = this.fieldBool
    if (fieldBool !== undefined) {
      this.fieldBool = undefined
      return fieldBool
    }
    const value = this.readUint8()
    // Some writers put 0 for false into containers, where the specification says 2.
    if (value > COMPACT_FALSE) throw new ProtocolError('BAD_VALUE')
    return value === COMPACT_TRUE
  }

  override readI16(): number {
    const value = this.readI32()
    if (value > 0x7fff || value < -0x8000) throw new ProtocolError('BAD_VALUE')
    return value
  }

  override readI32(): number {
    const value = this.readVaruint32()
    return (value >>> 1) ^ -(value & 1)
  }

  override readDouble(): number {
    return this.view.getFloat64(this.claim(8), true)
  }

  protected override readSize(): number {
    const size = this.readVaruint32()
    if (size > 0x7fffffff) throw new ProtocolError('NEGATIVE_SIZE')
    return size
  }

  protected override skipI64(): void {
    for (let bytes = 0; bytes < VARUINT64_BYTES_MAX; bytes++) if (this.readUint8() < 0x80) return
    throw new ProtocolError('BAD_VALUE')
  }

  private readUint8(): number {
    return this.view.getUint8(this.claim(1))
  }

  /** At most five bytes, of which the last holds four bits. */
  private readVaruint32(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.readUint8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = this.readUint8()
    if (last > 0x0f) throw new ProtocolError('BAD_VALUE')
    return (value | (last << 28)) >>> 0
  }
}

function commonType(compactType: number): number {
  const type = TYPE_OF_COMPACT[compactType] ?? 0
  if (type === 0) throw new ProtocolError('BAD_TYPE')
  return type
}
