// The clock against a simulated way: what it takes for the server's tick, the delay and the render tick.

import t from 'tap'
import { INTERPOLATION_DELAY_MS_MAX, RENDER_RATE_CORRECTION_MAX, RoomClock } from './clock.js'

const TICK_MS = 50

/** Feeds snapshots of a 20 Hz room that arrive `latencyMs(tick)` after they were sent, and renders at 60 Hz. */
function run(clock: RoomClock, fromTick: number, ticks: number, latencyMs: (tick: number) => number): number[] {
  const arrivals = Array.from({ length: ticks }, (_, i) => {
    const tick = fromTick + i
    return { tick, atMs: tick * TICK_MS + latencyMs(tick) }
  })
  const rendered: number[] = []
  let nowMs = fromTick * TICK_MS + latencyMs(fromTick)
  let lastMs = nowMs
  while (arrivals.length > 0) {
    // Ordered delivery: a late one holds back those behind it.
    while (arrivals.length > 0 && arrivals[0]!.atMs <= nowMs) {
      lastMs = Math.max(lastMs, arrivals[0]!.atMs)
      clock.sample(arrivals.shift()!.tick, 1, lastMs, 1)
    }
    rendered.push(clock.render(nowMs))
    nowMs += 1000 / 60
  }
  return rendered
}

t.test('rule 12: the least delay is the way there; jitter above it becomes interpolation delay', async (t) => {
  const clock = new RoomClock(20, 1)
  run(clock, 100, 400, (tick) => 40 + (tick % 5) * 10)
  const nowMs = 500 * TICK_MS + 40
  t.ok(Math.abs(clock.tickAt(nowMs) - 500) < 0.01, 'tick of the server, one least delay ago')
  t.ok(clock.interpolationDelayMs >= TICK_MS + 40, `covers the jitter: ${clock.interpolationDelayMs}`)
  t.ok(clock.interpolationDelayMs < TICK_MS + 50)
})

t.test('the delay grows at once and shrinks slowly', async (t) => {
  const clock = new RoomClock(20, 1)
  run(clock, 0, 100, () => 40)
  t.ok(clock.interpolationDelayMs < 51)
  run(clock, 100, 10, (tick) => (tick < 105 ? 200 : 40))
  const grown = clock.interpolationDelayMs
  t.ok(grown > 150, `grown: ${grown}`)
  run(clock, 110, 150, () => 40)
  const later = clock.interpolationDelayMs
  t.ok(later < grown && later > 51, `on its way back: ${later}`)
  run(clock, 260, 800, () => 40)
  t.ok(clock.interpolationDelayMs < 53, `back: ${clock.interpolationDelayMs}`)
})

t.test(
  'the render tick never runs backwards, keeps its rate within bounds, and waits where nothing newer is known',
  async (t) => {
    const clock = new RoomClock(20, 1)
    const rendered = run(clock, 0, 600, (tick) => 30 + ((tick * 7919) % 97) + (tick % 200 > 195 ? 200 : 0))
    const nominal = 1000 / 60 / TICK_MS
    const steps = rendered.slice(1).map((tick, i) => tick - rendered[i]!)
    t.ok(Math.min(...steps) >= 0)
    t.ok(Math.max(...steps) <= nominal * (1 + RENDER_RATE_CORRECTION_MAX) + 1e-9)
    const waits = steps.filter((step) => step < nominal * (1 - RENDER_RATE_CORRECTION_MAX) - 1e-9).length
    t.ok(waits < 60, `${waits} frames of ${steps.length}, while the delay was still growing`)
  },
)

t.test('a render tick that is far off jumps', async (t) => {
  const clock = new RoomClock(20, 1)
  clock.sample(100, 1, 1000, 1)
  clock.render(1000)
  clock.sample(130, 1, 1050, 1)
  const tick = clock.render(1060)
  t.ok(tick > 125, `${tick}`)
})

t.test('rule 12: under 5 % stalls of 200 ms the picture waits once, and goes on at its pace', async (t) => {
  const clock = new RoomClock(20, 1)
  let seed = 5
  let stallEndsMs = 0
  const ways = Array.from({ length: 1_200 }, (_, tick) => {
    seed = (seed * 48271) % 2147483647
    const nowMs = tick * TICK_MS
    if (nowMs >= stallEndsMs && seed / 2147483647 < 0.05) stallEndsMs = nowMs + 200
    return 40 + Math.max(0, stallEndsMs - nowMs)
  })
  const rendered = run(clock, 0, ways.length, (tick) => ways[tick]!)
  const steps = rendered.slice(1).map((tick, i) => tick - rendered[i]!)
  const nominal = 1000 / 60 / TICK_MS
  t.ok(
    Math.max(...steps) <= nominal * (1 + RENDER_RATE_CORRECTION_MAX) + 1e-9,
    'never a jump, not at the first one either',
  )
  const waits = steps.map((step, i) => (step < nominal / 2 ? i : -1)).filter((i) => i >= 0)
  t.ok(waits.length > 0 && waits.length < 15, `${waits.length} frames stood, of ${steps.length}`)
  t.ok(clock.interpolationDelayMs < 260, `${clock.interpolationDelayMs} ms`)
})

t.test('a slowed-down server slows the clock down', async (t) => {
  const clock = new RoomClock(20, 1)
  for (let i = 0; i <= 100; i++) clock.sample(i, 0.5, i * 100, 1)
  t.ok(Math.abs(clock.tickAt(100 * 100 + 100) - 101) < 0.01)
  t.ok(clock.interpolationDelayMs < 101)
  const before = clock.render(10_000)
  t.ok(Math.abs(clock.render(10_020) - before - 0.2) < 0.011)
})

t.test('a server that emits less often is drawn farther behind, so that there is a sample to go to', async (t) => {
  const clock = new RoomClock(20, 1)
  run(clock, 0, 20, () => 20)
  for (let tick = 22; tick < 100; tick += 2) clock.sample(tick, 1, tick * TICK_MS + 20, 2)
  t.ok(clock.interpolationDelayMs >= 2 * TICK_MS)
})

t.test('an old least delay is forgotten', async (t) => {
  const clock = new RoomClock(20, 1)
  run(clock, 0, 20, () => 20)
  run(clock, 20, 300, () => 120)
  t.ok(Math.abs(clock.tickAt(320 * TICK_MS + 120) - 320) < 0.01)
})

t.test('the delay has a limit', async (t) => {
  const clock = new RoomClock(20, 1)
  clock.sample(0, 1, 0, 1)
  for (let i = 1; i < 50; i++) clock.sample(i, 1, i * TICK_MS + 5_000, 1)
  t.equal(clock.interpolationDelayMs, INTERPOLATION_DELAY_MS_MAX)
})
