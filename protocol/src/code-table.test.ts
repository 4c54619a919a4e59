import t from 'tap'
import { BitReader, BitWriter } from './bits.js'
import { CodeKind, CodeTable } from './code-table.js'
import { ENTITY_CODE_BITS_MAX } from './limits.js'

t.test('short and long codes are appended bit for bit, in any order and more than once', async (t) => {
  const codes = new CodeTable(3)
  codes.reset()
  codes.begin().write(5, 3)
  codes.set(0, CodeKind.live)
  const long = codes.begin()
  for (let i = 0; i < 9; i++) long.write(i, 8)
  codes.set(1, CodeKind.woke)
  const full = codes.begin()
  full.write(0xfffffffe, 32)
  codes.set(2, CodeKind.live)
  codes.finish()
  const out = new BitWriter(100)
  codes.append(Uint32Array.of(1, 0, 2, 1), 4, out)
  const r = new BitReader().open(out.bytes())
  for (let i = 0; i < 9; i++) t.equal(r.read(8), i)
  t.equal(r.read(3), 5)
  t.equal(r.read(32), 0xfffffffe)
  for (let i = 0; i < 9; i++) t.equal(r.read(8), i)
  t.same(
    [0, 1, 2].map((index) => codes.bits(index)),
    [3, 72, 32],
  )
})

t.test('every entity may have a code of the largest size', async (t) => {
  const entities = 100
  const codes = new CodeTable(entities)
  for (let emission = 1; emission <= 2; emission++) {
    codes.reset()
    for (let index = 0; index < entities; index++) {
      const w = codes.begin()
      for (let bits = 0; bits < ENTITY_CODE_BITS_MAX; bits += 32) w.write(index * emission, 32)
      codes.set(index, CodeKind.live)
    }
    codes.finish()
    const out = new BitWriter((entities * ENTITY_CODE_BITS_MAX) / 8)
    codes.append(
      Uint32Array.from({ length: entities }, (_, index) => index),
      entities,
      out,
    )
    const r = new BitReader().open(out.bytes())
    for (let index = 0; index < entities; index++) {
      for (let bits = 0; bits < ENTITY_CODE_BITS_MAX; bits += 32) {
        if (r.read(32) !== index * emission) t.fail(`emission ${emission}, entity ${index}`)
      }
    }
    r.close()
    t.equal(r.failure, undefined)
  }
})

t.test('a code beyond the limit is our own mistake', async (t) => {
  const codes = new CodeTable(1)
  const w = codes.begin()
  for (let bits = 0; bits <= ENTITY_CODE_BITS_MAX; bits += 32) w.write(0, 32)
  t.throws(() => codes.set(0, CodeKind.live), /entity code of/)
})
