// What is no message of ours is named by its first bytes, with the fix.

import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import t from 'tap'
import { messageOf } from '../rpc/testing.js'
import { type ForeignKind, foreignLength, foreignMessage } from './foreign-bytes.js'

const [binary, compact] = (['binary', 'compact'] as const).map((protocol) =>
  messageOf(greeterService, protocol, (client) => client.SayHello({ name: 'Ada' })),
) as [Buffer, Buffer]

function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(message.length)
  return Buffer.concat([length, message])
}

const NON_STRICT = Buffer.concat([framed(Buffer.from('SayHello')), Buffer.from([1, 0, 0, 0, 7, 0])])

t.test('a message of ours is not foreign', async (t) => {
  for (const message of [binary, compact, binary.subarray(0, 1)]) t.equal(foreignMessage(message), undefined)
})

t.test('other messages are named, in words that fit into a close frame', async (t) => {
  const cases: readonly (readonly [ForeignKind, Uint8Array, RegExp])[] = [
    ['EMPTY', Buffer.alloc(0), /empty/],
    ['JSON', Buffer.from('{"method":"login"}'), /^JSON arrived: send Thrift/],
    ['JSON', Buffer.from('[{"method":"login"}]'), /^JSON/],
    ['TJSON', Buffer.from('[1,"SayHello",1,7,{}]'), /Thrift's JSON protocol/],
    ['THEADER', Buffer.from([0x0f, 0xff, 0, 0]), /THeader/],
    ['FRAMED', framed(binary), /leave TFramedTransport out/],
    ['FRAMED', framed(compact), /leave TFramedTransport out/],
    ['NON_STRICT', NON_STRICT, /strict writing on/],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n'), /POST to \/rpc/],
    ['TLS', Buffer.from([0x16, 3, 1, 2]), /not encrypted/],
    ['GZIP', Buffer.from([0x1f, 0x8b, 8, 0]), /compressed/],
    ['TEXT', Buffer.from('hello there'), /^text arrived/],
    ['UNKNOWN', Buffer.from([9, 9, 9]), /0x80/],
  ]
  for (const [kind, bytes, text] of cases) {
    const foreign = foreignMessage(bytes)
    t.equal(foreign?.kind, kind)
    t.match(foreign?.text, text)
    t.ok(Buffer.byteLength(foreign?.text ?? '') <= 123, `${kind} fits`)
  }
})

t.test('what stands where a length should be is named too', async (t) => {
  const cases: readonly (readonly [ForeignKind, Uint8Array])[] = [
    ['UNFRAMED', binary],
    ['UNFRAMED', compact],
    ['HTTP', Buffer.from('POST')],
    ['TLS', Buffer.from([0x16, 3, 1, 2])],
    ['JSON', Buffer.from('{"me')],
    ['UNKNOWN', Buffer.from([0xff, 0xff, 0xff, 0xff])],
  ]
  for (const [kind, bytes] of cases) t.equal(foreignLength(bytes.subarray(0, 4)).kind, kind)
  t.match(foreignLength(binary).text, /TFramedTransport/)
})
