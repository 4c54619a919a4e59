import fc from 'fast-check'
import t from 'tap'
import { BitReader, BitWriter } from './bits.js'
import { angleResidual } from './codes.js'
import { HotReader } from './hot-reader.js'
import {
  hotCode,
  isTurn,
  RESIDUAL_CLASSES,
  type ResidualCode,
  ResidualCodes,
  readResidual,
  residualCode,
  writeResidual,
} from './residual.js'

const codes = Object.values(ResidualCodes)
const anyCode = fc.constantFrom(...codes)
/** What turned before, for a reader and a writer that look at the first of two fields. */
const anyTurned = fc.constantFrom(0, 1, 2, 3)

function written(write: (w: BitWriter) => void): { reader: BitReader; bits: number } {
  const w = new BitWriter(64)
  write(w)
  return { reader: new BitReader().open(w.bytes()), bits: w.bitLength }
}

t.test('every code gives back what it was given', async (t) => {
  const value = fc.integer({ min: 0, max: 40_960 })
  fc.assert(
    fc.property(value, value, anyCode, (now, predicted, code) => {
      const { reader } = written((w) => writeResidual(w, now - predicted, now, 16, code))
      return readResidual(reader, predicted, 40_960, 16, code) === now && reader.failure === undefined
    }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 16 }), fc.nat(), fc.nat(), anyTurned, (bits, a, b, turned) => {
      const [last, now] = [a % 2 ** bits, b % 2 ** bits]
      const residual = angleResidual(last, now, bits)
      const { reader } = written((w) => writeResidual(w, residual, now, bits, hotCode(turned, 0)))
      const hot = new HotReader().openCoded(reader, turned)
      return hot.angle(last, bits) === now && reader.failure === undefined && (hot.turned === 1) === isTurn(residual)
    }),
  )
  t.pass()
})

t.test('a residual costs its class in unary and the width of it', async (t) => {
  const code = residualCode([0, 1, 2, 3, 4, 5])
  const cost = (residual: number): number => written((w) => writeResidual(w, residual, 1_000, 16, code)).bits
  t.same([0, -1, 1, -2, 3, -4, 7, -8, 15, -16, 31, -32].map(cost), [1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11, 22])
})

t.test('each code has its classes, and the last one reaches far enough for a field of any step', async (t) => {
  for (const { widths, starts } of codes) {
    t.equal(widths.length, RESIDUAL_CLASSES)
    t.ok(starts.at(-1)! >= 1_024)
  }
})

t.test('which code a field has follows from what turned before', async (t) => {
  const name = (code: ResidualCode) => Object.entries(ResidualCodes).find(([, c]) => c === code)?.[0]
  t.equal(name(hotCode(0, 0)), 'calm')
  t.equal(name(hotCode(2, 0)), 'still')
  t.equal(name(hotCode(2, 1)), 'turning')
  t.equal(name(hotCode(2 ** 31, 31)), 'turning')
  t.equal(name(hotCode(1 << 31, 31)), 'turning')
})

t.test('noise is refused or in range, and never throws', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), anyCode, anyTurned, (bytes, code, turned) => {
      const r = new BitReader().open(bytes)
      for (let i = 0; i < 12 && r.failure === undefined; i++) {
        const value = readResidual(r, 50, 100, 7, code)
        if (r.failure === undefined && (value < 0 || value > 100)) return false
        const angle = new HotReader().openCoded(r, turned).angle(3, 8)
        if (r.failure === undefined && (angle < 0 || angle > 255)) return false
      }
      return true
    }),
  )
  t.pass()
})
