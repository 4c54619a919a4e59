// Codes by which players let each other into groups: short enough to read out, long enough not to be guessed.

/** No 0 and O, no 1 and I: what is left is not mistaken for each other. 32 symbols, 5 bits each. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** 40 bits: with 10,000 groups one guess in a hundred million hits, and a player has 20 of them a minute. */
export const JOIN_CODE_CHARS = 8

const SEPARATORS = /[\s-]/g

/** @param randomU32 - 32 fresh random bits */
export function newJoinCode(randomU32: () => number): string {
  let code = ''
  let bits = 0
  for (let i = 0; i < JOIN_CODE_CHARS; i++) {
    if (i % 4 === 0) bits = randomU32()
    code += ALPHABET[bits & 31]
    bits >>>= 5
  }
  return code
}

/** A code as people write it, in the form in which it was given out. */
export function normalJoinCode(text: string): string {
  return text.replace(SEPARATORS, '').toUpperCase()
}
