// Matchers in their own threads: the same proposals as in this one, and what becomes of a queue whose match function throws, hangs, or
// takes its thread down. The other queues do not notice.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { explainTicket } from '../matchmaking/rules/explain.js'
import { matchFunction } from '../matchmaking/search/match-function.js'
import { randomPool } from '../matchmaking/search/testing.js'
import { MatcherWorkers } from './matcher-workers.js'
import { ORDERS_PER_MESSAGE_MAX, type WorkerLifeOptions } from './worker-life.js'

const POOL = randomPool(3, { ticketsMax: 60 })
const NOW_MS = 20_000

t.test('it proposes what a matcher in this thread proposes, and explains what one does', async (t) => {
  const workers = workersOf(t)
  const matcher = filled(workers)
  const expected = matchFunction(POOL, NOW_MS, 7)
  t.ok(expected.length > 0)
  t.same(await matcher.cycle(NOW_MS, 7), expected)
  t.same(await matcher.cycle(NOW_MS, 7), [], 'and each once')
  const tickets = new Map(POOL.tickets.map((ticket) => [ticket.ticketId, ticket]))
  const explained = explainTicket({ ...POOL.config, name: 'duel' }, tickets, 't0', NOW_MS)
  t.ok(explained)
  t.same(await matcher.explain('t0', NOW_MS), explained)
  t.equal(await matcher.explain('nobody', NOW_MS), undefined)
})

t.test('queues with the built-in matcher share a worker; changes are heard in order, over many messages', async (t) => {
  let cycles = 0
  const workers = workersOf(t, {
    onCycle: () => {
      cycles++
    },
  })
  const one = filled(workers, 'one')
  const two = filled(workers, 'two')
  for (let i = 0; i < ORDERS_PER_MESSAGE_MAX * 3; i++) one.removeTicket(`t${i}`)
  t.same(await one.cycle(NOW_MS, 7), [])
  t.same(await two.cycle(NOW_MS, 7), matchFunction(POOL, NOW_MS, 7))
  t.equal(cycles, 2)
})

t.test("a queue's own match function is loaded in the worker; what it throws is the answer to its cycle", async (t) => {
  const text = 'export default (pool, nowMs) => { if (nowMs === 1) throw new Error("mine"); return [] }'
  const matcher = filled(workersOf(t, { matchFunction: moduleOf(t, text) }))
  await t.rejects(matcher.cycle(1, 0), { message: /the match function failed: Error: mine/ })
  t.same(await matcher.cycle(2, 0), [])
})

t.test('a module that is none is said at every cycle, with the fix', async (t) => {
  for (const [text, said] of [
    ['export const match = () => []', /has no match function. Export it as default/],
    ['nonsense nonsense', /SyntaxError/],
  ] as const) {
    const matcher = filled(workersOf(t, { matchFunction: moduleOf(t, text) }))
    for (let cycle = 0; cycle < 2; cycle++) await t.rejects(matcher.cycle(cycle, 0), { message: said })
  }
})

t.test('one that hangs, or ends its thread, costs its own queue alone; opened again it has a new worker', async (t) => {
  for (const [deed, said] of [
    ['for (;;) {}', /no answer after 1500 ms: its worker was ended/],
    ['process.exit(3)', /worker ended with code 3/],
    ['setTimeout(() => { throw new Error("later") })', /later/],
  ] as const) {
    const text = `export default ({ config }, nowMs) => {
      if (config.name === 'bad' && nowMs === 1) ${deed}
      return []
    }`
    const workers = workersOf(t, { matchFunction: moduleOf(t, text), overtimeMs: 1_500 })
    const bad = filled(workers, 'bad')
    const good = filled(workers, 'good')
    t.same(await good.cycle(0, 0), [])
    t.same(await bad.cycle(0, 0), [])
    // What throws later may have answered this and the next before.
    const untilItEnds = async (): Promise<never> => {
      for (await bad.cycle(1, 0); ; ) await bad.explain('t0', 2)
    }
    const ended = untilItEnds().catch((error: Error) => error.message)
    let cycles = 0
    for (let isOver = false; !isOver; cycles++) {
      t.same(await good.cycle(1, 0), [])
      isOver = (await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))])) !== undefined
    }
    t.match(await ended, said)
    if (deed === 'for (;;) {}') t.ok(cycles > 10, `${cycles} cycles of the other queue meanwhile`)
    await t.rejects(bad.cycle(2, 0), { message: said }, 'and so it stays')
    bad.close()
    t.same(await filled(workers, 'bad').cycle(2, 0), [])
    t.same(await good.cycle(2, 0), [])
  }
})

t.test('a stopped server hears nothing more', async (t) => {
  const workers = workersOf(t)
  const matcher = filled(workers)
  const asked = matcher.cycle(NOW_MS, 7)
  await workers.stop()
  t.same(await asked, [])
  t.same(await matcher.cycle(NOW_MS, 7), [])
  t.same(await workers.open(POOL.config).cycle(NOW_MS, 7), [])
})

function workersOf(t: Test, options: Partial<WorkerLifeOptions> = {}): MatcherWorkers {
  const workers = new MatcherWorkers({ onCycle: () => {}, ...options })
  t.teardown(() => workers.stop())
  return workers
}

function filled(workers: MatcherWorkers, name = 'duel') {
  const matcher = workers.open({ ...POOL.config, name })
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
