// Matchers in their own thread: the same proposals as in this one, and what becomes of a queue whose match function throws, hangs,
// or takes the thread down.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { matchFunction } from '../matchmaking/search/match-function.js'
import { randomPool } from '../matchmaking/search/testing.js'
import { MatcherWorker, ORDERS_PER_MESSAGE_MAX } from './matcher-worker.js'

const POOL = randomPool(3, { ticketsMax: 60 })
const NOW_MS = 20_000

t.test('it proposes what a matcher in this thread proposes', async (t) => {
  const worker = new MatcherWorker({ onError: (error) => t.fail(error.message), onCycle: () => {} })
  const matcher = filled(worker)
  const expected = matchFunction(POOL, NOW_MS, 7)
  t.ok(expected.length > 0)
  t.same(await matcher.cycle(NOW_MS, 7), expected)
  t.same(await matcher.cycle(NOW_MS, 7), [], 'and each once')
  await worker.stop()
})

t.test('queues share the worker, and changes are heard in order, over many messages', async (t) => {
  let cycles = 0
  const worker = new MatcherWorker({
    onError: (error) => t.fail(error.message),
    onCycle: () => {
      cycles++
    },
  })
  const one = filled(worker, 'one')
  const two = filled(worker, 'two')
  for (let i = 0; i < ORDERS_PER_MESSAGE_MAX * 3; i++) one.removeTicket(`t${i}`)
  t.same(await one.cycle(NOW_MS, 7), [])
  t.same(await two.cycle(NOW_MS, 7), matchFunction(POOL, NOW_MS, 7))
  t.equal(cycles, 2)
  await worker.stop()
})

t.test(
  "a queue's own match function is loaded in the worker; what it throws is said, and the next cycle is tried",
  async (t) => {
    const errors: string[] = []
    const matchFunction = moduleOf(
      t,
      'export default (pool, nowMs) => { if (nowMs === 1) throw new Error("mine"); return [] }',
    )
    const worker = new MatcherWorker({
      matchFunction,
      onError: ({ message }) => errors.push(message),
      onCycle: () => {},
    })
    const matcher = filled(worker)
    t.same(await matcher.cycle(1, 0), [])
    t.same(await matcher.cycle(2, 0), [])
    t.equal(errors.length, 1)
    t.match(errors[0], /queue duel: its match function failed: Error: mine/)
    await worker.stop()
  },
)

t.test('a module that is none is said at every cycle, with the fix', async (t) => {
  const errors: string[] = []
  const options = { onError: ({ message }: Error) => errors.push(message), onCycle: () => {} }
  for (const text of ['export const match = () => []', 'nonsense nonsense']) {
    const worker = new MatcherWorker({ ...options, matchFunction: moduleOf(t, text) })
    t.same(await filled(worker).cycle(1, 0), [])
    await worker.stop()
  }
  t.match(errors[0], /has no match function. Export it as default/)
  t.match(errors[1], /SyntaxError/)
})

t.test(
  'a match function that does not come back, or ends the thread, costs a cycle: the next matcher has a new worker',
  async (t) => {
    for (const deed of ['for (;;) {}', 'process.exit(3)']) {
      const errors: string[] = []
      const worker = new MatcherWorker({
        matchFunction: moduleOf(t, `export default (pool, nowMs) => { if (nowMs === 1) ${deed}; return [] }`),
        overtimeMs: 1_500,
        onError: ({ message }) => errors.push(message),
        onCycle: () => {},
      })
      const matcher = filled(worker)
      await t.rejects(matcher.cycle(1, 0))
      await t.rejects(matcher.cycle(2, 0), /worker is gone/, 'and so it stays')
      t.same(errors.length, 1)
      t.match(errors[0], deed === 'for (;;) {}' ? /queue duel: no proposals after 1500 ms/ : /ended with code 3/)
      const again = filled(worker)
      matcher.close()
      t.same(await again.cycle(2, 0), [])
      await worker.stop()
    }
  },
)

t.test('a stopped server hears nothing more', async (t) => {
  const worker = new MatcherWorker({ onError: (error) => t.fail(error.message), onCycle: () => {} })
  const matcher = filled(worker)
  const asked = matcher.cycle(NOW_MS, 7)
  await worker.stop()
  t.same(await asked, [])
  t.same(await matcher.cycle(NOW_MS, 7), [])
  t.same(await worker.open(POOL.config).cycle(NOW_MS, 7), [])
})

function filled(worker: MatcherWorker, name = 'duel') {
  const matcher = worker.open({ ...POOL.config, name })
  for (const ticket of POOL.tickets) matcher.addTicket(ticket)
  for (const backfill of POOL.backfills) matcher.addBackfill(backfill)
  return matcher
}

function moduleOf(t: Test, text: string): string {
  const folder = t.testdir()
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'match.mjs')
  writeFileSync(path, text)
  return path
}
