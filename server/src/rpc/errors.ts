// What a caller gets to see of what a handler threw. A refusal becomes the exception that the IDL lets the method
// throw, or else a `TApplicationException` that says the same in words; everything else is our own fault and stays
// inside.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { MethodType } from '@tickwire/protocol'
import { ApplicationError, MessageType, type ThriftWriter, Type } from '@tickwire/protocol/thrift'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import { UnavailableError } from '../finder/unavailable-error.js'

export interface Failure {
  /** Stable code of the refusal; undefined for an error of our own. */
  readonly code: string | undefined
  /** The exception as the IDL declares it; undefined where the method declares none. */
  readonly declared: Error | undefined
  /** Otherwise this kind of `TApplicationException` with this text. */
  readonly type: number
  readonly message: string
}

const INTERNAL_ERROR: Failure = {
  code: undefined,
  declared: undefined,
  type: ApplicationError.INTERNAL_ERROR,
  message: 'internal error',
}

const CODE_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(ErrorCode).map(([name, code]) => [code, name]))

export function failureOf(error: unknown, throws: MethodType['throws']): Failure {
  if (error instanceof RefusedError) {
    const { code, message, details } = error
    return refusal(codeName(code), message, throws.Refused, { code, message, ...details })
  }
  if (error instanceof NotFoundError) {
    const { what, key, message } = error
    return refusal('NOT_FOUND', message, throws.NotFound, { kind: what, key, message })
  }
  if (error instanceof UnavailableError) {
    const { message, retryAfterMs } = error
    return refusal('UNAVAILABLE', message, throws.Unavailable, { code: ErrorCode.UNKNOWN, message, retryAfterMs })
  }
  return INTERNAL_ERROR
}

/** Writes a `TApplicationException` as the answer to a call; Apache's own class never writes its type. */
export function writeApplicationError(
  writer: ThriftWriter,
  method: string,
  seqid: number,
  type: number,
  message: string,
): void {
  writer.writeMessageBegin(method, MessageType.EXCEPTION, seqid)
  writer.writeStructBegin()
  writer.writeFieldBegin('message', Type.STRING, 1)
  writer.writeString(message)
  writer.writeFieldBegin('type', Type.I32, 2)
  writer.writeI32(type)
  writer.writeFieldStop()
  writer.writeStructEnd()
}

/** A game's own codes, 1000 and above, all go by one name. */
export function codeName(code: number): string {
  return CODE_NAMES.get(code) ?? (code >= ErrorCode.GAME ? 'GAME' : 'UNKNOWN')
}

function refusal(
  code: string,
  message: string,
  Exception: MethodType['throws'][string] | undefined,
  fields: object,
): Failure {
  const declared = Exception === undefined ? undefined : new Exception(fields)
  return { code, declared, type: ApplicationError.UNKNOWN, message: `${code}: ${message}` }
}
