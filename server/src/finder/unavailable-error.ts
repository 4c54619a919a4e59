// How domain code says "not now, and it is not your fault". The Thrift boundary turns it into the `Unavailable` of
// common.thrift.

export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'

  /** @param message - what cannot be done and why, for people; @param retryAfterMs - when it may work again */
  constructor(
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(message)
  }
}
