// The strict binary protocol: big-endian numbers at full width, every message with a version. Reader and writer side by
// side; budgets and buffers are in their bases.

import { ProtocolError, ThriftReader } from './reader.js'
import { BINARY_BYTES_MIN, BINARY_VERSION, type MessageHeader, Type } from './types.js'
import { ThriftWriter, wholeNumber } from './writer.js'

export class BinaryReader extends ThriftReader {
  override readHeader(): MessageHeader {
    if (this.view.getUint16(this.claim(2)) !== BINARY_VERSION) throw new ProtocolError('BAD_VERSION')
    const type = this.view.getUint16(this.claim(2))
    return { name: this.readName(), type, seqid: this.readI32() }
  }

  override readFieldBegin(): { ftype: number; fid: number } {
    const ftype = this.readUint8()
    return { ftype, fid: ftype === Type.STOP ? 0 : this.readI16() }
  }

  override readMapBegin(): { ktype: number; vtype: number; size: number } {
    const ktype = this.readUint8()
    const vtype = this.readUint8()
    const size = this.readI32()
    this.enterMap(size, BINARY_BYTES_MIN[ktype] ?? 0, BINARY_BYTES_MIN[vtype] ?? 0)
    return { ktype, vtype, size }
  }

  override readListBegin(): { etype: number; size: number } {
    const etype = this.readUint8()
    const size = this.readI32()
    this.enterContainer(size, BINARY_BYTES_MIN[etype] ?? 0)
    return { etype, size }
  }

  override readBool(): boolean {
    const value = this.readUint8()
    if (value > 1) throw new ProtocolError('BAD_VALUE')
    return value === 1
  }

  override readI16(): number {
    return this.view.getInt16(this.claim(2))
  }

  override readI32(): number {
    return this.view.getInt32(this.claim(4))
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
    const whole = wholeNumber(value, -0x8000, 0x7fff)
    const from = this.reserve(2)
    this.view.setInt16(from, whole)
  }

  override writeI32(value: number): void {
    const whole = wholeNumber(value, -0x80000000, 0x7fffffff)
    const from = this.reserve(4)
    this.view.setInt32(from, whole)
  }

  override writeDouble(value: number): void {
    const from = this.reserve(8)
    this.view.setFloat64(from, value)
  }

  protected override writeSize(size: number): void {
    this.writeI32(size)
  }
}
