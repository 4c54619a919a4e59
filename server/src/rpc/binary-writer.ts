// Writes replies in the strict binary protocol, the twin of `binary-reader`.

import { ReplyWriter, wholeNumber } from './reply-writer.js'
import { BINARY_VERSION } from './thrift-types.js'

export class BinaryWriter extends ReplyWriter {
  override writeMessageBegin(name: string, type: number, seqid: number): void {
    const from = this.reserve(2)
    this.buffer.writeUInt16BE(BINARY_VERSION, from)
    this.writeI16(type)
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
    this.writeSize(size)
  }

  override writeListBegin(etype: number, size: number): void {
    this.uint8(etype)
    this.writeSize(size)
  }

  override writeBool(value: boolean): void {
    this.uint8(value ? 1 : 0)
  }

  override writeI16(value: number): void {
    const whole = wholeNumber(value, -0x8000, 0x7fff)
    const from = this.reserve(2)
    this.buffer.writeInt16BE(whole, from)
  }

  override writeI32(value: number): void {
    const whole = wholeNumber(value, -0x80000000, 0x7fffffff)
    const from = this.reserve(4)
    this.buffer.writeInt32BE(whole, from)
  }

  override writeDouble(value: number): void {
    const from = this.reserve(8)
    this.buffer.writeDoubleBE(value, from)
  }

  protected override writeSize(size: number): void {
    this.writeI32(size)
  }
}
