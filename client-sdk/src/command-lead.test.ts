// Steering the command lead against a simulated server: wherever it starts, commands soon arrive one to two ticks early.

import t from 'tap'
import { CommandLead, SLACK_TICKS_MAX, SLACK_TICKS_MIN } from './command-lead.js'

/** Sends a command a tick over a way of `roundTripMs`, reports of which arrive a round trip later; slack in ticks. */
function slackAfter(lead: CommandLead, tickMs: number, roundTripMs: number, ticks: number, jitterMs = 0): number[] {
  const delay = Math.ceil(roundTripMs / tickMs)
  const reports: number[] = []
  let seed = 1
  for (let i = 0; i < ticks; i++) {
    seed = (seed * 48271) % 2147483647
    const jitter = jitterMs * (seed / 2147483647)
    // Where in a tick the command is made wanders, as a frame rate does against a tick rate.
    const clientTick = i + ((i * 0.37) % 1)
    const target = Math.ceil(clientTick + lead.ticks)
    const serverTick = clientTick + (roundTripMs + jitter) / tickMs
    reports.push((target - serverTick) * tickMs)
    if (i >= delay) lead.steer(reports[i - delay]!)
  }
  return reports.map((slackMs) => slackMs / tickMs)
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
    const slack = slackAfter(new CommandLead(tickMs, guessMs), tickMs, roundTripMs, 600).slice(-200)
    const off = slack.filter((ticks) => ticks < SLACK_TICKS_MIN - 0.3 || ticks > SLACK_TICKS_MAX + 0.3)
    t.same(off, [], `${Math.min(...slack)} to ${Math.max(...slack)}`)
  })
}

t.test('with jitter nearly all commands are in time', async (t) => {
  const slack = slackAfter(new CommandLead(50, 100), 50, 100, 1_000, 80).slice(-800)
  const late = slack.filter((ticks) => ticks < 0).length
  t.ok(late < slack.length * 0.01, `${late} of ${slack.length} late`)
  t.ok(slack.every((ticks) => ticks < 5))
})

t.test('absurd reports do not carry the lead away', async (t) => {
  const lead = new CommandLead(50, 0)
  for (let i = 0; i < 10_000; i++) lead.steer(-9_999)
  t.equal(lead.ticks, 20)
  for (let i = 0; i < 10_000; i++) lead.steer(9_999)
  t.equal(lead.ticks, 0)
})
