// The whole client against a server in the test: log in, quick play, join, call, lose the connection. Also what does not
// compile.

import { readFileSync } from 'node:fs'
import common from '@tickwire/gen-nodejs/apache/common_types.js'
import session from '@tickwire/gen-nodejs/apache/session_types.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import { decodeHello } from '@tickwire/protocol'
import t from 'tap'
import { BangEvent, FakeNetwork, Mover, SteppedScheduler, toySchema, welcome } from './bench.test.helper.js'
import { type ConnectOptions, connect } from './client.js'
import { answerCall, type Peer } from './thrift-peer.test.helper.js'

const packageUrl = new URL('../package.json', import.meta.url)
const { version } = JSON.parse(readFileSync(packageUrl, 'utf8')) as { version: string }

async function start(options: Partial<ConnectOptions> = {}) {
  const scheduler = new SteppedScheduler()
  const network = new FakeNetwork()
  const client = await connect({ url: 'http://host:7777/games/eu1', scheduler, openSocket: network.open, ...options })
  /** Answers the one call that waits on the last socket. */
  const answer = async (peer: Partial<Peer>) => {
    const [call, ...others] = network.sockets[0]!.take()
    if (call === undefined || others.length > 0) throw new Error('not one call')
    network.sockets[0]!.events.received(await answerCall(call, peer))
  }
  return { scheduler, network, client, answer }
}

const grant = {
  playerId: 'p1',
  displayName: 'Ada',
  accessToken: 'x',
  accessExpiresInMs: 1,
  resumeToken: 'y',
  resumeExpiresInMs: 2,
}
const seat = { roomId: 'r1', roomKind: 'toy', seatToken: 'secret', expiresInMs: 1, schemaHash: toySchema.hash }

for (const protocol of ['compact', 'binary'] as const) {
  t.test(`log in, quick play and join: ${protocol}`, async (t) => {
    const { network, client, answer } = await start({ protocol, deviceId: 'ab'.repeat(16) })
    t.same(network.sockets, [], 'nothing is opened before the first call')
    const login = client.login({ displayName: 'Ada' })
    t.equal(network.last.url, 'ws://host:7777/games/eu1/rpc')
    t.same(network.last.sent, [], 'calls wait for the socket to open')
    network.last.events.opened()
    const asked: unknown[] = []
    await answer({
      service: sessionService,
      address: 'Session',
      handler: {
        login: (credentials: unknown, info: unknown) => {
          asked.push(credentials, info)
          return Promise.resolve(new session.SessionGrant(grant))
        },
      },
    })
    t.match(await login, grant)
    t.match(asked, [
      { deviceId: 'ab'.repeat(16) },
      { sdk: 'tickwire-js', sdkVersion: version, apiMajor: 1, displayName: 'Ada' },
    ])

    const play = client.quickPlay(toySchema, {
      service: greeterService,
      tags: { mode: 'ffa' },
      room: { title: 'Mine' },
    })
    await answer({
      service: lobbyService,
      address: 'Lobby',
      handler: {
        joinOrCreateRoom: (filter: unknown, request: unknown, join: unknown) => {
          asked.splice(0, 9, filter, request, join)
          return Promise.resolve(new common.Assignment({ ...seat, playUrl: 'ws://other:1/play' } as never))
        },
      },
    })
    t.match(asked, [
      { roomKind: 'toy', tags: { mode: 'ffa' }, joinableOnly: true },
      { roomKind: 'toy', title: 'Mine', listed: true, tags: { mode: 'ffa' }, requestId: /^[0-9a-f]{32}$/ },
      { asSpectator: false },
    ])
    // The promise chain from the answer to the join has a few steps.
    for (let i = 0; i < 5; i++) await Promise.resolve()
    t.equal(network.last.url, 'ws://other:1/play')
    network.last.events.opened()
    t.match(decodeHello(network.last.sent[0]!), { schemaHash: toySchema.hash, seatToken: 'secret' })
    network.last.events.received(welcome(1))
    t.equal((await play).seat, 3)
  })
}

t.test('a play URL may be relative to the server', async (t) => {
  const { network, client } = await start({ url: 'https://host' })
  void client.join({ ...seat, playUrl: '/play' }, toySchema, { service: greeterService })
  t.equal(network.last.url, 'wss://host/play')
})

t.test('room calls outside of a play connection name their room', async (t) => {
  const { network, client, answer } = await start()
  const hello = client.calls(greeterService, { roomId: 'r1' }).SayHello({ name: 'Ada' })
  network.last.events.opened()
  await answer({ address: 'Greeter@r1' })
  t.match(await hello, { message: 'Hello, Ada!' })
})

t.test('every client in Node is a guest of its own', async (t) => {
  const ids: unknown[] = []
  for (let i = 0; i < 2; i++) {
    const { network, client, answer } = await start()
    const login = client.login()
    network.last.events.opened()
    const keep = (credentials: { deviceId: string }, _info: unknown) => {
      ids.push(credentials.deviceId)
      return Promise.resolve(new session.SessionGrant(grant))
    }
    await answer({ service: sessionService, address: 'Session', handler: { login: keep } })
    await login
  }
  t.match(ids, [/^[0-9a-f]{32}$/, /^[0-9a-f]{32}$/])
  t.not(ids[0], ids[1])
})

t.test('the end of the connection for calls', async (t) => {
  const { network, client } = await start()
  const closes: string[] = []
  client.onClose(({ name }) => closes.push(name))
  const hello = client.calls(greeterService).SayHello({ name: 'Ada' })
  network.last.events.closed(1006, '')
  await t.rejects(hello, { code: 'CLOSED' })
  client.close()
  await t.rejects(client.calls(greeterService).SayHello({ name: 'Ada' }), { code: 'CLOSED' })
  t.same(closes, ['CONNECTION_LOST'])
  t.equal(network.sockets.length, 1)
})

for (const [what, message] of [
  ['a text message', 'hello'],
  ['noise', Uint8Array.of(1, 2, 3)],
] as const) {
  t.test(`${what} on the connection for calls closes it`, async (t) => {
    const { network, client } = await start()
    const hello = client.calls(greeterService).SayHello({ name: 'Ada' })
    network.last.events.opened()
    network.last.events.received(message)
    const error: unknown = await hello.catch((error: unknown) => error)
    t.match(error, { code: 'CLOSED', details: { closed: { name: 'PROTOCOL_ERROR' } } })
    t.match(network.last.closedWith, { code: 4003 })
  })
}

t.test('the schema types what a room takes and gives', async (t) => {
  const { network, client } = await start()
  const joined = client.join({ ...seat, playUrl: '/play' }, toySchema, { service: greeterService })
  network.last.events.opened()
  network.last.events.received(welcome(1))
  const room = await joined
  // @ts-expect-error: no such field in the command
  room.sendCommand({ move: 1, fire: false, jump: true })
  // @ts-expect-error: a field is missing
  room.sendCommand({ move: 1 })
  // @ts-expect-error: no such field in the event
  room.onEvent(BangEvent, (bang) => bang.loudness)
  // @ts-expect-error: no such field in the view
  for (const mover of room.of(Mover)) mover.y
  // @ts-expect-error: no such method of the room
  t.throws(() => room.calls.SayGoodbye({ name: 'Ada' }))
})
