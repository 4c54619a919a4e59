// What keeps a game from running as it is written: shown in the terminal and over the page.

export interface Problem {
  /** Who found it. */
  readonly by: 'IDL' | 'bundler' | 'types' | 'game'
  /** Place, what, and how to mend it; several lines. */
  readonly text: string
}

/** What a build step made, or why it could not. */
export type Made<T> = { readonly value: T } | { readonly problems: readonly Problem[] }

export function isMade<T>(made: Made<T>): made is { readonly value: T } {
  return 'value' in made
}
