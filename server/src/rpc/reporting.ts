// What the Thrift boundary reports, as interfaces that it declares itself; `telemetry` implements them.

export interface Counters {
  /**
   * @param name - snake_case, without prefix or unit suffix
   * @param label - one of few values, never what a client sent
   */
  count(name: string, label?: string): void
}

export interface Log {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
