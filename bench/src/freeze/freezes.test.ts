// Gaps between snapshots to freezes, with figures that can be worked out by hand.

import t from 'tap'
import { freezesOf } from './freezes.js'

t.test('how many a minute, how long, and what part of the time', async (t) => {
  const freezesMs = [400, ...Array.from({ length: 19 }, (_, i) => 200 + i)]
  const freezes = freezesOf({ freezesMs, watchedMs: 240_000 })
  t.match(freezes, { perMinute: 5, medianMs: 209, p95Ms: 218 })
  t.ok(Math.abs(freezes.timePercent - (100 * 4_371) / 240_000) < 1e-9)
})

t.test('none', async (t) => {
  t.same(freezesOf({ freezesMs: [], watchedMs: 60_000 }), {
    perMinute: 0,
    medianMs: null,
    p95Ms: null,
    timePercent: 0,
  })
})
