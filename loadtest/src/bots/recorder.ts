// What the bots of one process saw: counts and latencies of the measured window, and errors of the whole run. Bots write
// here, the worker reads. Bots that read slowly on purpose are left out of everything but the errors.

import { ErrorTally } from '../error-tally.js'
import { Latency } from '../latency.js'

/** Plain counts; a parent adds those of its workers. */
export interface Counts {
  /** Snapshots, and their payload in bytes without WebSocket and TCP headers. */
  snapshots: number
  bytes: number
  /** The same of snapshots in which a checking bot counted the movers it sees, and those movers. */
  sampledSnapshots: number
  sampledBytes: number
  usefulMovers: number
  /** Comparisons of decoded state with what the server or another bot says. */
  truthChecks: number
  /** Slow bots that were closed for it, as they should be. */
  slowClosed: number
  /** Players that left because their time was over. */
  left: number
}

export const noCounts = (): Counts => ({
  snapshots: 0,
  bytes: 0,
  sampledSnapshots: 0,
  sampledBytes: 0,
  usefulMovers: 0,
  truthChecks: 0,
  slowClosed: 0,
  left: 0,
})

export class Recorder {
  readonly errors = new ErrorTally()
  counts = noCounts()
  /** Between two snapshots of one bot. */
  readonly snapshotInterval = new Latency()
  /** From when a command was meant to be sent to the first snapshot that reflects it. */
  readonly inputToState = new Latency()
  /** From when a join was meant to begin to the first snapshot. */
  readonly join = new Latency()
  /** How late the rig itself was with what it had to send. */
  readonly lateness = new Latency()
  /** By method, from when a call was meant to be sent to its answer. */
  readonly calls = new Map<string, Latency>()

  latencyOf(method: string): Latency {
    let latency = this.calls.get(method)
    if (latency === undefined) {
      latency = new Latency()
      this.calls.set(method, latency)
    }
    return latency
  }

  /** The window begins; errors so far stay. */
  restart(): void {
    this.counts = noCounts()
    for (const latency of [
      this.snapshotInterval,
      this.inputToState,
      this.join,
      this.lateness,
      ...this.calls.values(),
    ]) {
      latency.reset()
    }
  }
}
