// The grades of load against rooms that are simulated: what a step and a send cost, on a schedule that slips like a real one.

import t from 'tap'
import { LoadGovernor } from './load-governor.js'
import { TickSchedule } from './tick-schedule.js'

const TICK_RATE_HZ = 20
const STEP_MS = 1_000 / TICK_RATE_HZ

/** What one tick costs, in steps. */
interface Cost {
  readonly step: number
  readonly sends: number
}

class SimulatedRoom {
  readonly governor: LoadGovernor
  readonly schedule: TickSchedule
  nowMs = 0
  tick = 0
  /** Tick and grade of each change. */
  readonly changes: { readonly tick: number; readonly grade: number }[] = []

  constructor(
    private readonly emissionInterval = 1,
    tickRateHz = TICK_RATE_HZ,
  ) {
    this.schedule = new TickSchedule(tickRateHz, 0)
    this.governor = new LoadGovernor(this.schedule.stepMs, emissionInterval)
  }

  /** @param costOf - by the send divisor */
  run(seconds: number, costOf: (sendDivisor: number) => Cost): void {
    const { governor, schedule } = this
    for (const endMs = this.nowMs + seconds * 1_000; this.nowMs < endMs; ) {
      const { dueMs, stepMs } = schedule
      this.nowMs = Math.max(this.nowMs, dueMs)
      this.tick++
      schedule.begin()
      const turn = this.tick % this.emissionInterval === 0
      const emits = turn && !governor.omits(this.tick / this.emissionInterval)
      const { step, sends } = costOf(governor.sendDivisor)
      this.nowMs += (step + (emits ? sends : 0)) * stepMs
      schedule.finish(this.nowMs)
      const { grade } = governor
      governor.ticked(dueMs, this.nowMs, emits)
      if (governor.grade !== grade) this.changes.push({ tick: this.tick, grade: governor.grade })
    }
  }

  get grades(): number[] {
    return this.changes.map(({ grade }) => grade)
  }
}

t.test('a room that keeps up stays whole, however close to the limit', async (t) => {
  const room = new SimulatedRoom()
  room.run(60, () => ({ step: 0.1, sends: 0.69 }))
  t.same(room.changes, [])
  t.equal(room.governor.sendDivisor, 1)
  t.equal(room.governor.emissionsOmitted, 0)
})

t.test('one second of load changes nothing: it is a burst', async (t) => {
  const room = new SimulatedRoom()
  for (let i = 0; i < 10; i++) {
    room.run(1, () => ({ step: 0.1, sends: 0.85 }))
    room.run(2, () => ({ step: 0.1, sends: 0.3 }))
  }
  t.same(room.changes, [])
})

t.test(
  'rule 4: load above the limit for two seconds halves the sends, and that holds without going to and fro',
  async (t) => {
    for (const sends of [0.8, 0.9, 1, 1.15]) {
      const room = new SimulatedRoom()
      room.run(1, () => ({ step: 0.1, sends: 0.1 }))
      room.run(600, () => ({ step: 0.1, sends }))
      t.same(room.grades, [1], `sends of ${sends} steps`)
      t.ok(room.changes[0]!.tick <= 4 * TICK_RATE_HZ, `within two or three seconds: tick ${room.changes[0]?.tick}`)
      t.equal(room.governor.sendDivisor, 2)
    }
  },
)

t.test('with half the sends the schedule does not slip any more', async (t) => {
  const room = new SimulatedRoom()
  const cost = () => ({ step: 0.05, sends: 1.05 })
  room.run(3, cost)
  const { slips } = room.schedule
  t.ok(slips > 0, 'it did before')
  room.run(60, cost)
  t.equal(room.schedule.slips, slips)
})

t.test('when the load has gone, the grade is left after some calm seconds', async (t) => {
  const room = new SimulatedRoom()
  room.run(10, () => ({ step: 0.1, sends: 0.9 }))
  t.same(room.grades, [1])
  const { tick } = room
  room.run(10, () => ({ step: 0.1, sends: 0.45 }))
  t.same(room.grades, [1, 0])
  const calmTicks = room.changes[1]!.tick - tick
  t.ok(calmTicks >= 4 * TICK_RATE_HZ && calmTicks <= 6 * TICK_RATE_HZ, `${calmTicks} ticks`)
})

t.test('a grade stays while its sends would be too many again, though it looks idle', async (t) => {
  const room = new SimulatedRoom()
  room.run(10, () => ({ step: 0, sends: 0.9 }))
  room.run(600, () => ({ step: 0, sends: 0.65 }))
  t.same(room.grades, [1], 'a load of 0.33 now would be 0.65 at the finer grade')
})

t.test('what sends cannot help ends with joins refused, and comes back grade by grade', async (t) => {
  const room = new SimulatedRoom()
  room.run(1, () => ({ step: 1.2, sends: 0.5 }))
  t.equal(room.governor.refusesJoins, false)
  room.run(10, () => ({ step: 1.2, sends: 0.5 }))
  t.same(room.grades, [1, 2, 3])
  t.equal(room.governor.sendDivisor, 4)
  t.equal(room.governor.refusesJoins, true)
  t.equal(room.governor.raises, 3)
  room.run(30, () => ({ step: 0.2, sends: 0.2 }))
  t.same(room.grades, [1, 2, 3, 2, 1, 0])
  t.equal(room.governor.refusesJoins, false)
})

t.test('one long pause is no load', async (t) => {
  const room = new SimulatedRoom()
  for (let second = 0; second < 20; second++) {
    room.run(1, () => ({ step: 0.2, sends: 0.2 }))
    room.nowMs += 10 * STEP_MS
  }
  t.same(room.changes, [])
})

t.test('an expectation that proves wrong is tried ever more rarely', async (t) => {
  // Whole sends make the thread's other rooms late, and this one with them: nothing of it shows while they are halved.
  const room = new SimulatedRoom()
  room.run(1_200, (divisor) => ({ step: divisor === 1 ? 0.9 : 0.1, sends: 0.1 }))
  t.equal(room.grades.filter((grade) => grade === 1).length, room.governor.raises)
  t.ok(room.governor.raises >= 4 && room.governor.raises <= 20, `${room.governor.raises} times in 20 minutes`)
  const waits = room.changes.slice(1).map(({ tick }, i) => tick - room.changes[i]!.tick)
  t.ok(Math.max(...waits) >= 60 * TICK_RATE_HZ, 'a minute or more in the end')
})

t.test('rooms that send more rarely than they tick are judged by whole turns', async (t) => {
  for (const [tickRateHz, emissionInterval] of [
    [60, 3],
    [128, 128],
    [1, 1],
  ] as const) {
    const room = new SimulatedRoom(emissionInterval, tickRateHz)
    room.run(60, () => ({ step: 0.5, sends: 0.25 * emissionInterval }))
    t.same(room.changes, [], `${tickRateHz} Hz, every ${emissionInterval}`)
  }
  const room = new SimulatedRoom(3, 60)
  room.run(60, () => ({ step: 0.3, sends: 2.1 }))
  t.same(room.grades, [1])
})
