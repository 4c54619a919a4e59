// A matcher's thread: holds matchers, does what it is told in order, and answers. A team's own match function is loaded here, so what
// it throws, and how long it takes, is not the tick's concern.

import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { PooledMatcher } from '../matchmaking/pooled-matcher.js'
import { loadMatcher } from './load-matcher.js'
import { type Answer, type Order, type Question, READY } from './messages.js'

type Opened = { readonly matcher: PooledMatcher } | { readonly error: unknown }

const matchers = new Map<number, Promise<Opened>>()
let done = Promise.resolve()

// Where cores are few the tick goes first: a matcher that is woken takes none from it. Elsewhere priorities are those of processes.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

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
    return { matcher: new PooledMatcher(config, await loadMatcher(config, module)) }
  } catch (error) {
    return { error }
  }
}

function carryOut(order: Exclude<Order, { kind: 'open' | 'close' }>, opened: Opened): void {
  if ('ask' in order) parentPort?.postMessage(answer(order, opened))
  else if ('matcher' in opened) change(order, opened.matcher)
}

function change(order: Exclude<Order, { kind: 'open' | 'close' } | Question>, matcher: PooledMatcher): void {
  if (order.kind === 'addTicket') matcher.addTicket(order.ticket)
  else if (order.kind === 'removeTicket') matcher.removeTicket(order.ticketId)
  else if (order.kind === 'addBackfill') matcher.addBackfill(order.backfill)
  else matcher.removeBackfill(order.backfillId)
}

function answer(question: Question, opened: Opened): Answer {
  const { ask, nowMs } = question
  const startMs = performance.now()
  const answered = (what: Partial<Answer>) => ({ ask, durationMs: performance.now() - startMs, ...what })
  try {
    if ('error' in opened) throw opened.error
    const { matcher } = opened
    if (question.kind === 'cycle') return answered({ proposals: matcher.cycle(nowMs, question.seed) })
    return answered({ explanation: matcher.explain(question.ticketId, nowMs) })
  } catch (error) {
    return answered({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
