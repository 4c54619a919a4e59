// What a signal does to `tickwire serve`, as a process of its own: who plays may go on, nobody new comes in, and it ends.

import t from 'tap'
import { closing, join, snapshots, startArena } from './arena-server.js'
import { serving } from './serving.js'

t.test('after a signal who plays plays on, nobody new comes in, and the last to leave ends it', async (t) => {
  const { child, url, ended, logged } = await serving(t)
  const { room } = await join(t, url, 'Ada')
  child.kill('SIGTERM')
  await logged(/"roomsLeft":1,"playersLeft":1,.*draining/)
  t.equal((await fetch(`${url}readyz`)).status, 503)
  t.equal((await fetch(`${url}livez`)).status, 200)
  await t.rejects(join(t, url, 'Ben'), { message: /stop|drain/ })
  await snapshots(room, 10)
  const leftMs = performance.now()
  room.leave()
  t.equal(await ended, 0)
  t.ok(performance.now() - leftMs < 1_000)
})

t.test('a second signal stops at once and tells clients why', async (t) => {
  const { child, url, ended, logged } = await serving(t)
  const { room } = await join(t, url, 'Ada')
  child.kill('SIGINT')
  await logged(/draining/)
  const why = closing(room)
  const startedMs = performance.now()
  child.kill('SIGINT')
  t.equal(await ended, 0)
  t.ok(performance.now() - startedMs < 1_000)
  t.equal(await why, 'SERVER_STOPPING')
})

t.test('at the deadline the rest is closed', async (t) => {
  const { child, url, ended } = await serving(t, '--drain-seconds', '1')
  const { room } = await join(t, url, 'Ada')
  const why = closing(room)
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  t.equal(await why, 'SERVER_STOPPING')
})

t.test('with bots and nobody who plays it stops within a second', async (t) => {
  const { child, url, ended } = await serving(t, '--bots', '3')
  const { room, client } = await join(t, url, 'Ada')
  room.leave()
  client.close()
  const startedMs = performance.now()
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  t.ok(performance.now() - startedMs < 1_000)
})

t.test(
  "an operator calls off a signal's drain; a signal during an operator's waits for its own deadline only",
  async (t) => {
    const { server, url } = await startArena(t)
    const { room } = await join(t, url, 'Ada')
    const { drain } = server.app.operators
    const calledOff = server.drain(60_000)
    drain.cancel()
    t.equal(await calledOff, false)
    await snapshots(room, 2)
    drain.start(600_000)
    t.equal(await server.drain(50), true)
    t.match(drain.state, { finished: false, roomsLeft: 1 }, 'it would go on for ten minutes')
    const waiting = drain.wait(20_000)
    await server.stop()
    t.match(await waiting, { finished: true }, 'the end answers who waits')
  },
)
