// The writing side that both protocols share: one call into a buffer of its own that grows as needed. Generated code
// makes one writer a call (`new Protocol(output)`) and writes by the method names of Apache's TProtocol; nobody sees the
// bytes before the message is complete. Values that do not fit their type are the caller's mistake and throw.

import { Type } from './types.js'

/** Where generated code sends its messages: the `output` of an Apache client. */
export interface MessageSink {
  /** Service name, with `@roomId` for a room's service: what TMultiplexedProtocol puts before the method. */
  readonly address: string
  deliver(message: Uint8Array): void
  flush(): void
}

/** Bytes of a new buffer; most calls stay below. */
const BUFFER_BYTES = 256

const textEncoder = new TextEncoder()

export abstract class ThriftWriter {
  protected bytes = new Uint8Array(BUFFER_BYTES)
  protected view = new DataView(this.bytes.buffer)
  private at = 0

  constructor(private readonly sink: MessageSink) {}

  writeMessageBegin(method: string, type: number, seqid: number): void {
    this.writeHeader(`${this.sink.address}:${method}`, type, seqid)
  }

  writeMessageEnd(): void {
    this.sink.deliver(this.bytes.subarray(0, this.at))
  }

  protected abstract writeHeader(name: string, type: number, seqid: number): void

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
  abstract writeBool(value: boolean): void
  abstract writeI16(value: number): void
  abstract writeI32(value: number): void
  abstract writeI64(value: number): void
  abstract writeDouble(value: number): void
  protected abstract writeSize(size: number): void

  writeByte(value: number): void {
    this.uint8(wholeNumber(value, -0x80, 0x7f) & 0xff)
  }

  writeString(value: string): void {
    if (typeof value !== 'string') throw new TypeError(`a string field holds a ${typeof value}`)
    this.writeBinary(textEncoder.encode(value))
  }

  writeBinary(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw new TypeError(`a binary field holds a ${typeof value}`)
    this.writeSize(value.length)
    const from = this.reserve(value.length)
    this.bytes.set(value, from)
  }

  writeUuid(value: string): void {
    const hex = value.replaceAll('-', '')
    if (!/^[0-9a-fA-F]{32}$/.test(hex)) throw new TypeError('a uuid field holds no uuid')
    const from = this.reserve(16)
    for (let i = 0; i < 16; i++) this.bytes[from + i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  }

  protected uint8(value: number): void {
    const from = this.reserve(1)
    this.bytes[from] = value
  }

  /** Room for `length` more bytes. Returns where they begin; `bytes` and `view` may be others afterwards. */
  protected reserve(length: number): number {
    const from = this.at
    this.at = from + length
    if (this.at > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.at, this.bytes.length * 2))
      larger.set(this.bytes)
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    }
    return from
  }
}

/** The number, if it is whole and within min..max. */
export function wholeNumber(value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new RangeError(`${value} is no whole number of ${min} to ${max}`)
}
