// Who watches a room: sees the whole world and what is for everybody in it, is unknown to the game, takes no player's seat, and
// says nothing.

import { ErrorCode, lobbyService } from '@tickwire/client'
import { adminService } from '@tickwire/gen-nodejs/admin.handlers.js'
import { ClientFrame, SPECTATOR_SEAT } from '@tickwire/protocol'
import { EMPTY_ROOM_MS, encodeMessage, memoryClient } from '@tickwire/server/internals'
import t from 'tap'
import { Avatar, Chest } from '../gen-nodejs/field.state.js'
import { fieldGame, spawnPoint } from './field-game.js'
import { hello, RawPlayer } from './raw-client.js'
import { type SteppedPlayer, SteppedServer } from './stepped-server.js'

const SPECTATORS = 2
const REQUEST = { roomKind: 'field', title: 'a field', listed: true }
const WATCHING = { asSpectator: true }
const PLAYING = { asSpectator: false }

/** Interest is evaluated for a quarter of the clients an emission; what enters waits its turn. */
const SETTLED_MS = 1_000

const newServer = () =>
  new SteppedServer({ field: fieldGame({ spectatorsMax: SPECTATORS }), roomOptions: { chests: 40 } })

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

async function watch(server: SteppedServer, { client }: SteppedPlayer, roomId: string) {
  const { schema, service } = server.field
  return server.until(client.joinRoom(roomId, schema, { service, asSpectator: true }))
}

/** A seat to watch from, and the bare connection that takes it. */
async function rawSpectator(server: SteppedServer, roomId: string): Promise<RawPlayer> {
  const { client } = await server.login('Raw')
  const { seatToken } = await server.until(client.calls(lobbyService).joinRoom(roomId, WATCHING))
  const raw = new RawPlayer(server)
  raw.send(hello(server, { seatToken }))
  await server.advance(100)
  return raw
}

t.test('a spectator sees the whole world, however far; the game and the player count do not know it', async (t) => {
  const server = newServer()
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  const room = await watch(server, eve, ada.roomId)
  await server.advance(SETTLED_MS)
  const { seats, world } = server.room(ada.roomId)
  t.equal(room.isSpectator, true)
  t.equal(room.own, undefined)
  t.equal([...room.of(Chest)].length, 40, 'chests stand every 200 units')
  t.ok([...ada.room.of(Chest)].length < 10, 'a player sees what is near')
  t.same(
    [...room.of(Avatar)].map(({ name }) => name),
    ['Ada'],
  )
  t.equal(seats.count, 1)
  t.equal(world.tables[Avatar.id]!.count, 1, 'no avatar was made')
  const summary = await server.until(ada.client.calls(lobbyService).getRoom(ada.roomId))
  t.match(summary, { players: 1, spectatable: true })

  ada.room.sendCommand({ moveX: 127, moveY: 0, fire: false })
  await server.advance(SETTLED_MS)
  const [seen] = room.of(Avatar)
  t.ok(seen !== undefined && seen.x > spawnPoint(0).x + 50, 'and sees how they move')
  room.leave()
  await server.advance(100)
  t.equal([...seats.all()].length, 1)
  t.equal(ada.closedWith, undefined)
})

t.test('commands and messages of a spectator end its connection, calls and room chat are refused', async (t) => {
  const server = newServer()
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  const room = await watch(server, eve, ada.roomId)
  t.throws(() => room.sendCommand({ moveX: 1, moveY: 0, fire: false }), /spectator/)
  await t.rejects(room.send('wave', 1), /spectator/)
  t.match(await refusal(server.until(room.calls.countChests())), { code: ErrorCode.FORBIDDEN, message: /watch/ })
  const elsewhere = eve.client.calls(server.field.service, { roomId: ada.roomId })
  t.match(await refusal(server.until(elsewhere.countChests())), { code: ErrorCode.FORBIDDEN })
  const chat = eve.client.calls(lobbyService).sendChat({ scope: 3, id: ada.roomId }, 'left!')
  t.match(await refusal(server.until(chat)), { code: ErrorCode.FORBIDDEN })
  eve.client.close()

  const message = Uint8Array.of(ClientFrame.message, ...encodeMessage('wave', 1))
  for (const frame of [Uint8Array.of(ClientFrame.commands), message]) {
    const raw = await rawSpectator(server, ada.roomId)
    t.equal(raw.welcome?.seat, SPECTATOR_SEAT)
    raw.send(frame)
    await server.advance(50)
    t.equal(raw.closedWith, 'PROTOCOL_ERROR')
    t.match(raw.closeText, /spectator/)
  }
})

t.test('a room takes so many spectators, besides its players; more are refused and counted', async (t) => {
  const server = newServer()
  const ada = await server.join('Ada', { room: { playersMax: 1 } })
  for (let i = 0; i < SPECTATORS; i++) await watch(server, await server.login(`Eve ${i}`), ada.roomId)
  const late = await server.login('late')
  const join = (seat: typeof WATCHING) => server.until(late.client.calls(lobbyService).joinRoom(ada.roomId, seat))
  t.match(await refusal(join(WATCHING)), { code: ErrorCode.ROOM_FULL, message: /spectators/ })
  t.match(await refusal(join(PLAYING)), { code: ErrorCode.ROOM_FULL, message: /all 1 seats/ })
  await server.advance(1_000)
  t.equal(server.report.counted.get('spectators_refused'), 1)
  t.equal(server.room(ada.roomId).seats.count, 1)
})

t.test('where the game allows none, nobody watches; a password is asked for as of players', async (t) => {
  const closed = new SteppedServer()
  const ada = await closed.join('Ada')
  const eve = await closed.login('Eve')
  t.match(await refusal(watch(closed, eve, ada.roomId)), { code: ErrorCode.FORBIDDEN, message: /no spectators/ })
  t.match(await closed.until(eve.client.calls(lobbyService).getRoom(ada.roomId)), { spectatable: false })

  const server = newServer()
  const ben = await server.login('Ben')
  const guarded = { ...REQUEST, password: 'secret', requestId: 'r' }
  const { roomId } = await server.until(ben.client.calls(lobbyService).createRoom(guarded))
  const cat = await server.login('Cat')
  t.match(await refusal(watch(server, cat, roomId)), { code: ErrorCode.WRONG_PASSWORD })
  const quick = cat.client
    .calls(lobbyService)
    .joinOrCreateRoom({ joinableOnly: true }, { ...REQUEST, requestId: 'q' }, WATCHING)
  t.match(await refusal(server.until(quick)), {
    code: ErrorCode.BAD_ARGUMENT,
    details: { parameter: 'seat.asSpectator' },
  })
})

t.test('who watches may join to play and gives the place up; who plays does not watch', async (t) => {
  const server = newServer()
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  const watched = await watch(server, eve, ada.roomId)
  let closed: string | undefined
  watched.onClose(({ name }) => {
    closed = name
  })
  const { schema, service } = server.field
  const room = await server.until(eve.client.joinRoom(ada.roomId, schema, { service }))
  await server.advance(SETTLED_MS)
  const { seats } = server.room(ada.roomId)
  t.equal(closed, 'NORMAL')
  t.equal(room.isSpectator, false)
  t.equal(seats.count, 2)
  t.equal([...seats.all()].length, 2)
  t.match(await refusal(watch(server, eve, ada.roomId)), { code: ErrorCode.CONFLICT })
  t.equal(seats.of(eve.playerId)?.isSpectator, false)
})

t.test('a lost spectator keeps no seat; the way back after a login is a seat to play only', async (t) => {
  const server = newServer()
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  await watch(server, eve, ada.roomId)
  const grant = await server.until(eve.client.login({ displayName: 'Eve' }))
  t.equal(grant.openSeat ?? undefined, undefined)
  eve.playSocket.cut()
  await server.advance(100)
  t.equal(server.room(ada.roomId).seats.of(eve.playerId), undefined)
})

t.test('a room with nobody but spectators is empty, and closes', async (t) => {
  const server = newServer()
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  const room = await watch(server, eve, ada.roomId)
  let closed: string | undefined
  room.onClose(({ name }) => {
    closed = name
  })
  ada.room.leave()
  await server.advance(EMPTY_ROOM_MS - 1_000)
  t.equal(closed, undefined)
  await server.advance(2_000)
  t.equal(closed, 'ROOM_CLOSED')
})

t.test('operators see who watches, and remove spectators as they do players', async (t) => {
  const token = 'a'.repeat(32)
  const field = fieldGame({ spectatorsMax: SPECTATORS })
  const server = new SteppedServer({ field, operators: [{ name: 'ann', role: 'admin', token }] })
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  await watch(server, eve, ada.roomId)
  const caller = {
    connectionId: 9_999,
    address: '192.0.2.9',
    player: undefined,
    operator: { name: 'ann', role: 'admin' as const },
    roomId: undefined,
  }
  const { dispatcher } = server.app.operators
  const admin = memoryClient(adminService, 'compact', (bytes, reply) => dispatcher.handle(bytes, caller, reply))
  const { summary, seats } = await admin.getRoom(ada.roomId)
  t.equal(summary.players, 1)
  t.same(
    seats.map(({ displayName, spectator }) => [displayName, spectator]),
    [
      ['Ada', false],
      ['Eve', true],
    ],
  )
  await admin.kick({ why: 'a test', requestId: '', dryRun: false }, eve.playerId, '')
  await server.advance(100)
  t.equal(server.room(ada.roomId).seats.of(eve.playerId), undefined)
})
