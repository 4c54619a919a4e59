// Hostile clients on real sockets: slow handshakes and frames, floods of upgrades and of calls that nobody serves, connections
// that go silent. Each is bounded by a limit that counts, memory stays bounded, and a room's ticks go on. Nothing here
// asserts how fast: machines differ.

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SOCKETS_PER_ADDRESS_MAX, UNKNOWN_METHODS_MAX, UPGRADES_PER_SECOND_MAX } from '@tickwire/server/internals'
import t, { type Test } from 'tap'
import {
  type ArenaRoom,
  closeCode,
  join,
  type RunningArena,
  rawSocket,
  rawWebSocket,
  snapshots,
  startArena,
  webSocketFrame,
} from './arena-server.js'
import { bytesAlive } from './heap.js'
import { LISTENERS } from './listeners.js'

/** Close codes of the server: 4000 + CloseReason. */
const HELLO_TIMEOUT = 4_001
const PROTOCOL_ERROR = 4_003

const BINARY = 2

/** Calls that nobody serves, sent at once by each of many connections, one after the other: over 10,000 a second. */
const CALLS_PER_CONNECTION = 500
const FLOOD_SECONDS = 3

/** What a server may hold more after an attack than before, bytes: code that was compiled, tables of addresses. */
const LEFT_BEHIND_BYTES_MAX = 8_000_000

interface Place extends RunningArena {
  readonly room: ArenaRoom
}

/** A server, and somebody who plays. */
async function place(t: Test, addressLimits = true, listener: (typeof LISTENERS)[number] = 'uws'): Promise<Place> {
  const running = await startArena(t, { addressLimits, listener })
  const { room } = await join(t, running.url, 'Ada')
  return { ...running, room }
}

/** The room ticks on, and its player is sent what happens. */
async function assertUnharmed(t: Test, { room }: Place, what: string): Promise<void> {
  const { tick } = room.stats
  await snapshots(room, 5)
  t.ok(room.stats.tick >= tick + 5, `${what}: the room goes on`)
}

/** A counter of `/metrics`; 0 while it has not counted. */
async function counter({ server }: Place, name: string): Promise<number> {
  const line = (await server.metrics.registry.metrics()).split('\n').find((text) => text.startsWith(name))
  return Number(line?.split(' ').at(-1) ?? 0)
}

/** The socket's last word: the first line of an HTTP answer, or that there was none. */
function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1').split('\r\n')[0]!))
    socket.once('close', () => resolve('closed'))
    socket.on('error', () => undefined)
  })
}

/** A call of a method that nobody serves, in the binary protocol. */
function unknownCall(name = 'Nobody:nothing'): Buffer {
  const head = Buffer.from([0x80, 1, 0, 1, 0, 0, 0, name.length])
  return Buffer.concat([head, Buffer.from(name), Buffer.from([0, 0, 0, 7, 0])])
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(message.length)
  return Buffer.concat([length, message])
}

for (const listener of LISTENERS) {
  t.test(
    `${listener}: slowloris: half a handshake, half a frame and silence are all cut, and nobody else notices`,
    async (t) => {
      const here = await place(t, false, listener)
      const { port, thriftPort } = here
      const half = await rawSocket(port)
      half.resume()
      half.write('GET /play HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nSec-WebSo')
      const halfCut = once(half, 'close')
      // The frame announces a hello that never comes whole.
      const play = await rawWebSocket(port, '/play')
      play.write(webSocketFrame(BINARY, Buffer.alloc(40)).subarray(0, 20))
      const rpc = await rawWebSocket(port, '/rpc')
      const tcp = await rawSocket(thriftPort)
      tcp.resume()
      tcp.write(Buffer.from([0, 0, 0, 100, 0x80, 1, 0]))
      const tcpCut = once(tcp, 'close')
      t.same(await Promise.all([closeCode(play), closeCode(rpc)]), [HELLO_TIMEOUT, HELLO_TIMEOUT])
      await tcpCut
      t.equal(await counter(here, 'tickwire_play_closed_total{kind="HELLO_TIMEOUT"}'), 1)
      t.equal(await counter(here, 'tickwire_rpc_closed_total{kind="HELLO_TIMEOUT"}'), 2, 'over WebSocket and over TCP')
      await assertUnharmed(t, here, 'slow ones')
      await halfCut
      t.pass('the library cuts half a handshake by itself')
      t.equal(await counter(here, 'tickwire_sockets'), 2, 'only the two of the player are left')
    },
  )
}

t.test('a flood of upgrades from one address is refused beyond its limits, counted, and heals', async (t) => {
  const here = await place(t)
  const sockets: Socket[] = []
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
  })
  const lines: Promise<string>[] = []
  for (let i = 0; i < 3 * UPGRADES_PER_SECOND_MAX; i++) {
    const socket = await rawSocket(here.port)
    sockets.push(socket)
    lines.push(firstLine(socket))
    socket.write(
      'GET /play HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
  }
  const answers = await Promise.all(lines)
  const refused = answers.filter((line) => line.includes('429')).length
  const opened = answers.filter((line) => line.includes('101')).length
  t.equal(opened + refused, answers.length, 'each is opened or refused')
  t.ok(refused > 0, `${refused} refused`)
  t.ok(opened <= SOCKETS_PER_ADDRESS_MAX - 2, `${opened} opened, beside the two of the player`)
  t.equal(await counter(here, 'tickwire_upgrades_refused_total{kind="ADDRESS_LIMIT"}'), refused)
  await assertUnharmed(t, here, 'a flood of upgrades')
  for (const socket of sockets) socket.destroy()
  await untilSockets(here, 2)
  // A second later the address may open sockets again.
  await sleep(1_100)
  const again = await rawWebSocket(here.port, '/rpc')
  t.teardown(() => again.destroy())
  t.pass('and may again')
})

t.test('half-open sockets: peers that end their half, or vanish, leave nothing behind', async (t) => {
  const here = await place(t, false)
  const before = bytesAlive()
  for (let round = 0; round < 5; round++) {
    const ended = await Promise.all(Array.from({ length: 20 }, () => rawSocket(here.thriftPort)))
    for (const socket of ended) {
      socket.resume()
      socket.end(framed(unknownCall()).subarray(0, 9))
    }
    const vanished = await Promise.all(Array.from({ length: 20 }, () => rawWebSocket(here.port, '/rpc')))
    for (const socket of vanished) {
      socket.write(webSocketFrame(BINARY, unknownCall()).subarray(0, 9))
      socket.resetAndDestroy()
    }
    await Promise.all(ended.map((socket) => once(socket, 'close')))
    await untilSockets(here, 2)
  }
  await assertUnharmed(t, here, 'half-open sockets')
  const more = bytesAlive() - before
  t.ok(more < LEFT_BEHIND_BYTES_MAX, `${more} bytes more than before`)
})

t.test('10,000 unknown methods a second: each connection is struck out, memory is bounded', async (t) => {
  const here = await place(t, false)
  const before = bytesAlive()
  const burst = Buffer.concat(new Array<Buffer>(CALLS_PER_CONNECTION).fill(framed(unknownCall())))
  let connections = 0
  let sent = 0
  for (const endMs = performance.now() + 1_000 * FLOOD_SECONDS; performance.now() < endMs; ) {
    const socket = await rawSocket(here.thriftPort)
    connections++
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(burst)
    sent += CALLS_PER_CONNECTION
    await once(socket, 'close')
    await sleep(10)
  }
  const play = await rawWebSocket(here.port, '/rpc')
  const closed = closeCode(play)
  for (let i = 0; i < UNKNOWN_METHODS_MAX; i++) play.write(webSocketFrame(BINARY, unknownCall()))
  t.equal(await closed, PROTOCOL_ERROR, 'the same over WebSocket')
  t.equal(
    await counter(here, 'tickwire_rpc_closed_total{kind="PROTOCOL_ERROR"}'),
    connections + 1,
    'each was struck out',
  )
  const unknown = await counter(here, 'tickwire_rpc_unknown_methods_total')
  t.equal(unknown, (connections + 1) * UNKNOWN_METHODS_MAX, `of ${sent} calls no more than the limit is read`)
  await assertUnharmed(t, here, 'a flood of unknown methods')
  const more = bytesAlive() - before
  t.ok(more < LEFT_BEHIND_BYTES_MAX, `${more} bytes more than before`)
})

/** Until the server has noticed that the others are gone. */
async function untilSockets(here: Place, count: number): Promise<void> {
  while ((await counter(here, 'tickwire_sockets')) > count) await snapshots(here.room, 1)
}
