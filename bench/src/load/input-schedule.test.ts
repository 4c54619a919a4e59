// When inputs go out: every client alike, spread evenly, and what is late is counted from when it was due.

import t from 'tap'
import { InputSchedule } from './input-schedule.js'

t.test('four clients with five inputs a second send in turns, 50 ms apart', async (t) => {
  const sent: [number, number][] = []
  let nowMs = 1_000
  const schedule = new InputSchedule(4, 5, nowMs, (client) => sent.push([nowMs, client]))
  for (; nowMs < 1_250; nowMs++) schedule.run(nowMs)
  t.same(sent, [
    [1_000, 0],
    [1_050, 1],
    [1_100, 2],
    [1_150, 3],
    [1_200, 0],
  ])
})

t.test('a pause delays nothing for good: what was due in it is sent at once, and its lateness shows', async (t) => {
  let sent = 0
  const schedule = new InputSchedule(10, 10, 0, () => sent++)
  schedule.run(0)
  schedule.run(500)
  t.equal(sent, 51)
  t.ok(Math.abs(schedule.latenessP99Ms - 490) < 10, `${schedule.latenessP99Ms} ms`)
  schedule.forgetLateness()
  t.equal(schedule.latenessP99Ms, 0)
  schedule.run(510)
  t.equal(sent, 52)
  t.ok(schedule.latenessP99Ms < 0.01)
})

t.test('without inputs nothing is ever due', async (t) => {
  const schedule = new InputSchedule(4, 0, 0, () => t.fail())
  schedule.run(1e9)
  t.equal(schedule.latenessP99Ms, 0)
})
