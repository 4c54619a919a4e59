// The strict binary protocol: big-endian numbers at full width, every message with a version. Reader and writer side by
// side.

import { MalformedMessage, ThriftReader } from './reader.js'
import { BINARY_BYTES_MIN, BINARY_VERSION, type MessageHeader, Type } from './types.js'
import { ThriftWriter, wholeNumber } from './writer.js'

export class BinaryReader extends ThriftReader {
  override readHeader(): MessageHeader {
    if (this.view.getUint16(this.claim(2)) !== BINARY_VERSION) throw new MalformedMessage('not the binary protocol')
    const type = this.view.getUint16(this.claim(2))
    return { method: this.readString(), type, seqid: this.readI32() }
  }

  override readFieldBegin(): { ftype: number; fid: number } {
    const ftype = this.readType()
    return { ftype, fid: ftype === Type.STOP ? 0 : this.readI16() }
  }

  override readMapBegin(): { ktype: number; vtype: number; size: number } {
    const ktype = this.readType()
    const vtype = this.readType()
    const size = this.readI32()
    this.enterMap(size, BINARY_BYTES_MIN[ktype] ?? 0, BINARY_BYTES_MIN[vtype] ?? 0)
    return { ktype, vtype, size }
  }

  override readListBegin(): { etype: number; size: number } {
    const etype = this.readType()
    const size = this.readI32()
    this.enterContainer(size, BINARY_BYTES_MIN[etype] ?? 0)
    return { etype, size }
  }

  override readBool(): boolean {
    return this.readType() === 1
  }

  override readI16(): number {
    return this.view.getInt16(this.claim(2))
  }

  override readI32(): number {
    return this.view.getInt32(this.claim(4))
  }

  override readI64(): number {
    const value = Number(this.view.getBigInt64(this.claim(8)))
    if (!Number.isSafeInteger(value)) throw new MalformedMessage('a 64-bit number too large for JavaScript')
    return value
  }

  override readDouble(): number {
    return this.view.getFloat64(this.claim(8))
  }

  protected override readSize(): number {
    return this.readI32()
  }

  protected override skipI64(): void {
    this.claim(8)
  }

  private readType(): number {
    return this.view.getUint8(this.claim(1))
  }
}

export class BinaryWriter extends ThriftWriter {
  protected override writeHeader(name: string, type: number, seqid: number): void {
    const from = this.reserve(4)
    this.view.setUint16(from, BINARY_VERSION)
    this.view.setUint16(from + 2, type)
    this.writeString(name)
    this.writeI32(seqid)
  }

  override writeFieldBegin(_name: string, type: number, id: number): void {
    this.uint8(type)
    this.writeI16(id)
  }

  override writeMapBegin(ktype: number, vtype: number, size: number): void {
    this.uint8(ktype)
    this.uint8(vtype)
    this.writeI32(size)
  }

  override writeListBegin(etype: number, size: number): void {
    this.uint8(etype)
    this.writeI32(size)
  }

  override writeBool(value: boolean): void {
    this.uint8(value ? 1 : 0)
  }

  override writeI16(value: number): void {
    const from = this.reserve(2)
    this.view.setInt16(from, wholeNumber(value, -0x8000, 0x7fff))
  }

  override writeI32(value: number): void {
    const from = this.reserve(4)
    this.view.setInt32(from, wholeNumber(value, -0x80000000, 0x7fffffff))
  }

  override writeI64(value: number): void {
    const from = this.reserve(8)
    this.view.setBigInt64(from, BigInt(wholeNumber(Number(value), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)))
  }

  override writeDouble(value: number): void {
    const from = this.reserve(8)
    this.view.setFloat64(from, value)
  }

  protected override writeSize(size: number): void {
    this.writeI32(size)
  }
}
