// What many are told goes out in turns, in order, and no more waits than may.

import t from 'tap'
import { FanOut, TOLD_PER_TURN_MAX, TOLD_WAITING_MAX } from './fan-out.js'
import { SteppedScheduler } from './testing.js'

function fanOutOf() {
  const scheduler = new SteppedScheduler()
  const told: string[] = []
  const fanOut = new FanOut<string>(scheduler, (playerId, body) => told.push(`${body} to ${playerId}`))
  return { scheduler, told, fanOut }
}

const players = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`)

t.test('a few are told at once, nothing waits', async (t) => {
  const { fanOut, told, scheduler } = fanOutOf()
  fanOut.tell(players(TOLD_PER_TURN_MAX), 'hi')
  t.equal(told.length, TOLD_PER_TURN_MAX)
  t.equal(scheduler.pending, 0)
  fanOut.tell([], 'nobody')
  fanOut.tell(['p1'], 'ho')
  t.equal(told.at(-1), 'ho to p1')
})

t.test('a thousand are told so many a turn, everybody once, one saying after the other', async (t) => {
  const timers: (() => void)[] = []
  const told: string[] = []
  const after = (_delayMs: number, run: () => void) => {
    timers.push(run)
    return () => {}
  }
  const fanOut = new FanOut<string>({ nowMs: () => 0, after }, (playerId, body) => told.push(`${body} to ${playerId}`))
  const everybody = players(1_000)
  fanOut.tell(everybody, 'first')
  fanOut.tell(everybody, 'second')
  for (let turns = 1; timers.length > 0; turns++) {
    t.equal(told.length, turns * TOLD_PER_TURN_MAX)
    t.equal(timers.length, 1, 'one turn waits at a time')
    timers.shift()!()
  }
  t.same(
    told,
    ['first', 'second'].flatMap((body) => everybody.map((playerId) => `${body} to ${playerId}`)),
  )
})

t.test('it is full when so many wait, and not any more when they were told', async (t) => {
  const { fanOut, scheduler } = fanOutOf()
  fanOut.tell(players(TOLD_WAITING_MAX + TOLD_PER_TURN_MAX - 1), 'x')
  t.equal(fanOut.isFull, false)
  fanOut.tell(players(1), 'y')
  t.equal(fanOut.isFull, true)
  scheduler.step(0)
  t.equal(fanOut.isFull, false)
})
