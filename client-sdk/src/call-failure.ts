// What a failed call means: the exception that Apache's generated client read from the wire, as an error of this
// project's own words.

import type { NotFound, Refused, Unavailable } from '@tickwire/gen-nodejs/common.types.js'
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
