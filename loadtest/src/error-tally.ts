// Everything that went wrong in a run, by kind, with the first text of each kind for people. One tally is shared by bots,
// callers and the server's keeper; a run with anything in it has failed.

/**
 * join: a bot got no seat or no first snapshot. closed: a socket ended that should not. decode: bytes that do not decode.
 * gap: snapshots that the server left out. silent: a bot that hears nothing any more. call: a Thrift call failed.
 */
export type ErrorKind = 'join' | 'closed' | 'decode' | 'gap' | 'silent' | 'call'

export interface ErrorCount {
  count: number
  readonly first: string
}

export class ErrorTally {
  readonly kinds: Partial<Record<ErrorKind, ErrorCount>> = {}

  add(kind: ErrorKind, text: string, count = 1): void {
    const known = this.kinds[kind]
    if (known === undefined) this.kinds[kind] = { count, first: text }
    else known.count += count
  }

  get total(): number {
    return Object.values(this.kinds).reduce((sum, { count }) => sum + count, 0)
  }
}
