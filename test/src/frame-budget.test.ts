// The frame budget's measurement: it plays what it says it plays, and its figures are those of a fine clock. How much a frame may take
// is checked by `make frame-budget`, on a machine that does nothing else.

import { TICK_RATE_HZ } from '@tickwire/arena/simulation'
import t from 'tap'
import { launch } from './browser-page.js'
import { measureFrames, tableOf } from './frame-budget/measure.js'
import { ROUND_TRIP_MS, VISIBLE } from './frame-budget/tape.js'

/** Beyond it the measurement is wrong, or something is slower by an order of magnitude, milliseconds. */
const FRAME_MS_MAX = 20

t.test('a crowd is decoded, shown and predicted in Chromium, each part timed', async (t) => {
  const cost = await measureFrames(await launch(t), 120)
  t.comment(tableOf(cost))
  t.ok(cost.isIsolated, 'the page has a fine clock')
  t.ok(cost.frames >= 30, `${cost.frames} frames with a snapshot`)
  t.ok(cost.visible >= VISIBLE, `${cost.visible} avatars in sight`)
  t.ok(cost.replayedTicks >= Math.floor((ROUND_TRIP_MS / 1_000) * TICK_RATE_HZ), `${cost.replayedTicks} ticks replayed`)
  for (const [part, { p50, p95, p99 }] of Object.entries(cost.parts)) {
    t.ok(p50 > 0 && p50 <= p95 && p95 <= p99, `${part}: ${p50} ${p95} ${p99}`)
  }
  t.ok(cost.p95 < FRAME_MS_MAX, `${cost.p95} ms`)
})
