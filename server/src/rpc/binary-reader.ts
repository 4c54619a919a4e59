// Reads the strict binary protocol: big-endian numbers at full width, every message with a version. One of the two
// concrete readers behind `bounded-protocol`; the budgets are in its base.

import { BoundedReader, ProtocolError } from './bounded-reader.js'
import { BINARY_BYTES_MIN, BINARY_VERSION, type MessageHeader, Type } from './thrift-types.js'

export class BinaryReader extends BoundedReader {
  override readHeader(): MessageHeader {
    if (this.view.getUint16(this.claim(2)) !== BINARY_VERSION) throw new ProtocolError('BAD_VERSION')
    const mtype = this.view.getUint16(this.claim(2))
    const fname = this.readName(this.readSize())
    return { fname, mtype, rseqid: this.readI32() }
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
    const value = this.readType()
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

  private readType(): number {
    return this.view.getUint8(this.claim(1))
  }
}
