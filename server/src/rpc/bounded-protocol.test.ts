// The two protocols against Apache's own: what one writes the other reads, for any tree of values; and every budget of
// the reading side, at its edge and beyond.

import fc from 'fast-check'
import t from 'tap'
import thrift from 'thrift'
import { BinaryWriter } from './binary-writer.js'
import { BoundedProtocol } from './bounded-protocol.js'
import { type BoundedReader, ProtocolError } from './bounded-reader.js'
import { CompactWriter } from './compact-writer.js'
import { ELEMENTS_MAX, NESTING_MAX, REPLY_BYTES_MAX } from './limits.js'
import type { ReplyWriter } from './reply-writer.js'
import { PROTOCOLS, type ProtocolName } from './testing.js'
import { MessageType, Type } from './thrift-types.js'

const PROTOCOL_NAMES: readonly ProtocolName[] = ['binary', 'compact']

/** A value with its Thrift type, so that it can be written and read without an IDL. */
type Value =
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
type Writer = Pick<
  ReplyWriter,
  | 'writeMessageBegin'
  | 'writeMessageEnd'
  | 'writeFieldBegin'
  | 'writeFieldEnd'
  | 'writeFieldStop'
  | 'writeMapBegin'
  | 'writeMapEnd'
  | 'writeListBegin'
  | 'writeListEnd'
  | 'writeSetBegin'
  | 'writeSetEnd'
  | 'writeBool'
  | 'writeByte'
  | 'writeI16'
  | 'writeI32'
  | 'writeDouble'
> & {
  writeStructBegin(name: string): void
  writeStructEnd(): void
  writeString(value: string): void
  writeBinary(value: Uint8Array): void
}
type Reader = Pick<
  BoundedReader,
  | 'readFieldBegin'
  | 'readFieldEnd'
  | 'readMapBegin'
  | 'readMapEnd'
  | 'readListBegin'
  | 'readListEnd'
  | 'readSetBegin'
  | 'readSetEnd'
  | 'readBool'
  | 'readByte'
  | 'readI16'
  | 'readI32'
  | 'readDouble'
  | 'readString'
  | 'readBinary'
> & {
  readStructBegin(): unknown
  readStructEnd(): void
}

function write(out: Writer, value: Value): unknown {
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
      out.writeStructBegin('s')
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
function read(input: Reader, like: Value): Value {
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
      return { type: like.type, value: new Uint8Array(input.readBinary()) }
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

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const scalarOf: Record<number, fc.Arbitrary<Value>> = {
  [Type.BOOL]: fc.boolean().map((value) => ({ type: Type.BOOL, value })),
  [Type.BYTE]: fc.integer({ min: -128, max: 127 }).map((value) => ({ type: Type.BYTE, value })),
  [Type.I16]: fc.integer({ min: -32_768, max: 32_767 }).map((value) => ({ type: Type.I16, value })),
  [Type.I32]: fc.integer().map((value) => ({ type: Type.I32, value })),
  [Type.DOUBLE]: fc.double().map((value) => ({ type: Type.DOUBLE, value })),
  [Type.STRING]: text.map((value) => ({ type: Type.STRING, value })),
}
const scalar: fc.Arbitrary<Value> = fc.oneof(
  ...Object.values(scalarOf),
  fc.uint8Array({ maxLength: 12 }).map((value): Value => ({ type: Type.STRING, value })),
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
const struct: fc.Arbitrary<Value> = fc.letrec<{ node: Value; struct: Value }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, scalar, list, map, tie('struct')),
  struct: fc
    .array(fc.record({ id: fieldId, value: tie('node') }), { maxLength: 6 })
    .map((fields) => ({ type: Type.STRUCT, fields })),
})).struct

/** A message as Apache's protocol writes it. */
function apacheMessage(protocol: ProtocolName, body: (out: Writer) => void, name = 'Service:method'): Buffer {
  let frame: Buffer | undefined
  const transport = new thrift.TFramedTransport(undefined, (bytes) => {
    frame = bytes
  })
  const out = new PROTOCOLS[protocol](transport) as unknown as Writer
  out.writeMessageBegin(name, MessageType.CALL, 7)
  body(out)
  out.writeMessageEnd()
  transport.flush()
  if (frame === undefined) throw new Error('nothing was written')
  return frame.subarray(4)
}

function open(message: Uint8Array): BoundedReader {
  const { reader } = new BoundedProtocol().open(message)
  reader.address(reader.readHeader())
  return reader
}

/** Why reading fails, or undefined. */
function reasonOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.reason
    throw error
  }
}

function readAll(message: Uint8Array): void {
  const reader = open(message)
  reader.skip(Type.STRUCT)
  reader.readMessageEnd()
}

const field = (value: Value): Value => ({ type: Type.STRUCT, fields: [{ id: 1, value }] })
const repeated = (of: number, count: number, item: Value): Value =>
  field({ type: Type.LIST, of, items: Array.from({ length: count }, () => item) })

for (const protocol of PROTOCOL_NAMES) {
  t.test(`${protocol}: reads what Apache writes`, async (t) => {
    fc.assert(
      fc.property(struct, (value) => {
        const reader = open(apacheMessage(protocol, (out) => write(out, value)))
        const back = read(reader, value)
        reader.readMessageEnd()
        t.same(back, value)
      }),
      { numRuns: 150 },
    )
  })

  t.test(`${protocol}: writes the very bytes that Apache writes`, async (t) => {
    const writer = protocol === 'binary' ? new BinaryWriter() : new CompactWriter()
    fc.assert(
      fc.property(struct, (value) => {
        writer.begin()
        writer.writeMessageBegin('Service:method', MessageType.CALL, 7)
        write(writer, value)
        return apacheMessage(protocol, (out) => write(out, value)).equals(writer.take())
      }),
      { numRuns: 150 },
    )
    t.pass()
  })

  t.test(`${protocol}: skips whatever it does not know`, async (t) => {
    fc.assert(
      fc.property(struct, (value) => readAll(apacheMessage(protocol, (out) => write(out, value)))),
      { numRuns: 150 },
    )
    t.pass()
  })

  t.test(`${protocol}: reads the header, with negative seqids`, async (t) => {
    for (const seqid of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) {
      const writer = protocol === 'binary' ? new BinaryWriter() : new CompactWriter()
      writer.begin()
      writer.writeMessageBegin('Lobby:listRooms', MessageType.ONEWAY, seqid)
      const { reader } = new BoundedProtocol().open(writer.take())
      t.same(reader.readHeader(), { fname: 'Lobby:listRooms', mtype: MessageType.ONEWAY, rseqid: seqid })
    }
  })

  t.test(`${protocol}: a message cut anywhere is refused, never waited for`, async (t) => {
    const value = field({
      type: Type.MAP,
      key: Type.STRING,
      of: Type.LIST,
      entries: [
        [
          { type: Type.STRING, value: 'key' },
          { type: Type.LIST, of: Type.I32, items: [{ type: Type.I32, value: 300 }] },
        ],
      ],
    })
    const message = apacheMessage(protocol, (out) => write(out, value))
    for (let length = 0; length < message.length; length++) {
      const reason = reasonOf(() => readAll(message.subarray(0, length)))
      t.ok(reason === 'TRUNCATED' || (length === 0 && reason === 'BAD_PROTOCOL'), `${length}: ${reason}`)
    }
    t.equal(
      reasonOf(() => readAll(message)),
      undefined,
    )
    t.equal(
      reasonOf(() => readAll(Buffer.concat([message, Buffer.alloc(1)]))),
      'TRAILING_BYTES',
    )
  })

  t.test(`${protocol}: nesting is bounded`, async (t) => {
    const nested = (levels: number): Value =>
      levels === 1 ? { type: Type.STRUCT, fields: [] } : field(nested(levels - 1))
    const lists = (levels: number): Value => field(levels === 1 ? { type: Type.I32, value: 1 } : listOf(levels - 1))
    const listOf = (levels: number): Value =>
      levels === 1
        ? { type: Type.LIST, of: Type.I32, items: [{ type: Type.I32, value: 1 }] }
        : { type: Type.LIST, of: Type.LIST, items: [listOf(levels - 1)] }
    for (const make of [nested, lists]) {
      t.equal(
        reasonOf(() => readAll(apacheMessage(protocol, (out) => write(out, make(NESTING_MAX))))),
        undefined,
      )
      t.equal(
        reasonOf(() => readAll(apacheMessage(protocol, (out) => write(out, make(NESTING_MAX + 1))))),
        'NESTING',
      )
    }
  })

  t.test(`${protocol}: elements are counted over the whole message`, async (t) => {
    const one: Value = { type: Type.BYTE, value: 1 }
    const bytes = (count: number) =>
      readAll(apacheMessage(protocol, (out) => write(out, repeated(Type.BYTE, count, one))))
    t.equal(
      reasonOf(() => bytes(ELEMENTS_MAX)),
      undefined,
    )
    t.equal(
      reasonOf(() => bytes(ELEMENTS_MAX + 1)),
      'ELEMENTS',
    )
    const inner: Value = { type: Type.LIST, of: Type.BYTE, items: Array.from({ length: 63 }, () => one) }
    const lists = (count: number) =>
      readAll(apacheMessage(protocol, (out) => write(out, repeated(Type.LIST, count, inner))))
    t.equal(
      reasonOf(() => lists(64)),
      undefined,
    )
    t.equal(
      reasonOf(() => lists(65)),
      'ELEMENTS',
    )
  })

  t.test(`${protocol}: a container larger than its bytes is refused before anybody loops`, async (t) => {
    const lie = (of: number, size: number) =>
      apacheMessage(protocol, (out) => {
        out.writeStructBegin('s')
        out.writeFieldBegin('f', Type.LIST, 1)
        out.writeListBegin(of, size)
        out.writeFieldStop()
      })
    t.equal(
      reasonOf(() => readAll(lie(Type.BYTE, 2))),
      'TRUNCATED',
    )
    t.equal(
      reasonOf(() => readAll(lie(Type.DOUBLE, 1))),
      'TRUNCATED',
    )
    t.equal(
      reasonOf(() => readAll(lie(Type.BYTE, 2 ** 31 - 1))),
      'ELEMENTS',
    )
    if (protocol === 'binary')
      t.equal(
        reasonOf(() => readAll(lie(Type.BYTE, -1))),
        'NEGATIVE_SIZE',
      )
  })

  t.test(`${protocol}: text that is not UTF-8, and keys that would change the object they are put in`, async (t) => {
    const binary = (value: Uint8Array) => open(apacheMessage(protocol, (out) => out.writeBinary(Buffer.from(value))))
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      t.equal(
        reasonOf(() => binary(Uint8Array.from(bytes)).readString()),
        'UTF8',
      )
    }
    t.equal(binary(Buffer.from('\uFEFFa')).readString(), '\uFEFFa')
    for (const key of ['__proto__', 'hasOwnProperty']) {
      const message = apacheMessage(protocol, (out) => {
        out.writeMapBegin(Type.STRING, Type.STRING, 1)
        out.writeString(key)
        out.writeString('')
        out.writeMapEnd()
        out.writeString(key)
      })
      const inMap = open(message)
      inMap.readMapBegin()
      t.equal(
        reasonOf(() => inMap.readString()),
        'MAP_KEY',
      )
    }
    t.equal(binary(Buffer.from('__proto__')).readString(), '__proto__')
  })

  t.test(`${protocol}: binary is copied out, because the message is reused`, async (t) => {
    const message = apacheMessage(protocol, (out) => out.writeBinary(Buffer.from([1, 2, 3])))
    const bytes = open(message).readBinary()
    message.fill(0)
    t.same(bytes, Uint8Array.of(1, 2, 3))
  })

  t.test(`${protocol}: values that do not fit their type are our own mistake`, async (t) => {
    const writer = protocol === 'binary' ? new BinaryWriter() : new CompactWriter()
    t.throws(() => writer.writeByte(128), RangeError)
    t.throws(() => writer.writeI16(32_768), RangeError)
    t.throws(() => writer.writeI32(1.5), RangeError)
    t.throws(() => writer.writeI32(Number.NaN), RangeError)
    t.throws(() => writer.writeString(7 as never), TypeError)
    t.throws(() => writer.writeBinary('x' as never), TypeError)
    writer.begin()
    t.throws(() => writer.writeString('x'.repeat(REPLY_BYTES_MAX)), /larger than 1048576 bytes/)
    writer.begin()
    writer.writeString('x'.repeat(REPLY_BYTES_MAX - 8))
    t.ok(writer.take().length <= REPLY_BYTES_MAX)
  })
}

t.test('compact bools in containers arrive as they are', async (t) => {
  const value = field({
    type: Type.LIST,
    of: Type.BOOL,
    items: [true, false, true].map((value) => ({ type: Type.BOOL, value })),
  })
  t.same(read(open(apacheMessage('compact', (out) => write(out, value))), value), value)
})

t.test('compact numbers above their width are refused', async (t) => {
  const header = apacheMessage('compact', () => undefined)
  const tail = (...bytes: number[]) => open(Buffer.concat([header, Buffer.from(bytes)]))
  t.equal(
    reasonOf(() => tail(0xff, 0xff, 0xff, 0xff, 0x1f).readI32()),
    'BAD_VALUE',
  )
  t.equal(
    reasonOf(() => tail(0x80, 0x80, 0x04).readI16()),
    'BAD_VALUE',
  )
  t.equal(tail(0xff, 0xff, 0xff, 0xff, 0x0f).readI32(), -(2 ** 31))
  t.equal(
    reasonOf(() => tail(...Array(10).fill(0xff)).skip(Type.I64)),
    'BAD_VALUE',
  )
  t.equal(
    reasonOf(() => tail(0x1e).readFieldBegin()),
    'BAD_TYPE',
  )
  t.equal(
    reasonOf(() => tail(3).readBool()),
    'BAD_VALUE',
  )
  t.equal(
    reasonOf(() => tail(0xf3, 0xff, 0xff, 0xff, 0xff, 0x0f).readListBegin()),
    'NEGATIVE_SIZE',
  )
  t.equal(
    reasonOf(() => tail(0xff, 0xff, 0xff, 0xff, 0x0f).readBinary()),
    'NEGATIVE_SIZE',
  )
})

t.test('what is neither strict binary nor compact is not read at all', async (t) => {
  const strangers: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    'old-style binary': Buffer.from([0, 0, 0, 1, 0x78, 1, 0, 0, 0, 1, 0]),
    JSON: Buffer.from('[1,"Greeter:SayHello",1,7,{}]'),
    HTTP: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    header: Buffer.from([0x0f, 0xff, 0, 0]),
    'one past compact': Buffer.from([0x83, 0x21]),
  }
  for (const [name, bytes] of Object.entries(strangers))
    t.equal(
      reasonOf(() => open(bytes)),
      'BAD_PROTOCOL',
      name,
    )
  t.equal(
    reasonOf(() => open(Buffer.from([0x80, 0x02, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]))),
    'BAD_VERSION',
  )
  t.equal(
    reasonOf(() => open(Buffer.from([0x82, 0x22, 1, 0]))),
    'BAD_VERSION',
  )
})
