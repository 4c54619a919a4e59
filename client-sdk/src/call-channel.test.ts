// Calls over a channel whose other end is Apache's library: both must understand each other's bytes in both protocols,
// and every call must end.

import common from '@tickwire/gen-nodejs/apache/common_types.js'
import lobby from '@tickwire/gen-nodejs/apache/lobby_types.js'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import fc from 'fast-check'
import t from 'tap'
import { SteppedScheduler } from './bench.test.helper.js'
import { CallChannel, type ThriftProtocol } from './call-channel.js'
import { type CallError, closedFor } from './errors.js'
import { answerCall, applicationError } from './thrift-peer.test.helper.js'

function newChannel(protocol: ThriftProtocol = 'compact') {
  const scheduler = new SteppedScheduler()
  const sent: Uint8Array[] = []
  const send = (message: Uint8Array) => sent.push(message)
  const channel = new CallChannel({ scheduler, protocol, callTimeoutMs: 10_000, callBytesMax: 4_096, send })
  return { scheduler, sent, channel }
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('no error')
}

for (const protocol of ['compact', 'binary'] as const) {
  t.test(`Apache's library understands the calls and this client its answers: ${protocol}`, async (t) => {
    const { sent, channel } = newChannel(protocol)
    const rooms = Array.from({ length: 20 }, (_, i) => ({
      roomId: `room-${i}`,
      roomKind: 'arena',
      title: 'Größe 🎮',
      region: '',
      players: i * 7_000_003,
      playersMax: -1,
      needsPassword: i % 2 === 0,
      spectatable: i % 3 === 0,
      tags: i === 3 ? { mode: 'ffa', map: 'pit' } : {},
      schemaHash: '0123456789abcdef',
    }))
    const asked: unknown[] = []
    const handler = {
      listRooms: (filter: unknown, page: unknown) => {
        asked.push(JSON.parse(JSON.stringify([filter, page])))
        return Promise.resolve(new lobby.RoomPage({ rooms, after: null } as never))
      },
    }
    const filter = { roomKind: null, regions: ['eu', 'us'], tags: { mode: 'ffa' }, joinableOnly: false }
    const answer = channel.calls(lobbyService, 'Lobby@42').listRooms(filter, { after: 'x'.repeat(200), limit: 50 })
    const problem = channel.receive(await answerCall(sent[0]!, { service: lobbyService, handler, address: 'Lobby@42' }))
    t.equal(problem, undefined)
    t.same(asked, [[filter, { after: 'x'.repeat(200), limit: 50 }]])
    t.same(JSON.parse(JSON.stringify(await answer)), { rooms, after: null })
  })
}

t.test('exceptions of the IDL arrive typed', async (t) => {
  const { sent, channel } = newChannel()
  const calls = channel.calls(lobbyService)
  const errorFor = async (thrown: unknown) => {
    const error = errorOf(calls.joinRoom('7', { asSpectator: false }))
    // Apache's processor takes a handler with as many parameters as arguments for one that answers a promise.
    const handler = { joinRoom: (_roomId: unknown, _request: unknown) => Promise.reject(thrown) }
    channel.receive(await answerCall(sent.pop()!, { service: lobbyService, handler, address: 'Lobby' }))
    return error
  }
  const refused = await errorFor(new common.Refused({ code: 20, message: 'full', retryAfterMs: 500 } as never))
  t.ok(refused instanceof RefusedError)
  t.match(refused, { code: 20, message: 'full', details: { retryAfterMs: 500 } })
  const notFound = await errorFor(new common.NotFound({ kind: 'room', key: '7', message: 'no room 7' }))
  t.ok(notFound instanceof NotFoundError)
  t.match(notFound, { what: 'room', key: '7' })
  const unavailable = await errorFor(new common.Unavailable({ code: 6, message: 'draining', retryAfterMs: 9 } as never))
  t.match(unavailable, { name: 'CallError', code: 'UNAVAILABLE', details: { retryAfterMs: 9 } })
})

t.test('other failures of the server have stable codes', async (t) => {
  const { channel } = newChannel()
  const calls = channel.calls(greeterService)
  const codes = []
  for (const [i, type] of [1, 6, 0].entries()) {
    const error = errorOf(calls.SayHello({ name: 'Ada' }))
    channel.receive(applicationError('SayHello', i + 1, type, 'went wrong'))
    codes.push(((await error) as CallError).code)
  }
  t.same(codes, ['UNKNOWN_METHOD', 'INTERNAL', 'FAILED'])
})

t.test('a call without an answer fails after its timeout, and a late answer is dropped', async (t) => {
  const { scheduler, sent, channel } = newChannel()
  const hello = errorOf(channel.calls(greeterService).SayHello({ name: 'Ada' }))
  const poll = errorOf(channel.calls(eventsService).poll(0, 25_000, 10))
  scheduler.step(10_000)
  t.match(await hello, { code: 'TIMEOUT', message: 'Greeter.SayHello: no answer within 10000 ms' })
  t.equal(scheduler.timerCount, 1, 'the long poll goes on')
  scheduler.step(20_000)
  t.match(await poll, { code: 'TIMEOUT', message: 'Events.poll: no answer within 30000 ms' })
  t.equal(channel.receive(await answerCall(sent[0]!)), undefined)
})

t.test('answers find their calls in any order', async (t) => {
  const { sent, channel } = newChannel()
  const calls = channel.calls(greeterService)
  const both = Promise.all([calls.SayHello({ name: 'Ada' }), channel.calls(greeterService).SayHello({ name: 'Bob' })])
  channel.receive(await answerCall(sent[1]!))
  channel.receive(await answerCall(sent[0]!))
  t.same(
    (await both).map(({ message }) => message),
    ['Hello, Ada!', 'Hello, Bob!'],
  )
})

t.test('a call that the server would not take is not sent, and the next one is', async (t) => {
  const { scheduler, sent, channel } = newChannel()
  const calls = channel.calls(greeterService)
  t.match(await errorOf(calls.SayHello({ name: 'x'.repeat(4_096) })), /larger than 4096 bytes/)
  t.same(sent, [])
  t.equal(scheduler.timerCount, 0)
  const hello = calls.SayHello({ name: 'Ada' })
  channel.receive(await answerCall(sent[0]!))
  t.same(JSON.parse(JSON.stringify(await hello)), { message: 'Hello, Ada!' })
})

t.test('a reply may hold many more elements than a call', async (t) => {
  const { sent, channel } = newChannel()
  const room = { roomId: 'r', roomKind: 'arena', title: '', region: '', tags: { a: 'b', c: 'd' }, schemaHash: '' }
  const rooms = Array.from({ length: 5_000 }, () => room)
  const handler = {
    listRooms: (_filter: unknown, _page: unknown) => Promise.resolve(new lobby.RoomPage({ rooms } as never)),
  }
  const answer = channel.calls(lobbyService).listRooms({ joinableOnly: false }, { limit: 5_000 })
  t.equal(channel.receive(await answerCall(sent[0]!, { service: lobbyService, handler, address: 'Lobby' })), undefined)
  t.equal((await answer).rooms.length, 5_000)
})

t.test('an argument of the wrong type rejects the call and sends nothing', async (t) => {
  const { scheduler, sent, channel } = newChannel()
  t.match(await errorOf(channel.calls(greeterService).SayHello({ name: 7 as never })), /a string field holds a number/)
  t.match(await errorOf(channel.calls(eventsService).poll(0.5, 1, 1)), /0.5 is no whole number/)
  t.same(sent, [])
  t.equal(scheduler.timerCount, 0)
})

t.test('the end of the connection fails pending and later calls', async (t) => {
  const { channel } = newChannel()
  const calls = channel.calls(greeterService)
  const pending = errorOf(calls.SayHello({ name: 'Ada' }))
  channel.close(closedFor(15, ''))
  t.match(await pending, { code: 'CLOSED', details: { closed: { name: 'SERVER_STOPPING' } } })
  t.match(await errorOf(calls.SayHello({ name: 'Ada' })), { code: 'CLOSED' })
})

t.test('malformed answers are named', async (t) => {
  const { sent, channel } = newChannel()
  channel
    .calls(greeterService)
    .SayHello({ name: 'Ada' })
    .catch(() => {})
  const reply = await answerCall(sent[0]!)
  t.equal(channel.receive(new Uint8Array(0)), 'BAD_PROTOCOL')
  t.equal(channel.receive(reply.subarray(0, reply.length - 1)), 'TRUNCATED')
  t.equal(channel.receive(Uint8Array.of(...reply, 0)), 'TRAILING_BYTES')
  t.equal(channel.receive(sent[0]!), 'not a reply')
  t.equal(channel.receive(applicationError('other', 1, 1, '')), 'an answer of other to SayHello')
})

t.test('noise never throws', async (t) => {
  const header = [0x82, 0x41, 1, 9, ...new TextEncoder().encode('listRooms')]
  const starts = fc.constantFrom(header, header, [0x82, 0x41, 1], [0x80, 0x01, 0, 2], [])
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 60 }), (start, body) => {
      const { channel } = newChannel()
      channel
        .calls(lobbyService)
        .listRooms({ joinableOnly: true }, { limit: 1 })
        .catch(() => {})
      channel.receive(Uint8Array.of(...start, ...body))
    }),
    { numRuns: 3_000 },
  )
  t.pass()
})
