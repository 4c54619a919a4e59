// What the server's thread and a matcher's thread say to each other. Plain data, cloned by `postMessage`; a message is a list, so
// that what changes between two cycles costs one or a few of them.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolBackfill, PoolTicket, Proposal } from '../matchmaking/model.js'
import type { TicketExplanation } from '../matchmaking/rules/explain.js'

/** To the worker. `matcher` numbers what `open` opened; `ask` numbers what is to be answered. */
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
  | Question
  | { readonly kind: 'close'; readonly matcher: number }

export type Question =
  | {
      readonly kind: 'cycle'
      readonly matcher: number
      readonly ask: number
      readonly nowMs: number
      readonly seed: number
    }
  | {
      readonly kind: 'explain'
      readonly matcher: number
      readonly ask: number
      readonly ticketId: string
      readonly nowMs: number
    }

/** From the worker: the answer to a question. */
export interface Answer {
  readonly ask: number
  /** What it took of the worker's thread, milliseconds. */
  readonly durationMs: number
  /** To `cycle`. */
  readonly proposals?: readonly Proposal[]
  /** To `explain`. */
  readonly explanation?: TicketExplanation | undefined
  /** What went wrong, with its stack; set alone. */
  readonly error?: string
}

/** The worker's first word: its modules are loaded. */
export const READY = 'ready'
