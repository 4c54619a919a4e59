// Whatever the queue and whoever waits: what the built-in matcher proposes holds, nobody is proposed twice, and the oldest ticket is
// not left waiting where some match with it exists. Queues and pools are drawn from seeds; the judge, which knows nothing of
// the search, decides.

import t from 'tap'
import type { Pool, PoolTicket, Proposal } from '../model.js'
import { holds, sharedBy, viewOf } from '../rules/holds.js'
import { createMatcher } from './matcher.js'
import { everyMatchWith, randomPool } from './testing.js'

const SEEDS = Number(process.env.SEEDS ?? 150)

t.test('every proposal holds, and none shares a ticket with another', async (t) => {
  let proposed = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const pool = randomPool(seed, { ticketsMax: 60 })
    const matcher = createMatcher(pool.config)
    const view = viewOf(pool)
    for (const ticket of pool.tickets) matcher.addTicket(ticket)
    for (const backfill of pool.backfills) matcher.addBackfill(backfill)
    const all: Proposal[] = []
    for (let nowMs = 0; nowMs <= 60_000; nowMs += 7_500) {
      for (const proposal of matcher.cycle(nowMs, seed)) {
        const { problems, verdict } = holds(view, proposal, nowMs)
        all.push(proposal)
        if (problems.length > 0) t.fail(`seed ${seed} at ${nowMs}`, { problems, config: pool.config, proposal })
        else if (Math.abs(verdict!.quality - proposal.quality) > 1e-6) {
          t.fail(`seed ${seed} at ${nowMs}: quality ${proposal.quality}, judged ${verdict!.quality}`, { proposal })
        }
      }
    }
    if (sharedBy(all).length > 0) t.fail(`seed ${seed}`, { shared: sharedBy(all) })
    proposed += all.length
  }
  t.ok(proposed > SEEDS, `${proposed} proposals`)
})

t.test('a match with the oldest ticket is found where there is one', async (t) => {
  let found = 0
  let none = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const pool: Pool = { ...randomPool(seed, { ticketsMax: 6 }), backfills: [] }
    const nowMs = 4_000 + (seed % 5) * 4_000
    const oldest = [...pool.tickets].sort(byAge)[0]!
    const matcher = createMatcher(pool.config)
    for (const ticket of pool.tickets) matcher.addTicket(ticket)
    const proposals = matcher.cycle(nowMs, seed)
    const isProposed = proposals.some(({ tickets }) => tickets.some(({ ticketId }) => ticketId === oldest.ticketId))
    const exists = everyMatchWith(pool, oldest, nowMs)
    if (isProposed) found++
    else none++
    if (exists !== isProposed) t.fail(`seed ${seed}: exists ${exists}, found ${isProposed}`, { pool })
  }
  t.ok(found > SEEDS / 10 && none > SEEDS / 10, `${found} found, ${none} not`)
})

t.test('the same calls give the same proposals', async (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const pool = randomPool(seed, { ticketsMax: 60 })
    const run = () => {
      const matcher = createMatcher(pool.config)
      for (const ticket of pool.tickets) matcher.addTicket(ticket)
      return [10_000, 20_000].map((nowMs) => matcher.cycle(nowMs, seed))
    }
    t.same(run(), run(), `seed ${seed}`)
  }
})

function byAge(a: PoolTicket, b: PoolTicket): number {
  return a.enqueuedMs - b.enqueuedMs
}
