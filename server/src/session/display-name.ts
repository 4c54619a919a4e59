// The names that players show to others: what a client sent, made fit to be shown. Cleaning never refuses: a name that
// has nothing left becomes the default.

/** Longest display name, characters; the rest is cut off. */
export const DISPLAY_NAME_CHARS_MAX = 24

/** Control, formatting (direction marks, zero-width joins) and private characters, unpaired surrogates. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu
const SPACES = /\s+/gu

/** @returns the fit name, or undefined when nothing of it is left */
export function cleanDisplayName(name: string): string | undefined {
  const fit = name.normalize('NFC').replace(SPACES, ' ').replace(UNFIT, '').trim()
  return [...fit].slice(0, DISPLAY_NAME_CHARS_MAX).join('').trimEnd() || undefined
}

/** A name for who gave none; the same for the same player. */
export function guestName(playerId: string): string {
  let sum = 0
  for (const char of playerId) sum = (sum * 31 + char.charCodeAt(0)) % 9_000
  return `Guest-${1_000 + sum}`
}
