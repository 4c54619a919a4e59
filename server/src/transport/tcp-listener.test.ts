// Framed Thrift over real sockets: Apache's own client and server-side framing on the other end, and peers that
// misbehave.

import { connect, type Socket } from 'node:net'
import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { type GreeterClient, greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import t, { type Test } from 'tap'
import thrift from 'thrift'
import { CONNECTION_STRIKES_MAX, HELLO_TIMEOUT_MS, MESSAGE_BYTES_MAX, STRUCK_OUT_MS } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import {
  applicationException,
  messageOf,
  PROTOCOLS,
  type ProtocolName,
  TestCounters,
  testDispatcher,
} from '../rpc/testing.js'
import { CallGate } from './call-gate.js'
import { FRAME_TIMEOUT_MS, TcpListener } from './tcp-listener.js'

const HELLO = messageOf(greeterService, 'binary', (client: GreeterClient) => client.SayHello({ name: 'Ada' }))

function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(4 + message.length)
  frame.writeInt32BE(message.length)
  frame.set(message, 4)
  return frame
}

async function listen(t: Test, handler?: (caller: Caller, request: { name: string }) => unknown) {
  const { dispatcher, log } = testDispatcher()
  dispatcher.register(greeterService, {
    SayHello: handler ?? ((_: Caller, { name }: { name: string }) => ({ message: `Hello, ${name}!` })),
  })
  const counters = new TestCounters()
  const clock = { nowMs: 0 }
  const closed: Caller[] = []
  const room = { sockets: 8, taken: 0 }
  let connections = 0
  const listener = await TcpListener.listen({
    host: '127.0.0.1',
    port: 0,
    certificate: undefined,
    calls: dispatcher,
    gate: new CallGate(() => false),
    nowMs: () => clock.nowMs,
    nextConnectionId: () => ++connections,
    admit: () => {
      if (room.taken === room.sockets) return undefined
      room.taken++
      return () => room.taken--
    },
    onClosed: (caller) => closed.push(caller),
    counters,
    log,
  })
  const stop = () => listener.close(CloseReason.SERVER_STOPPING)
  t.teardown(stop)
  const sweep = (ms: number) => {
    clock.nowMs += ms
    listener.sweep(clock.nowMs)
  }
  return { listener, counters, closed, room, sweep, stop, log }
}

/** A raw socket: what came, and when it ended. */
async function dial(port: number) {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await new Promise((resolve) => socket.on('connect', resolve))
  return {
    socket,
    closed,
    received: () => Buffer.concat(chunks),
    receive: (bytes: number) => receive(socket, chunks, bytes),
  }
}

async function receive(socket: Socket, chunks: Buffer[], bytes: number): Promise<Buffer> {
  while (Buffer.concat(chunks).length < bytes) await new Promise((resolve) => socket.once('data', resolve))
  return Buffer.concat(chunks)
}

for (const protocol of ['binary', 'compact'] as ProtocolName[]) {
  t.test(`${protocol}: Apache's client talks to it`, async (t) => {
    const { listener, closed, room } = await listen(t)
    const connection = thrift.createConnection('127.0.0.1', listener.port, {
      transport: thrift.TFramedTransport,
      protocol: PROTOCOLS[protocol],
    })
    const client = new thrift.Multiplexer().createClient(
      'Greeter',
      greeterService.Client as never,
      connection,
    ) as GreeterClient
    const names = Array.from({ length: 50 }, (_, i) => `player ${i} ${'🙂'.repeat(i)}`)
    const replies = await Promise.all(names.map((name) => client.SayHello({ name })))
    t.same(
      replies.map((r) => r.message),
      names.map((name) => `Hello, ${name}!`),
    )
    t.equal(room.taken, 1)
    const gone = new Promise((resolve) => connection.on('close', resolve))
    connection.end()
    await gone
    while (room.taken > 0) await new Promise((resolve) => setImmediate(resolve))
    t.equal(closed[0]?.connectionId, 1)
  })
}

t.test('a frame that dribbles in byte by byte is a call like any other', async (t) => {
  const { listener } = await listen(t)
  const peer = await dial(listener.port)
  peer.socket.setNoDelay(true)
  for (const byte of framed(HELLO)) {
    peer.socket.write(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.match((await peer.receive(20)).toString('latin1'), /Hello, Ada!/)
  peer.socket.destroy()
})

t.test('bad lengths close the connection at once; another protocol is named', async (t) => {
  const { listener, counters } = await listen(t)
  const heads = [
    Buffer.from([0xff, 0xff, 0xff, 0xfc]),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.from([0, 1, 0, 1]),
    HELLO,
  ]
  for (const head of heads) {
    const peer = await dial(listener.port)
    peer.socket.write(head)
    await peer.closed
    t.equal(peer.received().length, 0)
  }
  t.match(counters.counts, {
    'rpc_closed{TOO_LARGE}': 2,
    'rpc_closed{PROTOCOL_ERROR}': 2,
    'rpc_foreign_bytes{HTTP}': 1,
    'rpc_foreign_bytes{UNFRAMED}': 1,
  })
  const largest = await dial(listener.port)
  largest.socket.write(framed(Buffer.alloc(MESSAGE_BYTES_MAX)))
  largest.socket.write(framed(HELLO))
  t.match((await largest.receive(20)).toString('latin1'), /Hello, Ada!/)
  largest.socket.destroy()
})

t.test('after three malformed messages the peer has its answers and, a little later, the door', async (t) => {
  const { listener, counters, sweep } = await listen(t)
  const peer = await dial(listener.port)
  const malformed = framed(HELLO.subarray(0, -1))
  for (let i = 0; i < CONNECTION_STRIKES_MAX; i++) peer.socket.write(malformed)
  const replyBytes = 4 + (await peer.receive(4)).readInt32BE()
  await peer.receive(CONNECTION_STRIKES_MAX * replyBytes)
  sweep(0)
  t.equal(counters.counts['rpc_closed{PROTOCOL_ERROR}'], undefined)
  sweep(STRUCK_OUT_MS)
  await peer.closed
  const answer = peer.received().subarray(4, 4 + peer.received().readInt32BE())
  t.match(applicationException(answer, 'binary'), { type: 7, method: 'SayHello' })
  t.equal(counters.counts['rpc_closed{PROTOCOL_ERROR}'], 1)
})

t.test('deadlines: a first call, and the rest of a frame', async (t) => {
  const { listener, counters, sweep } = await listen(t)
  const silent = await dial(listener.port)
  const slow = await dial(listener.port)
  slow.socket.write(Buffer.concat([framed(HELLO), framed(HELLO).subarray(0, 10)]))
  await slow.receive(20)
  while (listener.socketCount < 2) await new Promise((resolve) => setImmediate(resolve))
  sweep(HELLO_TIMEOUT_MS)
  await silent.closed
  sweep(FRAME_TIMEOUT_MS - HELLO_TIMEOUT_MS - 1)
  t.equal(slow.socket.destroyed, false)
  sweep(1)
  await slow.closed
  t.has(counters.counts, { 'rpc_closed{HELLO_TIMEOUT}': 1, 'rpc_closed{PROTOCOL_ERROR}': 1 })
})

t.test('replies to calls that came together may be large, for a peer that reads', async (t) => {
  const { listener, counters } = await listen(t, () => ({ message: 'x'.repeat(100_000) }))
  const peer = await dial(listener.port)
  peer.socket.write(Buffer.concat(Array.from({ length: 15 }, () => framed(HELLO))))
  t.ok((await peer.receive(1_500_000)).length > 1_500_000)
  t.same(counters.counts, {})
  peer.socket.destroy()
})

t.test('a peer that does not read is closed with bounded memory, and others go on', async (t) => {
  const { listener, counters } = await listen(t, () => ({ message: 'x'.repeat(500_000) }))
  const greedy = await dial(listener.port)
  greedy.socket.pause()
  greedy.socket.write(Buffer.concat(Array.from({ length: 64 }, () => framed(HELLO))))
  while (counters.counts['rpc_closed{SLOW_CONSUMER}'] === undefined)
    await new Promise((resolve) => setImmediate(resolve))
  while (listener.socketCount > 0) await new Promise((resolve) => setImmediate(resolve))
  const other = await dial(listener.port)
  other.socket.write(framed(HELLO))
  t.ok((await other.receive(500_000)).length >= 500_000)
  greedy.socket.destroy()
  other.socket.destroy()
})

t.test('an address without room is refused', async (t) => {
  const { listener, room, counters } = await listen(t)
  room.sockets = 1
  const first = await dial(listener.port)
  const second = await dial(listener.port)
  await second.closed
  t.equal(counters.counts.tcp_sockets_refused, 1)
  first.socket.destroy()
  while (room.taken > 0) await new Promise((resolve) => setImmediate(resolve))
  const third = await dial(listener.port)
  third.socket.write(framed(HELLO))
  await third.receive(20)
  third.socket.destroy()
})

t.test('a peer that resets in mid-message harms nobody', async (t) => {
  const { listener, closed, log } = await listen(t)
  const peer = await dial(listener.port)
  peer.socket.write(Buffer.concat([framed(HELLO), framed(HELLO).subarray(0, 9)]))
  await peer.receive(20)
  peer.socket.resetAndDestroy()
  while (closed.length === 0) await new Promise((resolve) => setImmediate(resolve))
  t.same(log.errors, [])
})

t.test('it stops within a second though nobody hangs up', async (t) => {
  const { listener, stop, counters } = await listen(t)
  const peers = [await dial(listener.port), await dial(listener.port)]
  while (listener.socketCount < 2) await new Promise((resolve) => setImmediate(resolve))
  const startedMs = performance.now()
  await stop()
  await Promise.all(peers.map((peer) => peer.closed))
  t.ok(performance.now() - startedMs < 1_000)
  t.equal(counters.counts['rpc_closed{SERVER_STOPPING}'], 2)
})

t.test('a port in use is said to who asked', async (t) => {
  const { listener } = await listen(t)
  await t.rejects(
    TcpListener.listen({
      host: '127.0.0.1',
      port: listener.port,
      certificate: undefined,
      calls: testDispatcher().dispatcher,
      gate: new CallGate(() => false),
      nowMs: () => 0,
      nextConnectionId: () => 1,
      admit: () => () => undefined,
      onClosed: () => undefined,
      counters: new TestCounters(),
      log: testDispatcher().log,
    }),
    { code: 'EADDRINUSE' },
  )
})
