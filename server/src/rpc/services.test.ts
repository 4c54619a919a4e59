// The server's own services as a client meets them: generated clients, dispatcher, thin handlers and the domain
// together, with rooms and time in the test's hand.

import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { partyService } from '@tickwire/gen-nodejs/party.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { ServiceType } from '@tickwire/protocol'
import t from 'tap'
import { RoomFinder } from '../finder/room-finder.js'
import { TestDirectory } from '../finder/testing.js'
import { testSessions } from '../session/testing.js'
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
  const rooms = new RoomFinder({ directory, region: 'here', playUrl: () => 'ws://here/play', isDraining, nowMs })
  let tokens = 0
  const wallClockMs = () => 1_700_000_000_000
  const social = new Social({
    checkEntry: () => {},
    rooms,
    directory,
    scheduler: test.scheduler,
    wallClockMs,
    randomToken: () => `token-${++tokens}`,
    randomU32: () => ++tokens,
    onError: (error) => test.log.error({ err: error }),
    onParty: () => {},
  })
  const { lobbies, parties, chat, events: queues } = social
  const clock = {
    get nowMs() {
      return nowMs()
    },
  }
  const { sessions, bans } = testSessions({ guests: true }, clock)
  const { dispatcher } = test
  dispatcher.register(greeterService, greeterHandlers())
  dispatcher.register(
    sessionService,
    sessionHandlers({
      sessions,
      rooms,
      leaveGroups: (playerId) => social.leaveAll(playerId),
      directory,
      version: '1.2.3',
      regions: [],
      isDraining,
      wallClockMs,
    }),
  )
  dispatcher.register(lobbyService, lobbyHandlers({ rooms, lobbies, chat, nowMs }))
  dispatcher.register(eventsService, eventsHandlers(queues))
  dispatcher.register(partyService, partyHandlers(parties, nowMs))
  return {
    ...test,
    directory,
    queues,
    sessions,
    bans,
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
    t.has(grant, { displayName: 'Ada', accessExpiresInMs: 900_000 })
    t.ok(sessions.authenticate(grant.accessToken))
    t.same(caller.player, { playerId: grant.playerId, displayName: 'Ada' })
    const { roomId } = await lobby.createRoom(REQUEST)
    t.equal(directory.find(roomId)?.players, 1)
    await session.logout()
    t.equal(caller.player, undefined)
    t.equal(directory.find(roomId)?.players, 0)
    t.equal(sessions.authenticate(grant.accessToken), undefined)
    await t.rejects(session.logout(), { name: 'Refused', code: 2 })
  })

  t.test(`${protocol}: logins that are refused say why and leave the connection as it was`, async (t) => {
    const { session, caller } = server().connect(protocol)
    const refused: [object, object, object][] = [
      [{ deviceId: 'short' }, INFO, { code: 2, parameter: 'credentials.deviceId' }],
      [{}, INFO, { code: 1, parameter: 'credentials' }],
      [{ identityToken: 'x' }, INFO, { code: 1, reason: 'NOT_CONFIGURED' }],
      [{ deviceId: DEVICE_ID }, { ...INFO, apiMajor: 2 }, { code: 9 }],
      [{ deviceId: DEVICE_ID }, { ...INFO, sdk: 'x'.repeat(65) }, { code: 1, parameter: 'info.sdk' }],
    ]
    for (const [credentials, info, expected] of refused) {
      await t.rejects(session.login(credentials, info as typeof INFO), { name: 'Refused', ...expected })
    }
    t.equal(caller.player, undefined)
  })

  t.test(
    `${protocol}: another connection goes on with the session, and is shown the way back into the room`,
    async (t) => {
      const { connect, bans } = server()
      const first = connect(protocol)
      const grant = await first.session.login({ deviceId: DEVICE_ID }, INFO)
      t.notOk(grant.openSeat)
      const { roomId, seatToken } = await first.lobby.createRoom(REQUEST)
      const second = connect(protocol, testCaller({ connectionId: 2, player: undefined }))
      const resumed = await second.session.resume(grant.resumeToken, INFO)
      t.has(resumed, { playerId: grant.playerId, openSeat: { roomId, roomKind: 'arena', playUrl: 'ws://here/play' } })
      t.not(resumed.openSeat?.seatToken, seatToken)
      await second.session.setDisplayName(' Eve ')
      t.same(second.caller.player, { playerId: grant.playerId, displayName: 'Eve' })
      t.has(await second.session.renew(), { displayName: 'Eve', resumeToken: resumed.resumeToken })
      await t.rejects(first.session.resume('made up', INFO), { name: 'Refused', code: 2 })
      bans.add({ playerId: grant.playerId, why: 'aimbot', by: 'op', startsAtMs: 0 })
      await t.rejects(first.session.login({ deviceId: DEVICE_ID }, INFO), {
        name: 'Refused',
        code: 12,
        reason: 'aimbot',
      })
    },
  )

  t.test(`${protocol}: who has all the seats that one may have makes no room either`, async (t) => {
    const { connect, directory } = server()
    const { lobby, caller } = connect(protocol, testCaller())
    directory.seatedOut.add(caller.player!.playerId)
    await t.rejects(lobby.createRoom(REQUEST), { name: 'Refused', code: 6 })
    t.same(directory.created, [])
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

  t.test(`${protocol}: a lobby from its code to its room, as two players are told of it`, async (t) => {
    const { connect, scheduler } = server()
    const ada = connect(protocol, testCaller())
    const ben = connect(protocol, testCaller({ connectionId: 2, player: { playerId: 'p2', displayName: 'Ben' } }))
    for (const { events } of [ada, ben]) t.has(await events.poll(0, 0, 10), { upTo: 0 })
    const made = await ada.lobby.createLobby({ ...REQUEST, password: 'secret' })
    t.has(made, { version: 1, phase: 1, ownerId: 'p1', sizeMax: 4, room: { title: 'Duel' } })
    t.equal(made.room.password ?? undefined, undefined, 'not told')
    const { lobbyId } = await ben.lobby.joinLobby(made.joinCode)
    t.has(await ben.lobby.setMember(lobbyId, { team: 'red' }), { members: [{ displayName: 'Ada' }, { team: 'red' }] })
    await t.rejects(ada.lobby.startLobby(lobbyId), { name: 'Refused', code: 25 })
    for (const { lobby } of [ada, ben]) await lobby.setReady(lobbyId, true)
    t.has(await ada.lobby.startLobby(lobbyId), { phase: 2, startsInMs: 5_000 })
    await ben.lobby.sendChat({ scope: 1, id: lobbyId }, 'go!')
    scheduler.step(5_000)
    const { events } = await ben.events.poll(0, 0, 100)
    t.has(
      events.slice(-3).map(({ body }) => body),
      [
        { chat: { senderName: 'Ben', text: 'go!', channel: { scope: 1, id: lobbyId } } },
        { lobby: { phase: 4, members: [{ playerId: 'p1', ready: false, connected: true }, { playerId: 'p2' }] } },
        { assignment: { roomKind: 'arena', team: 'red', seatToken: 'seat-2' } },
      ],
    )
    const [mine] = await ben.lobby.listMyLobbies()
    t.has(mine, { lobbyId, roomId: events.at(-1)?.body.assignment?.roomId })
    t.has(await ada.lobby.joinLobbyRoom(lobbyId), { roomId: mine?.roomId })
    t.has(await ada.lobby.listChat({ scope: 1, id: lobbyId }, { limit: 5 }), { messages: [{ text: 'go!' }] })
    t.has(await ada.lobby.removeMember(lobbyId, 'p2'), { members: [{ playerId: 'p1' }] })
    const last = (await ben.events.poll(0, 0, 100)).events.at(-1)
    t.has(last?.body, { removed: { scope: 'lobby', id: lobbyId, code: 3 } })
    await t.rejects(ben.lobby.getLobby(lobbyId), { name: 'NotFound', kind: 'lobby' })
    await ada.lobby.leaveLobby(lobbyId)
    t.same(await ada.lobby.listMyLobbies(), [])
  })

  t.test(`${protocol}: a party by invite, and what its members are told`, async (t) => {
    const { connect } = server()
    const ada = connect(protocol, testCaller())
    const ben = connect(protocol, testCaller({ connectionId: 2, player: { playerId: 'p2', displayName: 'Ben' } }))
    await t.rejects(ben.party.getParty(), { name: 'NotFound', kind: 'party' })
    const { partyId } = await ada.party.createParty()
    await t.rejects(ada.party.invite('p3'), { name: 'NotFound', kind: 'player online' })
    await ben.events.poll(0, 0, 1)
    const { inviteId } = await ada.party.invite('p2')
    t.has(await ben.party.listInvites(), [{ inviteId, partyId, fromName: 'Ada', expiresInMs: 60_000 }])
    t.has((await ben.events.poll(0, 0, 1)).events, [{ body: { invite: { inviteId, fromId: 'p1' } } }])
    t.has(await ben.party.acceptInvite(inviteId), { partyId, leaderId: 'p1', sizeMax: 8 })
    t.has(await ben.party.setReady(true, ['healer']), {
      members: [{ ready: false }, { ready: true, roles: ['healer'] }],
    })
    t.has(await ada.party.promote('p2'), { leaderId: 'p2' })
    t.has((await ben.events.poll(0, 0, 100)).events.at(-1)?.body, { party: { partyId, leaderId: 'p2', version: 4 } })
    await ada.party.leaveParty()
    t.has(await ben.party.getParty(), { members: [{ playerId: 'p2' }] })
    await t.rejects(ben.party.declineInvite(inviteId), { name: 'NotFound', kind: 'invite' })
  })
}
