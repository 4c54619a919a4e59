// The server's own services as a client meets them: generated clients, dispatcher, thin handlers and the domain
// together, with rooms and time in the test's hand.

import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { partyService } from '@tickwire/gen-nodejs/party.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { ServiceType } from '@tickwire/protocol'
import t from 'tap'
import { Lobby } from '../lobby/lobby.js'
import { TestDirectory } from '../lobby/testing.js'
import { Sessions } from '../session/sessions.js'
import { Social } from '../social.js'
import { eventsHandlers } from './events.js'
import { greeterHandlers } from './greeter.js'
import { lobbyHandlers } from './lobby.js'
import { partyHandlers } from './party.js'
import type { Caller } from './ports.js'
import { sessionHandlers } from './session.js'
import { memoryClient, type ProtocolName, testCaller, testDispatcher } from './testing.js'

const DEVICE_ID = '0123456789abcdef0123456789abcdef'
const INFO = { sdk: 'test', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {} }
const REQUEST = { roomKind: 'arena', title: 'Duel', listed: true, requestId: 'r1' }
const SEAT = { asSpectator: false }

function server() {
  const test = testDispatcher()
  const directory = new TestDirectory()
  const nowMs = () => test.scheduler.nowMs()
  let draining = false
  const isDraining = () => draining
  const lobby = new Lobby({ directory, region: 'here', playUrl: () => 'ws://here/play', isDraining, nowMs })
  let tokens = 0
  const randomToken = () => `token-${++tokens}`
  const hash = (text: string) => Buffer.from(text).toString('hex').padEnd(32, '0').split('').reverse().join('')
  const sessions = new Sessions({ hash, randomToken, nowMs })
  const wallClockMs = () => 1_700_000_000_000
  const {
    lobbies,
    parties,
    chat,
    events: queues,
  } = new Social({
    rooms: lobby,
    directory,
    scheduler: test.scheduler,
    wallClockMs,
    randomToken,
    randomU32: () => ++tokens,
    onError: (error) => test.log.error({ err: error }),
  })
  const { dispatcher } = test
  dispatcher.register(greeterService, greeterHandlers())
  dispatcher.register(
    sessionService,
    sessionHandlers({ sessions, lobby, directory, version: '1.2.3', regions: [], isDraining, wallClockMs }),
  )
  dispatcher.register(lobbyService, lobbyHandlers({ rooms: lobby, lobbies, chat, nowMs }))
  dispatcher.register(eventsService, eventsHandlers(queues))
  dispatcher.register(partyService, partyHandlers(parties, nowMs))
  return {
    ...test,
    directory,
    queues,
    sessions,
    drain: () => {
      draining = true
    },
    connect: (protocol: ProtocolName, caller: Caller = testCaller({ player: undefined })) => {
      const clientOf = <C>(service: ServiceType<C>): C =>
        memoryClient(service, protocol, (message, reply) => dispatcher.handle(message, caller, reply))
      return {
        caller,
        greeter: clientOf(greeterService),
        session: clientOf(sessionService),
        lobby: clientOf(lobbyService),
        events: clientOf(eventsService),
        party: clientOf(partyService),
      }
    },
  }
}

for (const protocol of ['binary', 'compact'] as const) {
  t.test(`${protocol}: hello needs no login`, async (t) => {
    const { greeter } = server().connect(protocol)
    t.has(await greeter.SayHello({ name: 'Åsa 🙂' }), { message: 'Hello, Åsa 🙂!' })
    await t.rejects(greeter.SayHello({ name: 'x'.repeat(65) }), { message: /^BAD_ARGUMENT: request.name/ })
  })

  t.test(`${protocol}: a login makes the connection the player's, a logout ends that and gives seats up`, async (t) => {
    const { connect, directory, sessions } = server()
    const { session, lobby, caller } = connect(protocol)
    t.has(await session.getServerInfo(INFO), {
      version: '1.2.3',
      apiMajor: 1,
      draining: false,
      roomKinds: [{ name: 'arena', tickRateHz: 20, playersMax: 4, schemaHashes: ['00000000000000aa'] }],
      serverTimeMs: 1_700_000_000_000,
    })
    await t.rejects(lobby.listRooms({ joinableOnly: true }, { limit: 5 }), { name: 'Refused', code: 2 })
    const grant = await session.login({ deviceId: DEVICE_ID }, { ...INFO, displayName: ' Ada\u0007 ' })
    t.has(grant, { displayName: 'Ada', accessToken: 'token-1' })
    t.same(caller.player, { playerId: grant.playerId, displayName: 'Ada' })
    const { roomId } = await lobby.createRoom(REQUEST)
    t.equal(directory.find(roomId)?.players, 1)
    await session.logout()
    t.equal(caller.player, undefined)
    t.equal(directory.find(roomId)?.players, 0)
    t.equal(sessions.authenticate('token-1'), undefined)
    await t.rejects(session.logout(), { name: 'Refused', code: 2 })
  })

  t.test(`${protocol}: logins that are refused say why and leave the connection as it was`, async (t) => {
    const { session, caller } = server().connect(protocol)
    const refused: [object, object, object][] = [
      [{ deviceId: 'short' }, INFO, { code: 2, parameter: 'credentials.deviceId' }],
      [{}, INFO, { code: 2 }],
      [{ identityToken: 'x' }, INFO, { code: 1, reason: 'NOT_CONFIGURED' }],
      [{ deviceId: DEVICE_ID }, { ...INFO, apiMajor: 2 }, { code: 9 }],
      [{ deviceId: DEVICE_ID }, { ...INFO, sdk: 'x'.repeat(65) }, { code: 1, parameter: 'info.sdk' }],
    ]
    for (const [credentials, info, expected] of refused) {
      await t.rejects(session.login(credentials, info as typeof INFO), { name: 'Refused', ...expected })
    }
    t.equal(caller.player, undefined)
  })

  t.test(`${protocol}: rooms are made, found, joined and left`, async (t) => {
    const { connect } = server()
    const ada = connect(protocol, testCaller())
    const bob = connect(protocol, testCaller({ connectionId: 2, player: { playerId: 'p2', displayName: 'Bob' } }))
    const made = await ada.lobby.createRoom({ ...REQUEST, tags: { mode: 'duel' }, playersMax: 2 })
    t.has(made, { roomKind: 'arena', playUrl: 'ws://here/play', region: 'here', schemaHash: '00000000000000aa' })
    t.has(await bob.lobby.listRooms({ joinableOnly: true, tags: { mode: 'duel' } }, { limit: 50 }), {
      rooms: [
        { roomId: made.roomId, title: 'Duel', players: 1, playersMax: 2, needsPassword: false, tags: { mode: 'duel' } },
      ],
    })
    t.has(await bob.lobby.joinOrCreateRoom({ joinableOnly: true }, { ...REQUEST, requestId: 'b' }, SEAT), {
      roomId: made.roomId,
    })
    t.has(await bob.lobby.getRoom(made.roomId), { players: 2 })
    await t.rejects(bob.lobby.joinRoom(made.roomId, { asSpectator: true }), { name: 'Refused', code: 3 })
    await bob.lobby.leaveRoom(made.roomId)
    await t.rejects(bob.lobby.leaveRoom(made.roomId), { name: 'NotFound', kind: 'seat in room' })
    await t.rejects(bob.lobby.getRoom('nowhere'), { name: 'NotFound', key: 'nowhere' })
    await t.rejects(bob.lobby.listRooms({ joinableOnly: true }, { limit: 0 }), { code: 1, parameter: 'page.limit' })
  })

  t.test(`${protocol}: a draining server gives no seats`, async (t) => {
    const { connect, drain } = server()
    const { lobby } = connect(protocol, testCaller())
    drain()
    await t.rejects(lobby.createRoom(REQUEST), { name: 'Unavailable', retryAfterMs: 5_000 })
  })

  t.test(`${protocol}: an event wakes the poll that waits for it`, async (t) => {
    const { connect, queues, scheduler } = server()
    const { events } = connect(protocol, testCaller())
    const poll = events.poll(0, 20_000, 10)
    queues.publishAll({ notice: { text: 'stopping', severity: 'urgent', shutdownInMs: 500 } })
    const batch = await poll
    t.has(batch, {
      upTo: 1,
      lost: false,
      events: [{ sequence: 1, body: { notice: { text: 'stopping', shutdownInMs: 500 } } }],
    })
    const empty = events.poll(1, 20_000, 10)
    scheduler.step(20_000)
    t.has(await empty, { upTo: 1, events: [], lost: false })
    await t.rejects(events.poll(1, 25_001, 10), { code: 1, parameter: 'waitMs' })
    await t.rejects(events.poll(1, 1, 101), { code: 1, parameter: 'limit' })
  })
}
