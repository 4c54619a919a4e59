// The prefix codes of single values: variable-length whole numbers, texts, and the quantisation of numbers to whole steps.
// Encoder and decoder of each code stand side by side so that they cannot drift. WIRE.md lists them bit by bit; the golden
// vectors hold samples of each. Residuals of a prediction have a file of their own, residual.ts.

import type { BitReader, BitWriter } from './bits.js'
import { TEXT_BYTES_MAX } from './limits.js'

/** Bits needed to write 0..max. */
export function bitsFor(max: number): number {
  return max <= 0 ? 0 : 32 - Math.clz32(max)
}

/** Number to whole steps above `min`, held inside 0..max; NaN becomes 0. */
export function quantise(value: number, min: number, step: number, max: number): number {
  const steps = Math.round((value - min) / step)
  if (steps >= max) return max
  return steps > 0 ? steps : 0
}

/** Whole steps back to the number. */
export function dequantise(steps: number, min: number, step: number): number {
  return min + steps * step
}

/** Angle in radians to `2^bits` steps a turn, modulo a turn; NaN becomes 0. */
export function quantiseAngle(angle: number, bits: number): number {
  const steps = Math.round((angle * (1 << bits)) / 6.283185307179586)
  return Number.isFinite(steps) ? steps & ((1 << bits) - 1) : 0
}

/** Steps back to an angle in [0, 2 pi). */
export function dequantiseAngle(steps: number, bits: number): number {
  return (steps * 6.283185307179586) / (1 << bits)
}

/** Signed to unsigned with small magnitudes first: 0, -1, 1, -2, 2, ... */
export function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0
}

export function unzigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1)
}

/** Variable-length u32: groups of `group` bits, lowest first, each preceded by a bit that says whether it exists. */
export function writeVaruint(w: BitWriter, value: number, group: number): void {
  let rest = value >>> 0
  while (rest !== 0) {
    w.write(1, 1)
    w.write(rest & ((1 << group) - 1), group)
    rest >>>= group
  }
  w.write(0, 1)
}

/** Refuses values beyond a u32 and groups that a writer does not need: there is one way to write a value. */
export function readVaruint(r: BitReader, group: number): number {
  let value = 0
  let scale = 1
  let last = 1
  while (r.read(1) === 1) {
    last = r.read(group)
    value += last * scale
    scale *= 2 ** group
    if (value > 0xffffffff || scale > 2 ** 40) {
      r.fail('VARUINT_RANGE')
      return 0
    }
  }
  if (last === 0) r.fail('VARUINT_LENGTH')
  return value
}

/** How many 1 bits come before the next 0, at most `max`; the 0 is read too, unless `max` came first. */
export function readUnary(r: BitReader, max: number): number {
  let ones = 0
  while (ones < max && r.read(1) === 1) ones++
  return ones
}

/** A value that the reader refuses outside 0..max. */
export function inRange(r: BitReader, value: number, max: number): number {
  if (value >= 0 && value <= max) return value
  r.fail('VALUE_RANGE')
  return 0
}

/** One more step of the same size, held inside 0..max. */
export function predictRate(last: number, rate: number, max: number): number {
  const predicted = last + rate
  if (predicted >= max) return max
  return predicted > 0 ? predicted : 0
}

/** The shortest signed way round from one angle step to another. */
export function angleResidual(from: number, to: number, bits: number): number {
  const turn = 1 << bits
  const way = (to - from) & (turn - 1)
  return way >= turn >> 1 ? way - turn : way
}

/** A whole number of 0..max at its full width, refused outside. */
export function readUint(r: BitReader, max: number, bits: number): number {
  return inRange(r, r.read(bits), max)
}

/** Signed rate of change that comes with an enter: variable length, mostly small. */
export function writeRate(w: BitWriter, rate: number): void {
  writeVaruint(w, zigzag(rate), 4)
}

export function readRate(r: BitReader): number {
  return unzigzag(readVaruint(r, 4))
}

const textEncoder = new TextEncoder()
/** `ignoreBOM`: a U+FEFF at the start is a character like any other, or the two ends would hold different texts. */
const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Where `writeText` encodes, for the time of its call: a name is written for every client that its entity enters. */
const scratch = new Uint8Array(TEXT_BYTES_MAX)

/** The longest start of `text` that fits into `bytesMax` UTF-8 bytes, never half a character. */
export function encodeText(text: string, bytesMax: number): Uint8Array {
  const bytes = textEncoder.encode(text)
  return bytes.subarray(0, wholeCharacters(bytes, bytes.length, bytesMax))
}

/** What a reader gets of a text: cut to its limit, half characters replaced. For self-checks: a column may hold more. */
export function textAsSent(text: string, bytesMax: number): string {
  return textDecoder.decode(encodeText(text, Math.min(bytesMax, TEXT_BYTES_MAX)))
}

/** UTF-8 bytes behind their count. Longer texts are cut at a character. */
export function writeText(w: BitWriter, text: string, bytesMax: number): void {
  const { written } = textEncoder.encodeInto(text, scratch)
  const length = wholeCharacters(scratch, written, Math.min(bytesMax, TEXT_BYTES_MAX))
  w.write(length, 8)
  for (let i = 0; i < length; i++) w.write(scratch[i]!, 8)
}

/** How many of `length` bytes of UTF-8 fit into `bytesMax`. */
function wholeCharacters(bytes: Uint8Array, length: number, bytesMax: number): number {
  if (length <= bytesMax) return length
  let end = bytesMax
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return end
}

export function readText(r: BitReader, bytesMax: number): string {
  const length = r.read(8)
  if (length > bytesMax || length * 8 > r.bitsLeft) {
    r.fail('TEXT_LENGTH')
    return ''
  }
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = r.read(8)
  try {
    return textDecoder.decode(bytes)
  } catch {
    r.fail('TEXT_UTF8')
    return ''
  }
}
