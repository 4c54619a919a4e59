// A seat whose play connection is lost without a word waits for its player: the avatar stays, lets go of its controls, and
// plays on when the player is back. One that was left, or closed by the server, ends at once.

import { CloseReason, lobbyService } from '@tickwire/client'
import { SEAT_GRACE_MS } from '@tickwire/server/internals'
import t from 'tap'
import type { FieldWorld, OwnAvatar } from '../gen-nodejs/field.state.js'
import { SteppedServer } from './stepped-server.js'

const STEP_MS = 50

async function twoPlayers() {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  await server.advance(500)
  const seats = () => server.room(ada.roomId).seats.count
  const lostSeats = () => server.report.counted.get('seats_lost') ?? 0
  return { server, ada, ben, seats, lostSeats }
}

t.test('a lost seat waits for its time and not longer, then it is counted', async (t) => {
  const { server, ada, ben, seats, lostSeats } = await twoPlayers()
  const avatar = ada.room.own!.id
  const inWorld = () => (server.room(ben.roomId).world as FieldWorld).avatar.rowOf(avatar) >= 0
  ada.playSocket.cut()
  await server.advance(SEAT_GRACE_MS - 4 * STEP_MS)
  t.same([seats(), inWorld(), lostSeats()], [2, true, 0])
  await server.advance(1_000 + 4 * STEP_MS)
  t.same([seats(), inWorld(), lostSeats()], [1, false, 1])
  t.equal(ben.closedWith, undefined)
})

t.test('who comes back in time has the same seat and avatar, and nothing is counted', async (t) => {
  const { server, ada, seats, lostSeats } = await twoPlayers()
  const { seat, own } = ada.room
  ada.playSocket.cut()
  await server.advance(SEAT_GRACE_MS - 1_000)
  const room = await server.until(ada.client.rejoin(ada.room))
  await server.advance(SEAT_GRACE_MS + 1_000)
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
  ['left by a page that went away', ({ ada }) => ada.playSocket.cut(1_001)],
] as [string, (players: Awaited<ReturnType<typeof twoPlayers>>) => void][]) {
  t.test(`a seat that is ${what} ends at once`, async (t) => {
    const players = await twoPlayers()
    end(players)
    await players.server.advance(4 * STEP_MS)
    t.equal(players.seats(), 1)
    await players.server.advance(SEAT_GRACE_MS)
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

t.test('a room that closes meanwhile refuses who comes back, in words', async (t) => {
  const { server, ada } = await twoPlayers()
  ada.playSocket.cut()
  server.room(ada.roomId).close(CloseReason.ROOM_CLOSED, 'over')
  await server.advance(200)
  await t.rejects(server.until(ada.client.rejoin(ada.room)), { name: 'NotFoundError' })
})
