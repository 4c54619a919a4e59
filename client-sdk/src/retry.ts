// Doing something again that failed for a while only: a lost connection, an answer that did not come, a server that restarts or
// asks for patience. Each wait is about twice the one before, less a random part, so that thousands of clients that a restart cut
// off do not come back in one moment. Bounded: then the last error is the result. Time and randomness are arguments.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import { CallError, isPassing } from './errors.js'
import type { Scheduler } from './scheduler.js'

/** Longest first wait, milliseconds: a connection that a router dropped is back at once. */
export const RETRY_FIRST_MS = 500

/** Longest wait, milliseconds: a server that is back is found within that. */
export const RETRY_MS_MAX = 8_000

/** Attempts after the first one: 35 to 72 s of waiting, longer than a seat waits for its player and than most restarts take. */
export const RETRIES_MAX = 12

/** A server that asks for more patience than that is not waited for, milliseconds: the error says so to the player. */
export const RETRY_ASKED_MS_MAX = 30_000

export interface RetryOptions {
  readonly scheduler: Scheduler
  /** From 0 up to but not including 1. */
  readonly random: () => number
  /** Nobody waits for it any more: the error of the attempt under way is the last. */
  readonly isOver: () => boolean
}

/** Calls `run` until it succeeds, fails for good, or has failed RETRIES_MAX times more. */
export async function retrying<T>(run: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const askedMs = askedForMs(error)
      if (attempt === RETRIES_MAX || askedMs > RETRY_ASKED_MS_MAX || options.isOver() || !mayPass(error)) throw error
      await wait(options.scheduler, Math.max(waitMs(attempt, options.random()), askedMs))
      if (options.isOver()) throw error
    }
  }
}

/** Half to all of RETRY_FIRST_MS, doubled with each attempt up to RETRY_MS_MAX. */
export function waitMs(attempt: number, random: number): number {
  return Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_MS_MAX) * (0.5 + random / 2)
}

export function wait(scheduler: Scheduler, ms: number): Promise<void> {
  return new Promise((resolve) => scheduler.after(ms, resolve))
}

function mayPass(error: unknown): boolean {
  if (error instanceof RefusedError) return error.code === ErrorCode.RATE_LIMITED || error.code === ErrorCode.ROOM_BUSY
  if (!(error instanceof CallError)) return false
  const { closed } = error.details
  return error.code === 'TIMEOUT' || error.code === 'UNAVAILABLE' || (closed !== undefined && isPassing(closed))
}

function askedForMs(error: unknown): number {
  const asks = error instanceof CallError || error instanceof RefusedError
  return (asks && error.details.retryAfterMs) || 0
}
