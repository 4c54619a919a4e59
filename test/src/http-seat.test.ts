// A seat that is used over HTTP, where no connection holds it: each call renews its reservation, and it ends without calls.

import { lobbyService } from '@tickwire/client'
import { messageOf, SEAT_TOKEN_MS } from '@tickwire/server/internals'
import t from 'tap'
import { fieldGame } from './field-game.js'
import { SteppedServer } from './stepped-server.js'

const STEP_MS = 50

t.test('calls over HTTP join a seat, keep it while they come, and lose it SEAT_TOKEN_MS after the last', async (t) => {
  const field = fieldGame()
  const server = new SteppedServer({ field })
  const ada = await server.login('Ada')
  const request = { roomKind: 'field', title: 'a field', listed: true, requestId: 'one', schemaHash: '' }
  const { roomId } = await server.until(ada.client.calls(lobbyService).createRoom(request))
  const { seats } = server.room(roomId)
  const { playerId } = ada
  const message = messageOf(field.service, 'binary', (client) => client.countChests(), `FieldRoom@${roomId}`)
  let connectionId = 1_000
  const call = async (): Promise<number> => {
    let replies = 0
    const player = { playerId, displayName: 'Ada' }
    const fields = { address: 'a', operator: undefined, roomId: undefined, isOneCall: true } as const
    server.app.dispatcher.handle(message, { connectionId: ++connectionId, player, ...fields }, () => replies++)
    await server.advance(2 * STEP_MS)
    return replies
  }
  await server.advance(SEAT_TOKEN_MS - 1_000)
  t.equal(await call(), 1)
  const seat = seats.of(playerId)
  t.match(seat, { joined: true, connectionId: undefined })
  for (let i = 0; i < 3; i++) {
    await server.advance(SEAT_TOKEN_MS - 1_000)
    t.equal(await call(), 1)
    t.equal(seats.of(playerId), seat, 'the same seat')
  }
  await server.advance(SEAT_TOKEN_MS - 1_000)
  t.equal(seats.of(playerId), seat)
  await server.advance(1_000)
  t.equal(seats.of(playerId), undefined)
})

t.test("a seat that its player holds by a connection stays that connection's", async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const message = messageOf(server.field.service, 'binary', (client) => client.countChests(), `FieldRoom@${ada.roomId}`)
  const player = { playerId: ada.playerId, displayName: 'Ada' }
  const fields = { address: 'a', operator: undefined, roomId: undefined, isOneCall: true } as const
  server.app.dispatcher.handle(message, { connectionId: 1_000, player, ...fields }, () => {})
  await server.advance(2 * STEP_MS)
  const seat = server.room(ada.roomId).seats.of(ada.playerId)
  t.match(seat, { reservedUntilMs: 0, connectionId: undefined })
  ada.room.leave()
  await server.advance(2 * STEP_MS)
  t.equal(server.room(ada.roomId).seats.of(ada.playerId), undefined)
})
