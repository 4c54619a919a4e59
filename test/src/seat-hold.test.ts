// A seat whose play connection is lost waits for its player: the avatar stays, lets go of its controls, and plays on when the
// player is back; the game hears of both. One that was left, or closed by the server for what the client did, ends at once.

import { CloseReason, lobbyService } from '@tickwire/client'
import { SEAT_HOLD_MS, UNACKED_MS_MAX } from '@tickwire/server/internals'
import t from 'tap'
import type { FieldWorld, OwnAvatar } from '../gen-nodejs/field.state.js'
import { type FieldGameOptions, fieldGame } from './field-game.js'
import { type SteppedPlayer, SteppedServer } from './stepped-server.js'

const STEP_MS = 50

async function twoPlayers(options: FieldGameOptions = {}) {
  const server = new SteppedServer({ field: fieldGame(options) })
  const heard: string[] = []
  server.field.hooks.onSeat = (change, _world, seat) => heard.push(`${change} ${seat}`)
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  await server.advance(500)
  const seats = () => server.room(ada.roomId).seats.count
  const lostSeats = () => server.report.counted.get('seats_lost') ?? 0
  heard.length = 0
  return { server, ada, ben, seats, lostSeats, heard }
}

for (const [what, code] of [
  ['a line that is cut', 1_006],
  ['a page that is loaded again', 1_001],
  ['a close frame without a code', 1_005],
] as const) {
  t.test(`${what}: the seat waits for its time and not longer, then it is counted`, async (t) => {
    const { server, ada, ben, seats, lostSeats, heard } = await twoPlayers()
    const avatar = ada.room.own!.id
    const inWorld = () => (server.room(ben.roomId).world as FieldWorld).avatar.rowOf(avatar) >= 0
    ada.playSocket.cut(code)
    await server.advance(SEAT_HOLD_MS - 4 * STEP_MS)
    t.same([seats(), inWorld(), lostSeats()], [2, true, 0])
    t.same(heard, ['drop 0'])
    await server.advance(1_000 + 4 * STEP_MS)
    t.same([seats(), inWorld(), lostSeats()], [1, false, 1])
    t.same(heard, ['drop 0', 'leave 0'])
    t.equal(ben.closedWith, undefined)
  })
}

t.test('a game says how long its seats wait; 0: not at all', async (t) => {
  for (const seatHoldMs of [5_000, 0]) {
    const { server, ada, seats, heard } = await twoPlayers({ seatHoldMs })
    ada.playSocket.cut()
    await server.advance(Math.max(0, seatHoldMs - 4 * STEP_MS))
    t.equal(seats(), 2)
    await server.advance(8 * STEP_MS)
    t.equal(seats(), 1)
    t.same(heard, seatHoldMs === 0 ? ['leave 0'] : ['drop 0', 'leave 0'])
  }
})

t.test('the game hears once of a drop and of a return, however often the line fails', async (t) => {
  const { server, ada, heard } = await twoPlayers()
  ada.playSocket.cut()
  await server.advance(10 * STEP_MS)
  for (let i = 0; i < 3; i++) {
    await server.until(ada.client.rejoin(ada.room))
    t.same(heard.splice(0), ['drop 0', 'return 0'])
    ada.playSocket.cut()
    await server.advance(10 * STEP_MS)
  }
})

t.test('who is back before the next tick was never dropped', async (t) => {
  const { server, ada, heard } = await twoPlayers()
  const { schema, service } = server.field
  const roomId = ada.roomId
  const again = await server.until(ada.client.calls(lobbyService).joinRoom(roomId, { asSpectator: false }))
  ada.playSocket.cut()
  await server.until(ada.client.join(again, schema, { service }))
  t.same(heard, [])
})

t.test('a tick tells of leaves and drops in the order of seats, then of who comes and who is back', async (t) => {
  const { server, ada, ben, heard } = await twoPlayers()
  const cat = await server.join('Cat')
  const dora = await server.login('Dora')
  ada.playSocket.cut()
  await server.advance(STEP_MS)
  const { schema, service } = server.field
  const assigned = ({ client }: SteppedPlayer) =>
    server.until(client.calls(lobbyService).joinRoom(ada.roomId, { asSpectator: false }))
  const [joining, returning] = [await assigned(dora), await assigned(ada)]
  const room = server.room(ada.roomId)
  await server.advance(room.dueMs - server.nowMs)
  heard.length = 0
  const { tickNumber } = room
  const entered = [dora.client.join(joining, schema, { service }), ada.client.join(returning, schema, { service })]
  cat.playSocket.cut()
  ben.room.leave()
  await server.advance(room.dueMs - server.nowMs)
  t.same(heard, ['leave 1', 'drop 2', 'join 3', 'return 0'])
  t.equal(room.tickNumber, tickNumber + 1, 'in one tick')
  await server.until(Promise.all(entered))
})

t.test('onReturn may give another avatar; one that it made up ends the room', async (t) => {
  const field = fieldGame()
  const { simulation } = field.game
  const game = { ...field.game, simulation: Object.create(simulation) as typeof simulation }
  let answer = 0
  game.simulation.onDrop = (world, seat) => simulation.onLeave(world, seat)
  game.simulation.onReturn = (world, seat) =>
    answer || simulation.onJoin(world, { seat, playerId: 'p', displayName: 'new', team: undefined, role: undefined })
  const server = new SteppedServer({ field: { ...field, game } })
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  await server.advance(500)
  const { id } = ada.room.own!
  ada.playSocket.cut()
  await server.advance(500)
  t.equal(ben.room.entities.size, 0, 'it took the avatar away')
  const back = await server.until(ada.client.rejoin(ada.room))
  await server.advance(500)
  t.ok(back.own !== undefined && back.own.id !== id)
  ada.playSocket.cut()
  await server.advance(500)
  answer = 9_999
  await t.rejects(server.until(ada.client.rejoin(ada.room)))
  t.match(server.report.dumps[0]!.stack, /onReturn of game field returned 9999, which is no entity's id; return table/)
})

t.test('a player who was away comes back by a call too', async (t) => {
  const { server, ada, heard, seats } = await twoPlayers()
  ada.playSocket.cut()
  await server.advance(500)
  const { service } = server.field
  const seat = { asSpectator: false }
  await server.until(ada.client.calls(lobbyService).joinRoom(ada.roomId, seat))
  await server.until(ada.client.calls(service, { roomId: ada.roomId }).countChests())
  t.same([heard, seats()], [['drop 0', 'return 0'], 2])
})

t.test('a client that reads nothing, like a closed laptop, is closed and its seat waits', async (t) => {
  const { server, ada, heard, seats } = await twoPlayers()
  ada.playSocket.stopReading()
  await server.advance(UNACKED_MS_MAX + 1_000)
  t.equal(server.counters.counts['play_closed{SLOW_CONSUMER}'], 1)
  t.same([heard, seats()], [['drop 0'], 2])
  ada.playSocket.startReading()
  await server.advance(50)
  t.equal(ada.closedWith, 'SLOW_CONSUMER')
  const room = await server.until(ada.client.rejoin(ada.room))
  await server.advance(500)
  t.same([room.own?.id, heard], [ada.room.own?.id, ['drop 0', 'return 0']])
})

t.test('who comes back in time has the same seat and avatar, and nothing is counted', async (t) => {
  const { server, ada, seats, lostSeats } = await twoPlayers()
  const { seat, own } = ada.room
  ada.playSocket.cut()
  await server.advance(SEAT_HOLD_MS - 1_000)
  const room = await server.until(ada.client.rejoin(ada.room))
  await server.advance(SEAT_HOLD_MS + 1_000)
  t.same([room.seat, room.own?.id, seats(), lostSeats()], [seat, own!.id, 2, 0])
  const { x } = room.own as OwnAvatar
  room.sendCommand({ moveX: -127, moveY: 0, fire: false })
  await server.advance(500)
  t.not((room.own as OwnAvatar).x, x, 'and it steers')
})

t.test('the avatar of a lost player lets go of its controls', async (t) => {
  const { server, ada } = await twoPlayers()
  const world = server.room(ada.roomId).world as FieldWorld
  const row = () => world.avatar.rowOf(ada.room.own!.id)
  ada.room.sendCommand({ moveX: 127, moveY: 0, fire: false })
  await server.advance(500)
  const walked = world.avatar.x[row()]!
  await server.advance(STEP_MS)
  t.not(world.avatar.x[row()], walked, 'it walks')
  ada.playSocket.cut()
  await server.advance(2 * STEP_MS)
  const stood = world.avatar.x[row()]!
  await server.advance(1_000)
  t.equal(world.avatar.x[row()], stood, 'it stands')
})

for (const [what, end] of [
  ['left through its connection', ({ ada }) => ada.room.leave()],
  ['left through the lobby', ({ ada }) => void ada.client.calls(lobbyService).leaveRoom(ada.roomId)],
  ['closed with a text frame', ({ ada }) => ada.playSocket.sendText()],
  ['closed in the ordinary way', ({ ada }) => ada.playSocket.cut(1_000)],
] as [string, (players: Awaited<ReturnType<typeof twoPlayers>>) => void][]) {
  t.test(`a seat that is ${what} ends at once`, async (t) => {
    const players = await twoPlayers()
    end(players)
    await players.server.advance(4 * STEP_MS)
    t.equal(players.seats(), 1)
    await players.server.advance(SEAT_HOLD_MS)
    t.equal(players.lostSeats(), 0)
  })
}

t.test('a player who lost the seat and then leaves it by a call gives it up', async (t) => {
  const { server, ada, seats, lostSeats } = await twoPlayers()
  ada.playSocket.cut()
  await server.advance(500)
  await server.until(ada.client.calls(lobbyService).leaveRoom(ada.roomId))
  await server.advance(1_000)
  t.same([seats(), lostSeats()], [1, 0])
})

t.test('who is away comes back while the server drains; nobody new comes in', async (t) => {
  const { server, ada, seats } = await twoPlayers()
  const cat = await server.login('Cat')
  ada.playSocket.cut()
  await server.advance(500)
  server.app.operators.drain.start(60_000)
  const room = await server.until(ada.client.rejoin(ada.room))
  t.equal(room.seat, ada.room.seat)
  const join = server.until(cat.client.joinRoom(ada.roomId, server.field.schema, server.field))
  await t.rejects(join, { code: 'UNAVAILABLE' })
  t.equal(seats(), 2)
})

t.test('who is kicked while away is gone at once', async (t) => {
  const { server, ada, seats, heard } = await twoPlayers()
  ada.playSocket.cut()
  await server.advance(500)
  const room = server.room(ada.roomId)
  room.seating.leave(room.seats.of(ada.playerId)!, CloseReason.KICKED, 'no')
  await server.advance(4 * STEP_MS)
  t.same([seats(), heard], [1, ['drop 0', 'leave 0']])
})

t.test('a room that closes meanwhile refuses who comes back, in words', async (t) => {
  const { server, ada } = await twoPlayers()
  ada.playSocket.cut()
  server.room(ada.roomId).close(CloseReason.ROOM_CLOSED, 'over')
  await server.advance(200)
  await t.rejects(server.until(ada.client.rejoin(ada.room)), { name: 'CallError', code: 'ROOM_GONE' })
})
