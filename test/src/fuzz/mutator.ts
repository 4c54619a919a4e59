// Makes new inputs out of old ones, from a seed: bits, bytes and numbers changed, pieces removed, repeated, or taken from
// another input. Where it learns what is interesting is the corpus, not here.

import type { Random } from '@tickwire/simulation'

/** Longest input, bytes: long enough for every limit that a target sets, short enough to be tried often. */
export const INPUT_BYTES_MAX = 4_096

/** Changes of one input: mostly one, at most so many. */
const CHANGES_MAX = 8

/** Longest piece that is removed, inserted or repeated, bytes. */
const PIECE_BYTES_MAX = 32

/** Where lengths and numbers tend to be handled wrong. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff]

type Change = (bytes: Buffer, random: Random, others: readonly Uint8Array[]) => Buffer

const CHANGES: readonly Change[] = [
  (bytes, random) => set(bytes, random, (at) => bytes[at]! ^ (1 << random.below(8))),
  (bytes, random) => set(bytes, random, () => random.below(256)),
  (bytes, random) => set(bytes, random, (at) => bytes[at]! + random.below(17) - 8),
  (bytes, random) => number(bytes, random),
  (bytes, random) => {
    const { at, length } = piece(bytes, random)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
  },
  (bytes, random) => {
    const noise = Buffer.from(Array.from({ length: 1 + random.below(PIECE_BYTES_MAX) }, () => random.below(256)))
    return inserted(bytes, random, noise)
  },
  (bytes, random) => {
    const { at, length } = piece(bytes, random)
    return inserted(bytes, random, bytes.subarray(at, at + length))
  },
  (bytes, random, others) => {
    const other = Buffer.from(others[random.below(others.length)]!)
    const at = random.below(other.length + 1)
    return inserted(bytes, random, other.subarray(at, at + 1 + random.below(other.length - at + 1)))
  },
  (bytes, random, others) => {
    const other = Buffer.from(others[random.below(others.length)]!)
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ])
  },
]

/** A changed copy of one of the inputs. */
export function mutated(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes: Buffer = Buffer.from(corpus[random.below(corpus.length)]!)
  let changes = 1
  while (changes < CHANGES_MAX && random.chance(0.5)) changes++
  for (let i = 0; i < changes; i++) bytes = CHANGES[random.below(CHANGES.length)]!(bytes, random, corpus)
  return Uint8Array.from(bytes.subarray(0, INPUT_BYTES_MAX))
}

function set(bytes: Buffer, random: Random, value: (at: number) => number): Buffer {
  if (bytes.length === 0) return bytes
  const at = random.below(bytes.length)
  bytes[at] = value(at)
  return bytes
}

/** Writes an edge value over 1, 2 or 4 bytes. */
function number(bytes: Buffer, random: Random): Buffer {
  const size = [1, 2, 4][random.below(3)]!
  if (bytes.length < size) return bytes
  const at = random.below(bytes.length - size + 1)
  const value = EDGES[random.below(EDGES.length)]! % 2 ** (8 * size)
  if (random.chance(0.5)) bytes.writeUIntBE(value, at, size)
  else bytes.writeUIntLE(value, at, size)
  return bytes
}

function piece(bytes: Buffer, random: Random): { at: number; length: number } {
  return { at: random.below(bytes.length + 1), length: 1 + random.below(PIECE_BYTES_MAX) }
}

function inserted(bytes: Buffer, random: Random, part: Buffer): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)])
}
