// How the client says that something failed: why a connection closed (`Closed`), and calls that got no answer of their
// service (`CallError`). What a service itself refuses arrives as RefusedError or NotFoundError of @tickwire/simulation.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'

/** WebSocket close codes of Tickwire are this plus a CloseReason. */
export const CLOSE_CODE_BASE = 4_000

/** Names of close reasons, and the two endings that nobody announces. */
export type ClosedName = keyof typeof CloseReason | 'CONNECTION_LOST' | 'CONNECT_TIMEOUT'

/** Why a connection is over. */
export interface Closed {
  /** What the server said, or what this client found; undefined when the connection was lost without a word. */
  readonly reason: CloseReason | undefined
  readonly name: ClosedName
  /** For people. */
  readonly message: string
}

const REASON_NAMES = new Map<number, keyof typeof CloseReason>(
  Object.entries(CloseReason).map(([name, reason]) => [reason, name as keyof typeof CloseReason]),
)

/** Nobody said why. */
const LOST: readonly ClosedName[] = ['CONNECTION_LOST', 'CONNECT_TIMEOUT']

/** A connection that ended so may be opened again: it was lost, or the server goes and another one comes. */
export function isPassing({ name }: Closed): boolean {
  return LOST.includes(name) || name === 'SERVER_STOPPING'
}

/** The server holds the seat of a room that ended so for a while: `Client.rejoin` takes it again. */
export function isSeatHeld({ name }: Closed): boolean {
  return LOST.includes(name) || name === 'SLOW_CONSUMER'
}

export function closedFor(reason: CloseReason, message: string): Closed {
  const name = REASON_NAMES.get(reason)!
  return { reason, name, message: message === '' ? name : message }
}

/** What a WebSocket's close code and text mean. */
export function closedFromCode(code: number, text: string): Closed {
  const reason = code - CLOSE_CODE_BASE
  if (REASON_NAMES.has(reason)) return closedFor(reason as CloseReason, text)
  const message = `the connection was lost (WebSocket close code ${code}${text === '' ? '' : `: ${text}`})`
  return { reason: undefined, name: 'CONNECTION_LOST', message }
}

/** A connection that never opened. Browsers do not say why; elsewhere `text` does. */
export function neverOpened(url: string, text: string): Closed {
  const why = text === '' ? '' : ` (${text})`
  const message = `no connection to ${url}${why}: is a server listening there, and may this client come in (--allow-origin)?`
  return { reason: undefined, name: 'CONNECTION_LOST', message }
}

/**
 * TIMEOUT: no answer in time, it may still have been done. CLOSED: the connection closed first, see `closed`.
 * UNAVAILABLE: not done and may be repeated after `retryAfterMs`. UNKNOWN_METHOD: the server has no such service or
 * method. ROOM_GONE: there is no room to come back to, it has ended or the server was started anew. INTERNAL: the server failed.
 * FAILED: an answer that the IDL does not foresee.
 */
export type CallErrorCode =
  | 'TIMEOUT'
  | 'CLOSED'
  | 'UNAVAILABLE'
  | 'UNKNOWN_METHOD'
  | 'ROOM_GONE'
  | 'INTERNAL'
  | 'FAILED'

/** A call or a join that got no answer of its service. */
export class CallError extends Error {
  override readonly name = 'CallError'

  constructor(
    readonly code: CallErrorCode,
    message: string,
    readonly details: { readonly closed?: Closed; readonly retryAfterMs?: number } = {},
  ) {
    super(message)
  }
}

export function closedError(closed: Closed): CallError {
  return new CallError('CLOSED', `connection closed (${closed.name}): ${closed.message}`, { closed })
}
