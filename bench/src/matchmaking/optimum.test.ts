// The exact optimum of pools whose optimum is known.

import t from 'tap'
import { GreedyMatcher } from './greedy.js'
import { optimumOf, worthOf } from './optimum.js'
import { BETA, normalCdf } from './skill.js'
import { smallQueue, ticketOf } from './testing.js'

/** Of a duel, in these queues where skill alone counts: twice the weaker one's chance, times two players. Sigma is 1. */
const duelWorth = (gap: number) => 2 * 2 * normalCdf(-gap / Math.sqrt(2 * BETA ** 2 + 2))

const poolOf = (mus: readonly number[]) => {
  const tickets = mus.map((mu, i) => ticketOf({ id: String(i), mu: [mu] }))
  return { config: smallQueue(1), tickets, backfills: [] }
}

t.test('nobody, one, and two who are too far apart are worth nothing', async (t) => {
  for (const mus of [[], [25], [20, 30]]) t.equal(optimumOf(poolOf(mus), 100), 0, String(mus))
})

t.test('two who may meet are worth their match', async (t) => {
  t.ok(Math.abs(optimumOf(poolOf([25, 26]), 100) - duelWorth(1)) < 1e-6)
})

t.test('two fair matches are better than one perfect one, which is what greed makes', async (t) => {
  const pool = poolOf([25, 26.9, 25.1, 23.2])
  const greedy = new GreedyMatcher(pool.config)
  for (const ticket of pool.tickets) greedy.addTicket(ticket)
  const worth = worthOf(pool, greedy.cycle(100), 100)
  t.ok(Math.abs(worth - duelWorth(0.1)) < 1e-6, 'greedy')
  const optimum = optimumOf(pool, 100)
  t.ok(Math.abs(optimum - 2 * duelWorth(1.8)) < 1e-6, `optimum ${optimum}`)
})

t.test('of the splits of a set the evenest counts', async (t) => {
  const tickets = [24, 24.5, 25.5, 26].map((mu, i) => ticketOf({ id: String(i), mu: [mu] }))
  const pool = { config: smallQueue(2, { partySizeMax: 1 }), tickets, backfills: [] }
  t.ok(Math.abs(optimumOf(pool, 100) - 4) < 1e-6, 'best and worst against the two between: even')
})

t.test('too large a pool is refused', async (t) => {
  t.throws(() => optimumOf(poolOf(Array.from({ length: 17 }, () => 25)), 100), { message: /17 tickets/ })
})
