// How game and domain code says no to a call: a coded refusal that reaches the caller typed. The Thrift boundary turns
// it into the `Refused` or `NotFound` of common.thrift; any other error that a handler throws is our own fault and the
// caller sees only "internal error".

export class RefusedError extends Error {
  override readonly name = 'RefusedError'

  /**
   * @param code - an `ErrorCode` of common.thrift, or GAME (1000) and above for a game's own reasons
   * @param message - what was refused, why, and what to do
   */
  constructor(
    readonly code: number,
    message: string,
    readonly details: { readonly parameter?: string; readonly retryAfterMs?: number; readonly reason?: string } = {},
  ) {
    super(message)
  }
}

export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'

  /** @param what - the kind of thing, such as "room"; @param key - the key that found nothing */
  constructor(
    readonly what: string,
    readonly key: string,
  ) {
    super(`no ${what} ${key}`)
  }
}
