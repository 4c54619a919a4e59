import fc from 'fast-check'
import t from 'tap'
import { BitReader, BitWriter } from './bits.js'
import {
  angleResidual,
  bitsFor,
  dequantise,
  dequantiseAngle,
  encodeText,
  predictRate,
  quantise,
  quantiseAngle,
  readRate,
  readText,
  readVaruint,
  unzigzag,
  writeRate,
  writeText,
  writeVaruint,
  zigzag,
} from './codes.js'

function written(write: (w: BitWriter) => void): { reader: BitReader; bits: number } {
  const w = new BitWriter(2_048)
  write(w)
  return { reader: new BitReader().open(w.bytes()), bits: w.bitLength }
}

t.test('every code gives back what it was given', async (t) => {
  const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
  fc.assert(fc.property(int32, (v) => unzigzag(zigzag(v)) === v))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 1, max: 8 }), (v, group) => {
      const { reader } = written((w) => writeVaruint(w, v, group))
      return readVaruint(reader, group) === v && reader.failure === undefined
    }),
  )
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 24), max: 2 ** 24 }),
      (v) => readRate(written((w) => writeRate(w, v)).reader) === v,
    ),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const { reader } = written((w) => writeText(w, text, 255))
      return readText(reader, 255) === text && reader.failure === undefined
    }),
  )
  t.pass()
})

t.test('a whole number has one code: superfluous groups are refused', async (t) => {
  const refusal = (...groups: number[]): string | undefined => {
    const { reader } = written((w) => {
      for (const group of groups) w.write(1 | (group << 1), 5)
      w.write(0, 1)
    })
    readVaruint(reader, 4)
    return reader.failure
  }
  t.equal(refusal(), undefined)
  t.equal(refusal(0, 1), undefined)
  t.equal(refusal(0), 'VARUINT_LENGTH')
  t.equal(refusal(3, 0), 'VARUINT_LENGTH')
  t.equal(refusal(15, 15, 15, 15, 15, 15, 15, 15), undefined)
  t.equal(refusal(0, 0, 0, 0, 0, 0, 0, 0, 1), 'VARUINT_RANGE')
  t.equal(refusal(...new Array<number>(40).fill(0)), 'VARUINT_RANGE')
})

t.test('noise is read or refused, and never throws', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const r = new BitReader().open(bytes)
      for (let i = 0; i < 12 && r.failure === undefined; i++) {
        readVaruint(r, 3)
        readText(r, 24)
      }
      return true
    }),
  )
  t.pass()
})

t.test('quantising holds numbers in range, and broken ones become the least', async (t) => {
  t.equal(quantise(12.34, 0, 0.1, 40_960), 123)
  t.equal(quantise(-5, 0, 0.1, 40_960), 0)
  t.equal(quantise(9_999, 0, 0.1, 40_960), 40_960)
  t.equal(quantise(Number.NaN, 0, 0.1, 40_960), 0)
  t.equal(quantise(Number.POSITIVE_INFINITY, 0, 0.1, 40_960), 40_960)
  t.equal(quantise(Number.NEGATIVE_INFINITY, 0, 0.1, 40_960), 0)
  t.equal(quantiseAngle(Number.NaN, 8), 0)
  t.equal(quantiseAngle(-Math.PI / 2, 8), 192)
  t.ok(Math.abs(dequantiseAngle(64, 8) - Math.PI / 2) < 1e-12)
  t.equal(dequantise(123, -127, 1), -4)
})

t.test('a prediction stays inside the range', async (t) => {
  t.equal(predictRate(100, 5, 4_096), 105)
  t.equal(predictRate(3, -5, 4_096), 0)
  t.equal(predictRate(4_095, 5, 4_096), 4_096)
})

t.test('angles go the short way round', async (t) => {
  t.equal(angleResidual(250, 5, 8), 11)
  t.equal(angleResidual(5, 250, 8), -11)
  t.equal(angleResidual(0, 128, 8), -128)
})

t.test('a text is cut at a character, and bad UTF-8 is refused', async (t) => {
  t.same(encodeText('aé', 2), Uint8Array.of(0x61))
  t.same(encodeText('aé', 3), Uint8Array.of(0x61, 0xc3, 0xa9))
  const r = new BitReader().open(Uint8Array.of(2, 0xc3, 0x28))
  t.equal(readText(r, 24), '')
  t.equal(r.failure, 'TEXT_UTF8')
  const long = new BitReader().open(Uint8Array.of(200, 0x61))
  readText(long, 24)
  t.equal(long.failure, 'TEXT_LENGTH')
})

t.test('a text is written as far as it fits', async (t) => {
  for (const text of ['a€é😀'.repeat(30), '€'.repeat(100), '\ud800 alone', '']) {
    for (let bytesMax = 0; bytesMax <= 255; bytesMax++) {
      const expected = new TextDecoder().decode(encodeText(text, bytesMax))
      const read = readText(written((w) => writeText(w, text, bytesMax)).reader, bytesMax)
      if (read !== expected) t.fail(`${bytesMax} bytes of ${text}: ${read}`)
    }
  }
})

t.test('a text that begins with U+FEFF keeps it', async (t) => {
  const text = '\ufeffAda'
  t.equal(readText(written((w) => writeText(w, text, 24)).reader, 24), text)
})

t.test('bits for a range', async (t) => {
  t.same([0, 1, 2, 3, 4, 255, 256, 40_960].map(bitsFor), [0, 1, 2, 2, 3, 8, 9, 16])
})
