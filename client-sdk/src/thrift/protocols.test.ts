// The two protocols against themselves and against Apache's: every type, at its ends, in fields and in containers.

import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import thrift from 'thrift'
import { BinaryReader, BinaryWriter } from './binary.js'
import { CompactReader, CompactWriter } from './compact.js'
import { MalformedMessage, NESTING_MAX, type ThriftReader } from './reader.js'
import { Type } from './types.js'
import type { ThriftWriter } from './writer.js'

interface Sample {
  readonly flags: boolean[]
  readonly byte: number
  readonly i16: number
  readonly i32s: number[]
  readonly i64: number
  readonly doubles: number[]
  readonly text: string
  readonly binary: Uint8Array
  readonly byName: [string, number][]
}

// Apache's writer loses the sign of -0.
const doubles = fc.double().filter((value) => !Object.is(value, -0))

const fields = {
  flags: fc.array(fc.boolean(), { maxLength: 20 }),
  byte: fc.integer({ min: -128, max: 127 }),
  i16: fc.integer({ min: -0x8000, max: 0x7fff }),
  i32s: fc.array(fc.integer(), { maxLength: 20 }),
  i64: fc.maxSafeInteger(),
  doubles: fc.array(doubles, { maxLength: 4 }),
  text: fc.string({ unit: 'grapheme', maxLength: 300 }),
  binary: fc.uint8Array({ maxLength: 300 }),
  byName: fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('a', 'ß', '"') }), fc.integer()), { maxLength: 3 }),
}
const samples: fc.Arbitrary<Sample> = fc.record(fields, { noNullPrototype: true })

/** The part of TProtocol that this test writes by; Apache's protocols have it as well. */
type Output = Pick<ThriftWriter, keyof ThriftWriter>

function write(w: Output, { flags, byte, i16, i32s, i64, doubles, text, binary, byName }: Sample): void {
  w.writeMessageBegin('method', 2, 77)
  w.writeStructBegin()
  w.writeFieldBegin('flag', Type.BOOL, 1)
  w.writeBool(flags[0] ?? false)
  w.writeFieldBegin('flags', Type.LIST, 2)
  w.writeListBegin(Type.BOOL, flags.length)
  for (const flag of flags) w.writeBool(flag)
  w.writeFieldBegin('byte', Type.BYTE, 40)
  w.writeByte(byte)
  w.writeFieldBegin('i16', Type.I16, 41)
  w.writeI16(i16)
  w.writeFieldBegin('i32s', Type.SET, 1_000)
  w.writeSetBegin(Type.I32, i32s.length)
  for (const i32 of i32s) w.writeI32(i32)
  w.writeFieldBegin('i64', Type.I64, 1_001)
  w.writeI64(i64)
  w.writeFieldBegin('doubles', Type.LIST, 1_002)
  w.writeListBegin(Type.DOUBLE, doubles.length)
  for (const double of doubles) w.writeDouble(double)
  w.writeFieldBegin('inner', Type.STRUCT, 1_003)
  w.writeStructBegin()
  w.writeFieldBegin('text', Type.STRING, 1)
  w.writeString(text)
  w.writeFieldStop()
  w.writeStructEnd()
  w.writeFieldBegin('binary', Type.STRING, 1_004)
  w.writeBinary(Buffer.from(binary))
  w.writeFieldBegin('byName', Type.MAP, 1_005)
  w.writeMapBegin(Type.STRING, Type.I32, byName.length)
  for (const [name, value] of byName) {
    w.writeString(name)
    w.writeI32(value)
  }
  w.writeFieldStop()
  w.writeStructEnd()
  w.writeMessageEnd()
}

function read(r: ThriftReader): Sample {
  const list = <T>(begin: { size: number }, value: () => T) => Array.from({ length: begin.size }, value)
  r.readStructBegin()
  r.readFieldBegin()
  const flag = r.readBool()
  r.readFieldBegin()
  const flags = list(r.readListBegin(), () => r.readBool())
  if (flag !== (flags[0] ?? false)) throw new Error('flag')
  r.readListEnd()
  r.readFieldBegin()
  const byte = r.readByte()
  r.readFieldBegin()
  const i16 = r.readI16()
  r.readFieldBegin()
  const i32s = list(r.readSetBegin(), () => r.readI32())
  r.readSetEnd()
  r.readFieldBegin()
  const i64 = r.readI64()
  r.readFieldBegin()
  const doubles = list(r.readListBegin(), () => r.readDouble())
  r.readListEnd()
  r.readFieldBegin()
  r.readStructBegin()
  r.readFieldBegin()
  const text = r.readString()
  r.readFieldBegin()
  r.readStructEnd()
  r.readFieldBegin()
  const binary = r.readBinary()
  if (r.readFieldBegin().fid !== 1_005) throw new Error('field id')
  const byName = list(r.readMapBegin(), (): [string, number] => [r.readString(), r.readI32()])
  r.readMapEnd()
  if (r.readFieldBegin().ftype !== Type.STOP) throw new Error('stop')
  r.readStructEnd()
  r.readMessageEnd()
  return { flags, byte, i16, i32s, i64, doubles, text, binary, byName }
}

function bytesOf(Writer: typeof BinaryWriter | typeof CompactWriter, sample: Sample): Uint8Array {
  let bytes = new Uint8Array(0)
  const sink = { address: 'Service', flush: () => {}, deliver: (message: Uint8Array) => (bytes = message.slice()) }
  write(new Writer(sink), sample)
  return bytes
}

function apacheBytesOf(
  Protocol: typeof thrift.TBinaryProtocol | typeof thrift.TCompactProtocol,
  sample: Sample,
): Uint8Array {
  let bytes = new Uint8Array(0)
  const transport = new thrift.TBufferedTransport(undefined, (message) => (bytes = new Uint8Array(message as Buffer)))
  const output = new Protocol(transport)
  const begin = output.writeMessageBegin.bind(output)
  output.writeMessageBegin = (name: string, type: number, seqid: number) => begin(`Service:${name}`, type, seqid)
  write(output as unknown as Output, sample)
  output.flush()
  return bytes
}

for (const [name, Writer, Reader, Protocol] of [
  ['binary', BinaryWriter, BinaryReader, thrift.TBinaryProtocol],
  ['compact', CompactWriter, CompactReader, thrift.TCompactProtocol],
] as const) {
  t.test(`${name}: what was written is read, and skipped, and Apache writes the same bytes`, async (t) => {
    fc.assert(
      fc.property(samples, (sample) => {
        const bytes = bytesOf(Writer, sample)
        const reader = new Reader(bytes)
        assert.deepEqual(reader.readHeader(), { method: 'Service:method', type: 2, seqid: 77 })
        assert.deepEqual(read(reader), sample)
        const skipper = new Reader(bytes)
        skipper.readHeader()
        skipper.skip(Type.STRUCT)
        skipper.readMessageEnd()
        assert.deepEqual(bytes, apacheBytesOf(Protocol, sample))
      }),
      { numRuns: 200 },
    )
    t.pass()
  })

  t.test(`${name}: sizes that lie and nesting without end are refused`, async (t) => {
    const refuses = (bytes: number[], read: (r: ThriftReader) => void, message: string) =>
      t.throws(() => read(new Reader(Uint8Array.from(bytes))), new MalformedMessage(message))
    const isBinary = name === 'binary'
    const hugeList = isBinary ? [Type.I32, 0x7f, 0xff, 0xff, 0xff] : [0xf5, 0xff, 0xff, 0xff, 0xff, 7]
    refuses(hugeList, (r) => r.readListBegin(), 'more elements than bytes')
    const negativeText = isBinary ? [0xff, 0xff, 0xff, 0xff] : [0xff, 0xff, 0xff, 0xff, 15]
    refuses(negativeText, (r) => r.readString(), 'negative size')
    refuses(isBinary ? [0, 0, 0, 1, 0xff] : [1, 0xff], (r) => r.readString(), 'text is not UTF-8')
    const pollutes = isBinary ? [Type.STRING, Type.BOOL, 0, 0, 0, 1, 0, 0, 0, 9] : [1, 0x81, 9]
    const readsKey = (r: ThriftReader) => {
      r.readMapBegin()
      r.readString()
    }
    refuses([...pollutes, ...new TextEncoder().encode('__proto__'), 1], readsKey, 'forbidden map key')
    // A list of one list of one list ...
    const nested = isBinary ? [Type.LIST, 0, 0, 0, 1] : [0x19]
    const deep = Array.from({ length: NESTING_MAX + 10 }, () => nested).flat()
    refuses(deep, (r) => r.skip(Type.LIST), 'nested too deeply')
  })
}
