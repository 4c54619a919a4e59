// What the server's thread and the matcher's thread say to each other. Plain data, cloned by `postMessage`; a message is a list, so
// that what changes between two cycles costs one or a few of them.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolBackfill, PoolTicket, Proposal } from '../matchmaking/model.js'

/** To the worker. `matcher` numbers what `open` opened. */
export type Order =
  | {
      readonly kind: 'open'
      readonly matcher: number
      readonly config: QueueConfig
      readonly module: string | undefined
    }
  | { readonly kind: 'addTicket'; readonly matcher: number; readonly ticket: PoolTicket }
  | { readonly kind: 'removeTicket'; readonly matcher: number; readonly ticketId: string }
  | { readonly kind: 'addBackfill'; readonly matcher: number; readonly backfill: PoolBackfill }
  | { readonly kind: 'removeBackfill'; readonly matcher: number; readonly backfillId: string }
  | { readonly kind: 'cycle'; readonly matcher: number; readonly nowMs: number; readonly seed: number }
  | { readonly kind: 'close'; readonly matcher: number }

/** From the worker: the answer to a cycle. */
export interface Answer {
  readonly matcher: number
  /** None when it failed. */
  readonly proposals: readonly Proposal[]
  /** What the cycle took of the worker's thread, milliseconds. */
  readonly durationMs: number
  /** What went wrong, with its stack. */
  readonly error: string | undefined
}

/** The worker's first word: its modules are loaded. */
export const READY = 'ready'
