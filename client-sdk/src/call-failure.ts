// What a failed call means: the exception that Apache's generated client read from the wire, as an error of this
// project's own words.

import { ErrorCode, type NotFound, type Refused, type Unavailable } from '@tickwire/gen-nodejs/common.types.js'
import type { MethodType } from '@tickwire/protocol'
import { ApplicationError } from '@tickwire/protocol/thrift'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import { CallError } from './errors.js'

export function callFailure(call: string, method: MethodType, error: unknown): Error {
  const { Refused, NotFound, Unavailable } = method.throws
  if (Refused !== undefined && error instanceof Refused) return refusedError(error as unknown as Refused)
  if (NotFound !== undefined && error instanceof NotFound) return notFoundError(error as unknown as NotFound)
  if (Unavailable !== undefined && error instanceof Unavailable) {
    const { message, retryAfterMs } = error as unknown as Unavailable
    return new CallError('UNAVAILABLE', `${call}: ${message}`, { retryAfterMs })
  }
  const message = `${call}: ${error instanceof Error ? error.message : String(error)}`
  const type: unknown = error instanceof Error && 'type' in error ? error.type : undefined
  if (type === ApplicationError.UNKNOWN_METHOD) return new CallError('UNKNOWN_METHOD', message)
  if (type === ApplicationError.INTERNAL_ERROR) return new CallError('INTERNAL', message)
  return new CallError('FAILED', message)
}

function refusedError({ code, message, parameter, retryAfterMs, reason }: Refused): RefusedError {
  return new RefusedError(code, message, {
    ...(parameter != null && { parameter }),
    ...(retryAfterMs != null && { retryAfterMs }),
    ...(reason != null && { reason }),
  })
}

function notFoundError({ kind, key }: NotFound): NotFoundError {
  return new NotFoundError(kind, key)
}

/** The session's resume token is worth nothing any more: a login begins a new one. */
export function sessionIsOver(error: unknown): boolean {
  const { UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_USED } = ErrorCode
  const codes: readonly number[] = [UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_USED]
  return error instanceof RefusedError && codes.includes(error.code)
}

/** What a server answers to who asks for a room that it has no more, as ROOM_GONE; undefined for any other error. */
export function roomGone(error: unknown, roomId: string): CallError | undefined {
  const { name } = (error instanceof CallError && error.details.closed) || {}
  const isOver = error instanceof RefusedError && error.code === ErrorCode.ROOM_CLOSED
  const hasEnded = name === 'ROOM_CLOSED' || name === 'ROOM_FAILED'
  if (!(error instanceof NotFoundError || isOver || hasEnded)) return undefined
  return new CallError('ROOM_GONE', `room ${roomId} is over, or its server was started anew: join another`)
}
