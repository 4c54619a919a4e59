// A game from end to end, in memory: players log in, find a room, move, see each other, and call the room inside its tick.

import type { Client } from '@tickwire/client'
import { CloseReason, EnterReason, ErrorCode, LeaveReason, lobbyService, RefusedError } from '@tickwire/client'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { ChatScope } from '@tickwire/gen-nodejs/lobby.types.js'
import { ServerFrame } from '@tickwire/protocol'
import { messageOf, PRESENCE_GAP_MS, SEAT_TOKEN_MS } from '@tickwire/server/internals'
import t from 'tap'
import { fieldRoomService } from '../gen-nodejs/field.handlers.js'
import { Avatar, Chest, GrantedEvent, OwnAvatar } from '../gen-nodejs/field.state.js'
import { LOOT, STEP_LENGTH, spawnPoint } from './field-game.js'
import { hello, RawPlayer } from './raw-client.js'
import { type SteppedPlayer, SteppedServer } from './stepped-server.js'

const STEP_MS = 50
const REQUEST = { roomKind: 'field', title: 'a field', listed: true }

/** The first chest that a player sees. */
function chestOf({ room }: SteppedPlayer): number {
  for (const { id } of room.of(Chest)) return id
  throw new Error('no chest in sight')
}

/** The calls of a room from outside `/play`. */
function outside(client: Client, roomId: string) {
  return client.calls(fieldRoomService, { roomId })
}

function joinAgain({ client, roomId }: SteppedPlayer) {
  return client.calls(lobbyService).joinRoom(roomId, { asSpectator: false })
}

t.test('two players who quick-play meet in one room and see each other move', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  t.equal(ada.roomId, ben.roomId)
  await server.advance(200)
  ada.room.sendCommand({ moveX: 127, moveY: 0, fire: false })
  await server.advance(1_000)

  const own = ada.room.own
  t.ok(own instanceof OwnAvatar && own.x > spawnPoint(0).x + 15 * STEP_LENGTH, 'Ada has moved')
  const [seen] = ben.room.of(Avatar)
  t.equal(seen?.name, 'Ada')
  t.ok(own instanceof OwnAvatar && Math.abs(seen!.x - own.x) <= 0.1, 'Ben sees her where she is')
  t.equal([...ada.room.of(Avatar)].length, 1, 'nobody sees the own avatar among the others')
})

t.test('rule 7: who comes enters, who leaves goes, each with the reason', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const seen: string[] = []
  ada.room.onEnter((view, reason) => seen.push(`enter ${view.type} ${reason}`))
  ada.room.onLeave((view, reason) => seen.push(`leave ${view.type} ${reason}`))
  const ben = await server.join('Ben')
  await server.advance(200)
  ben.room.leave()
  await server.advance(200)
  t.same(seen, [`enter ${Avatar.id} ${EnterReason.SPAWNED}`, `leave ${Avatar.id} ${LeaveReason.DESTROYED}`])
})

t.test('a room call runs inside the tick, and its answer comes after the snapshot of that tick', async (t) => {
  const server = new SteppedServer({ roomOptions: { chests: 3 } })
  const ada = await server.join('Ada')
  await server.advance(300)
  const chestId = chestOf(ada)
  const granted: number[] = []
  ada.room.onEvent(GrantedEvent, ({ item }) => granted.push(item))
  const loot = await server.until(ada.room.calls.openChest(chestId))
  t.same({ chestId: loot.chestId, items: [...loot.items] }, { chestId, items: LOOT })
  const open = [...ada.room.of(Chest)].filter((chest) => chest.open).map(({ id }) => id)
  t.same(open, [chestId], 'the answer finds the chest open')
  t.same(granted, LOOT, 'and the events told')
})

t.test('rule 7: on the wire: snapshot of tick n, then the answer with tick n', async (t) => {
  const server = new SteppedServer({ roomOptions: { chests: 3 } })
  const ada = await server.join('Ada')
  const raw = await RawPlayer.join(server, ada.roomId, 'Eve')
  raw.frames.length = 0
  const nextTick = server.room(ada.roomId).tickNumber
  raw.send(messageOf(fieldRoomService, 'compact', (client) => client.countChests()))
  await server.advance(3 * STEP_MS)
  const kinds = raw.frames.map((frame) => frame[0])
  t.same(kinds, [ServerFrame.snapshot, ServerFrame.reply, ServerFrame.snapshot, ServerFrame.snapshot])
  t.equal(new DataView(raw.frames[1]!.buffer).getUint32(1, true), nextTick)
})

t.test('two calls and a command in one tick run in the order of their arrival', async (t) => {
  const server = new SteppedServer({ roomOptions: { chests: 3 } })
  const ada = await server.join('Ada')
  await server.advance(300)
  const before = ada.room.calls.countChests()
  const clear = ada.room.calls.clear()
  const after = ada.room.calls.countChests()
  await server.until(clear)
  t.same([await before, await after], [3, 0])
})

t.test('a refusal of the game arrives typed', async (t) => {
  const server = new SteppedServer({ roomOptions: { chests: 2 } })
  const ada = await server.join('Ada')
  await server.advance(300)
  const far = Math.max(...[...ada.room.of(Chest)].map(({ id }) => id))
  await t.rejects(server.until(ada.room.calls.openChest(far)), { name: 'RefusedError', details: { reason: 'TOO_FAR' } })
  await t.rejects(server.until(ada.room.calls.openChest(9_999)), { name: 'NotFoundError', what: 'chest', key: '9999' })
})

t.test('without a seat a room call is refused FORBIDDEN, and in an unknown room NotFound or its refusal', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  const refusal = await server.until(outside(eve.client, ada.roomId).countChests()).catch((error: unknown) => error)
  t.ok(refusal instanceof RefusedError)
  t.match(refusal, { code: ErrorCode.FORBIDDEN, message: /Lobby\.joinRoom/ })
  await t.rejects(server.until(outside(eve.client, 'field-9-none').openChest(1)), { name: 'NotFoundError' })
  t.equal(server.counters.counts['rpc_refused{FORBIDDEN}'], 1)
})

t.test('the first room call of a Thrift client joins it, and its seat lives as long as its connection', async (t) => {
  const server = new SteppedServer({ roomOptions: { chests: 2 } })
  const ada = await server.join('Ada')
  const pip = await server.login('Pip')
  await server.until(pip.client.calls(lobbyService).joinRoom(ada.roomId, { asSpectator: false }))
  await server.advance(200)
  t.same([...ada.room.of(Avatar)], [], 'a reserved seat has no avatar yet')

  t.equal(await server.until(outside(pip.client, ada.roomId).countChests()), 2)
  await server.advance(60_000)
  t.same(
    [...ada.room.of(Avatar)].map(({ name }) => name),
    ['Pip'],
    'the reservation became a seat',
  )

  pip.client.close()
  await server.advance(200)
  t.same([...ada.room.of(Avatar)], [], 'and ends with the connection')
  t.equal(server.room(ada.roomId).seats.count, 1)
})

t.test('a player on /play may call the room from outside as well', async (t) => {
  const server = new SteppedServer({ roomOptions: { chests: 2 } })
  const ada = await server.join('Ada')
  t.equal(await server.until(outside(ada.client, ada.roomId).countChests()), 2)
  ada.client.close()
  await server.advance(500)
  t.equal(ada.closedWith, undefined, 'the play connection holds the seat')
  t.equal(server.room(ada.roomId).seats.count, 1)
})

t.test(
  'the same player twice: the newer connection gets seat and avatar, the older one is closed REPLACED',
  async (t) => {
    const server = new SteppedServer()
    const ada = await server.join('Ada')
    const ben = await server.join('Ben')
    await server.advance(200)
    ada.room.sendCommand({ moveX: 127, moveY: 0, fire: false })
    await server.advance(500)
    const avatar = ada.room.own!.id
    const { room: before } = ada
    await ada.quickPlay()
    await server.advance(200)
    t.equal(ada.closedWith, 'REPLACED')
    t.not(ada.room, before)
    t.equal(ada.room.own?.id, avatar, 'the avatar is kept')
    t.same(
      [...ben.room.of(Avatar)].map(({ id }) => id),
      [avatar],
      'others notice nothing',
    )
    t.equal(server.counters.counts['play_closed{REPLACED}'], 1)
  },
)

t.test('commands of the newer connection count from its first, whatever the older one sent', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  for (let i = 0; i < 20; i++) {
    ada.room.sendCommand({ moveX: i % 2, moveY: 0, fire: false })
    await server.advance(STEP_MS)
  }
  await ada.quickPlay()
  await server.advance(200)
  const { y } = ada.room.own as OwnAvatar
  ada.room.sendCommand({ moveX: 0, moveY: 127, fire: false })
  await server.advance(500)
  t.ok((ada.room.own as OwnAvatar).y > y + STEP_LENGTH, 'the new connection steers')
})

t.test('a token that was given while the older connection stood is good when that one is gone', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  await server.advance(200)
  const avatar = ada.room.own!.id
  const assignment = await server.until(joinAgain(ada))
  ada.playSocket.cut()
  await server.advance(1_000)
  const room = await server.until(ada.client.join(assignment, server.field.schema, server.field))
  await server.advance(200)
  t.equal(room.own?.id, avatar, 'the seat waited')
  t.equal(server.room(ben.roomId).seats.count, 2)

  await server.until(joinAgain(ada))
  room.leave()
  await server.advance(SEAT_TOKEN_MS + 1_000)
  t.equal(server.room(ben.roomId).seats.count, 1, 'and not longer than its token')
})

t.test('a seat that was taken by a call from another room ends with that connection', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const eve = await server.login('Eve')
  await eve.quickPlay({ tags: { own: 'yes' } })
  t.not(eve.roomId, ada.roomId)
  await server.until(eve.client.calls(lobbyService).joinRoom(ada.roomId, { asSpectator: false }))
  const call = messageOf(fieldRoomService, 'compact', (client) => client.countChests(), `FieldRoom@${ada.roomId}`)
  eve.playSocket.client.send(call)
  await server.advance(60_000)
  t.equal(server.room(ada.roomId).seats.count, 2, 'held')
  eve.playSocket.cut()
  await server.advance(200)
  t.equal(server.room(ada.roomId).seats.count, 1, 'given up')
})

t.test('a player who loses the connection and joins again at once gets the seat back', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  await server.advance(200)
  const avatar = ada.room.own!.id
  ada.playSocket.cut()
  const assignment = await server.until(joinAgain(ada))
  await server.advance(4 * STEP_MS)
  const room = await server.until(ada.client.join(assignment, server.field.schema, server.field))
  await server.advance(200)
  t.equal(room.own?.id, avatar)
  t.equal(ben.closedWith, undefined)
  t.equal(server.room(ben.roomId).seats.count, 2)
})

t.test('leaving and joining again within one tick gives a seat that lasts', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  await server.join('Ben')
  await server.advance(200)
  const left = ada.client.calls(lobbyService).leaveRoom(ada.roomId)
  const assignment = await server.until(joinAgain(ada))
  await server.until(left)
  await server.advance(4 * STEP_MS)
  const room = await server.until(ada.client.join(assignment, server.field.schema, server.field))
  await server.advance(500)
  t.equal(ada.closedWith, 'NORMAL', 'the old connection ended')
  t.ok(room.own instanceof OwnAvatar, 'the new one plays')
  t.equal(server.room(ada.roomId).seats.count, 2)
})

t.test('a hundred players who quick-play at once fill ten rooms of ten', async (t) => {
  const server = new SteppedServer()
  const names = Array.from({ length: 100 }, (_, i) => `Player ${i}`)
  const players = await Promise.all(names.map((name) => server.login(name)))
  await Promise.all(players.map((player) => player.quickPlay({ room: { playersMax: 10 } })))
  const rooms = [...server.app.directory.live()]
  t.same(
    rooms.map(({ seats }) => seats.count),
    new Array(10).fill(10),
  )
  await server.advance(300)
  t.ok(
    players.every(({ room }) => [...room.of(Avatar)].length === 9),
    'everybody sees the other nine',
  )
})

t.test('ad-hoc messages reach the room inside a tick', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  await server.advance(100)
  const heard: unknown[] = []
  ada.room.onMessage('shout', (value) => heard.push(value))
  ben.room.send('shout', { text: 'hello', at: [1, 2] })
  await server.advance(200)
  t.same(heard, [{ text: 'hello', at: [1, 2] }])
})

t.test('stop tells everybody SERVER_STOPPING, and no new seat is given', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  server.app.stop(CloseReason.SERVER_STOPPING, 'back soon')
  await server.advance(100)
  t.same([ada.closedWith, ben.closedWith], ['SERVER_STOPPING', 'SERVER_STOPPING'])
  t.equal(server.counters.counts['play_closed{SERVER_STOPPING}'], 2)
  const wish = ada.client.calls(lobbyService).createRoom({ ...REQUEST, requestId: 'r1' })
  await t.rejects(server.until(wish), { name: 'CallError', code: 'UNAVAILABLE' })
})

t.test('a poll of events over a play connection ends with it: its player is there no longer', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const { client } = await server.login('Ben')
  const lobby = client.calls(lobbyService)
  const { playerId } = client.player!
  const { seatToken } = await server.until(lobby.joinRoom(ada.roomId, { asSpectator: false }))
  const raw = new RawPlayer(server)
  raw.send(hello(server, { seatToken }))
  await server.advance(100)
  client.close()
  const poll = (after: number) =>
    raw.send(messageOf(eventsService, 'compact', (events) => events.poll(after, 25_000, 10)))
  const wave = () => ada.client.calls(lobbyService).sendChat({ scope: ChatScope.DIRECT, id: playerId }, 'hello')
  poll(0)
  await server.advance(PRESENCE_GAP_MS + 1_000)
  t.equal((await server.until(wave())).text, 'hello', 'who polls is there')
  poll(1)
  await server.advance(100)
  raw.memory.cut()
  await server.advance(PRESENCE_GAP_MS + 1_000)
  await t.rejects(server.until(wave()), { name: 'NotFoundError' })
})
