// The matcher's thread: holds a matcher for each queue, does what it is told in order, and answers cycles. A queue's own match
// function is loaded here, so what it throws, and how long it takes, is not the tick's concern.

import { parentPort } from 'node:worker_threads'
import type { Matcher } from '../matchmaking/model.js'
import { loadMatcher } from './load-matcher.js'
import { type Answer, type Order, READY } from './messages.js'

type Opened = { readonly matcher: Matcher } | { readonly error: unknown }

const matchers = new Map<number, Promise<Opened>>()
let done = Promise.resolve()

parentPort?.on('message', (orders: readonly Order[]) => {
  done = done.then(() => carryOutAll(orders))
})
parentPort?.postMessage(READY)

async function carryOutAll(orders: readonly Order[]): Promise<void> {
  for (const order of orders) {
    if (order.kind === 'open') matchers.set(order.matcher, open(order))
    else if (order.kind === 'close') matchers.delete(order.matcher)
    else {
      const opened = await matchers.get(order.matcher)
      if (opened !== undefined) carryOut(order, opened)
    }
  }
}

async function open({ config, module }: Order & { kind: 'open' }): Promise<Opened> {
  try {
    return { matcher: await loadMatcher(config, module) }
  } catch (error) {
    return { error }
  }
}

function carryOut(order: Exclude<Order, { kind: 'open' | 'close' }>, opened: Opened): void {
  if (order.kind === 'cycle') parentPort?.postMessage(runCycle(order, opened))
  else if ('matcher' in opened) change(order, opened.matcher)
}

function change(order: Exclude<Order, { kind: 'open' | 'close' | 'cycle' }>, matcher: Matcher): void {
  if (order.kind === 'addTicket') matcher.addTicket(order.ticket)
  else if (order.kind === 'removeTicket') matcher.removeTicket(order.ticketId)
  else if (order.kind === 'addBackfill') matcher.addBackfill(order.backfill)
  else matcher.removeBackfill(order.backfillId)
}

function runCycle({ matcher, nowMs, seed }: Order & { kind: 'cycle' }, opened: Opened): Answer {
  const startMs = performance.now()
  const answer = (rest: Pick<Answer, 'proposals' | 'error'>) => ({
    matcher,
    durationMs: performance.now() - startMs,
    ...rest,
  })
  try {
    if ('error' in opened) throw opened.error
    return answer({ proposals: opened.matcher.cycle(nowMs, seed), error: undefined })
  } catch (error) {
    return answer({ proposals: [], error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
