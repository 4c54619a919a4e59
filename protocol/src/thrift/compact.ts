// The compact protocol: variable-length zigzag numbers, field ids as differences, bools inside the field's type. Reader
// and writer side by side; budgets and buffers are in their bases.

import { THRIFT_COMPACT } from '../frames.js'
import { ProtocolError, ThriftReader } from './reader.js'
import {
  COMPACT_BYTES_MIN,
  COMPACT_FALSE,
  COMPACT_TRUE,
  COMPACT_TYPE,
  COMPACT_VERSION,
  type MessageHeader,
  TYPE_OF_COMPACT,
  Type,
} from './types.js'
import { ThriftWriter, wholeNumber } from './writer.js'

export class CompactReader extends ThriftReader {
  private lastFieldId = 0
  /** `lastFieldId` of the structs around the current one. */
  private readonly outerFieldIds: number[] = []
  /** The value of the bool field just begun: it came with the field's type. */
  private fieldBool: boolean | undefined

  override readHeader(): MessageHeader {
    if (this.readUint8() !== THRIFT_COMPACT) throw new ProtocolError('BAD_PROTOCOL')
    const versionAndType = this.readUint8()
    if ((versionAndType & 0x1f) !== COMPACT_VERSION) throw new ProtocolError('BAD_VERSION')
    const seqid = this.readVaruint32() | 0
    return { name: this.readName(), type: versionAndType >> 5, seqid }
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
    return this.readVaruint32() | 0
  }

  /** At most ten bytes, of which the last holds one bit. */
  protected override skipI64(): void {
    for (let bytes = 0; bytes < 9; bytes++) if (this.readUint8() < 0x80) return
    if (this.readUint8() > 1) throw new ProtocolError('BAD_VALUE')
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

export class CompactWriter extends ThriftWriter {
  private lastFieldId = 0
  /** `lastFieldId` of the structs around the current one. */
  private readonly outerFieldIds: number[] = []
  /** Id of the bool field just begun: its header waits for the value. */
  private boolFieldId: number | undefined

  override begin(prefix?: string): void {
    super.begin(prefix)
    this.outerFieldIds.length = 0
    this.boolFieldId = undefined
  }

  protected override writeHeader(name: string, type: number, seqid: number): void {
    this.uint8(THRIFT_COMPACT)
    this.uint8((type << 5) | COMPACT_VERSION)
    this.varuint32(seqid >>> 0)
    this.writeString(name)
  }

  override writeStructBegin(): void {
    this.outerFieldIds.push(this.lastFieldId)
    this.lastFieldId = 0
  }

  override writeStructEnd(): void {
    this.lastFieldId = this.outerFieldIds.pop() ?? 0
  }

  override writeFieldBegin(_name: string, type: number, id: number): void {
    if (type === Type.BOOL) this.boolFieldId = id
    else this.fieldHeader(compactType(type), id)
  }

  override writeMapBegin(ktype: number, vtype: number, size: number): void {
    this.writeSize(size)
    if (size > 0) this.uint8((compactType(ktype) << 4) | compactType(vtype))
  }

  override writeListBegin(etype: number, size: number): void {
    this.uint8((Math.min(size, 15) << 4) | compactType(etype))
    if (size >= 15) this.writeSize(size)
  }

  override writeBool(value: boolean): void {
    const compactValue = value ? COMPACT_TRUE : COMPACT_FALSE
    if (this.boolFieldId === undefined) this.uint8(compactValue)
    else this.fieldHeader(compactValue, this.boolFieldId)
    this.boolFieldId = undefined
  }

  override writeI16(value: number): void {
    this.zigzag(wholeNumber(value, -0x8000, 0x7fff))
  }

  override writeI32(value: number): void {
    this.zigzag(wholeNumber(value, -0x80000000, 0x7fffffff))
  }

  override writeDouble(value: number): void {
    const from = this.reserve(8)
    this.view.setFloat64(from, value, true)
  }

  protected override writeSize(size: number): void {
    this.varuint32(wholeNumber(size, 0, 0x7fffffff))
  }

  private fieldHeader(type: number, id: number): void {
    const step = id - this.lastFieldId
    if (step > 0 && step <= 15) this.uint8((step << 4) | type)
    else {
      this.uint8(type)
      this.writeI16(id)
    }
    this.lastFieldId = id
  }

  private zigzag(value: number): void {
    this.varuint32(((value << 1) ^ (value >> 31)) >>> 0)
  }

  private varuint32(value: number): void {
    let rest = value
    for (; rest > 0x7f; rest >>>= 7) this.uint8((rest & 0x7f) | 0x80)
    this.uint8(rest)
  }
}

function compactType(type: number): number {
  const compact = COMPACT_TYPE[type] ?? 0
  if (compact === 0) throw new RangeError(`no Thrift type ${type}`)
  return compact
}
