// Noise against the whole boundary: random bytes, and real messages cut or bent. Whatever comes, `handle` does not
// throw, answers or gives a strike, and costs no more than the message is worth.

import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { type LobbyClient, lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { type SessionClient, sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import { MessageType } from '@tickwire/protocol/thrift'
import fc from 'fast-check'
import t from 'tap'
import { MESSAGE_BYTES_MAX } from './limits.js'
import { messageOf, type ProtocolName, testCaller, testDispatcher } from './testing.js'

const SERVICES = [greeterService, sessionService, lobbyService, eventsService]

/** All services, each method answering nothing. */
function target() {
  const test = testDispatcher()
  for (const service of SERVICES) {
    test.dispatcher.register(service, Object.fromEntries(service.methods.map(({ name }) => [name, () => undefined])))
  }
  return test
}

function samples(protocol: ProtocolName): Buffer[] {
  const info = {
    sdk: 's',
    sdkVersion: '1',
    apiMajor: 1,
    apiMinor: 0,
    schemaHashByRoomKind: { arena: 'ab' },
    platform: 'x',
  }
  const request = {
    roomKind: 'arena',
    title: 'Übung',
    tags: { mode: 'duel' },
    options: Buffer.from([1, 2]),
    requestId: 'r',
    listed: true,
  }
  const seat = { asSpectator: true, team: 'red' }
  const login = (client: SessionClient) => client.login({ deviceId: 'x'.repeat(32) }, info)
  const create = (client: LobbyClient) => client.createRoom(request)
  const quickPlay = (client: LobbyClient) =>
    client.joinOrCreateRoom({ joinableOnly: true, regions: ['a', 'b'], tags: { a: 'b' } }, request, seat)
  return [
    messageOf(sessionService, protocol, login),
    messageOf(lobbyService, protocol, create),
    messageOf(lobbyService, protocol, quickPlay),
    messageOf(eventsService, protocol, (client) => client.poll(1, 2, 3)),
  ]
}

t.test('random bytes are strikes or calls, never an exception', async (t) => {
  const { dispatcher, log } = target()
  const first = fc.constantFrom([0x80, 0x01, 0, 1], [0x82, 0x21], [0x80], [0x82], [])
  fc.assert(
    fc.property(first, fc.uint8Array({ maxLength: 400 }), (start, rest) => {
      dispatcher.handle(Buffer.from([...start, ...rest]), testCaller(), () => undefined)
    }),
    { numRuns: 3_000 },
  )
  t.same(log.errors, [])
})

for (const protocol of ['binary', 'compact'] as const) {
  t.test(`${protocol}: a bent message is answered once or is a strike`, async (t) => {
    const { dispatcher, log } = target()
    const bend = fc.record({
      sample: fc.constantFrom(...samples(protocol)),
      flips: fc.array(fc.record({ at: fc.nat(), bit: fc.nat(7) }), { minLength: 1, maxLength: 4 }),
      cut: fc.option(fc.nat()),
    })
    fc.assert(
      fc.property(bend, ({ sample, flips, cut }) => {
        const message = Buffer.from(sample)
        for (const { at, bit } of flips) message[at % message.length]! ^= 1 << bit
        let replies = 0
        const bytes = message.subarray(0, cut === null ? message.length : cut % message.length)
        const verdict = dispatcher.handle(bytes, testCaller(), () => replies++)
        const isCall = (protocol === 'binary' ? bytes[3] : (bytes[1] ?? 0) >> 5) === MessageType.CALL
        return verdict === 'malformed' ? replies <= 1 : replies === (isCall ? 1 : 0)
      }),
      { numRuns: 5_000 },
    )
    t.same(log.errors, [])
  })

  t.test(`${protocol}: the largest messages cost little`, async (t) => {
    const { dispatcher } = target()
    const head = samples(protocol)[1]!
    const at = head.indexOf('createRoom') + 'createRoom'.length
    for (const byte of [0x00, 0x01, 0x0b, 0x0c, 0x0d, 0x0f, 0x19, 0x1c, 0x8c, 0xff]) {
      const message = Buffer.alloc(MESSAGE_BYTES_MAX, byte)
      head.copy(message, 0, 0, at)
      const before = process.memoryUsage().heapUsed
      dispatcher.handle(message, testCaller(), () => undefined)
      t.ok(process.memoryUsage().heapUsed - before < 20_000_000, `byte ${byte}`)
    }
  })
}
