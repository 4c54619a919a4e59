// Token buckets: what they let through over time, and that their number is bounded.

import t from 'tap'
import { RATE_BUCKETS_MAX } from './limits.js'
import { RateLimiter } from './rate-limiter.js'

t.test('a burst of `count`, then one for each part of `perMs`', async (t) => {
  const limiter = new RateLimiter()
  const rate = { count: 3, perMs: 900 }
  t.same(
    [1, 2, 3, 4].map(() => limiter.take('a', rate, 1_000)),
    [0, 0, 0, 300],
  )
  t.equal(limiter.take('b', rate, 1_000), 0)
  t.equal(limiter.take('a', rate, 1_299), 1)
  t.equal(limiter.take('a', rate, 1_300), 0)
  t.equal(limiter.take('a', rate, 1_300), 300)
  t.same(
    [1, 2, 3, 4].map(() => limiter.take('a', rate, 10_000)),
    [0, 0, 0, 300],
  )
})

t.test('rates that do not divide evenly never let more through', async (t) => {
  const limiter = new RateLimiter()
  let passed = 0
  for (let nowMs = 0; nowMs < 10_000; nowMs++) if (limiter.take('a', { count: 7, perMs: 1_000 }, nowMs) === 0) passed++
  t.ok(passed >= 76 && passed <= 77, String(passed))
})

t.test('ever new keys cost bounded memory and forget the oldest', async (t) => {
  const limiter = new RateLimiter()
  const rate = { count: 1, perMs: 60_000 }
  t.equal(limiter.take('first', rate, 0), 0)
  for (let i = 0; i < RATE_BUCKETS_MAX - 1; i++) limiter.take(`key ${i}`, rate, 1)
  t.not(limiter.take('first', rate, 2), 0)
  limiter.take('one too many', rate, 2)
  t.equal(limiter.take('first', rate, 3), 0)
  t.not(limiter.take('key 7', rate, 4), 0)
})
