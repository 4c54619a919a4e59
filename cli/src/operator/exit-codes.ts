// How a command ends, for scripts. Stable: docs/OPERATIONS.md lists them.

import { CallError } from '@tickwire/client'
import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'

export const EXIT = {
  ok: 0,
  /** Refused, or failed in a way that no other code names. Nothing has changed. */
  refused: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** No server answered. */
  unreachable: 3,
  /** The room, player, ban, setting does not exist. */
  notFound: 4,
  /** No token, a wrong one, or one without the role. */
  notAllowed: 5,
  /** Not now: try again later. */
  later: 6,
} as const

/** A mistake on the command line, as one line for a person. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage
  if (error instanceof NotFoundError) return EXIT.notFound
  if (error instanceof RefusedError) {
    if (error.code === ErrorCode.UNAUTHENTICATED || error.code === ErrorCode.FORBIDDEN) return EXIT.notAllowed
    return error.code === ErrorCode.RATE_LIMITED ? EXIT.later : EXIT.refused
  }
  if (error instanceof CallError) {
    if (error.code === 'CLOSED') return EXIT.unreachable
    if (error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT') return EXIT.later
  }
  return EXIT.refused
}
