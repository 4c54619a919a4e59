// What the Thrift boundary reports, as interfaces that it declares itself; `telemetry` implements them.

export interface Counters {
  /**
   * @param name - snake_case, without prefix or unit suffix
   * @param label - one of few values, never what a client sent
   */
  count(name: string, label?: string): void
}

/** What the dispatcher reports of calls. */
export interface CallCounters extends Counters {
  /**
   * A handler's answer has left. Calls that are refused before their handler are not timed, nor is what has no reply.
   * @param method - `Service.method`, one of those that were registered
   * @param requestMs - from the message's arrival to the handler's start: decoding, and in a room the wait for its tick
   * @param responseMs - from there to the reply's bytes being handed to the transport: handling, encoding, and in a
   *   room the rest of the tick
   */
  answered(method: string, requestMs: number, responseMs: number): void
}

export interface Log {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
