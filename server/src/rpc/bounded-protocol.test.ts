// The two protocols against Apache's own: what one writes the other reads, for any tree of values, byte for byte.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { BinaryWriter } from './binary-writer.js'
import { BoundedProtocol } from './bounded-protocol.js'
import { CompactWriter } from './compact-writer.js'
import { REPLY_BYTES_MAX } from './limits.js'
import type { ProtocolName } from './testing.js'
import { anyStruct, apacheMessage, open, read, readAll, type Value, write } from './testing-values.js'
import { MessageType, Type } from './thrift-types.js'

const PROTOCOL_NAMES: readonly ProtocolName[] = ['binary', 'compact']

const field = (value: Value): Value => ({ type: Type.STRUCT, fields: [{ id: 1, value }] })

for (const protocol of PROTOCOL_NAMES) {
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
    const writer = protocol === 'binary' ? new BinaryWriter() : new CompactWriter()
    fc.assert(
      fc.property(anyStruct, (value) => {
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
      fc.property(anyStruct, (value) => readAll(apacheMessage(protocol, (out) => write(out, value)))),
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

  t.test(`${protocol}: binary is copied out, because the message is reused`, async (t) => {
    const message = apacheMessage(protocol, (out) => out.writeBinary(Buffer.from([1, 2, 3])))
    const bytes = open(message).readBinary()
    message.fill(0)
    t.same([...bytes], [1, 2, 3])
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
  t.strictSame(read(open(apacheMessage('compact', (out) => write(out, value))), value), value)
})
