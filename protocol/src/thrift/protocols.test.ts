// The two protocols against Apache's own: what one writes the other reads, for any tree of values, byte for byte.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { MESSAGE_BYTES_MAX, MessageType, openReader, type ThriftWriter, Type } from './index.js'
import {
  anyStruct,
  apacheMessage,
  BUDGET,
  open,
  PROTOCOL_NAMES,
  PROTOCOLS,
  read,
  readAll,
  type Value,
  write,
} from './testing.js'

const field = (value: Value): Value => ({ type: Type.STRUCT, fields: [{ id: 1, value }] })

for (const protocol of PROTOCOL_NAMES) {
  const newWriter = (bytesMax = MESSAGE_BYTES_MAX): ThriftWriter => new PROTOCOLS[protocol].Writer(bytesMax)

  t.test(`${protocol}: reads what Apache writes`, async (t) => {
    fc.assert(
      fc.property(anyStruct, (value) => {
        const reader = open(apacheMessage(protocol, (out) => write(out, value)))
        const back = read(reader, value)
        reader.readMessageEnd()
        return isDeepStrictEqual(back, value)
      }),
      { numRuns: 150 },
    )
    t.pass()
  })

  t.test(`${protocol}: writes the very bytes that Apache writes`, async (t) => {
    const writer = newWriter(1_048_576)
    fc.assert(
      fc.property(anyStruct, (value) => {
        writer.begin('Service:')
        writer.writeMessageBegin('method', MessageType.CALL, 7)
        write(writer, value)
        return apacheMessage(protocol, (out) => write(out, value)).equals(writer.take())
      }),
      { numRuns: 150 },
    )
    t.pass()
  })

  t.test(`${protocol}: skips whatever it does not know`, async (t) => {
    fc.assert(
      fc.property(anyStruct, (value) => readAll(apacheMessage(protocol, (out) => write(out, value)))),
      { numRuns: 150 },
    )
    t.pass()
  })

  t.test(`${protocol}: reads the header, with negative seqids`, async (t) => {
    for (const seqid of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) {
      const writer = newWriter()
      writer.begin()
      writer.writeMessageBegin('Lobby:listRooms', MessageType.ONEWAY, seqid)
      const reader = openReader(writer.take(), BUDGET)
      t.same(reader.readHeader(), { name: 'Lobby:listRooms', type: MessageType.ONEWAY, seqid })
    }
  })

  t.test(`${protocol}: binary is copied out, because the message is reused`, async (t) => {
    const message = apacheMessage(protocol, (out) => out.writeBinary(Buffer.from([1, 2, 3])))
    const bytes = open(message).readBinary()
    message.fill(0)
    t.strictSame(bytes, Uint8Array.of(1, 2, 3))
  })

  t.test(`${protocol}: the sign of -0 and all the numbers that are none arrive`, async (t) => {
    const writer = newWriter()
    writer.begin()
    writer.writeMessageBegin('method', MessageType.REPLY, 1)
    const numbers = [-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const number of numbers) writer.writeDouble(number)
    const reader = open(writer.take())
    for (const number of numbers) t.ok(Object.is(reader.readDouble(), number))
  })

  t.test(`${protocol}: values that do not fit their type are our own mistake`, async (t) => {
    const writer = newWriter()
    t.throws(() => writer.writeByte(128), RangeError)
    t.throws(() => writer.writeI16(32_768), RangeError)
    t.throws(() => writer.writeI32(1.5), RangeError)
    t.throws(() => writer.writeI32(Number.NaN), RangeError)
    t.throws(() => writer.writeString(7 as never), TypeError)
    t.throws(() => writer.writeBinary('x' as never), TypeError)
  })

  t.test(`${protocol}: a message grows up to its largest size and no further`, async (t) => {
    const writer = newWriter()
    const sizeBytes = protocol === 'binary' ? 4 : 3
    writer.begin()
    writer.writeString('x'.repeat(MESSAGE_BYTES_MAX - sizeBytes))
    t.equal(writer.take().length, MESSAGE_BYTES_MAX)
    t.throws(() => writer.writeByte(1), /larger than 65536 bytes/)
  })

  t.test(`${protocol}: a message given up in the middle leaves nothing behind`, async (t) => {
    const writer = newWriter()
    writer.begin('Other:')
    writer.writeStructBegin()
    writer.writeFieldBegin('inner', Type.STRUCT, 7)
    writer.writeStructBegin()
    writer.writeFieldBegin('flag', Type.BOOL, 9)
    writer.begin('Service:')
    writer.writeMessageBegin('method', MessageType.CALL, 7)
    const value = field({ type: Type.LIST, of: Type.BOOL, items: [{ type: Type.BOOL, value: true }] })
    write(writer, value)
    t.ok(apacheMessage(protocol, (out) => write(out, value)).equals(writer.take()))
  })
}

t.test('compact bools in containers arrive as they are', async (t) => {
  const value = field({
    type: Type.LIST,
    of: Type.BOOL,
    items: [true, false, true].map((value) => ({ type: Type.BOOL, value })),
  })
  t.strictSame(read(open(apacheMessage('compact', (out) => write(out, value))), value), value)
})
