// The names that players show to others: what a client sent, made fit to be shown. Cleaning never refuses: a name that
// has nothing left becomes the default.

import { plainText } from '../plain-text.js'

/** Longest display name, characters; the rest is cut off. */
export const DISPLAY_NAME_CHARS_MAX = 24

const SPACES = /\s+/gu

/** @returns the fit name, or undefined when nothing of it is left */
export function cleanDisplayName(name: string): string | undefined {
  const fit = plainText(name.normalize('NFC').replace(SPACES, ' '))
  return [...fit].slice(0, DISPLAY_NAME_CHARS_MAX).join('').trimEnd() || undefined
}

/** A name for who gave none; the same for the same player. */
export function guestName(playerId: string): string {
  let sum = 0
  for (const char of playerId) sum = (sum * 31 + char.charCodeAt(0)) % 9_000
  return `Guest-${1_000 + sum}`
}
