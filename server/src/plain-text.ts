// Texts that players choose and others see: what must not be in them, whichever text it is.

/** Control, formatting (direction marks, zero-width joins) and private characters, unpaired surrogates. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu

/** The text without characters that are unfit to be shown, and without white space around it. */
export function plainText(text: string): string {
  return text.replace(UNFIT, '').trim()
}
