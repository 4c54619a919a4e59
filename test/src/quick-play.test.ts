// Many at once through the front door: seats are given out without races, none is lost and none leaks.

import { lobbyService } from '@tickwire/client'
import { EMPTY_ROOM_MS, SEAT_TOKEN_MS } from '@tickwire/server/internals'
import t from 'tap'
import { SteppedServer } from './stepped-server.js'

const CLIENTS = 100
const ROOM_PLAYERS = 10
const REQUEST = { roomKind: 'field', title: 'ten', listed: true, playersMax: ROOM_PLAYERS }

t.test('100 clients at once into rooms of 10 give 10 full rooms, no seat lost or leaked', async (t) => {
  const server = new SteppedServer({ seed: 5 })
  const { directory } = server.app
  const players = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => server.login(`P${i}`)))
  const quickPlay = () =>
    Promise.all(
      players.map(({ client }, i) => {
        const request = { ...REQUEST, requestId: `r${i}` }
        return client.calls(lobbyService).joinOrCreateRoom({ joinableOnly: true }, request, { asSpectator: false })
      }),
    )
  const assignments = await server.until(quickPlay())

  const seatsByRoom = new Map<string, number>()
  for (const { roomId } of assignments) seatsByRoom.set(roomId, (seatsByRoom.get(roomId) ?? 0) + 1)
  t.same([...seatsByRoom.values()], Array(CLIENTS / ROOM_PLAYERS).fill(ROOM_PLAYERS))
  t.equal(new Set(assignments.map(({ seatToken }) => seatToken)).size, CLIENTS)
  t.same(
    [...directory.rooms()].map((room) => room.players),
    [...seatsByRoom.values()],
  )

  const again = await server.until(quickPlay())
  t.same(
    again.map(({ roomId }) => roomId),
    assignments.map(({ roomId }) => roomId),
    'repeated calls find their seats',
  )
  t.equal(
    [...directory.rooms()].reduce((sum, room) => sum + room.players, 0),
    CLIENTS,
  )

  await server.advance(SEAT_TOKEN_MS + 1_000)
  t.equal(
    [...directory.rooms()].reduce((sum, room) => sum + room.players, 0),
    0,
    'seats that nobody takes fall back',
  )
  await server.advance(EMPTY_ROOM_MS)
  t.same([...directory.rooms()], [], 'and rooms that nobody is in end')
})
