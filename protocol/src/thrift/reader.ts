// The reading side that both protocols share: one complete Thrift message in memory, and the budget that every read is
// checked against before anything is allocated. Generated code (`Processor`, `Client`, structs) reads from it by the
// method names of Apache's TProtocol; the subclasses know how the two protocols write numbers. A message that breaks a
// rule throws ProtocolError once and is given up whole. What is read is copied out: the message may be reused afterwards.

import { NAME_BYTES_MAX, type ReadBudget } from './limits.js'
import { type MessageHeader, Type } from './types.js'

/** What can be wrong with a message. The server counts by these. */
export type ProtocolErrorReason =
  | 'BAD_PROTOCOL'
  | 'BAD_VERSION'
  | 'BAD_MESSAGE_TYPE'
  | 'BAD_TYPE'
  | 'BAD_VALUE'
  | 'NAME_LENGTH'
  | 'TRUNCATED'
  | 'NEGATIVE_SIZE'
  | 'NESTING'
  | 'ELEMENTS'
  | 'UTF8'
  | 'MAP_KEY'
  | 'TRAILING_BYTES'

/** The peer broke the Thrift wire format or a budget of it. Never our own mistake. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'

  constructor(readonly reason: ProtocolErrorReason) {
    // The peer's mistake and not ours: no stack, which would cost ten times the rest of a malformed message.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(`malformed Thrift message: ${reason}`)
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** `Service@roomId:method` at their longest. */
const FULL_NAME_BYTES_MAX = NAME_BYTES_MAX + 1 + NAME_BYTES_MAX

/**
 * Keys that must not become properties of the plain objects into which generated code reads maps: the first would
 * replace the prototype, the second breaks whoever iterates such an object with Apache's code.
 */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'hasOwnProperty'])

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export abstract class ThriftReader {
  protected readonly view: DataView
  private at = 0
  private nesting = 0
  private mapNesting = 0
  private readonly nestingMax: number
  private elementsLeft: number

  constructor(
    private readonly bytes: Uint8Array,
    { nestingMax, elementsMax }: ReadBudget,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.nestingMax = nestingMax
    this.elementsLeft = elementsMax
  }

  // ---- the message ----

  /** Reads up to where the arguments or the result begin. */
  abstract readHeader(): MessageHeader

  readMessageEnd(): void {
    if (this.at !== this.bytes.length) throw new ProtocolError('TRAILING_BYTES')
  }

  protected readName(): string {
    const length = this.readSize()
    if (length > FULL_NAME_BYTES_MAX) throw new ProtocolError('NAME_LENGTH')
    return this.text(length)
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
    if (size < 0) throw new ProtocolError('NEGATIVE_SIZE')
    if (size > 0 && bytesMin === 0) throw new ProtocolError('BAD_TYPE')
    if (size > this.elementsLeft) throw new ProtocolError('ELEMENTS')
    if (size * bytesMin > this.bytes.length - this.at) throw new ProtocolError('TRUNCATED')
    this.elementsLeft -= size
    this.enter()
  }

  protected enterMap(size: number, keyBytesMin: number, valueBytesMin: number): void {
    this.enterContainer(size, keyBytesMin === 0 || valueBytesMin === 0 ? 0 : keyBytesMin + valueBytesMin)
    this.mapNesting++
  }

  private enter(): void {
    if (++this.nesting > this.nestingMax) throw new ProtocolError('NESTING')
  }

  // ---- values ----

  abstract readBool(): boolean
  abstract readI16(): number
  abstract readI32(): number
  abstract readDouble(): number
  protected abstract readSize(): number

  readByte(): number {
    return this.view.getInt8(this.claim(1))
  }

  readString(): string {
    const text = this.text(this.readSize())
    // Values inside a map are caught too: a reader does not see which of its strings are keys.
    if (this.mapNesting > 0 && FORBIDDEN_KEYS.has(text)) throw new ProtocolError('MAP_KEY')
    return text
  }

  readBinary(): Uint8Array {
    const length = this.readSize()
    const from = this.claim(length)
    return new Uint8Array(this.bytes.subarray(from, from + length))
  }

  /** Reads past a value that generated code does not know; i64 and uuid, which codegen refuses, come only here. */
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
        throw new ProtocolError('BAD_TYPE')
    }
  }

  protected abstract skipI64(): void

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

  protected readUint8(): number {
    return this.view.getUint8(this.claim(1))
  }

  /** The position of the next `length` bytes, which are then behind the reader. */
  protected claim(length: number): number {
    const from = this.at
    if (length < 0) throw new ProtocolError('NEGATIVE_SIZE')
    if (length > this.bytes.length - from) throw new ProtocolError('TRUNCATED')
    this.at = from + length
    return from
  }

  private text(length: number): string {
    const from = this.claim(length)
    if (length === 0) return ''
    try {
      return utf8.decode(this.bytes.subarray(from, from + length))
    } catch {
      throw new ProtocolError('UTF8')
    }
  }
}
