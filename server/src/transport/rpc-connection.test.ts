// One Thrift connection over a link of arrays: who gets in, and the reasons for which it is closed.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { type GreeterClient, greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import t, { type Test } from 'tap'
import {
  CONNECTION_STRIKES_MAX,
  HELLO_TIMEOUT_MS,
  MESSAGE_BYTES_MAX,
  STRUCK_OUT_MS,
  UNKNOWN_METHODS_MAX,
  UNREAD_REPLY_BYTES_MAX,
} from '../rpc/limits.js'
import { messageOf, testDispatcher } from '../rpc/testing.js'
import { CallGate, WAITING_CALLS_MAX } from './call-gate.js'
import type { Link, SendResult } from './link.js'
import { RpcConnection } from './rpc-connection.js'

const HELLO = messageOf(greeterService, 'binary', (client: GreeterClient) => client.SayHello({ name: 'Ada' }))
const MALFORMED = Buffer.from([0x80, 0x01])

class TestLink implements Link {
  readonly sent: Uint8Array[] = []
  readonly closed: CloseReason[] = []
  result: SendResult = 1
  buffered = 0

  send(bytes: Uint8Array): SendResult {
    this.sent.push(bytes.slice())
    return this.result
  }

  close(reason: CloseReason): void {
    this.closed.push(reason)
  }

  bufferedBytes(): number {
    return this.buffered
  }
}

function connect(handler: () => unknown = () => ({ message: 'hi' }), gate = new CallGate(() => false)) {
  const { dispatcher, counters } = testDispatcher()
  dispatcher.register(greeterService, { SayHello: handler })
  const link = new TestLink()
  const connection = new RpcConnection({
    calls: dispatcher,
    gate,
    link,
    connectionId: 7,
    address: 'a',
    openedAtMs: 1_000,
    counters,
  })
  return { connection, link, counters }
}

t.test('a call is answered on the link, by a caller without a player yet', async (t) => {
  const { connection, link } = connect()
  connection.receive(HELLO)
  t.equal(link.sent.length, 1)
  t.match(connection.caller, { connectionId: 7, address: 'a', player: undefined, operator: undefined })
})

t.test('without a well-formed call in time it is closed, with one it is not', async (t) => {
  const silent = connect()
  silent.connection.receive(MALFORMED)
  silent.connection.sweep(1_000 + HELLO_TIMEOUT_MS - 1)
  t.same(silent.link.closed, [])
  silent.connection.sweep(1_000 + HELLO_TIMEOUT_MS)
  silent.connection.sweep(1_000 + HELLO_TIMEOUT_MS + 1)
  t.same(silent.link.closed, [CloseReason.HELLO_TIMEOUT])
  t.equal(silent.counters.counts['rpc_closed{HELLO_TIMEOUT}'], 1)
  const talking = connect()
  talking.connection.receive(HELLO)
  talking.connection.sweep(1_000_000)
  t.same(talking.link.closed, [])
})

/** Nothing is heard of it from now on, and after a while it is closed. */
function assertStruckOut(t: Test, { connection, link, counters }: ReturnType<typeof connect>): void {
  const { length } = link.sent
  connection.receive(HELLO)
  t.same([link.closed, link.sent.length], [[], length], 'not heard')
  connection.sweep(2_000)
  connection.sweep(2_000 + STRUCK_OUT_MS - 1)
  t.same(link.closed, [], 'nor closed, or it would come back at once')
  connection.sweep(2_000 + STRUCK_OUT_MS)
  connection.sweep(2_000 + STRUCK_OUT_MS + 1)
  t.same(link.closed, [CloseReason.PROTOCOL_ERROR])
  t.equal(counters.counts['rpc_closed{PROTOCOL_ERROR}'], 1)
}

t.test('malformed messages are strikes, and after the last one nothing is heard', async (t) => {
  const connected = connect()
  const { connection, link } = connected
  for (let strike = 1; strike < CONNECTION_STRIKES_MAX; strike++) connection.receive(MALFORMED)
  connection.receive(HELLO)
  t.equal(link.sent.length, 1, 'heard until then')
  connection.receive(MALFORMED)
  assertStruckOut(t, connected)
})

t.test('calls that nobody serves are answered up to a number; after the last one nothing is heard', async (t) => {
  const connected = connect()
  const { connection, link, counters } = connected
  const unknown = messageOf(
    greeterService,
    'binary',
    (client: GreeterClient) => client.SayHello({ name: 'x' }),
    'Nobody',
  )
  for (let call = 1; call < UNKNOWN_METHODS_MAX; call++) connection.receive(unknown)
  connection.receive(HELLO)
  t.same([link.closed, link.sent.length], [[], UNKNOWN_METHODS_MAX])
  connection.receive(unknown)
  connection.receive(unknown)
  assertStruckOut(t, connected)
  t.equal(counters.counts.rpc_unknown_methods, UNKNOWN_METHODS_MAX)
})

t.test('a message above the limit closes unread', async (t) => {
  const { connection, link } = connect()
  connection.receive(Buffer.concat([HELLO, Buffer.alloc(MESSAGE_BYTES_MAX + 1 - HELLO.length)]))
  t.same([link.closed, link.sent.length], [[CloseReason.TOO_LARGE], 0])
})

t.test('a peer that does not read its replies is closed', async (t) => {
  const full = connect()
  full.link.buffered = UNREAD_REPLY_BYTES_MAX
  full.connection.receive(HELLO)
  t.same(full.link.closed, [])
  full.link.buffered++
  full.connection.receive(HELLO)
  t.same(full.link.closed, [CloseReason.SLOW_CONSUMER])
  const dropping = connect()
  dropping.link.result = 2
  dropping.connection.receive(HELLO)
  t.same(dropping.link.closed, [CloseReason.SLOW_CONSUMER])
})

t.test('a reply that comes after the end goes nowhere', async (t) => {
  for (const end of [
    (connection: RpcConnection) => connection.onSocketClosed(),
    (connection: RpcConnection) => connection.close(CloseReason.SERVER_STOPPING),
  ]) {
    let finish: (value: unknown) => void = () => undefined
    const { connection, link } = connect(() => new Promise((resolve) => (finish = resolve)))
    connection.receive(HELLO)
    end(connection)
    finish({ message: 'late' })
    await new Promise((resolve) => setImmediate(resolve))
    t.same(link.sent, [])
  }
})

t.test('a peer that sends more within a tick than may wait is closed, and nothing of it is done', async (t) => {
  let isTicking = true
  const gate = new CallGate(() => isTicking)
  let calls = 0
  const { connection, link, counters } = connect(() => ({ message: `${++calls}` }), gate)
  for (let i = 0; i <= WAITING_CALLS_MAX; i++) connection.receive(HELLO)
  t.same(link.closed, [CloseReason.RATE_LIMITED])
  t.equal(counters.counts['rpc_closed{RATE_LIMITED}'], 1)
  isTicking = false
  gate.open()
  t.equal(calls, 0)
})
