// The writing side that both protocols share: one scratch buffer that grows up to the largest message and is reused for
// every message of its owner, a dispatcher or a channel. Generated code writes into it by the method names of Apache's
// TProtocol; nobody sees the bytes before `take`, so a throw in the middle leaves nothing behind. Values that do not fit
// their type are the caller's own mistake and throw.

import { Type } from './types.js'

/** Bytes of the scratch buffer to begin with; most messages stay below. */
const SCRATCH_BYTES = 1_024

const utf8 = new TextEncoder()

export abstract class ThriftWriter {
  protected bytes: Uint8Array
  protected view: DataView
  private at = 0
  private prefix = ''

  /** @param bytesMax - the largest message; writing a larger one throws */
  constructor(private readonly bytesMax: number) {
    this.bytes = new Uint8Array(Math.min(SCRATCH_BYTES, bytesMax))
    this.view = new DataView(this.bytes.buffer)
  }

  // ---- the message ----

  /**
   * Starts a message; whatever an earlier one left is gone.
   * @param prefix - what stands before the method's name: "Service:" in a call, nothing in a reply
   */
  begin(prefix = ''): void {
    this.at = 0
    this.prefix = prefix
  }

  /** The message. Borrowed until the next `begin`. */
  take(): Uint8Array {
    return this.bytes.subarray(0, this.at)
  }

  writeMessageBegin(method: string, type: number, seqid: number): void {
    this.writeHeader(this.prefix + method, type, seqid)
  }

  protected abstract writeHeader(name: string, type: number, seqid: number): void
  writeMessageEnd(): void {}
  flush(): void {}

  // ---- structs and containers ----

  writeStructBegin(): void {}
  writeStructEnd(): void {}
  abstract writeFieldBegin(name: string, type: number, id: number): void
  writeFieldEnd(): void {}

  writeFieldStop(): void {
    this.uint8(Type.STOP)
  }

  abstract writeMapBegin(ktype: number, vtype: number, size: number): void
  writeMapEnd(): void {}
  abstract writeListBegin(etype: number, size: number): void
  writeListEnd(): void {}

  writeSetBegin(etype: number, size: number): void {
    this.writeListBegin(etype, size)
  }

  writeSetEnd(): void {}

  // ---- values ----

  abstract writeBool(value: boolean): void
  abstract writeI16(value: number): void
  abstract writeI32(value: number): void
  abstract writeDouble(value: number): void
  protected abstract writeSize(size: number): void

  writeByte(value: number): void {
    this.uint8(wholeNumber(value, -0x80, 0x7f) & 0xff)
  }

  /** Text is taken for ASCII until it is not: an encoder costs more than the loop for what is usually sent. */
  writeString(value: string): void {
    if (typeof value !== 'string') throw new TypeError(`a string field holds a ${typeof value}`)
    const start = this.at
    this.writeSize(value.length)
    const from = this.reserve(value.length)
    for (let i = 0; i < value.length; i++) {
      const char = value.charCodeAt(i)
      if (char > 0x7f) {
        this.at = start
        this.writeBinary(utf8.encode(value))
        return
      }
      this.bytes[from + i] = char
    }
  }

  writeBinary(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw new TypeError(`a binary field holds a ${typeof value}`)
    this.writeSize(value.length)
    const from = this.reserve(value.length)
    this.bytes.set(value, from)
  }

  protected uint8(value: number): void {
    const from = this.reserve(1)
    this.bytes[from] = value
  }

  /** Room for `length` more bytes. Returns where they begin; `bytes` and `view` may be others afterwards. */
  protected reserve(length: number): number {
    const from = this.at
    const end = from + length
    if (end > this.bytes.length) this.grow(end)
    this.at = end
    return from
  }

  private grow(bytesNeeded: number): void {
    const { bytesMax, bytes } = this
    if (bytesNeeded > bytesMax)
      throw new RangeError(`a Thrift message is larger than ${bytesMax} bytes: send less at once`)
    this.bytes = new Uint8Array(Math.min(bytesMax, Math.max(bytesNeeded, bytes.length * 2)))
    this.bytes.set(bytes)
    this.view = new DataView(this.bytes.buffer)
  }
}

/** The number, if it is whole and within min..max. */
export function wholeNumber(value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new RangeError(`${value} is no whole number of ${min} to ${max}`)
}
