// Where the time of Thrift calls goes inside the server, a pair of histograms a method: before its handler (request) and from
// there to the reply (response). What is left of a latency that a client measures is the network.

import type { Registry } from 'prom-client'
import { addQuantilesBy, addTotals } from './series.js'
import { TimeHistogram } from './time-histogram.js'

/** Made with a method's first call: a method that nobody calls costs nothing. */
class MethodTimes {
  readonly requests = new TimeHistogram()
  readonly responses = new TimeHistogram()
  calls = 0
}

export class CallTimes {
  private readonly methods = new Map<string, MethodTimes>()

  constructor(registry: Registry) {
    const of = <T>(pick: (times: MethodTimes) => T) => {
      return () => [...this.methods].map(([method, times]) => [method, pick(times)] as const)
    }
    addQuantilesBy(
      registry,
      'tickwire_rpc_request_ms',
      "From a call's arrival to its handler's start, milliseconds",
      'method',
      of(({ requests }) => requests),
    )
    addQuantilesBy(
      registry,
      'tickwire_rpc_response_ms',
      "From a handler's start to its reply being handed to the transport, milliseconds",
      'method',
      of(({ responses }) => responses),
    )
    addTotals(
      registry,
      'tickwire_rpc_timed_total',
      'Calls that were timed',
      'method',
      of(({ calls }) => calls),
    )
  }

  answered(method: string, requestMs: number, responseMs: number): void {
    let times = this.methods.get(method)
    if (times === undefined) {
      times = new MethodTimes()
      this.methods.set(method, times)
    }
    times.calls++
    times.requests.record(requestMs)
    times.responses.record(responseMs)
  }

  /** Starts the histograms anew. */
  reset(): void {
    for (const { requests, responses } of this.methods.values()) {
      requests.reset()
      responses.reset()
    }
  }
}
