// Everything that went wrong in a run, by kind, with the first text of each kind for people. A worker's bots share one; the
// parent merges those of all workers. A run with anything in it has failed.

/**
 * join: a bot got no seat or no first snapshot. closed: a socket ended that should not. decode: bytes that do not decode.
 * gap: snapshots that the server left out. truth: decoded state that differs from what the server or another bot says.
 * desync: a digest of what a bot knows that is not the server's. silent: a bot that hears nothing any more. call: a Thrift call failed.
 */
export type ErrorKind = 'join' | 'closed' | 'decode' | 'gap' | 'truth' | 'desync' | 'silent' | 'call'

export interface ErrorCount {
  count: number
  readonly first: string
}

export type ErrorCounts = Partial<Record<ErrorKind, ErrorCount>>

export class ErrorTally {
  kinds: ErrorCounts = {}

  add(kind: ErrorKind, text: string, count = 1): void {
    const known = this.kinds[kind]
    if (known === undefined) this.kinds[kind] = { count, first: text }
    else known.count += count
  }

  merge(counts: ErrorCounts): void {
    for (const [kind, { count, first }] of Object.entries(counts)) this.add(kind as ErrorKind, first, count)
  }

  get total(): number {
    return Object.values(this.kinds).reduce((sum, { count }) => sum + count, 0)
  }
}
