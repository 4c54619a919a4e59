// The compact protocol: variable-length zigzag numbers, field ids as differences, bools inside the field's type. Reader
// and writer side by side.

import { MalformedMessage, ThriftReader } from './reader.js'
import {
  COMPACT_BYTES_MIN,
  COMPACT_FALSE,
  COMPACT_PROTOCOL,
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
    if (this.uint8() !== COMPACT_PROTOCOL) throw new MalformedMessage('not the compact protocol')
    const versionAndType = this.uint8()
    if ((versionAndType & 0x1f) !== COMPACT_VERSION) throw new MalformedMessage('unknown version')
    const seqid = this.varuint32() | 0
    return { method: this.readString(), type: versionAndType >> 5, seqid }
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
    const header = this.uint8()
    const compactType = header & 0x0f
    if (compactType === Type.STOP) return { ftype: Type.STOP, fid: 0 }
    const ftype = commonType(compactType)
    const step = header >> 4
    const fid = step === 0 ? this.readI16() : this.lastFieldId + step
    this.lastFieldId = fid
    this.fieldBool = ftype === Type.BOOL ? compactType === COMPACT_TRUE : undefined
    return { ftype, fid }
  }

  override readMapBegin(): { ktype: number; vtype: number; size: number } {
    const size = this.readSize()
    const types = size === 0 ? 0 : this.uint8()
    const ktype = TYPE_OF_COMPACT[types >> 4]!
    const vtype = TYPE_OF_COMPACT[types & 0x0f]!
    this.enterMap(size, COMPACT_BYTES_MIN[ktype]!, COMPACT_BYTES_MIN[vtype]!)
    return { ktype, vtype, size }
  }

  override readListBegin(): { etype: number; size: number } {
    const header = this.uint8()
    const short = header >> 4
    const size = short === 15 ? this.readSize() : short
    const etype = TYPE_OF_COMPACT[header & 0x0f]!
    this.enterContainer(size, COMPACT_BYTES_MIN[etype]!)
    return { etype, size }
  }

  override readBool(): boolean {
    const fieldBool = this.fieldBool
    this.fieldBool = undefined
    return fieldBool ?? this.uint8() === COMPACT_TRUE
  }

  override readI16(): number {
    const value = this.readI32()
    if (value > 0x7fff || value < -0x8000) throw new MalformedMessage('a 16-bit number out of range')
    return value
  }

  override readI32(): number {
    const value = this.varuint32()
    return (value >>> 1) ^ -(value & 1)
  }

  override readI64(): number {
    const zigzag = this.varuint64()
    const value = Number((zigzag >> 1n) ^ -(zigzag & 1n))
    if (!Number.isSafeInteger(value)) throw new MalformedMessage('a 64-bit number too large for JavaScript')
    return value
  }

  override readDouble(): number {
    return this.view.getFloat64(this.claim(8), true)
  }

  protected override readSize(): number {
    return this.varuint32() | 0
  }

  protected override skipI64(): void {
    this.varuint64()
  }

  private uint8(): number {
    return this.view.getUint8(this.claim(1))
  }

  /** At most five bytes, of which the last holds four bits. */
  private varuint32(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.uint8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = this.uint8()
    if (last > 0x0f) throw new MalformedMessage('a number of more than 32 bits')
    return (value | (last << 28)) >>> 0
  }

  /** At most ten bytes, of which the last holds one bit. */
  private varuint64(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const byte = this.uint8()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = this.uint8()
    if (last > 1) throw new MalformedMessage('a number of more than 64 bits')
    return value | (BigInt(last) << 63n)
  }
}

function commonType(compactType: number): number {
  const type = TYPE_OF_COMPACT[compactType]!
  if (type === 0) throw new MalformedMessage('unknown type')
  return type
}

export class CompactWriter extends ThriftWriter {
  private lastFieldId = 0
  /** `lastFieldId` of the structs around the current one. */
  private readonly outerFieldIds: number[] = []
  /** Id of the bool field just begun: its header waits for the value. */
  private boolFieldId: number | undefined

  protected override writeHeader(name: string, type: number, seqid: number): void {
    this.uint8(COMPACT_PROTOCOL)
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
    else this.fieldHeader(COMPACT_TYPE[type]!, id)
  }

  override writeMapBegin(ktype: number, vtype: number, size: number): void {
    this.writeSize(size)
    if (size > 0) this.uint8((COMPACT_TYPE[ktype]! << 4) | COMPACT_TYPE[vtype]!)
  }

  override writeListBegin(etype: number, size: number): void {
    this.uint8((Math.min(size, 15) << 4) | COMPACT_TYPE[etype]!)
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

  override writeI64(value: number): void {
    const whole = BigInt(wholeNumber(Number(value), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
    let rest = BigInt.asUintN(64, (whole << 1n) ^ (whole >> 63n))
    for (; rest > 0x7fn; rest >>= 7n) this.uint8(Number(rest & 0x7fn) | 0x80)
    this.uint8(Number(rest))
  }

  override writeDouble(value: number): void {
    const from = this.reserve(8)
    this.view.setFloat64(from, value, true)
  }

  protected override writeSize(size: number): void {
    this.varuint32(size)
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
