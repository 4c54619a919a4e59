// A page that is loaded again: a new client with the storage of the one before is the same player, with the same seat, avatar and
// name, as long as the seat is held; what the page before has left or lost for good is not taken up again.

import type { Client, ClientStorage } from '@tickwire/client'
import { CloseReason, lobbyService } from '@tickwire/client'
import { SEAT_HOLD_MS } from '@tickwire/server/internals'
import t from 'tap'
import { SteppedPlayer, SteppedServer } from './stepped-server.js'

/** A tab: its storage outlives its pages. */
class Tab implements ClientStorage {
  readonly items = new Map<string, string>()
  page: SteppedPlayer

  constructor(private readonly server: SteppedServer) {
    this.page = this.newPage()
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }

  setItem(key: string, value: string): void {
    this.items.set(key, value)
  }

  removeItem(key: string): void {
    this.items.delete(key)
  }

  get client(): Client {
    return this.page.client
  }

  /** The browser closes the sockets of the page; nothing of it runs any more. */
  async reload(): Promise<void> {
    for (const socket of [this.page.playSocket, this.page.rpcSocket]) socket.leavePage()
    await this.server.advance(200)
    this.page = this.newPage()
  }

  /** What a page does at its beginning. */
  async comeBack() {
    const { server } = this
    await server.until(this.client.resume())
    return server.until(this.client.rejoinSeat(server.field.schema, server.field))
  }

  private newPage(): SteppedPlayer {
    return new SteppedPlayer(this.server, '', this)
  }
}

async function playing() {
  const server = new SteppedServer()
  const ben = await server.join('Ben')
  const tab = new Tab(server)
  await server.until(tab.client.login({ displayName: 'Ada' }))
  await tab.page.quickPlay()
  await server.advance(500)
  return { server, ben, tab, room: tab.page.room, seats: () => server.room(ben.roomId).seats.count }
}

t.test('the page that comes is the same player, with the same avatar, again and again', async (t) => {
  const { server, tab, room, seats } = await playing()
  const { playerId } = tab.client.player!
  const tokens = new Set([tab.client.player!.resumeToken])
  for (let i = 1; i <= 3; i++) {
    await tab.reload()
    t.equal(tab.client.keptRoomId, room.roomId, 'known before anything is asked')
    const again = await tab.comeBack()
    await server.advance(500)
    t.same([again?.roomId, again?.seat, again?.own?.id, seats()], [room.roomId, room.seat, room.own!.id, 2])
    t.match(tab.client.player, { playerId, displayName: 'Ada' })
    tokens.add(tab.client.player!.resumeToken)
    t.equal(tokens.size, i + 1, 'each token is used once')
  }
})

t.test('a page that only logs in and plays quickly comes back too', async (t) => {
  const { server, tab, room } = await playing()
  await tab.reload()
  await server.until(tab.client.login({ displayName: 'Ada' }))
  await tab.page.quickPlay()
  await server.advance(500)
  t.equal(tab.page.room.own?.id, room.own!.id)
})

t.test('a seat that was held to its end is not taken up, and nobody else is told of one', async (t) => {
  const { server, tab, seats } = await playing()
  await tab.reload()
  await server.advance(SEAT_HOLD_MS)
  t.equal(await tab.comeBack(), undefined)
  t.match(tab.client.player, { displayName: 'Ada' }, 'the same player, without a seat')
  t.equal(seats(), 1)
})

t.test('what was left, closed for good or taken elsewhere is forgotten', async (t) => {
  const ends: [string, (playing: { server: SteppedServer; tab: Tab }) => Promise<unknown>][] = [
    ['left', async ({ tab }) => tab.page.room.leave()],
    ['kicked', async ({ server, tab }) => end(server, tab, CloseReason.KICKED)],
    ['stopped', async ({ server }) => server.app.stop(CloseReason.SERVER_STOPPING, 'over')],
    ['logged out', ({ server, tab }) => server.until(tab.client.logout())],
  ]
  for (const [what, run] of ends) {
    const { server, tab, room } = await playing()
    t.equal(tab.client.keptRoomId, room.roomId)
    await run({ server, tab })
    await server.advance(200)
    t.equal(tab.client.keptRoomId, undefined, what)
  }
})

t.test('a session that has ended is not resumed: the guest logs in, and finds the seat too', async (t) => {
  const { server, tab, room } = await playing()
  await tab.reload()
  await server.app.sessions.endSessionsOf(server.room(room.roomId).seats.at(room.seat)!.playerId)
  t.equal(await server.until(tab.client.resume()), undefined)
  await server.until(tab.client.login({ displayName: 'Ada' }))
  const again = await server.until(tab.client.rejoinSeat(server.field.schema, server.field))
  await server.advance(500)
  t.equal(again?.own?.id, room.own!.id)
})

t.test('of two seats the one that waits is the open one', async (t) => {
  const { server, tab, room } = await playing()
  await tab.page.quickPlay({ tags: { other: 'yes' } })
  const other = tab.page.room
  await server.advance(200)
  t.not(other.roomId, room.roomId)
  tab.page.playSocket.leavePage()
  await server.advance(200)
  const grant = await server.until(tab.client.login({ displayName: 'Ada' }))
  t.equal(grant.openSeat?.roomId, other.roomId)
  await server.until(tab.client.calls(lobbyService).leaveRoom(other.roomId))
  await server.advance(200)
  t.equal((await server.until(tab.client.login())).openSeat?.roomId, room.roomId)
})

t.test('a second tab of the same guest takes the seat: the first is told, and does not take it back', async (t) => {
  const { server, tab, room, seats } = await playing()
  const copy = new Tab(server)
  for (const [key, value] of tab.items) copy.items.set(key, value)
  copy.page = new SteppedPlayer(server, '', copy)
  const again = await copy.comeBack()
  await server.advance(500)
  t.same([again?.own?.id, seats()], [room.own!.id, 2])
  t.equal(tab.page.closedWith, 'REPLACED')
  t.equal(tab.client.keptRoomId, undefined)
})

function end(server: SteppedServer, { page }: Tab, reason: CloseReason): void {
  const { seating, seats } = server.room(page.roomId)
  seating.leave(seats.of(page.playerId)!, reason, 'no')
}
