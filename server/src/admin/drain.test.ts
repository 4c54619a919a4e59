import t from 'tap'
import { SteppedScheduler } from '../events/testing.js'
import { DRAIN_DEADLINE_MS_MAX, DRAIN_WAIT_MS_MAX, DRAIN_WAITS_MAX, Drain, type DrainState } from './drain.js'

/** A server with rooms as numbers of players. */
function draining(rooms: number[]) {
  const clock = new SteppedScheduler()
  const told: (number | undefined)[] = []
  const server = { rooms, forced: 0 }
  const drain = new Drain(clock, {
    rooms: () => server.rooms.length,
    players: () => server.rooms.reduce((sum, players) => sum + players, 0),
    closeEmptyRooms: () => {
      server.rooms = server.rooms.filter((players) => players > 0)
    },
    closeAllRooms: () => {
      server.forced += server.rooms.length
      server.rooms = []
    },
    tellPlayers: (_text, shutdownInMs) => told.push(shutdownInMs),
  })
  return { clock, drain, server, told }
}

t.test('running rooms finish; it is over when the last one has', async (t) => {
  const { drain, server, clock, told } = draining([3, 0])
  drain.start(60_000)
  t.same(told, [60_000])
  t.match(drain.state, { draining: true, roomsLeft: 1, playersLeft: 3, deadlineInMs: 60_000, finished: false })
  clock.step(10_000)
  drain.check()
  t.match(drain.state, { deadlineInMs: 50_000, finished: false })
  server.rooms = [0]
  drain.check()
  t.match(drain.state, { draining: true, roomsLeft: 0, deadlineInMs: 0, finished: true })
  t.equal(server.forced, 0)
  t.equal(clock.pending, 0, 'the deadline is called off')
})

t.test('at the deadline what still runs is closed', async (t) => {
  const { drain, server, clock } = draining([1, 2])
  drain.start(1_000)
  clock.step(999)
  t.equal(server.forced, 0)
  clock.step(1)
  t.equal(server.forced, 2)
  t.match(drain.state, { finished: true })
})

t.test('it can be called off until it has finished, and players are told', async (t) => {
  const { drain, server, clock, told } = draining([1])
  t.throws(() => drain.cancel(), { code: 5 }, 'nothing drains')
  drain.start(1_000)
  t.throws(() => drain.start(2_000), { code: 5 }, 'it drains already')
  drain.cancel()
  t.same(told, [1_000, undefined])
  t.match(drain.state, { draining: false, deadlineInMs: 0, finished: false })
  clock.step(5_000)
  t.equal(server.forced, 0)
  drain.start(1_000)
  clock.step(1_000)
  t.throws(() => drain.cancel(), { code: 5, message: /finished/ })
})

t.test(
  'every wait is answered: at the end, when it is called off, after its time, or when too many wait',
  async (t) => {
    const { drain, server, clock } = draining([1])
    t.match(await drain.wait(DRAIN_WAIT_MS_MAX), { draining: false }, 'at once when nothing drains')
    drain.start(60_000)
    const answers: DrainState[] = []
    const wait = (ms: number) => drain.wait(ms).then((state) => answers.push(state))
    const short = wait(100)
    clock.step(100)
    await short
    t.match(answers.pop(), { draining: true, finished: false })
    const waits = Array.from({ length: DRAIN_WAITS_MAX + 1 }, () => wait(DRAIN_WAIT_MS_MAX))
    await waits[0]
    t.match(answers.pop(), { finished: false }, 'one too many ends the oldest')
    drain.cancel()
    await Promise.all(waits)
    t.ok(answers.every((state) => !state.draining))
    drain.start(60_000)
    const last = drain.wait(DRAIN_WAIT_MS_MAX)
    server.rooms = []
    drain.check()
    t.match(await last, { finished: true })
    t.equal(clock.pending, 0, 'no timer is left')
  },
)

t.test('deadlines and waits outside their limits are refused', async (t) => {
  const { drain } = draining([1])
  for (const ms of [-1, DRAIN_DEADLINE_MS_MAX + 1]) t.throws(() => drain.start(ms), { code: 1 })
  for (const ms of [-1, DRAIN_WAIT_MS_MAX + 1]) t.throws(() => drain.wait(ms), { code: 1 })
  t.equal(drain.isDraining, false)
})
