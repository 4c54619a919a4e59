import fc from 'fast-check'
import t from 'tap'
import { BitReader, BitWriter } from './bits.js'

const chunk = fc
  .integer({ min: 0, max: 32 })
  .chain((bits) => fc.record({ bits: fc.constant(bits), value: fc.integer({ min: 0, max: 2 ** bits - 1 }) }))

t.test('what was written in any widths is read back', async (t) => {
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 200 }), (chunks) => {
      const w = new BitWriter(1_024)
      for (const { value, bits } of chunks) w.write(value, bits)
      const r = new BitReader().open(w.bytes())
      for (const { value, bits } of chunks) if (r.read(bits) !== value) return false
      r.close()
      return r.failure === undefined
    }),
  )
  t.pass()
})

t.test('copied bits are the written bits, from any place to any place', async (t) => {
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 60 }), fc.nat(100), fc.nat(31), (chunks, skip, shift) => {
      const source = new BitWriter(512)
      for (const { value, bits } of chunks) source.write(value, bits)
      source.flush()
      const from = Math.min(skip, source.bitLength)
      const target = new BitWriter(512)
      target.write(0, shift)
      target.copy(source, from, source.bitLength - from)
      const want = new BitReader().open(source.bytes())
      want.read(0)
      for (let i = 0; i < from; i++) want.read(1)
      const got = new BitReader().open(target.bytes())
      got.read(shift)
      for (let i = from; i < source.bitLength; i++) if (got.read(1) !== want.read(1)) return false
      return true
    }),
  )
  t.pass()
})

t.test('reading beyond the end fails once, with zeros, and never throws', async (t) => {
  const r = new BitReader().open(Uint8Array.of(0xff))
  t.equal(r.read(5), 31)
  t.equal(r.read(4), 0)
  t.equal(r.failure, 'TRUNCATED')
  r.fail('SOMETHING_ELSE')
  t.equal(r.failure, 'TRUNCATED', 'the first reason stays')
})

t.test('bits left over are refused, the padding of the last byte is not', async (t) => {
  const padded = new BitReader().open(Uint8Array.of(0x01))
  padded.read(1)
  padded.close()
  t.equal(padded.failure, undefined)
  const dirty = new BitReader().open(Uint8Array.of(0x81))
  dirty.read(1)
  dirty.close()
  t.equal(dirty.failure, 'TRAILING_BITS')
  const long = new BitReader().open(Uint8Array.of(0x01, 0x00))
  long.read(1)
  long.close()
  t.equal(long.failure, 'TRAILING_BITS')
})

t.test(
  'a writer gives the same view again for the same length, and refuses to hand out more than it holds',
  async (t) => {
    const w = new BitWriter(4)
    w.write(5, 8)
    const first = w.bytes()
    w.reset()
    w.write(6, 8)
    t.equal(w.bytes(), first, 'no new view a packet')
    t.equal(first[0], 6, 'borrowed until the next reset')
    for (let i = 0; i < 4; i++) w.write(0, 8)
    t.throws(() => w.bytes(), { message: 'wrote 5 bytes into a writer of 4' })
  },
)

t.test('a writer that is asked to makes room, and keeps what was written', async (t) => {
  const w = new BitWriter(2)
  const expected = Array.from({ length: 100 }, (_, i) => (i * 37) & 0xff)
  w.write(5, 3)
  for (const byte of expected) {
    w.reserve(8)
    w.write(byte, 8)
  }
  const r = new BitReader().open(w.bytes())
  t.equal(r.read(3), 5)
  t.same(
    expected.map(() => r.read(8)),
    expected,
  )
})
