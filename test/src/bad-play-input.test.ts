// What a client on `/play` can do wrong, each with what becomes of it: a close reason or an error, and a counter. After each
// of them the same must hold: an innocent client in the same room has noticed nothing, and the tick goes on.

import { CloseReason } from '@tickwire/client'
import {
  BitWriter,
  ClientFrame,
  encodeAck,
  encodeTickDigest,
  newCommandFrame,
  PLAY_FRAME_BYTES_MAX,
  writeCommands,
} from '@tickwire/protocol'
import {
  COMMAND_AHEAD_TICKS_MAX,
  CONNECTION_STRIKES_MAX,
  encodeMessage,
  PLAY_FRAMES_PER_SECOND_MAX,
  PLAY_HELLO_TIMEOUT_MS,
  SEAT_TOKEN_MS,
} from '@tickwire/server/internals'
import { pack } from 'msgpackr'
import t, { type Test } from 'tap'
import { Avatar, type OwnAvatar, SteerCommand } from '../gen-nodejs/field.state.js'
import { hello, RawPlayer, seatToken } from './raw-client.js'
import { type SteppedPlayer, SteppedServer } from './stepped-server.js'

interface Place {
  readonly server: SteppedServer
  readonly innocent: SteppedPlayer
}

/** Somebody innocent in a room, walking. */
async function place(): Promise<Place> {
  const server = new SteppedServer()
  const innocent = await server.join('Ada')
  await server.advance(200)
  innocent.room.sendCommand({ moveX: 5, moveY: 0, fire: false })
  await server.advance(200)
  return { server, innocent }
}

/** The innocent one still plays, and every tick since `tick` has run and reached her. */
async function assertUnharmed(t: Test, { server, innocent }: Place, what: string): Promise<void> {
  const { tickNumber } = server.room(innocent.roomId)
  const { x } = innocent.room.own as OwnAvatar
  await server.advance(500)
  t.equal(innocent.closedWith, undefined, `${what}: nobody else is closed`)
  t.equal(innocent.room.stats.tick, tickNumber + 9, `${what}: every tick has run`)
  t.ok((innocent.room.own as OwnAvatar).x > x, `${what}: commands of others count`)
  t.same(server.report.dumps, [])
  t.same(server.log.errors, [])
}

function bytes(length: number, fill: (i: number) => number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => fill(i))
}

function message(payload: Uint8Array): Uint8Array {
  return Uint8Array.of(ClientFrame.message, ...payload)
}

interface CommandFields {
  readonly seq: number
  readonly target: number
  readonly acked: number
  readonly moveX?: number
}

/** One frame with as many commands as are given, for consecutive ticks. */
function commands({ seq, target, acked, moveX = 127 }: CommandFields, count = 1): Uint8Array {
  const frame = newCommandFrame(SteerCommand)
  frame.lastTickReceived = acked
  frame.viewTick = acked
  frame.count = count
  for (let i = 0; i < count; i++) {
    frame.seq[i] = seq + i
    frame.targetTick[i] = target + i
    frame.fields.set([moveX, 127, 0], i * SteerCommand.fieldCount)
  }
  const w = new BitWriter(PLAY_FRAME_BYTES_MAX)
  writeCommands(frame, SteerCommand, w)
  return w.bytes().slice()
}

const SECRET = 'f'.repeat(32)

const BEFORE_HELLO: readonly (readonly [
  string,
  string,
  (server: SteppedServer, token: string) => Uint8Array | 'text',
])[] = [
  ['nothing at all', 'BAD_HELLO', () => new Uint8Array(0)],
  ['random bytes', 'BAD_HELLO', () => bytes(40, (i) => (i * 151 + 7) & 255)],
  ['a hello that is cut off', 'BAD_HELLO', (server, token) => hello(server, { seatToken: token }).subarray(0, 20)],
  [
    'a hello with more behind it',
    'BAD_HELLO',
    (server, token) => Uint8Array.of(...hello(server, { seatToken: token }), 0),
  ],
  ['a command', 'BAD_HELLO', () => commands({ seq: 1, target: 10, acked: 1 })],
  ['a Thrift call', 'BAD_HELLO', () => Uint8Array.of(0x82, 0x21, 0, 0)],
  ['a frame that is too large', 'TOO_LARGE', () => new Uint8Array(PLAY_FRAME_BYTES_MAX + 1)],
  ['a text frame', 'TEXT_FRAME', () => 'text'],
  [
    'another protocol version',
    'VERSION_MISMATCH',
    (server, seatToken) => hello(server, { seatToken, protocolVersion: 9 }),
  ],
  [
    'another schema',
    'SCHEMA_MISMATCH',
    (server, seatToken) => hello(server, { seatToken, schemaHash: '0123456789abcdef' }),
  ],
  ['a forged token', 'TOKEN_INVALID', (server) => hello(server, { seatToken: SECRET })],
  ['an empty token', 'TOKEN_INVALID', (server) => hello(server, { seatToken: '' })],
]

for (const [what, reason, make] of BEFORE_HELLO) {
  t.test(`first on /play ${what}: ${reason}`, async (t) => {
    const here = await place()
    const token = await seatToken(here.server, here.innocent.roomId, 'Eve')
    const raw = new RawPlayer(here.server)
    const input = make(here.server, token)
    if (input === 'text') raw.sendText()
    else raw.send(input)
    await here.server.advance(10)
    t.equal(raw.closedWith, reason)
    t.equal(here.server.counters.counts[`play_closed{${reason}}`], 1)
    t.same(raw.frames, [])
    await assertUnharmed(t, here, what)
  })
}

t.test('refusals that a developer meets say what to do', async (t) => {
  const { server, innocent } = await place()
  const say = async (fields: {
    schemaHash?: string
    protocolVersion?: number
    seatToken?: string
  }): Promise<string> => {
    const raw = new RawPlayer(server)
    raw.send(hello(server, { seatToken: await seatToken(server, innocent.roomId, 'Eve'), ...fields }))
    await server.advance(10)
    return raw.closeText
  }
  const { hash } = server.field.schema
  t.equal(
    await say({ schemaHash: '0123456789abcdef' }),
    `room runs schema ${hash}, client has 0123456789abcdef: rebuild it from the same IDL`,
  )
  t.match(await say({ protocolVersion: 9 }), /speaks version 4, not 9: update the client/)
  t.match(await say({ seatToken: SECRET }), /ask the lobby for a new one/)
  for (const text of [await say({ schemaHash: '0123456789abcdef' })])
    t.ok(text.length <= 123, 'fits into a close frame')
})

t.test('a seat token is good once, and for 30 s', async (t) => {
  const here = await place()
  const { server, innocent } = here
  const token = await seatToken(server, innocent.roomId, 'Eve')
  const late = await seatToken(server, innocent.roomId, 'Joe')
  const first = new RawPlayer(server)
  first.send(hello(server, { seatToken: token }))
  await server.advance(200)
  const second = new RawPlayer(server)
  second.send(hello(server, { seatToken: token }))
  await server.advance(SEAT_TOKEN_MS)
  const third = new RawPlayer(server)
  third.send(hello(server, { seatToken: late }))
  await server.advance(200)
  t.same([first.closedWith, second.closedWith, third.closedWith], [undefined, 'TOKEN_USED', 'TOKEN_EXPIRED'])
  t.match(server.counters.counts, { 'play_closed{TOKEN_USED}': 1, 'play_closed{TOKEN_EXPIRED}': 1 })
  await assertUnharmed(t, here, 'tokens')
})

t.test('who says nothing is closed HELLO_TIMEOUT', async (t) => {
  const here = await place()
  const raw = new RawPlayer(here.server)
  await here.server.advance(PLAY_HELLO_TIMEOUT_MS - 100)
  t.equal(raw.closedWith, undefined)
  await here.server.advance(200)
  t.equal(raw.closedWith, 'HELLO_TIMEOUT')
  t.equal(here.server.counters.counts['play_closed{HELLO_TIMEOUT}'], 1)
})

const IN_A_ROOM: readonly (readonly [string, string, (raw: RawPlayer) => readonly Uint8Array[] | 'text'])[] = [
  ['an empty frame', 'PROTOCOL_ERROR', () => [new Uint8Array(0)]],
  ['an unknown kind of frame', 'PROTOCOL_ERROR', () => [Uint8Array.of(0x7f, 1, 2, 3)]],
  ['a second hello', 'PROTOCOL_ERROR', () => [Uint8Array.of(ClientFrame.hello, 1, 0)]],
  ['a frame that is too large', 'TOO_LARGE', () => [new Uint8Array(PLAY_FRAME_BYTES_MAX + 1)]],
  ['a text frame', 'TEXT_FRAME', () => 'text'],
  ['an acknowledgement of the future', 'PROTOCOL_ERROR', (raw) => [encodeAck(raw.replica.tick + 1_000)]],
  [
    'a mismatch of a tick that was not checked',
    'PROTOCOL_ERROR',
    ({ replica }) => [encodeTickDigest(ClientFrame.mismatch, { tick: replica.tick, digest: 1 })],
  ],
  ['an acknowledgement that is cut off', 'PROTOCOL_ERROR', () => [Uint8Array.of(ClientFrame.ack, 1, 0)]],
  [
    'a command that acknowledges the future',
    'PROTOCOL_ERROR',
    (raw) => [commands({ seq: 1, target: raw.replica.tick, acked: raw.replica.tick + 1_000 })],
  ],
  [
    'a command that is cut off',
    'PROTOCOL_ERROR',
    ({ replica }) => [commands({ seq: 1, target: replica.tick, acked: replica.tick }).subarray(0, 8)],
  ],
  [
    'a command with more behind it',
    'PROTOCOL_ERROR',
    ({ replica }) => [Uint8Array.of(...commands({ seq: 1, target: replica.tick, acked: replica.tick }), 1)],
  ],
  [
    'a command value outside its range',
    'PROTOCOL_ERROR',
    ({ replica }) => [commands({ seq: 1, target: replica.tick, acked: replica.tick, moveX: 255 })],
  ],
  ['a message that is no msgpack', 'PROTOCOL_ERROR', () => [message(Uint8Array.of(0xc1))]],
  ['a message that is no pair', 'PROTOCOL_ERROR', () => [message(pack({ type: 'shout' }))]],
  ['a message of three', 'PROTOCOL_ERROR', () => [message(pack(['shout', 1, 2]))]],
  ['a message whose type is no text', 'PROTOCOL_ERROR', () => [message(pack([7, 1]))]],
  ['a message with too long a type', 'PROTOCOL_ERROR', () => [message(pack(['x'.repeat(65), 1]))]],
  [
    'a message whose sizes lie',
    'PROTOCOL_ERROR',
    () => [message(Uint8Array.of(0x92, 0xa1, 0x61, 0xdd, 1, 0xc9, 0xc3, 0x80))],
  ],
  [
    'a message of nested arrays that lie',
    'PROTOCOL_ERROR',
    () => [message(Uint8Array.of(0x92, 0xa1, 0x61, ...bytes(4_000, (i) => [0xdd, 0, 0xff, 0xff, 0xff][i % 5]!)))],
  ],
  [
    'malformed Thrift, three times',
    'PROTOCOL_ERROR',
    () =>
      new Array<Uint8Array>(CONNECTION_STRIKES_MAX).fill(Uint8Array.of(0x82, 0x21, 1, 0xff, 0xff, 0xff, 0xff, 0x0f)),
  ],
  [
    'too many frames a second',
    'RATE_LIMITED',
    ({ replica }) => new Array<Uint8Array>(PLAY_FRAMES_PER_SECOND_MAX + 50).fill(encodeAck(replica.tick)),
  ],
]

for (const [what, reason, make] of IN_A_ROOM) {
  t.test(`in a room ${what}: ${reason}`, async (t) => {
    const here = await place()
    const { server, innocent } = here
    const raw = await RawPlayer.join(server, innocent.roomId, 'Eve')
    t.equal([...innocent.room.of(Avatar)].length, 1)
    const input = make(raw)
    if (input === 'text') raw.sendText()
    else for (const frame of input) raw.send(frame)
    await server.advance(10)
    t.equal(raw.closedWith, reason)
    t.equal(server.counters.counts[`play_closed{${reason}}`], 1)
    await assertUnharmed(t, here, what)
    t.equal([...innocent.room.of(Avatar)].length, 0, 'the seat is given up')
  })
}

t.test('commands from the past, from the far future, and twice are not applied, and counted', async (t) => {
  const here = await place()
  const { server, innocent } = here
  const raw = await RawPlayer.join(server, innocent.roomId, 'Eve')
  const { seats, tickNumber } = server.room(innocent.roomId)
  const queue = [...seats.all()][1]!.commands
  const own = raw.replica.own as OwnAvatar
  const { x } = own
  const acked = raw.replica.tick

  raw.send(commands({ seq: 1, target: tickNumber + COMMAND_AHEAD_TICKS_MAX + 1, acked }))
  raw.send(commands({ seq: 2, target: tickNumber + 1_000_000, acked }))
  await server.advance(200)
  t.equal(queue.refused, 2)
  t.equal((raw.replica.own as OwnAvatar).x, x, 'the future is not now')

  raw.send(commands({ seq: 5, target: 0, acked, moveX: 254 }, 4))
  for (let i = 0; i < 20; i++) raw.send(commands({ seq: 5, target: 0, acked }))
  await server.advance(200)
  t.equal(queue.refused, 22, 'what came twice')
  t.equal(raw.replica.commands.seq, 8, 'the past is applied late, within its credit')
  t.ok((raw.replica.own as OwnAvatar).x > x)
  t.ok((raw.replica.own as OwnAvatar).x - x <= 8 * 4, 'and moves nobody faster than ticks go')
  await server.advance(1_000)
  t.equal(server.report.counted.get('commands_refused'), 22, 'reported within a second')
  t.equal(server.report.counted.get('commands_late'), 4)
  await assertUnharmed(t, here, 'commands')
})

t.test('what a room counted in its last second is reported when it ends', async (t) => {
  const { server, innocent } = await place()
  const raw = await RawPlayer.join(server, innocent.roomId, 'Eve')
  const { tickNumber } = server.room(innocent.roomId)
  raw.send(commands({ seq: 1, target: tickNumber + 1_000_000, acked: raw.replica.tick }))
  await server.advance(50)
  server.app.stop(CloseReason.SERVER_STOPPING, 'over')
  t.equal(server.report.counted.get('commands_refused'), 1)
})

t.test('sequence numbers at the end of their range hurt nobody', async (t) => {
  const here = await place()
  const { server, innocent } = here
  const raw = await RawPlayer.join(server, innocent.roomId, 'Eve')
  const { tickNumber } = server.room(innocent.roomId)
  raw.send(commands({ seq: 0xffff_fffe, target: tickNumber, acked: raw.replica.tick }, 4))
  await server.advance(200)
  raw.send(commands({ seq: 1, target: tickNumber + 4, acked: raw.replica.tick }, 4))
  await server.advance(200)
  t.equal(raw.closedWith, undefined)
  await assertUnharmed(t, here, 'sequence numbers')
})

t.test('sending commands faster than ticks moves nobody faster', async (t) => {
  const here = await place()
  const { server, innocent } = here
  const raw = await RawPlayer.join(server, innocent.roomId, 'Eve')
  const { x } = raw.replica.own as OwnAvatar
  for (let i = 0; i < 60; i++) {
    const { tickNumber } = server.room(innocent.roomId)
    for (let n = 0; n < 4; n++) {
      const seq = 1 + 16 * i + 4 * n
      raw.send(commands({ seq, target: tickNumber, acked: raw.replica.tick, moveX: 254 }, 4))
    }
    await server.advance(50)
  }
  t.equal(raw.closedWith, undefined)
  const { dropped } = [...server.room(innocent.roomId).seats.all()][1]!.commands
  t.ok(dropped > 800, `${dropped} commands dropped`)
  t.ok((raw.replica.own as OwnAvatar).x - x <= 60 * 8 + 1)
  await assertUnharmed(t, here, 'a flood of commands')
})

t.test('NaN and infinities in an input become numbers in range before they leave', async (t) => {
  const { server, innocent } = await place()
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -0, 12.7]) {
    innocent.room.sendCommand({ moveX: value, moveY: value, fire: value as unknown as boolean })
    await server.advance(100)
    const { x, y } = innocent.room.own as OwnAvatar
    t.ok(Number.isFinite(x) && Number.isFinite(y), `${value}`)
    t.equal(innocent.closedWith, undefined)
  }
})

t.test('a message that the game fails on is reported, and the room goes on', async (t) => {
  const here = await place()
  const raw = await RawPlayer.join(here.server, here.innocent.roomId, 'Eve')
  raw.send(message(encodeMessage('break', 1)))
  await here.server.advance(100)
  t.match(here.server.report.messageErrors, [{ message: /trusts/ }])
  t.equal(raw.closedWith, undefined)
  await assertUnharmed(t, here, 'a failing handler')
})

t.test('NaN and infinities in a message reach the game as they are, and break nothing', async (t) => {
  const here = await place()
  const raw = await RawPlayer.join(here.server, here.innocent.roomId, 'Eve')
  const heard: unknown[] = []
  here.innocent.room.onMessage('n', (value) => heard.push(value))
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) raw.send(message(encodeMessage('n', value)))
  await here.server.advance(200)
  t.same(heard, [Number.NaN, Number.POSITIVE_INFINITY])
  await assertUnharmed(t, here, 'NaN')
})
