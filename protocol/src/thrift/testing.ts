// Thrift values without an IDL, for tests of the protocols: trees of any types, written and read the way generated code
// does it, by our own readers and writers or by Apache's protocols.

import fc from 'fast-check'
import thrift from 'thrift'
import {
  BinaryWriter,
  CompactWriter,
  MessageType,
  openReader,
  ProtocolError,
  type ReadBudget,
  type ThriftReader,
  type ThriftWriter,
  Type,
} from './index.js'

/** Each protocol with our writer and Apache's class. */
export const PROTOCOLS = {
  binary: { Writer: BinaryWriter, Apache: thrift.TBinaryProtocol },
  compact: { Writer: CompactWriter, Apache: thrift.TCompactProtocol },
} as const

export type ProtocolName = keyof typeof PROTOCOLS
export const PROTOCOL_NAMES: readonly ProtocolName[] = ['binary', 'compact']

/** The budget of these tests' readers; any would do. */
export const BUDGET: ReadBudget = { nestingMax: 32, elementsMax: 4_096 }

/** A value with its Thrift type, so that it can be written and read without an IDL. */
export type Value =
  | { readonly type: typeof Type.BOOL; readonly value: boolean }
  | { readonly type: typeof Type.BYTE | typeof Type.I16 | typeof Type.I32 | typeof Type.DOUBLE; readonly value: number }
  | { readonly type: typeof Type.STRING; readonly value: string | Uint8Array }
  | { readonly type: typeof Type.STRUCT; readonly fields: readonly { id: number; value: Value }[] }
  | { readonly type: typeof Type.LIST | typeof Type.SET; readonly of: number; readonly items: readonly Value[] }
  | {
      readonly type: typeof Type.MAP
      readonly key: number
      readonly of: number
      readonly entries: readonly [Value, Value][]
    }

/** What our writers and Apache's protocols have in common. */
export type Writer = Omit<ThriftWriter, 'begin' | 'take'>

export function write(out: Writer, value: Value): unknown {
  switch (value.type) {
    case Type.BOOL:
      return out.writeBool(value.value)
    case Type.BYTE:
      return out.writeByte(value.value)
    case Type.I16:
      return out.writeI16(value.value)
    case Type.I32:
      return out.writeI32(value.value)
    case Type.DOUBLE:
      return out.writeDouble(value.value)
    case Type.STRING:
      // Apache's transports take Buffers only.
      return typeof value.value === 'string' ? out.writeString(value.value) : out.writeBinary(Buffer.from(value.value))
    case Type.STRUCT:
      out.writeStructBegin()
      for (const field of value.fields) {
        out.writeFieldBegin('f', field.value.type, field.id)
        write(out, field.value)
        out.writeFieldEnd()
      }
      out.writeFieldStop()
      return out.writeStructEnd()
    case Type.LIST:
      out.writeListBegin(value.of, value.items.length)
      for (const item of value.items) write(out, item)
      return out.writeListEnd()
    case Type.SET:
      out.writeSetBegin(value.of, value.items.length)
      for (const item of value.items) write(out, item)
      return out.writeSetEnd()
    case Type.MAP:
      out.writeMapBegin(value.key, value.of, value.entries.length)
      for (const pair of value.entries) for (const part of pair) write(out, part)
      return out.writeMapEnd()
  }
}

/** Reads what `like` looks like, as generated code does: by the expected types. */
export function read(input: ThriftReader, like: Value): Value {
  switch (like.type) {
    case Type.BOOL:
      return { type: like.type, value: input.readBool() }
    case Type.BYTE:
      return { type: like.type, value: input.readByte() }
    case Type.I16:
      return { type: like.type, value: input.readI16() }
    case Type.I32:
      return { type: like.type, value: input.readI32() }
    case Type.DOUBLE:
      return { type: like.type, value: input.readDouble() }
    case Type.STRING:
      if (typeof like.value === 'string') return { type: like.type, value: input.readString() }
      return { type: like.type, value: input.readBinary() }
    case Type.STRUCT: {
      input.readStructBegin()
      const fields = like.fields.map((field) => {
        const { ftype, fid } = input.readFieldBegin()
        if (ftype !== field.value.type) throw new Error(`field type ${ftype} for ${field.value.type}`)
        const value = read(input, field.value)
        input.readFieldEnd()
        return { id: fid, value }
      })
      if (input.readFieldBegin().ftype !== Type.STOP) throw new Error('no stop')
      input.readStructEnd()
      return { type: like.type, fields }
    }
    case Type.LIST:
    case Type.SET: {
      const { size } = like.type === Type.LIST ? input.readListBegin() : input.readSetBegin()
      const items = Array.from({ length: size }, (_, i) => read(input, like.items[i]!))
      if (like.type === Type.LIST) input.readListEnd()
      else input.readSetEnd()
      return { type: like.type, of: like.of, items }
    }
    case Type.MAP: {
      const { size } = input.readMapBegin()
      const entries = Array.from({ length: size }, (_, i): [Value, Value] => {
        const [key, value] = like.entries[i]!
        return [read(input, key), read(input, value)]
      })
      input.readMapEnd()
      return { type: like.type, key: like.key, of: like.of, entries }
    }
  }
}

// The two texts that a reader refuses inside maps have a test of their own.
const text = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .filter((text) => !/^(__proto__|hasOwnProperty)$/.test(text))
// Apache's writer loses the sign of -0.
const double = fc.double().filter((value) => !Object.is(value, -0))
const scalarOf: Record<number, fc.Arbitrary<Value>> = {
  [Type.BOOL]: fc.boolean().map((value) => ({ type: Type.BOOL, value })),
  [Type.BYTE]: fc.integer({ min: -128, max: 127 }).map((value) => ({ type: Type.BYTE, value })),
  [Type.I16]: fc.integer({ min: -32_768, max: 32_767 }).map((value) => ({ type: Type.I16, value })),
  [Type.I32]: fc.integer().map((value) => ({ type: Type.I32, value })),
  [Type.DOUBLE]: double.map((value) => ({ type: Type.DOUBLE, value })),
  [Type.STRING]: text.map((value) => ({ type: Type.STRING, value })),
}
const scalar: fc.Arbitrary<Value> = fc.oneof(
  ...Object.values(scalarOf),
  fc.uint8Array({ maxLength: 200 }).map((value): Value => ({ type: Type.STRING, value })),
)
const scalarType = fc.constantFrom(Type.BOOL, Type.BYTE, Type.I16, Type.I32, Type.DOUBLE, Type.STRING)
const list: fc.Arbitrary<Value> = fc
  .tuple(fc.constantFrom(Type.LIST, Type.SET), scalarType)
  .chain(([type, of]) => fc.array(scalarOf[of]!, { maxLength: 20 }).map((items): Value => ({ type, of, items })))
const map: fc.Arbitrary<Value> = fc
  .tuple(scalarType, scalarType)
  .chain(([key, of]) =>
    fc
      .array(fc.tuple(scalarOf[key]!, scalarOf[of]!), { maxLength: 6 })
      .map((entries): Value => ({ type: Type.MAP, key, of, entries })),
  )
const fieldId = fc.integer({ min: 1, max: 32_767 })
/** Any struct of scalars, containers and structs. */
export const anyStruct: fc.Arbitrary<Value> = fc.letrec<{ node: Value; struct: Value }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, scalar, list, map, tie('struct')),
  struct: fc
    .array(fc.record({ id: fieldId, value: tie('node') }, { noNullPrototype: true }), { maxLength: 6 })
    .map((fields) => ({ type: Type.STRUCT, fields })),
})).struct

/** A message as Apache's protocol writes it. */
export function apacheMessage(protocol: ProtocolName, body: (out: Writer) => void): Buffer {
  let frame: Buffer | undefined
  const transport = new thrift.TFramedTransport(undefined, (bytes) => {
    frame = bytes
  })
  const out = new PROTOCOLS[protocol].Apache(transport) as unknown as Writer
  out.writeMessageBegin('Service:method', MessageType.CALL, 7)
  body(out)
  out.writeMessageEnd()
  transport.flush()
  if (frame === undefined) throw new Error('nothing was written')
  return frame.subarray(4)
}

/** A reader behind the header of a message. */
export function open(message: Uint8Array, budget: ReadBudget = BUDGET): ThriftReader {
  const reader = openReader(message, budget)
  reader.readHeader()
  return reader
}

/** Why reading fails, or undefined. */
export function reasonOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.reason
    throw error
  }
}

/** Reads a message to its end without knowing what it is. */
export function readAll(message: Uint8Array): void {
  const reader = open(message)
  reader.skip(Type.STRUCT)
  reader.readMessageEnd()
}
