// What one player, or one address, may take of a server: calls in a time, seats over all rooms.

import { ErrorCode, lobbyService, sessionService } from '@tickwire/client'
import { EMPTY_ROOM_MS, ROOMS_PER_ADDRESS_MAX, SEAT_TOKEN_MS, SEATS_PER_PLAYER_MAX } from '@tickwire/server/internals'
import t from 'tap'
import { SteppedServer } from './stepped-server.js'

const SEAT = { asSpectator: false }
/** Rooms that nobody joins by chance, and the filter that finds them. */
const only = (number: number) => ({ joinableOnly: true, tags: { number: `${number}` } })
const request = (number: number) => ({
  roomKind: 'field',
  title: 'a field',
  listed: true,
  tags: { number: `${number}` },
  requestId: `request ${number}`,
})

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    ({ code }: { code: unknown }) => code,
  )

t.test('every method that players call has a rate', async (t) => {
  for (const service of [sessionService, lobbyService]) {
    for (const { name, rate } of service.methods) t.ok(rate, `${service.name}.${name}`)
  }
})

t.test('one address logs in so often, also as ever new players, and goes on when time has passed', async (t) => {
  const server = new SteppedServer({ addressLimits: true })
  const { rate } = sessionService.methods.find(({ name }) => name === 'login')!
  for (let i = 0; i < rate!.count; i++) await server.login(`guest ${i}`)
  await t.rejects(server.login('one more'), { code: ErrorCode.RATE_LIMITED })
  await server.advance(rate!.perMs / rate!.count)
  t.ok(await server.login('later'))
})

t.test('where addresses are not limited, hundreds log in at once', async (t) => {
  const server = new SteppedServer()
  const { rate } = sessionService.methods.find(({ name }) => name === 'login')!
  for (let i = 0; i <= rate!.count; i++) await server.login(`guest ${i}`)
  t.ok(await server.login('one more'))
})

t.test('a player makes a few rooms at once, then one every five seconds', async (t) => {
  const server = new SteppedServer()
  const { client } = await server.login('Ada')
  const lobby = client.calls(lobbyService)
  for (let i = 0; i < 6; i++) {
    const { roomId } = await server.until(lobby.createRoom(request(i)))
    await server.until(lobby.leaveRoom(roomId))
    await server.advance(100)
  }
  t.equal(await codeOf(server.until(lobby.createRoom(request(6)))), ErrorCode.RATE_LIMITED)
  await server.advance(5_000)
  t.ok(await server.until(lobby.createRoom(request(7))))
})

t.test(
  'a player holds so many seats over all rooms; leaving and expiry give them back, refusals are counted',
  async (t) => {
    const server = new SteppedServer()
    const { client } = await server.login('Ada')
    const lobby = client.calls(lobbyService)
    const rooms: string[] = []
    for (let i = 0; i < SEATS_PER_PLAYER_MAX; i++) {
      rooms.push((await server.until(lobby.joinOrCreateRoom(only(i), request(i), SEAT))).roomId)
    }
    const owner = await server.login('Ben')
    const other = await server.until(owner.client.calls(lobbyService).createRoom(request(100)))
    const join = () => codeOf(server.until(lobby.joinRoom(other.roomId, SEAT)))
    t.equal(await join(), ErrorCode.LIMIT_REACHED)
    t.equal(await codeOf(server.until(lobby.createRoom(request(101)))), ErrorCode.LIMIT_REACHED)
    t.equal([...server.app.directory.live()].length, SEATS_PER_PLAYER_MAX + 1, 'no room is made for nobody')
    t.equal(server.counters.counts.player_seats_refused, 2)
    t.equal(
      await codeOf(server.until(lobby.joinRoom(rooms[0]!, SEAT))),
      'done',
      'a seat that the player has is no new one',
    )

    await server.until(lobby.leaveRoom(rooms[0]!))
    t.equal(await join(), 'done', 'a seat was given up')
    await server.until(owner.client.calls(lobbyService).leaveRoom(other.roomId))
    await server.until(lobby.leaveRoom(other.roomId))
    await server.advance(SEAT_TOKEN_MS)
    t.same([...server.app.directory.roomsOf(client.player!.playerId)], [], 'reservations have ended')
    t.ok(await server.until(lobby.joinOrCreateRoom(only(102), request(102), SEAT)))
  },
)

t.test(
  'rooms made from one address are so many, whoever makes them and how; the next one waits for an end',
  async (t) => {
    for (const addressLimits of [true, false]) {
      const server = new SteppedServer({ addressLimits })
      for (let made = 0; made < ROOMS_PER_ADDRESS_MAX; ) {
        const { client } = await server.login(`guest with room ${made}`)
        for (const end = made + SEATS_PER_PLAYER_MAX; made < end; made++) {
          await server.until(client.calls(lobbyService).joinOrCreateRoom(only(made), request(made), SEAT))
        }
      }
      const { client } = await server.login('late')
      const lobby = client.calls(lobbyService)
      const limited = addressLimits ? ErrorCode.LIMIT_REACHED : 'done'
      t.equal(await codeOf(server.until(lobby.createRoom(request(100)))), limited)
      t.equal(await codeOf(server.until(lobby.joinOrCreateRoom(only(101), request(101), SEAT))), limited)
      t.equal(server.counters.counts.address_rooms_refused, addressLimits ? 2 : undefined)
      t.equal(await codeOf(server.until(lobby.joinRoom([...server.app.directory.rooms()][0]!.roomId, SEAT))), 'done')
      await server.advance(SEAT_TOKEN_MS + EMPTY_ROOM_MS + 1_000)
      t.equal(await codeOf(server.until(lobby.createRoom(request(102)))), 'done', 'when rooms have ended')
    }
  },
)

t.test('who lost the connection resumes elsewhere and takes the seat again', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const other = await server.login('another device')
  const { resumeToken, playerId } = ada.client.player!
  const info = { sdk: 'test', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {} }
  const resumed = await server.until(other.client.calls(sessionService).resume(resumeToken, info))
  t.match(resumed, { playerId, displayName: 'Ada', openSeat: { roomId: ada.roomId } })
})
