// What the load test's parent and its workers tell each other. Counts are those of the window so far; latencies travel once,
// at the end.

import type { Counts } from '../bots/recorder.js'
import type { ErrorCounts } from '../error-tally.js'

/** Parent to worker; each but the first is answered with an Answer, in order. */
export type Order =
  | { readonly kind: 'join'; readonly assignment: WorkAssignment }
  /** How do things stand? */
  | { readonly kind: 'tell' }
  /** The measured window begins. */
  | { readonly kind: 'window' }
  /** It is over: send the bots home; the answer has a result. */
  | { readonly kind: 'finish' }

/** Worker to parent. */
export interface Answer {
  readonly state: WorkerState
  readonly result?: WorkerResult
}

export interface WorkAssignment {
  readonly url: string
  readonly scenario: string
  readonly bots: number
  readonly firstNumber: number
  readonly joinsAtOnce: number
}

/** How a worker stands. */
export interface WorkerState {
  /** First joins that are through. */
  readonly joined: number
  readonly playing: number
  /** Of those the ones that read slowly, and whose figures do not count. */
  readonly slow: number
  readonly sendRateHz: number
  readonly counts: Counts
  readonly errors: ErrorCounts
  /** User and system time of the process since its start. */
  readonly cpuMs: number
}

/** Latencies as `Latency.encode` writes them. */
export interface WorkerResult {
  readonly snapshotInterval: string
  readonly inputToState: string
  readonly join: string
  readonly lateness: string
  readonly calls: Readonly<Record<string, string>>
}
