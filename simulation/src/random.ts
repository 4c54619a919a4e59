// The only source of chance in a simulation: a small generator whose whole state is four words that live
// in the world, so a checkpoint, a replay and the state hash include it. Algorithm: sfc32 by Chris Doty-Humphrey
// (PractRand), chosen because it needs nothing but 32-bit adds, shifts and xors, which every engine computes alike.

export class Random {
  /** The generator's whole state; part of the world's state hash. */
  readonly state = new Uint32Array(4)

  /** @param seed - any integer; the lowest 32 bits count. */
  constructor(seed: number) {
    this.state[0] = 0x9e3779b9
    this.state[1] = 0x243f6a88
    this.state[2] = seed >>> 0
    this.state[3] = 1
    for (let round = 0; round < 12; round++) this.uint32()
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const s = this.state
    const a = s[0]!
    const b = s[1]!
    const c = s[2]!
    const counter = s[3]!
    const result = (a + b + counter) >>> 0
    s[3] = counter + 1
    s[0] = b ^ (b >>> 9)
    s[1] = c + (c << 3)
    s[2] = ((c << 21) | (c >>> 11)) + result
    return result
  }

  /** A number in [0, 1), in steps of 2^-32. */
  unit(): number {
    return this.uint32() / 4294967296
  }

  /** A number in [min, max). */
  between(min: number, max: number): number {
    return min + this.unit() * (max - min)
  }

  /** A whole number in [0, below). `below` is at least 1 and at most 2^32. */
  below(below: number): number {
    return Math.floor(this.unit() * below)
  }

  /** True with the given probability, 0..1. */
  chance(probability: number): boolean {
    return this.unit() < probability
  }
}
