// Framing: any cutting of the stream gives the same frames, and memory follows what arrived.

import fc from 'fast-check'
import t from 'tap'
import { FrameReader } from './frame-reader.js'

function framed(...frames: Uint8Array[]): Buffer {
  return Buffer.concat(
    frames.map((frame) => {
      const length = Buffer.alloc(4)
      length.writeInt32BE(frame.length)
      return Buffer.concat([length, frame])
    }),
  )
}

function collect(reader: FrameReader, chunks: readonly Buffer[]) {
  const frames: Buffer[] = []
  const readable = chunks.every((chunk) => reader.push(chunk, 0, (frame) => frames.push(Buffer.from(frame))))
  return { frames, readable }
}

t.test('any cutting of the stream gives the same frames', async (t) => {
  const frames = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 5 })
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 40 }), (sent, cuts) => {
      const stream = framed(...sent)
      const chunks: Buffer[] = []
      for (let at = 0, cut = 0; at < stream.length; cut++) {
        const size = cuts[cut % cuts.length]!
        chunks.push(stream.subarray(at, at + size))
        at += size
      }
      const reader = new FrameReader(4_096)
      const got = collect(reader, chunks)
      t.same(
        got.frames.map((f) => [...f]),
        sent.map((f) => [...f]),
      )
      t.equal(got.readable, true)
      t.equal(reader.startedAtMs, undefined)
    }),
    { numRuns: 60 },
  )
})

t.test('lengths that are negative or too large end the stream', async (t) => {
  for (const [head, readable] of [
    [[0xff, 0xff, 0xff, 0xff], false],
    [[0x80, 0, 0, 0], false],
    [[0, 0, 0x10, 0x01], false],
    [[0, 0, 0x10, 0x00], true],
    [[0x47, 0x45, 0x54, 0x20], false],
  ] as const) {
    t.equal(collect(new FrameReader(4_096), [Buffer.from(head)]).readable, readable, head.join())
    t.equal(
      collect(
        new FrameReader(4_096),
        head.map((byte) => Buffer.from([byte])),
      ).readable,
      readable,
    )
  }
})

t.test('it tells since when a frame has been coming in', async (t) => {
  const reader = new FrameReader(100)
  const stream = framed(Buffer.alloc(10), Buffer.alloc(10))
  reader.push(stream.subarray(0, 1), 5, () => undefined)
  t.equal(reader.startedAtMs, 5)
  reader.push(stream.subarray(1, 8), 6, () => undefined)
  t.equal(reader.startedAtMs, 5)
  reader.push(stream.subarray(8, 20), 9, () => undefined)
  t.equal(reader.startedAtMs, 9)
  reader.push(stream.subarray(20), 11, () => undefined)
  t.equal(reader.startedAtMs, undefined)
})

t.test('a frame that comes byte by byte is copied a few times, not once a byte', async (t) => {
  const size = 1 << 20
  const reader = new FrameReader(size)
  const stream = framed(Buffer.alloc(size, 7))
  let length = 0
  for (let at = 0; at < stream.length; at++) {
    reader.push(stream.subarray(at, at + 1), 0, (frame) => {
      length = frame.length
    })
  }
  t.equal(length, size)
})
