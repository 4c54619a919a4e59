// Every limit of the Thrift boundary, each with its unit, its reason and what happens when it is reached. All are
// checked before anything is allocated for what they limit. What clients know too stands in `protocol/thrift`; the limits
// of `/play` in `protocol/limits`.

import type { ReadBudget } from '@tickwire/protocol/thrift'

export { MESSAGE_BYTES_MAX } from '@tickwire/protocol/thrift'

/** What a message from a client may hold. Beyond: protocol error. */
export const CALL_BUDGET: ReadBudget = { nestingMax: 32, elementsMax: 4_096 }

/** Largest reply, bytes. Beyond, the caller gets "internal error": a handler must page what it returns. */
export const REPLY_BYTES_MAX = 1_048_576

/** A handler that has not answered by then is given up, milliseconds: the caller gets `Unavailable`. */
export const CALL_TIMEOUT_MS = 10_000

/** What a long-polling method may take beyond its `tw.longPoll`, milliseconds, before it is given up like any other. */
export const LONG_POLL_GRACE_MS = 5_000

/** Unanswered calls of one connection. Beyond: refused LIMIT_REACHED. */
export const CALLS_IN_FLIGHT_MAX = 64

/** Malformed messages of one connection. At the last one: not heard any more, and after STRUCK_OUT_MS closed, PROTOCOL_ERROR. */
export const CONNECTION_STRIKES_MAX = 3

/** Calls of one connection that name nothing served here: a newer client asks once and remembers. At the last one as above. */
export const UNKNOWN_METHODS_MAX = 64

/**
 * A connection that is not heard any more stays open so long, milliseconds: to drop what it sends costs a fraction of what its
 * next connection would.
 */
export const STRUCK_OUT_MS = 1_000

/** A connection without a well-formed call for so long since it opened, milliseconds: close HELLO_TIMEOUT. */
export const HELLO_TIMEOUT_MS = 3_000

/** Replies that a peer has not read yet, bytes. Beyond: close SLOW_CONSUMER. */
export const UNREAD_REPLY_BYTES_MAX = 1_048_576

/** Token buckets kept. Beyond, full ones are dropped, then the oldest: who floods buys only forgotten limits. */
export const RATE_BUCKETS_MAX = 65_536
