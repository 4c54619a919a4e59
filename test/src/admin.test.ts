// Operators and players on one stepped server: every call goes through the operators' dispatcher, as bytes.

import type { CallError } from '@tickwire/client'
import { type AdminClient, adminService } from '@tickwire/gen-nodejs/admin.handlers.js'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { partyService } from '@tickwire/gen-nodejs/party.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { ServiceType } from '@tickwire/protocol'
import { memoryClient } from '@tickwire/server/internals'
import t from 'tap'
import { SteppedPlayer, SteppedServer } from './stepped-server.js'

const TOKENS = { viewer: 'v'.repeat(32), operator: 'o'.repeat(32), admin: 'a'.repeat(32) }
const OPERATORS = (['viewer', 'operator', 'admin'] as const).map((role) => ({ name: role, role, token: TOKENS[role] }))
const INFO = { sdk: 'test', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {} }
const WHY = { why: 'a test', requestId: '', dryRun: false }
const DRY = { ...WHY, dryRun: true }
const PAGE = { limit: 50 }
const REQUEST = { roomKind: 'field', title: 'made by hand', listed: true, requestId: 'r1' }

/** A connection to the operator listener, without a socket. */
function connection(server: SteppedServer) {
  const { dispatcher } = server.app.operators
  const caller = {
    connectionId: 9_999,
    address: '192.0.2.9',
    player: undefined,
    operator: undefined,
    roomId: undefined,
  }
  return <C>(service: ServiceType<C>): C =>
    memoryClient(service, 'compact', (message, reply) => dispatcher.handle(message, caller, reply))
}

async function operator(server: SteppedServer, role: keyof typeof TOKENS = 'admin'): Promise<AdminClient> {
  const calls = connection(server)
  await calls(sessionService).login({ identityToken: TOKENS[role] }, INFO)
  return calls(adminService)
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

t.test('operators log in with their token; a role that is too low is refused and in the audit', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const stranger = connection(server)
  t.match(await refusal(stranger(adminService).getStatus()), { name: 'Refused', code: 2 })
  const guest = stranger(sessionService).login({ deviceId: '0'.repeat(32) }, INFO)
  t.match(await refusal(guest), { name: 'Refused', code: 1, parameter: 'credentials.identityToken' })
  const wrong = stranger(sessionService).login({ identityToken: 'w'.repeat(32) }, INFO)
  t.match(await refusal(wrong), { name: 'Refused', code: 2 })
  const grant = await stranger(sessionService).login({ identityToken: TOKENS.viewer }, INFO)
  t.match(grant, { displayName: 'viewer' })
  t.match(server.app.operators.operators.authenticate(grant.accessToken, 'anywhere'), { name: 'viewer' })
  t.match(await refusal(stranger(adminService).kick(WHY, 'p', '')), { name: 'Refused', code: 3 })
  t.match(await stranger(sessionService).getServerInfo(INFO), { draining: false })
  await stranger(sessionService).logout()
  t.match(await refusal(stranger(adminService).getStatus()), { code: 2 }, 'logged out')
  t.match(server.audit, [
    { actor: '-', action: 'login', ok: false, details: { address: '192.0.2.9' } },
    { actor: 'viewer', action: 'kick', ok: false, details: { code: 'FORBIDDEN' } },
  ])
})

t.test('rooms and seats are seen from inside', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'viewer')
  const ada = await server.join('Ada')
  await server.advance(3_000)
  const status = await admin.getStatus()
  t.match(status, { players: 1, rooms: 1, alerts: [], nodes: [{ nodeId: 'test-node', rooms: 1, tickBudgetMs: 50 }] })
  t.equal(status.nodes[0]?.uptimeS, 3)
  const { rooms } = await admin.listRooms({ joinableOnly: false }, PAGE)
  t.match(rooms, [{ summary: { roomId: ada.roomId, players: 1 }, locked: false, seats: [] }])
  const room = await admin.getRoom(ada.roomId)
  const [seat] = room.seats
  t.match(seat, {
    playerId: ada.playerId,
    displayName: 'Ada',
    connected: true,
    skippedSnapshots: 0,
    droppedCommands: 0,
  })
  t.ok(seat!.bytesS > 0 && room.bytesPerPlayerS === seat!.bytesS, 'it is sent snapshots')
  t.equal(room.tick, server.room(ada.roomId).tickNumber - 1)
  t.match(await refusal(admin.getRoom('gone')), { name: 'NotFound', kind: 'room', key: 'gone' })
  t.match(await refusal(admin.listRooms({ joinableOnly: false }, { limit: 101 })), { code: 1, parameter: 'page.limit' })
})

t.test('a dump holds the fields of the IDL, and says when it is cut', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'viewer')
  const ada = await server.join('Ada')
  await server.advance(500)
  const whole = await admin.dumpRoom(ada.roomId, 1_000)
  const avatar = whole.entities.find(({ type }) => type === 'Avatar')
  t.match(avatar?.fields, { name: 'Ada', health: /^\d+$/, x: /^\d/, ammo: /^\d+$/ })
  t.notOk(Object.keys(avatar!.fields).some((name) => name === 'id' || name === 'capacity' || name === 'lastCause'))
  t.equal(whole.truncated, false)
  const detail = await admin.getRoom(ada.roomId)
  t.equal(whole.entities.length, detail.entities)
  const cut = await admin.dumpRoom(ada.roomId, 1)
  t.match({ count: cut.entities.length, truncated: cut.truncated }, { count: 1, truncated: whole.entities.length > 1 })
  t.match(await refusal(admin.dumpRoom(ada.roomId, 1_001)), { code: 1, parameter: 'entitiesMax' })
})

t.test('who is kicked is closed KICKED everywhere, and may come back', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  const ada = await server.join('Ada')
  const { players } = await admin.listPlayers({ text: 'ad' }, PAGE)
  t.match(players, [{ playerId: ada.playerId, online: true, roomIds: [ada.roomId], bans: [] }])
  await admin.kick(DRY, ada.playerId, '')
  await server.advance(200)
  t.equal(ada.closedWith, undefined, 'a dry run kicks nobody')
  await admin.kick(WHY, ada.playerId, 'be nice')
  await server.advance(200)
  t.equal(ada.closedWith, 'KICKED')
  t.match(await refusal(admin.kick(WHY, ada.playerId, '')), { name: 'NotFound', kind: 'player' }, 'the seat is gone')
  t.match(await refusal(admin.kick(WHY, ada.playerId, 'x'.repeat(124))), { code: 1, parameter: 'message' })
  const again = await server.join('Ada')
  t.equal(again.closedWith, undefined)
})

t.test('who is banned is out, also on a connection that is open, until the ban ends or is lifted', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  const ada = await server.join('Ada')
  const { social } = server.app
  const { partyId } = await server.until(ada.client.calls(partyService).createParty())
  const { lobbyId } = await server.until(ada.client.calls(lobbyService).createLobby(REQUEST))
  const removed: unknown[] = []
  ada.client.onEvent('removed', ({ scope }) => removed.push(scope))
  await server.advance(200)
  const closes: string[] = []
  ada.client.onClose(({ name }) => closes.push(name))
  const ban = await admin.ban(WHY, { playerId: ada.playerId, minutes: 1 })
  t.match(ban, { playerId: ada.playerId, by: 'operator', why: 'a test' })
  t.equal(ban.endsAtMs! - ban.startsAtMs, 60_000)
  await server.advance(200)
  t.equal(ada.closedWith, 'KICKED')
  t.same(closes, ['KICKED'], 'the connection for calls is closed')
  t.ok(removed.includes('session'), 'not before it was told why')
  t.same([social.lobbies.members(lobbyId), social.parties.members(partyId)], [[], []])
  const back = new SteppedPlayer(server, ada.deviceId)
  t.match(await refusal(server.until(back.client.login())), { name: 'RefusedError', code: 12 })
  t.match(await refusal(admin.ban(WHY, { playerId: ada.playerId })), { code: 4 })
  t.match(await admin.getPlayer(ada.playerId), { online: false, bans: [{ banId: ban.banId }] })
  t.match(await admin.listBans(PAGE), { bans: [{ banId: ban.banId }] })
  await admin.liftBan(WHY, ban.banId)
  await server.until(back.client.login())
  await back.quickPlay()
  t.match(await admin.ban(DRY, { playerId: 'p9' }), { banId: '', playerId: 'p9' })
  t.match(await admin.listBans(PAGE), { bans: [] })
  t.match(await refusal(admin.ban(WHY, { playerId: 'p9', minutes: 0 })), { code: 1, parameter: 'request.minutes' })
})

t.test('a mute is known until it ends', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  await admin.mute(WHY, 'p1', 1)
  t.ok((await admin.getPlayer('p1')).mutedUntilMs)
  await server.advance(60_000)
  t.match(await refusal(admin.getPlayer('p1')), { name: 'NotFound' })
})

t.test('a locked room keeps its players and takes no new ones; a closed one ends after its grace', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  const ada = await server.join('Ada')
  await admin.lockRoom(WHY, ada.roomId, true)
  const ben = await server.join('Ben')
  t.not(ben.roomId, ada.roomId, 'quick play looks elsewhere')
  const events = ada.client.calls(eventsService)
  await server.until(events.poll(0, 0, 10))
  await admin.closeRoom(DRY, ada.roomId, 1_000)
  await admin.closeRoom(WHY, ada.roomId, 1_000)
  const told = await server.until(events.poll(0, 0, 10))
  t.match(told.events, [{ body: { notice: { severity: 'warning', shutdownInMs: 1_000 } } }])
  await server.advance(900)
  t.equal(ada.closedWith, undefined)
  await server.advance(200)
  t.equal(ada.closedWith, 'ROOM_CLOSED')
  t.equal(ben.closedWith, undefined)
})

t.test('an operator makes rooms; a dry run only checks', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  t.match(await admin.createRoom(DRY, REQUEST), { summary: { roomId: '', title: 'made by hand' } })
  t.match(await refusal(admin.createRoom(DRY, { ...REQUEST, roomKind: 'chess' })), { code: 1, parameter: 'roomKind' })
  t.match(await admin.getStatus(), { rooms: 0 })
  const { summary } = await admin.createRoom(WHY, REQUEST)
  t.match(await admin.getRoom(summary.roomId), { summary: { title: 'made by hand' }, seats: [] })
})

t.test('announcements reach the players of a room, or everybody', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  const [ada, ben] = [await server.join('Ada', { room: { playersMax: 1 } }), await server.join('Ben')]
  const [toAda, toBen] = [ada.client.calls(eventsService), ben.client.calls(eventsService)]
  const texts = async (events: typeof toAda) =>
    (await server.until(events.poll(0, 0, 10))).events.map(({ body }) => body.notice?.text)
  t.same([await texts(toAda), await texts(toBen)], [[], []])
  await admin.announce(WHY, { text: 'to one room', roomId: ada.roomId, severity: 'info' })
  await admin.announce(WHY, { text: 'to all', severity: 'urgent' })
  t.same([await texts(toAda), await texts(toBen)], [['to one room', 'to all'], ['to all']])
  t.match(await refusal(admin.announce(WHY, { text: 'x', roomId: 'gone', severity: 'info' })), { name: 'NotFound' })
  t.match(await refusal(admin.announce(WHY, { text: 'x', severity: 'loud' })), { code: 1 })
  t.match(await refusal(admin.announce(WHY, { text: ' ', severity: 'info' })), { code: 1 })
})

t.test('a drain takes nobody new, lets a room finish, and closes the rest at its deadline', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  const [ada, ben] = [await server.join('Ada', { room: { playersMax: 1 } }), await server.join('Ben')]
  t.match(await admin.drain(DRY, '', 5_000), { draining: false })
  t.match(await refusal(admin.drain(WHY, 'another', 5_000)), { name: 'NotFound', kind: 'node' })
  t.match(await admin.drain(WHY, 'test-node', 5_000), { draining: true, roomsLeft: 2, playersLeft: 2 })
  const late = await server.login('Cat')
  t.match(await refusal(late.quickPlay()), { name: 'CallError', code: 'UNAVAILABLE' } satisfies Partial<CallError>)
  ada.room.leave()
  await server.advance(1_000)
  t.match(await admin.awaitDrain('', 0), { roomsLeft: 1, finished: false })
  t.equal(ben.closedWith, undefined)
  const over = admin.awaitDrain('', 25_000)
  await server.advance(4_100)
  t.equal(ben.closedWith, 'SERVER_STOPPING')
  t.match(await over, { draining: true, roomsLeft: 0, playersLeft: 0, finished: true })
})

t.test('a drain that is called off leaves no trace', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  await server.join('Ada')
  await admin.drain(WHY, '', 0)
  t.match(await admin.awaitDrain('', 0), { deadlineInMs: 600_000 }, "0 takes the setting's")
  t.match(await admin.cancelDrain(WHY, ''), { draining: false, roomsLeft: 1 })
  await server.join('Ben')
  t.match(await refusal(admin.cancelDrain(WHY, '')), { code: 5 })
})

t.test('settings take effect at once, in their version', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server)
  const info = () => connection(server)(sessionService).getServerInfo(INFO)
  t.notOk((await info()).notice)
  await admin.setConfig(WHY, 'notice', 'maintenance at 10', 1)
  t.equal((await info()).notice, 'maintenance at 10')
  t.match(await refusal(admin.setConfig(WHY, 'notice', 'never mind', 1)), { code: 5 })
  await admin.setConfig(DRY, 'log.level', 'debug', 1)
  t.same(server.logLevels, [])
  await admin.setConfig(WHY, 'log.level', 'debug', 1)
  t.same(server.logLevels, ['debug'])
  const ada = await server.login('Ada')
  await admin.setConfig(WHY, 'joins.open', 'false', 1)
  t.match(await refusal(ada.quickPlay()), { name: 'CallError', code: 'UNAVAILABLE' })
  t.match(await admin.getStatus(), { rooms: 0 }, 'and no room is left behind')
  await admin.setConfig(WHY, 'joins.open', 'true', 2)
  await ada.quickPlay()
  t.match(await refusal((await operator(server, 'operator')).setConfig(WHY, 'notice', '', 2)), { code: 3 })
})

t.test('every write needs a reason and is in the audit with it, refused, dry or done', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'operator')
  t.match(await refusal(admin.mute({ ...WHY, why: ' ' }, 'p1', 1)), { code: 1, parameter: 'action.why' })
  t.match(await refusal(admin.mute({ ...WHY, why: 'x'.repeat(201) }, 'p1', 1)), { code: 1 })
  await admin.mute({ ...DRY, requestId: 'r7' }, 'p1', 1)
  await admin.mute(WHY, 'p1', 1)
  const { entries } = await admin.listAudit({ action: 'mute' }, PAGE)
  t.match(entries, [
    { actor: 'operator', target: 'p1', why: 'a test', ok: true, details: { minutes: '1' } },
    { ok: true, details: { dryRun: 'true', requestId: 'r7' } },
    { ok: false, details: { code: 'BAD_ARGUMENT' } },
    { ok: false, why: '', details: { code: 'BAD_ARGUMENT', message: /action.why/ } },
  ])
  t.equal(server.audit.length, 4, 'the sink has them all')
  const first = await admin.listAudit({}, { limit: 3 })
  const rest = await admin.listAudit({}, { limit: 3, after: first.after! })
  t.same([first.entries.length, rest.entries.length, rest.after ?? undefined], [3, 1, undefined])
})

t.test('stats are sampled while the server runs', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS })
  const admin = await operator(server, 'viewer')
  await server.join('Ada')
  await server.advance(5_000)
  const points = await admin.getStats(['players', 'rooms'], 0, 1_000)
  t.ok(points.length >= 5)
  t.same(points.at(-1)?.values, { players: 1, rooms: 1 })
  t.match(await refusal(admin.getStats(['nothing'], 0, 1_000)), { code: 1, parameter: 'names' })
})
