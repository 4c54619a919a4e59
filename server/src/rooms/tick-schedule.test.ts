import t from 'tap'
import { TickSchedule } from './tick-schedule.js'

function runTick(schedule: TickSchedule, endMs: number): void {
  schedule.begin()
  schedule.finish(endMs)
}

t.test('rule 10: due times do not drift, whatever the step', async (t) => {
  for (const hz of [1, 7, 20, 30, 60, 128]) {
    const schedule = new TickSchedule(hz, 1_000)
    for (let n = 0; n < hz * 100; n++) runTick(schedule, schedule.dueMs + 0.1)
    t.ok(Math.abs(schedule.dueMs - (1_000 + 100_000 + 1_000 / hz)) < 1e-3, `${hz} Hz is at ${schedule.dueMs}`)
    t.equal(schedule.overruns, 0)
    t.equal(schedule.timeFactor, 1)
  }
})

t.test('rule 10: one missed tick is caught up at once, without a slip', async (t) => {
  const schedule = new TickSchedule(20, 0)
  runTick(schedule, 110)
  t.equal(schedule.overruns, 1)
  t.equal(schedule.slips, 0)
  t.equal(schedule.dueMs, 100)
  runTick(schedule, 111)
  t.equal(schedule.dueMs, 150)
})

t.test(
  'more than one missed tick slips the schedule, is counted, and slows the time factor until it recovers',
  async (t) => {
    const schedule = new TickSchedule(20, 0)
    runTick(schedule, 500)
    t.equal(schedule.slips, 1)
    t.equal(schedule.slippedMs, 400)
    t.equal(schedule.dueMs, 500, 'one tick to catch up, no burst')
    t.ok(schedule.timeFactor < 1)
    for (let n = 0; n < 200; n++) runTick(schedule, schedule.dueMs + 1)
    t.ok(schedule.timeFactor > 0.999)
  },
)

t.test('a pause of minutes does not slow the clients down for long', async (t) => {
  const schedule = new TickSchedule(20, 0)
  runTick(schedule, 300_000)
  t.ok(schedule.timeFactor > 0.5, `${schedule.timeFactor}`)
  for (let n = 0; n < 60; n++) runTick(schedule, schedule.dueMs + 1)
  t.ok(schedule.timeFactor > 0.97, `${schedule.timeFactor}`)
})

t.test('rule 10: a steady overload shows in the time factor', async (t) => {
  const schedule = new TickSchedule(20, 0)
  let nowMs = 0
  for (let n = 0; n < 300; n++) {
    nowMs = Math.max(nowMs, schedule.dueMs) + 100
    runTick(schedule, nowMs)
  }
  t.ok(Math.abs(schedule.timeFactor - 0.5) < 0.03, `ticks of 100 ms at 20 Hz: ${schedule.timeFactor}`)
})

t.test('while a tick runs, what comes in is measured against the next one', async (t) => {
  const schedule = new TickSchedule(20, 0)
  schedule.begin()
  t.equal(schedule.dueMs, 100)
  schedule.finish(80)
  t.equal(schedule.dueMs, 100)
  t.equal(schedule.overruns, 0)
})
