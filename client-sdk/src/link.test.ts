// The simulated line, with a clock that is stepped: when what arrives, in which order, and what it refuses to be.

import t from 'tap'
import { FakeNetwork, SteppedScheduler } from './bench.test.helper.js'
import { SimulatedLink, type WaySettings } from './link.js'

/** One open connection over a line; `got` is what has arrived at the client, and when. */
function connected(settings: Partial<WaySettings> = {}, seed = 1) {
  const scheduler = new SteppedScheduler()
  const network = new FakeNetwork()
  const link = new SimulatedLink(settings, { seed, scheduler, openSocket: network.open })
  const startMs = scheduler.nowMs()
  const got: [what: string | number, atMs: number][] = []
  const note = (what: string | number) => got.push([what, scheduler.nowMs() - startMs])
  const socket = link.openSocket('ws://host', {
    opened: () => note('opened'),
    received: (message) => note(message[0]!),
    closed: (code, reason) => note(`closed ${code} ${reason}`),
  })
  const { last: server } = network
  /** Lets time pass by the millisecond. */
  const pass = (ms: number) => {
    for (let i = 0; i < ms; i++) scheduler.step(1)
  }
  const atServer = () => server.sent.map(([first]) => first)
  return { link, network, scheduler, socket, server, got, pass, atServer }
}

const bytes = (first: number, length = 1) => new Uint8Array(length).fill(first)

t.test('with nothing set everything passes at once, both ways', async (t) => {
  const { socket, server, got, atServer, scheduler } = connected()
  server.events.opened()
  server.events.received(bytes(7))
  socket.send(bytes(8))
  server.events.closed(1_000, 'over')
  t.same(
    got.map(([what]) => what),
    ['opened', 7, 'closed 1000 over'],
  )
  t.same(atServer(), [8])
  t.equal(scheduler.timerCount, 0)
})

t.test('latency: each way takes its own; opening takes both; a closing comes last', async (t) => {
  const { link, socket, server, got, pass, atServer } = connected()
  link.toServer.set({ latencyMs: 30 })
  link.toClient.set({ latencyMs: 70 })
  server.events.opened()
  server.events.received(bytes(1))
  pass(99)
  t.same(got, [])
  pass(1)
  t.same(got, [
    ['opened', 100],
    [1, 100],
  ])
  const message = bytes(2)
  socket.send(message)
  message[0] = 9
  socket.close(4_000, 'bye')
  pass(29)
  t.same(atServer(), [])
  t.equal(server.closedWith, undefined)
  pass(1)
  t.same(atServer(), [2], 'as it was when it was sent')
  t.match(server.closedWith, { code: 4_000, reason: 'bye' })
  server.events.received(bytes(3))
  server.events.closed(4_000, 'bye')
  pass(70)
  t.same(got.slice(2), [
    [3, 200],
    ['closed 4000 bye', 200],
  ])
})

t.test('jitter: later by up to so much, nothing overtakes, and the seed says by how much', async (t) => {
  const arrivals = (seed: number) => {
    const { server, got, pass } = connected({ latencyMs: 50, jitterMs: 40 }, seed)
    for (let i = 0; i < 200; i++) {
      server.events.received(bytes(i))
      pass(10)
    }
    pass(100)
    return got
  }
  const got = arrivals(5)
  t.same(
    got.map(([what]) => what),
    Array.from({ length: 200 }, (_, i) => i),
  )
  const delays = got.map(([, atMs], i) => atMs - 10 * i)
  t.ok(Math.min(...delays) >= 50 && Math.max(...delays) <= 91, `${Math.min(...delays)} to ${Math.max(...delays)} ms`)
  t.ok(Math.max(...delays) - Math.min(...delays) > 30)
  t.same(arrivals(5), got)
  t.not(JSON.stringify(arrivals(6)), JSON.stringify(got))
})

t.test('a shorter latency lets nothing overtake what is under way', async (t) => {
  const { link, server, got, pass } = connected({ latencyMs: 100 })
  server.events.received(bytes(1))
  link.set({ latencyMs: 0 })
  server.events.received(bytes(2))
  t.same(got, [])
  pass(100)
  t.same(got, [
    [1, 100],
    [2, 100],
  ])
  server.events.received(bytes(3))
  t.same(got[2], [3, 100], 'and is in force from then on')
})

t.test('one that arrives lets its receiver think before the next one does', async (t) => {
  const { server, got, scheduler } = connected({ latencyMs: 100 })
  server.events.received(bytes(1))
  server.events.received(bytes(2))
  t.equal(scheduler.timerCount, 2, 'a turn of the event loop each')
  scheduler.step(100)
  t.equal(got.length, 2)
})

t.test('a stall: what is sent while the way stands comes after it, together; the other way goes on', async (t) => {
  const { link, socket, server, got, pass, atServer } = connected({ latencyMs: 20 })
  link.toClient.stall(200)
  for (let i = 1; i <= 4; i++) {
    server.events.received(bytes(i))
    socket.send(bytes(i))
    pass(50)
  }
  t.same(atServer(), [1, 2, 3, 4])
  t.same(got, [])
  server.events.received(bytes(5))
  pass(20)
  t.same(
    got,
    [1, 2, 3, 4, 5].map((i) => [i, 220]),
  )
})

t.test('stalls by chance: of so many messages, and none begins while the way stands', async (t) => {
  const { server, got, pass } = connected({ stallChance: 0.05, stallMs: 200 }, 3)
  const sent = 4_000
  for (let i = 0; i < sent; i++) {
    server.events.received(bytes(i))
    pass(50)
  }
  pass(200)
  t.equal(got.length, sent)
  const delays = got.map(([, atMs], i) => atMs - 50 * i)
  t.equal(Math.max(...delays), 200)
  const stalls = delays.filter((ms) => ms === 200).length
  // Each takes away the chances of the three behind it.
  t.ok(stalls > 130 && stalls < 220, `${stalls} stalls`)
})

t.test('a narrow line: so many bytes a second of all connections together, the rest waits', async (t) => {
  const { link, network, server, got, pass } = connected({ bytesPerSecond: 1_000 })
  let others = 0
  link.openSocket('ws://host', { opened() {}, received: () => others++, closed() {} })
  for (let i = 1; i <= 3; i++) server.events.received(bytes(i, 100))
  network.last.events.received(bytes(4, 100))
  pass(300)
  t.same(got, [
    [1, 100],
    [2, 200],
    [3, 300],
  ])
  pass(99)
  t.equal(others, 0)
  pass(1)
  t.equal(others, 1, 'behind those of the other connection')
  server.events.received('12345'.repeat(10))
  pass(49)
  t.equal(got.length, 3)
  pass(1)
  t.equal(got.length, 4, 'text counts too')
})

t.test('a line that cannot be is refused, and changes nothing', async (t) => {
  const { link } = connected({ latencyMs: 10 })
  const refused = (settings: object, message: string) => t.throws(() => link.set(settings), new RangeError(message))
  refused({ latencyMs: -1 }, 'link: latencyMs is 0 to 10000, not -1')
  refused({ jitterMs: 10_001 }, 'link: jitterMs is 0 to 10000, not 10001')
  refused({ stallChance: 5 }, 'link: stallChance is 0 to 1, not 5')
  refused({ stallMs: Number.NaN }, 'link: stallMs is 0 to 10000, not NaN')
  refused({ bytesPerSecond: 0 }, 'link: bytesPerSecond is 1 to Infinity, not 0')
  refused({ latencyMs: '20' }, 'link: latencyMs is 0 to 10000, not 20')
  refused(
    { latency: 20 },
    'link: there is no setting latency; there are latencyMs, jitterMs, stallChance, stallMs, bytesPerSecond',
  )
  t.throws(() => link.toClient.stall(-1), new RangeError('link: stallMs is 0 to 10000, not -1'))
  t.throws(() => new SimulatedLink({ jitterMs: -1 }), RangeError)
  t.match(link.toServer.settings, { latencyMs: 10, jitterMs: 0 })
})
