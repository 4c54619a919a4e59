import fc from 'fast-check'
import t from 'tap'
import {
  decodeAck,
  decodeHello,
  decodeTicked,
  decodeWelcome,
  encodeAck,
  encodeHello,
  encodeTicked,
  encodeWelcome,
  ServerFrame,
} from './frames.js'
import { decodeTickDigest, encodeTickDigest } from './self-check.js'

t.test('hello, welcome, ack and ticked frames give back what they were given', async (t) => {
  const hello = { protocolVersion: 1, schemaHash: 'fa14235f3494dc6b', seatToken: 'abc_DEF-123' }
  t.same(decodeHello(encodeHello(hello)), hello)
  const welcome = { tick: 4_000_000_000, tickRateHz: 20, emissionInterval: 2, seat: 999 }
  t.same(decodeWelcome(encodeWelcome(welcome)), welcome)
  t.equal(decodeAck(encodeAck(4_294_967_295)), 4_294_967_295)
  const digest = { tick: 4_294_967_295, digest: 0x89abcdef }
  t.same(decodeTickDigest(encodeTickDigest(ServerFrame.check, digest)), digest)
  t.equal(decodeTickDigest(new Uint8Array(8)), undefined)
  const ticked = decodeTicked(encodeTicked(ServerFrame.reply, 77, Uint8Array.of(1, 2, 3)))
  t.equal(ticked?.tick, 77)
  t.same([...(ticked?.payload ?? [])], [1, 2, 3])
})

t.test('a frame inside a larger buffer is read at its own place', async (t) => {
  const outer = new Uint8Array(40)
  outer.set(encodeWelcome({ tick: 5, tickRateHz: 20, emissionInterval: 1, seat: 3 }), 11)
  t.equal(decodeWelcome(outer.subarray(11, 20))?.tick, 5)
  outer.set(encodeAck(9), 20)
  t.equal(decodeAck(outer.subarray(20, 25)), 9)
})

t.test('truncated, overlong and random frames are refused', async (t) => {
  const hello = encodeHello({ protocolVersion: 1, schemaHash: '0011223344556677', seatToken: 'x'.repeat(22) })
  for (let length = 0; length < hello.length; length++) t.equal(decodeHello(hello.subarray(0, length)), undefined)
  t.equal(decodeHello(Uint8Array.of(...hello, 0)), undefined)
  t.equal(decodeWelcome(new Uint8Array(9)), undefined)
  t.equal(decodeWelcome(Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 0, 0)), undefined, 'a tick rate of 0')
  t.equal(decodeAck(new Uint8Array(5)), undefined)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      decodeHello(bytes)
      decodeWelcome(bytes)
      decodeAck(bytes)
      decodeTicked(bytes)
    }),
  )
})
