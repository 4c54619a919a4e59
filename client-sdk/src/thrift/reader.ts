// The reading side that both protocols share: one complete Thrift message in memory. Generated code reads from it by the
// method names of Apache's TProtocol; the subclasses know how the two protocols write numbers. Sizes are checked against
// the bytes that are left before anybody loops over them or allocates for them, so a message costs at most what it
// weighs. A message that breaks a rule throws MalformedMessage; the channel then closes the connection.

import { type MessageHeader, Type } from './types.js'

/** Deepest nesting of structs and containers in a reply. Beyond: the message is malformed. */
export const NESTING_MAX = 64

/** The server sent something that is not Thrift, or Thrift that nobody can read. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export abstract class ThriftReader {
  protected at = 0
  protected readonly view: DataView
  private nesting = 0
  private mapNesting = 0

  constructor(protected readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Reads up to where the body begins. */
  abstract readHeader(): MessageHeader

  readMessageEnd(): void {
    if (this.at !== this.bytes.length) throw new MalformedMessage('bytes after the end')
  }

  // ---- structs and containers ----

  readStructBegin(): void {
    this.enter()
  }

  readStructEnd(): void {
    this.nesting--
  }

  abstract readFieldBegin(): { ftype: number; fid: number }

  readFieldEnd(): void {}

  abstract readMapBegin(): { ktype: number; vtype: number; size: number }

  readMapEnd(): void {
    this.nesting--
    this.mapNesting--
  }

  abstract readListBegin(): { etype: number; size: number }

  readListEnd(): void {
    this.nesting--
  }

  readSetBegin(): { etype: number; size: number } {
    return this.readListBegin()
  }

  readSetEnd(): void {
    this.nesting--
  }

  /** Checks a container of `size` elements of at least `bytesMin` each before anybody loops over it. */
  protected enterContainer(size: number, bytesMin: number): void {
    if (size < 0) throw new MalformedMessage('negative size')
    if (size > 0 && bytesMin === 0) throw new MalformedMessage('unknown element type')
    if (size * bytesMin > this.bytes.length - this.at) throw new MalformedMessage('more elements than bytes')
    this.enter()
  }

  protected enterMap(size: number, keyBytesMin: number, valueBytesMin: number): void {
    this.enterContainer(size, keyBytesMin === 0 || valueBytesMin === 0 ? 0 : keyBytesMin + valueBytesMin)
    this.mapNesting++
  }

  private enter(): void {
    if (++this.nesting > NESTING_MAX) throw new MalformedMessage('nested too deeply')
  }

  // ---- values ----

  abstract readBool(): boolean
  abstract readI16(): number
  abstract readI32(): number
  /** A plain number: 64-bit values beyond the safe integers are refused, not rounded. */
  abstract readI64(): number
  abstract readDouble(): number
  protected abstract readSize(): number
  protected abstract skipI64(): void

  readByte(): number {
    return this.view.getInt8(this.claim(1))
  }

  readString(): string {
    const text = this.text(this.readSize())
    // Generated code reads maps into plain objects, where this key would replace the prototype.
    if (this.mapNesting > 0 && text === '__proto__') throw new MalformedMessage('forbidden map key')
    return text
  }

  readBinary(): Uint8Array {
    const length = this.readSize()
    const from = this.claim(length)
    return this.bytes.slice(from, from + length)
  }

  readUuid(): string {
    const from = this.claim(16)
    let hex = ''
    for (let i = from; i < from + 16; i++) hex += this.bytes[i]!.toString(16).padStart(2, '0')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  /** Reads past a value that generated code does not know. */
  skip(type: number): void {
    switch (type) {
      case Type.BOOL:
        this.readBool()
        return
      case Type.BYTE:
        this.claim(1)
        return
      case Type.I16:
        this.readI16()
        return
      case Type.I32:
        this.readI32()
        return
      case Type.I64:
        this.skipI64()
        return
      case Type.DOUBLE:
        this.claim(8)
        return
      case Type.STRING:
        this.claim(this.readSize())
        return
      case Type.UUID:
        this.claim(16)
        return
      case Type.STRUCT:
        this.skipStruct()
        return
      case Type.MAP:
        this.skipMap()
        return
      case Type.LIST:
      case Type.SET:
        this.skipList()
        return
      default:
        throw new MalformedMessage('unknown type')
    }
  }

  private skipStruct(): void {
    this.readStructBegin()
    for (let field = this.readFieldBegin(); field.ftype !== Type.STOP; field = this.readFieldBegin()) {
      this.skip(field.ftype)
    }
    this.readStructEnd()
  }

  private skipMap(): void {
    const { ktype, vtype, size } = this.readMapBegin()
    for (let i = 0; i < size; i++) {
      this.skip(ktype)
      this.skip(vtype)
    }
    this.readMapEnd()
  }

  private skipList(): void {
    const { etype, size } = this.readListBegin()
    for (let i = 0; i < size; i++) this.skip(etype)
    this.readListEnd()
  }

  /** The position of the next `length` bytes, which are then behind the reader. */
  protected claim(length: number): number {
    const from = this.at
    if (length < 0) throw new MalformedMessage('negative size')
    if (length > this.bytes.length - from) throw new MalformedMessage('cut off')
    this.at = from + length
    return from
  }

  protected text(length: number): string {
    const from = this.claim(length)
    try {
      return utf8.decode(this.bytes.subarray(from, from + length))
    } catch {
      throw new MalformedMessage('text is not UTF-8')
    }
  }
}
