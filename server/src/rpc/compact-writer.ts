// Writes replies in the compact protocol, the twin of `compact-reader`.

import { ReplyWriter, wholeNumber } from './reply-writer.js'
import { COMPACT_FALSE, COMPACT_FIRST_BYTE, COMPACT_TRUE, COMPACT_TYPE, COMPACT_VERSION, Type } from './thrift-types.js'

export class CompactWriter extends ReplyWriter {
  private lastFieldId = 0
  /** `lastFieldId` of the structs around the current one. */
  private readonly outerFieldIds: number[] = []
  /** Id of the bool field just begun: its header waits for the value. */
  private boolFieldId: number | undefined

  override begin(): void {
    super.begin()
    this.outerFieldIds.length = 0
    this.boolFieldId = undefined
  }

  override writeMessageBegin(name: string, type: number, seqid: number): void {
    this.uint8(COMPACT_FIRST_BYTE)
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
    else this.fieldHeader(compactType(type), id)
  }

  override writeMapBegin(ktype: number, vtype: number, size: number): void {
    this.writeSize(size)
    if (size > 0) this.uint8((compactType(ktype) << 4) | compactType(vtype))
  }

  override writeListBegin(etype: number, size: number): void {
    if (size < 15) this.uint8((size << 4) | compactType(etype))
    else {
      this.uint8(0xf0 | compactType(etype))
      this.writeSize(size)
    }
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

  override writeDouble(value: number): void {
    const from = this.reserve(8)
    this.buffer.writeDoubleLE(value, from)
  }

  protected override writeSize(size: number): void {
    this.varuint32(wholeNumber(size, 0, 0x7fffffff))
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

function compactType(type: number): number {
  const compact = COMPACT_TYPE[type] ?? 0
  if (compact === 0) throw new RangeError(`no Thrift type ${type}`)
  return compact
}
