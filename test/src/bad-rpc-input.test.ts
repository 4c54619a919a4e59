// What can go wrong on a Thrift connection: bytes that are no message, messages that lie, calls that nobody serves, handlers
// that fail. Each ends in an answer or a close reason, and a counter; somebody who plays meanwhile notices nothing.

import { CallError, lobbyService, sessionService } from '@tickwire/client'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import {
  applicationException,
  CALL_TIMEOUT_MS,
  CONNECTION_STRIKES_MAX,
  HELLO_TIMEOUT_MS,
  MESSAGE_BYTES_MAX,
  messageOf,
  type ProtocolName,
  STRUCK_OUT_MS,
} from '@tickwire/server/internals'
import t, { type Test } from 'tap'
import { fieldRoomService } from '../gen-nodejs/field.handlers.js'
import { Chest } from '../gen-nodejs/field.state.js'
import { type FieldGameOptions, fieldGame } from './field-game.js'
import { RawClient } from './raw-client.js'
import { type SteppedPlayer, SteppedServer } from './stepped-server.js'

/** Kinds of TApplicationException, from the Thrift specification. */
const UNKNOWN_METHOD = 1
const INTERNAL_ERROR = 6
const PROTOCOL_ERROR = 7

/** Thrift's type numbers of the binary protocol. */
const I32 = 8
const STRUCT = 12
const LIST = 15

interface Place {
  readonly server: SteppedServer
  readonly innocent: SteppedPlayer
  readonly raw: RawClient
}

/** A hostile Thrift connection beside somebody who plays. */
async function place(options: FieldGameOptions = {}): Promise<Place> {
  const server = new SteppedServer({ field: fieldGame(options), roomOptions: { chests: 2 } })
  const innocent = await server.join('Ada')
  await server.advance(300)
  return { server, innocent, raw: new RawClient(server.openRpc) }
}

async function assertUnharmed(t: Test, { server, innocent }: Place): Promise<void> {
  const { tickNumber } = server.room(innocent.roomId)
  await server.advance(500)
  t.equal(innocent.room.stats.tick, tickNumber + 9, 'every tick has run')
  t.equal(
    await server.until(
      innocent.client
        .calls(greeterService)
        .SayHello({ name: 'Ada' })
        .then(({ message }) => message),
    ),
    'Hello, Ada!',
  )
  t.same(server.report.dumps, [])
}

/** A call in the binary protocol, its arguments as they are given. */
function binaryCall(name: string, args: readonly number[] = [0]): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(0x8001_0001)
  head.writeInt32BE(name.length, 4)
  return Buffer.concat([head, Buffer.from(name), Buffer.from([0, 0, 0, 7]), Buffer.from(args)])
}

function i32(value: number): number[] {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return [...bytes]
}

function field(type: number, id: number, value: readonly number[]): number[] {
  return [type, 0, id, ...value]
}

/** Structs in structs. */
function nested(depth: number): number[] {
  return [...new Array<number[]>(depth).fill([STRUCT, 0, 1]).flat(), ...new Array<number>(depth + 1).fill(0)]
}

const HELLO = binaryCall('Greeter:SayHello', [...field(STRUCT, 1, [...field(11, 1, [...i32(2), 0x48, 0x69]), 0]), 0])

const MALFORMED: readonly (readonly [string, string, Buffer])[] = [
  ['random bytes', 'BAD_PROTOCOL', Buffer.from([9, 8, 7, 6, 5, 4, 3])],
  ['nothing', 'BAD_PROTOCOL', Buffer.alloc(0)],
  ['a message that is cut off', 'TRUNCATED', HELLO.subarray(0, -4)],
  ['a message with more behind it', 'TRAILING_BYTES', Buffer.concat([HELLO, Buffer.from([0])])],
  ['a negative length of a name', 'NEGATIVE_SIZE', Buffer.from([0x80, 1, 0, 1, ...i32(-2), 0, 0, 0, 0])],
  ['a name that is too long', 'NAME_LENGTH', binaryCall(`${'x'.repeat(65)}:y`)],
  [
    'text that is longer than the message',
    'TRUNCATED',
    binaryCall('Greeter:SayHello', field(STRUCT, 1, field(11, 1, i32(1_000_000)))),
  ],
  [
    'a list that claims two milliards',
    'ELEMENTS',
    binaryCall('Greeter:SayHello', field(LIST, 9, [I32, ...i32(2_000_000_000)])),
  ],
  ['a list of a negative size', 'NEGATIVE_SIZE', binaryCall('Greeter:SayHello', field(LIST, 9, [I32, ...i32(-1)]))],
  ['structs nested too deep', 'NESTING', binaryCall('Greeter:SayHello', nested(40))],
  ['a type that there is none', 'BAD_TYPE', binaryCall('Greeter:SayHello', [99, 0, 1, 0])],
]

for (const [what, reason, message] of MALFORMED) {
  t.test(`${what}: ${reason}, and after ${CONNECTION_STRIKES_MAX} of them PROTOCOL_ERROR`, async (t) => {
    const here = await place()
    const { server, raw } = here
    for (let strike = 1; strike <= CONNECTION_STRIKES_MAX; strike++) {
      t.equal(raw.closedWith, undefined)
      raw.send(message)
      await server.advance(1)
    }
    t.equal(raw.closedWith, undefined, 'it would come back at once')
    const { length: answers } = raw.frames
    raw.send(HELLO)
    await server.advance(STRUCK_OUT_MS + 250)
    t.equal(raw.closedWith, 'PROTOCOL_ERROR')
    t.equal(raw.frames.length, answers, 'not heard any more')
    t.match(server.counters.counts, {
      [`rpc_protocol_errors{${reason}}`]: CONNECTION_STRIKES_MAX,
      'rpc_closed{PROTOCOL_ERROR}': 1,
    })
    for (const frame of raw.frames) t.equal(applicationException(frame, 'binary').type, PROTOCOL_ERROR)
    await assertUnharmed(t, here)
  })
}

t.test('a service, a method or a room service that nobody serves is answered, not closed', async (t) => {
  const here = await place()
  const { server, raw } = here
  const names = [
    'Nobody:SayHello',
    'Greeter:SayGoodbye',
    'SayHello',
    'Greeter@room:SayHello',
    'constructor:toString',
    '__proto__:x',
  ]
  for (const name of names) {
    raw.send(binaryCall(name))
    await server.advance(1)
    const answer = raw.frames.at(-1)
    t.match(
      answer === undefined ? {} : applicationException(answer, 'binary'),
      { type: UNKNOWN_METHOD, seqid: 7 },
      name,
    )
  }
  t.equal(server.counters.counts.rpc_unknown_methods, names.length)
  t.equal(raw.closedWith, undefined)
  await assertUnharmed(t, here)
})

t.test('too large a message, a text frame, and silence close with their reasons', async (t) => {
  const here = await place()
  const { server, raw } = here
  const texting = new RawClient(server.openRpc)
  const silent = new RawClient(server.openRpc)
  raw.send(new Uint8Array(MESSAGE_BYTES_MAX + 1))
  texting.sendText()
  await server.advance(HELLO_TIMEOUT_MS + 100)
  t.same(
    [raw, texting, silent].map(({ closedWith }) => closedWith),
    ['TOO_LARGE', 'TEXT_FRAME', 'HELLO_TIMEOUT'],
  )
  t.match(server.counters.counts, {
    'rpc_closed{TOO_LARGE}': 1,
    'rpc_closed{TEXT_FRAME}': 1,
    'rpc_closed{HELLO_TIMEOUT}': 1,
  })
  await assertUnharmed(t, here)
})

t.test('a call without a login, or without an argument, is refused typed', async (t) => {
  const here = await place()
  const { server, innocent } = here
  const stranger = await server.login('Eve')
  const session = stranger.client.calls(sessionService)
  await server.until(session.logout())
  await t.rejects(server.until(stranger.client.calls(lobbyService).getRoom(innocent.roomId)), {
    name: 'RefusedError',
    code: 2,
  })
  const nothing = innocent.client.calls(lobbyService).getRoom(undefined as unknown as string)
  await t.rejects(server.until(nothing), { name: 'RefusedError', code: 1, details: { parameter: 'roomId' } })
  t.match(server.counters.counts, { 'rpc_refused{UNAUTHENTICATED}': 1, 'rpc_refused{BAD_ARGUMENT}': 1 })
  await assertUnharmed(t, here)
})

const FAILING: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('the password is 1234')
    },
  ],
  ['rejects', () => Promise.reject(new Error('the password is 1234'))],
  [
    'throws nothing in particular',
    () => {
      throw undefined
    },
  ],
  ['answers what the IDL does not know', () => ({ message: { deep: 1 } })],
]

for (const [what, handler] of FAILING) {
  t.test(`a handler that ${what} is "internal error" for its caller and nobody else`, async (t) => {
    const { server, innocent } = await place()
    server.app.dispatcher.register(greeterService, { SayHello: handler })
    const failure = await server
      .until(innocent.client.calls(greeterService).SayHello({ name: 'x' }))
      .catch((error: unknown) => error)
    t.ok(failure instanceof CallError)
    t.match(failure, { code: 'INTERNAL', message: /internal error/ })
    t.notMatch(String(failure), /1234/, 'what went wrong stays inside')
    t.equal(server.counters.counts['rpc_internal_errors{Greeter.SayHello}'], 1)
    t.equal(server.log.errors.length, 1)
    t.ok(await server.until(innocent.client.calls(lobbyService).getRoom(innocent.roomId)))
  })
}

t.test('a handler that never answers is given up, and what it says afterwards is not heard', async (t) => {
  const { server, innocent } = await place()
  let answer: ((reply: object) => void) | undefined
  server.app.dispatcher.register(greeterService, {
    SayHello: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  const raw = new RawClient(server.openRpc)
  raw.send(HELLO)
  await server.advance(CALL_TIMEOUT_MS + 50)
  t.equal(raw.frames.length, 1)
  t.match(applicationException(raw.frames[0]!, 'binary').message, /no answer within 10000 ms/)
  t.equal(server.counters.counts['rpc_timeouts{Greeter.SayHello}'], 1)
  answer?.({ message: 'too late' })
  await server.advance(100)
  t.equal(raw.frames.length, 1)
  t.equal(innocent.closedWith, undefined)
})

for (const [what, handler] of [
  [
    'throws',
    () => {
      throw new Error('the password is 1234')
    },
  ],
  ['promises', () => Promise.resolve(3)],
  ['rejects', () => Promise.reject(new Error('the password is 1234'))],
] as const) {
  t.test(`a room handler that ${what} fails its call; the tick and the room go on`, async (t) => {
    const here = await place({ handlers: { countChests: handler } })
    const { server, innocent } = here
    const failed = innocent.room.calls.countChests()
    const fine = innocent.room.calls.openChest([...innocent.room.of(Chest)][0]!.id)
    await t.rejects(server.until(failed), { name: 'CallError', code: 'INTERNAL', message: /internal error$/ })
    t.ok(await server.until(fine), 'a call in the same tick')
    t.equal(server.counters.counts['rpc_internal_errors{FieldRoom.countChests}'], 1)
    await assertUnharmed(t, here)
  })
}

for (const protocol of ['binary', 'compact'] satisfies ProtocolName[]) {
  t.test(`a room call from one who has not even logged in is refused (${protocol})`, async (t) => {
    const here = await place()
    const { server, innocent, raw } = here
    raw.send(messageOf(fieldRoomService, protocol, (client) => client.countChests(), `FieldRoom@${innocent.roomId}`))
    await server.advance(100)
    t.equal(raw.frames.length, 1)
    t.equal(server.counters.counts['rpc_refused{UNAUTHENTICATED}'], 1)
    t.equal(server.room(innocent.roomId).seats.count, 1)
    await assertUnharmed(t, here)
  })
}

t.test('an exception names the kind that the specification has for it', async (t) => {
  const { server, raw } = await place()
  server.app.dispatcher.register(greeterService, {
    SayHello: () => {
      throw new Error('x')
    },
  })
  raw.send(HELLO)
  await server.advance(1)
  t.match(applicationException(raw.frames[0]!, 'binary'), { type: INTERNAL_ERROR, method: 'SayHello', seqid: 7 })
})
