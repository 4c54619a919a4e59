// What one connection has done wrong with its Thrift messages, and when that is enough. Between a connection and the
// dispatcher's verdicts, for `/rpc`, TCP and `/play` alike.

import type { Verdict } from '../rpc/dispatcher.js'
import { CONNECTION_STRIKES_MAX, UNKNOWN_METHODS_MAX } from '../rpc/limits.js'

export class Strikes {
  private malformed = 0
  private unknown = 0

  /** @returns false when the connection must be closed */
  take(verdict: Verdict): boolean {
    if (verdict === 'malformed') this.malformed++
    else if (verdict === 'unknown') this.unknown++
    return this.malformed < CONNECTION_STRIKES_MAX && this.unknown < UNKNOWN_METHODS_MAX
  }
}
