// Every budget of the reading side, at its edge and beyond, and every way in which a message can be wrong.

import t from 'tap'
import { MessageType, NAME_BYTES_MAX, Type } from './index.js'
import {
  apacheMessage,
  BUDGET,
  open,
  PROTOCOL_NAMES,
  PROTOCOLS,
  readAll,
  reasonOf,
  type Value,
  write,
} from './testing.js'

const { nestingMax, elementsMax } = BUDGET

const field = (value: Value): Value => ({ type: Type.STRUCT, fields: [{ id: 1, value }] })
const repeated = (of: number, count: number, item: Value): Value =>
  field({ type: Type.LIST, of, items: Array.from({ length: count }, () => item) })

for (const protocol of PROTOCOL_NAMES) {
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
        reasonOf(() => readAll(apacheMessage(protocol, (out) => write(out, make(nestingMax))))),
        undefined,
      )
      t.equal(
        reasonOf(() => readAll(apacheMessage(protocol, (out) => write(out, make(nestingMax + 1))))),
        'NESTING',
      )
    }
  })

  t.test(`${protocol}: elements are counted over the whole message`, async (t) => {
    const one: Value = { type: Type.BYTE, value: 1 }
    const bytes = (count: number) =>
      readAll(apacheMessage(protocol, (out) => write(out, repeated(Type.BYTE, count, one))))
    t.equal(
      reasonOf(() => bytes(elementsMax)),
      undefined,
    )
    t.equal(
      reasonOf(() => bytes(elementsMax + 1)),
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
        out.writeStructBegin()
        out.writeFieldBegin('f', Type.LIST, 1)
        out.writeListBegin(of, size)
        out.writeFieldStop()
      })
    t.equal(
      reasonOf(() => readAll(lie(Type.BYTE, 2))),
      'TRUNCATED',
    )
    for (const of of [Type.DOUBLE, Type.STRUCT]) {
      const reader = open(lie(of, 2))
      reader.readStructBegin()
      reader.readFieldBegin()
      t.equal(
        reasonOf(() => reader.readListBegin()),
        'TRUNCATED',
      )
    }
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

  t.test(`${protocol}: each reader has the budget that it was given`, async (t) => {
    const item: Value = { type: Type.LIST, of: Type.BYTE, items: [{ type: Type.BYTE, value: 1 }] }
    const message = apacheMessage(protocol, (out) => write(out, repeated(Type.LIST, 3, item)))
    const reasonWithin = (nestingMax: number, elementsMax: number) =>
      reasonOf(() => open(message, { nestingMax, elementsMax }).skip(Type.STRUCT))
    t.equal(reasonWithin(3, 6), undefined)
    t.equal(reasonWithin(2, 6), 'NESTING')
    t.equal(reasonWithin(3, 5), 'ELEMENTS')
  })

  t.test(`${protocol}: a name holds a service with its room and a method at their longest`, async (t) => {
    const reasonOfName = (length: number) => {
      const writer = new PROTOCOLS[protocol].Writer(1_024)
      writer.begin()
      writer.writeMessageBegin('x'.repeat(length), MessageType.CALL, 1)
      return reasonOf(() => open(writer.take()))
    }
    t.equal(reasonOfName(2 * NAME_BYTES_MAX + 1), undefined)
    t.equal(reasonOfName(2 * NAME_BYTES_MAX + 2), 'NAME_LENGTH')
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
      })
      const inMap = open(message)
      inMap.readMapBegin()
      t.equal(
        reasonOf(() => inMap.readString()),
        'MAP_KEY',
      )
    }
    const afterMap = open(
      apacheMessage(protocol, (out) => {
        out.writeMapBegin(Type.STRING, Type.STRING, 0)
        out.writeString('__proto__')
      }),
    )
    afterMap.readMapBegin()
    afterMap.readMapEnd()
    t.equal(afterMap.readString(), '__proto__')
  })
}

t.test('a compact field id above 16 bits is refused', async (t) => {
  const reader = open(Buffer.concat([apacheMessage('compact', () => undefined), Buffer.from([5, 0xfe, 0xff, 3, 0x15])]))
  t.same(reader.readFieldBegin(), { ftype: Type.I32, fid: 32_767 })
  t.equal(
    reasonOf(() => reader.readFieldBegin()),
    'BAD_VALUE',
  )
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
    reasonOf(() => tail(...Array(9).fill(0xff), 2).skip(Type.I64)),
    'BAD_VALUE',
  )
  t.equal(
    reasonOf(() => tail(...Array(9).fill(0xff), 1).skip(Type.I64)),
    undefined,
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
