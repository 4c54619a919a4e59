// The listener on node:http and `ws` over real sockets, with peers that do not answer, do not read or do not finish. Its
// heartbeat is a timer that the test steps; what it shares with uWebSockets is tested for both in test/src.

import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { mock } from 'node:test'
import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { UNREAD_REPLY_BYTES_MAX } from '../rpc/limits.js'
import { TestCounters } from '../rpc/testing.js'
import { AddressLimits } from './address-limits.js'
import { CallGate } from './call-gate.js'
import { Edge, HTTP_CALLS } from './edge.js'
import { BODY_TIMEOUT_MS } from './http-call.js'
import { IDLE_SECONDS } from './listener.js'
import { TrustedProxies } from './trusted-proxies.js'
import { WsListener } from './ws-listener.js'

const BEAT_MS = (IDLE_SECONDS * 1_000) / 2
const MESSAGE = Buffer.from([0x80, 1, 0, 1])
const LARGE_REPLY = new Uint8Array(100_000)

/** A listener whose calls are answered with `reply` at once, until the end of the test. */
async function listen(t: Test, reply: Uint8Array = MESSAGE) {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const clock = { nowMs: 0 }
  const nowMs = () => clock.nowMs
  const counters = new TestCounters()
  let connections = 0
  const edge = new Edge({
    basePath: '',
    calls: {
      handle(_message, _caller, answer) {
        answer(reply)
        return 'accepted'
      },
    },
    gate: new CallGate(() => false),
    play: undefined,
    counters,
    nowMs,
    sockets: new AddressLimits(true, nowMs),
    httpCalls: new AddressLimits(true, nowMs, HTTP_CALLS),
    nextConnectionId: () => ++connections,
    proxies: new TrustedProxies([]),
    allowedOrigins: [],
    authenticate: () => ({ player: undefined, operator: undefined }),
    routes: new Map(),
    operatorRoutes: [],
    onRpcClosed: () => undefined,
  })
  const listener = await WsListener.listen({ host: '127.0.0.1', port: 0, edge, certificate: undefined })
  t.teardown(() => listener.close(CloseReason.SERVER_STOPPING, 'the test is over'))
  const sweep = (ms: number) => {
    clock.nowMs += ms
    edge.sweep(clock.nowMs)
  }
  return { edge, counters, port: listener.port, sweep }
}

async function webSocket(port: number, options: { readonly autoPong: boolean }): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, options)
  await once(socket, 'open')
  return socket
}

async function rawSocket(port: number): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

t.test('a peer that answers no ping is cut after the idle time, one that does stays', async (t) => {
  const { edge, port } = await listen(t)
  const alive = await webSocket(port, { autoPong: true })
  const halfOpen = await webSocket(port, { autoPong: false })
  const talks = await webSocket(port, { autoPong: false })
  t.equal(edge.socketCount, 3)
  const cut = once(halfOpen, 'close')
  const pinged = Promise.all([alive, halfOpen, talks].map((socket) => once(socket, 'ping')))
  mock.timers.tick(BEAT_MS)
  await pinged
  t.equal(edge.socketCount, 3)
  // An answer behind the pong says that the pong has arrived as well.
  for (const socket of [alive, talks]) {
    socket.send(MESSAGE)
    await once(socket, 'message')
  }
  mock.timers.tick(BEAT_MS)
  const [code] = await cut
  t.equal(code, 1_006, 'cut, not told: it hears nothing')
  t.equal(edge.socketCount, 2)
  t.equal(alive.readyState, WebSocket.OPEN)
  t.equal(talks.readyState, WebSocket.OPEN, 'who says anything is there')
  for (const socket of [alive, talks]) socket.terminate()
})

t.test('a client that does not read is closed, with bounded memory, and its place given back', async (t) => {
  const { edge, counters, port } = await listen(t, LARGE_REPLY)
  const greedy = await webSocket(port, { autoPong: true })
  greedy.pause()
  const arrayBuffersBefore = process.memoryUsage().arrayBuffers
  let sent = 0
  while (counters.counts['rpc_closed{SLOW_CONSUMER}'] === undefined) {
    greedy.send(MESSAGE)
    sent++
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let i = 0; i < 100; i++) greedy.send(MESSAGE)
  const kept = process.memoryUsage().arrayBuffers - arrayBuffersBefore
  t.ok(sent * LARGE_REPLY.length > UNREAD_REPLY_BYTES_MAX, `${sent} replies`)
  t.ok(kept < 8 * UNREAD_REPLY_BYTES_MAX, `${kept} bytes in memory`)
  while (edge.socketCount > 0) await new Promise((resolve) => setImmediate(resolve))
  t.equal(counters.counts.close_reasons_undelivered, 1)
  greedy.terminate()
})

t.test('a body that does not come to its end is answered 408 and gives its place back', async (t) => {
  const { port, counters, sweep } = await listen(t)
  const slow = await rawSocket(port)
  slow.write('POST /rpc HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n')
  for (let i = 0; i < 5; i++) {
    slow.write(MESSAGE)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const heard = once(slow, 'data')
  sweep(BODY_TIMEOUT_MS)
  const [answer] = await heard
  t.match(String(answer), /^HTTP\/1\.1 408 /)
  t.equal(counters.counts['http_calls_refused{BODY_TIMEOUT}'], 1)
  slow.destroy()
})

t.test('a head that is too large is refused', async (t) => {
  const { port } = await listen(t)
  const socket = await rawSocket(port)
  socket.write(`GET / HTTP/1.1\r\nHost: here\r\nX-Much: ${'x'.repeat(9_000)}\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1\.1 431 /)
  await once(socket, 'close')
})
