// Steering the command lead against a simulated server: wherever it starts, commands soon arrive a little early, and none
// comes too late on the way there when the lead shrinks.

import t from 'tap'
import { CommandLead, MARGIN_TICKS_MAX, MARGIN_TICKS_MIN } from './command-lead.js'

/** Sends a command a tick over a way of `roundTripMs`, reports of which arrive a round trip later; margins in ticks. */
function marginsOf(lead: CommandLead, tickMs: number, roundTripMs: number, ticks: number, jitterMs = 0): number[] {
  const delay = Math.ceil(roundTripMs / tickMs)
  const margins: number[] = []
  const needed: number[] = []
  let seed = 1
  for (let i = 0; i < ticks; i++) {
    seed = (seed * 48271) % 2147483647
    const jitter = jitterMs * (seed / 2147483647)
    needed.push((roundTripMs + jitter) / tickMs)
    margins.push(lead.ticks - needed[i]!)
    if (i >= delay) lead.steer(needed[i - delay]!)
  }
  return margins
}

for (const [tickRateHz, roundTripMs, guessMs] of [
  [20, 20, 20],
  [20, 300, 0],
  [20, 20, 400],
  [60, 80, 0],
  [60, 200, 500],
] as const) {
  t.test(`${tickRateHz} Hz, round trip ${roundTripMs} ms, taken for ${guessMs} ms`, async (t) => {
    const tickMs = 1000 / tickRateHz
    const margins = marginsOf(new CommandLead(tickMs, guessMs), tickMs, roundTripMs, 600)
    const settled = margins.slice(-200)
    const off = settled.filter((ticks) => ticks < MARGIN_TICKS_MIN - 0.1 || ticks > MARGIN_TICKS_MAX + 0.1)
    t.same(off, [], `${Math.min(...settled)} to ${Math.max(...settled)}`)
    if (guessMs >= roundTripMs) t.ok(Math.min(...margins) >= MARGIN_TICKS_MIN, 'never too short')
  })
}

t.test('with jitter nearly all commands are in time', async (t) => {
  const margins = marginsOf(new CommandLead(50, 100), 50, 100, 1_000, 80).slice(-800)
  const late = margins.filter((ticks) => ticks < 0).length
  t.ok(late < margins.length * 0.01, `${late} of ${margins.length} late`)
  t.ok(margins.every((ticks) => ticks < 4))
})

t.test('absurd reports do not carry the lead away', async (t) => {
  const lead = new CommandLead(50, 0)
  for (let i = 0; i < 10_000; i++) lead.steer(9_999)
  t.equal(lead.ticks, 20)
  for (let i = 0; i < 10_000; i++) lead.steer(-9_999)
  t.equal(lead.ticks, 0)
})

t.test('a longer way is followed at once, a shorter one slowly', async (t) => {
  const lead = new CommandLead(50, 100)
  const reportsUntil = (neededTicks: number): number => {
    let reports = 0
    for (; reports < 1_000; reports++) {
      lead.steer(neededTicks)
      const margin = lead.ticks - neededTicks
      if (margin >= MARGIN_TICKS_MIN && margin <= MARGIN_TICKS_MAX + 0.1) return reports
    }
    return reports
  }
  lead.steer(2)
  t.equal(reportsUntil(6), 13, 'a quarter of a tick each time')
  const shorter = reportsUntil(2)
  t.ok(shorter > 80 && shorter < 300, `${shorter} reports`)
})
