// Every limit of the Thrift boundary, each with its unit, its reason and what happens when it is reached. All are
// checked before anything is allocated for what they limit. The limits of `/play` stand in `protocol/limits`.

/** Largest Thrift message from a client, bytes: bounds what a message can cost to read. Beyond: close TOO_LARGE. */
export const MESSAGE_BYTES_MAX = 65_536

/** Deepest nesting of structs and containers; the arguments themselves are level 1. Beyond: protocol error. */
export const NESTING_MAX = 32

/** Elements of all containers of a message together, a map entry counting once. Beyond: protocol error. */
export const ELEMENTS_MAX = 4_096

/** Longest service name (with its room id) and longest method name, bytes each. Beyond: protocol error. */
export const NAME_BYTES_MAX = 64

/** Largest reply, bytes. Beyond, the caller gets "internal error": a handler must page what it returns. */
export const REPLY_BYTES_MAX = 1_048_576

/** A handler that has not answered by then is given up, milliseconds: the caller gets `Unavailable`. */
export const CALL_TIMEOUT_MS = 10_000

/** What a long-polling method may take beyond its `tw.longPoll`, milliseconds, before it is given up like any other. */
export const LONG_POLL_GRACE_MS = 5_000

/** Unanswered calls of one connection. Beyond: refused LIMIT_REACHED. */
export const CALLS_IN_FLIGHT_MAX = 64

/** Malformed messages of one connection. At the last one: close PROTOCOL_ERROR. */
export const CONNECTION_STRIKES_MAX = 3

/** A connection without a well-formed call for so long since it opened, milliseconds: close HELLO_TIMEOUT. */
export const HELLO_TIMEOUT_MS = 3_000

/** Replies that a peer has not read yet, bytes. Beyond: close SLOW_CONSUMER. */
export const UNREAD_REPLY_BYTES_MAX = 1_048_576

/** Token buckets kept. Beyond, full ones are dropped, then the oldest: who floods buys only forgotten limits. */
export const RATE_BUCKETS_MAX = 65_536
