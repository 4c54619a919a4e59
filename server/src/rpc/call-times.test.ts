// Where the time of a call goes, to the millisecond: the clock is stepped in the handler, between ticks, and nowhere else.

import { type GreeterClient, greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { RefusedError, type RoomCall, type World } from '@tickwire/simulation'
import t from 'tap'
import { CALL_TIMEOUT_MS } from './limits.js'
import { changed, messageOf, settle, testCaller, testDispatcher } from './testing.js'

const ROOM_CALL = {} as RoomCall<World>

type Handler = (test: ReturnType<typeof testDispatcher>) => unknown

/** A dispatcher with one method, and a way to call it. */
function greeter(handler: Handler, service = greeterService) {
  const test = testDispatcher()
  test.dispatcher.register(service, { SayHello: () => handler(test) })
  const hello = messageOf(greeterService, 'binary', (client: GreeterClient) => client.SayHello({ name: 'Ada' }))
  const call = (reply: () => void = () => {}) => test.dispatcher.handle(hello, testCaller({ roomId: 'r' }), reply)
  return { ...test, call, times: test.counters.times }
}

const HI = { message: 'hi' }

t.test('a call at once: the handler is response time', async (t) => {
  const { call, times } = greeter(({ scheduler }) => {
    scheduler.step(7)
    return HI
  })
  call()
  t.same(times, [['Greeter.SayHello', 0, 7]])
})

t.test('decoding is request time, and a call reads the clock three times', async (t) => {
  const { call, times, scheduler } = greeter(() => HI)
  const nowMs = scheduler.nowMs.bind(scheduler)
  let reads = 0
  scheduler.nowMs = () => nowMs() + reads++
  call()
  t.same(times, [['Greeter.SayHello', 1, 1]])
  t.equal(reads, 3)
})

t.test('a promise counts until its answer, a handler that is given up until then', async (t) => {
  let finish: (value: unknown) => void = () => {}
  const { call, times, scheduler } = greeter(() => new Promise((resolve) => (finish = resolve)))
  call()
  scheduler.step(30)
  finish(HI)
  await settle()
  call()
  scheduler.step(CALL_TIMEOUT_MS)
  t.same(times, [
    ['Greeter.SayHello', 0, 30],
    ['Greeter.SayHello', 0, CALL_TIMEOUT_MS],
  ])
})

t.test("in a room the wait for the tick is request time, the tick's rest response time", async (t) => {
  const { call, times, rooms, scheduler } = greeter(
    ({ scheduler }) => {
      scheduler.step(2)
      return HI
    },
    changed(greeterService, {}, 'arena'),
  )
  call()
  scheduler.step(41)
  rooms.jobs[0]?.run(ROOM_CALL)
  scheduler.step(5)
  t.same(times, [])
  rooms.jobs[0]?.answer(1)
  t.same(times, [['Greeter.SayHello', 41, 7]])
})

t.test('what a handler refuses or fails is timed like any answer', async (t) => {
  for (const error of [new RefusedError(1, 'no'), new Error('secret')]) {
    const { call, times } = greeter(({ scheduler }) => {
      scheduler.step(3)
      throw error
    })
    call()
    t.same(times, [['Greeter.SayHello', 0, 3]])
  }
})

t.test('what reaches no handler, has no reply, or could not be delivered is not timed', async (t) => {
  const limited = greeter(() => HI, changed(greeterService, { rate: { count: 1, perMs: 1_000 } }))
  limited.call()
  limited.call()
  t.equal(limited.times.length, 1, 'the second was refused')

  const room = changed(greeterService, {}, 'arena')
  const busy = greeter(() => HI, room)
  busy.rooms.refusal = new RefusedError(22, 'busy')
  busy.call()
  const closed = greeter(() => HI, room)
  closed.call()
  closed.rooms.jobs[0]?.abandon()
  const oneway = greeter(() => HI, changed(greeterService, { oneway: true }))
  oneway.call()
  const gone = greeter(() => HI)
  gone.call(() => {
    throw new Error('the socket is gone')
  })
  t.same(
    [busy, closed, oneway, gone].flatMap(({ times }) => times),
    [],
  )
})
