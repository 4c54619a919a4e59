// The writing side that both protocols share: one scratch buffer that grows up to the largest reply and is reused for
// every reply of the server. Generated code writes into it by the method names of Apache's TProtocol; nobody sees the
// bytes before `take`, so a throw in the middle leaves nothing behind. Values that do not fit their type are our own
// mistake and throw.

import { REPLY_BYTES_MAX } from './limits.js'
import { MessageType, Type } from './thrift-types.js'

/** Bytes of the scratch buffer to begin with; most replies stay below. */
const SCRATCH_BYTES = 4_096

export abstract class ReplyWriter {
  protected buffer = Buffer.allocUnsafe(SCRATCH_BYTES)
  protected at = 0

  /** Starts a reply; whatever an earlier one left is gone. */
  begin(): void {
    this.at = 0
  }

  /** The reply. Borrowed until the next `begin`. */
  take(): Uint8Array {
    return this.buffer.subarray(0, this.at)
  }

  abstract writeMessageBegin(name: string, type: number, seqid: number): void

  /** Answers a call with a `TApplicationException`; Apache's own class never writes its type. */
  writeApplicationError(name: string, seqid: number, type: number, message: string): void {
    this.writeMessageBegin(name, MessageType.EXCEPTION, seqid)
    this.writeStructBegin()
    this.writeFieldBegin('message', Type.STRING, 1)
    this.writeString(message)
    this.writeFieldBegin('type', Type.I32, 2)
    this.writeI32(type)
    this.writeFieldStop()
    this.writeStructEnd()
  }

  writeMessageEnd(): void {}
  flush(): void {}
  writeStructBegin(): void {}
  writeStructEnd(): void {}
  abstract writeFieldBegin(name: string, type: number, id: number): void
  writeFieldEnd(): void {}

  writeFieldStop(): void {
    this.writeByte(Type.STOP)
  }

  abstract writeMapBegin(ktype: number, vtype: number, size: number): void
  writeMapEnd(): void {}
  abstract writeListBegin(etype: number, size: number): void
  writeListEnd(): void {}

  writeSetBegin(etype: number, size: number): void {
    this.writeListBegin(etype, size)
  }

  writeSetEnd(): void {}
  abstract writeBool(value: boolean): void
  abstract writeI16(value: number): void
  abstract writeI32(value: number): void
  abstract writeDouble(value: number): void
  protected abstract writeSize(size: number): void

  writeByte(value: number): void {
    this.uint8(wholeNumber(value, -0x80, 0x7f) & 0xff)
  }

  writeString(value: string): void {
    if (typeof value !== 'string') throw new TypeError(`a string field holds a ${typeof value}`)
    const length = Buffer.byteLength(value)
    this.writeSize(length)
    const from = this.reserve(length)
    this.buffer.write(value, from, length)
  }

  writeBinary(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw new TypeError(`a binary field holds a ${typeof value}`)
    this.writeSize(value.length)
    const from = this.reserve(value.length)
    this.buffer.set(value, from)
  }

  protected uint8(value: number): void {
    const from = this.reserve(1)
    this.buffer[from] = value
  }

  /** Room for `length` more bytes. Returns where they begin; `buffer` may be another one afterwards. */
  protected reserve(length: number): number {
    const from = this.at
    const end = from + length
    if (end > this.buffer.length) this.grow(end)
    this.at = end
    return from
  }

  private grow(bytesNeeded: number): void {
    if (bytesNeeded > REPLY_BYTES_MAX) throw new RangeError(`a reply is larger than ${REPLY_BYTES_MAX} bytes: page it`)
    const larger = Buffer.allocUnsafe(Math.min(REPLY_BYTES_MAX, Math.max(bytesNeeded, this.buffer.length * 2)))
    this.buffer.copy(larger, 0, 0, this.at)
    this.buffer = larger
  }
}

/** The number, if it is whole and within min..max. */
export function wholeNumber(value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new RangeError(`${value} is no whole number of ${min} to ${max}`)
}
