// A client that does not read changes nothing for the others, and costs the server nothing that grows: it is skipped,
// refreshed when it reads again, and closed when it does not.

import { ServerFrame } from '@tickwire/protocol'
import { RELIABLE_EVENTS_MAX, type ReplicationClient, SEAT_HOLD_MS, UNACKED_MS_MAX } from '@tickwire/server/internals'
import t from 'tap'
import { Avatar, OwnAvatar } from '../gen-nodejs/field.state.js'
import { RawPlayer } from './raw-client.js'
import { type SteppedPlayer, SteppedServer } from './stepped-server.js'

/** Snapshots that may be under way before a client is skipped, with what the join costs, bytes. */
const UNREAD_BYTES_MAX = 4_096

/** Ada walks in circles, Ben watches, Cat is the slow one. */
async function threePlayers(server: SteppedServer) {
  const ada = await server.join('Ada')
  const ben = await RawPlayer.join(server, ada.roomId, 'Ben')
  const cat = await server.join('Cat')
  await server.advance(1_000)
  return { ada, ben, cat }
}

async function walk(server: SteppedServer, player: SteppedPlayer, ms: number): Promise<void> {
  for (let i = 0; i < ms / 250; i++) {
    const [moveX, moveY] = [
      [127, 0],
      [0, 127],
      [-127, 0],
      [0, -127],
    ][i % 4] as [number, number]
    player.room.sendCommand({ moveX, moveY, fire: i % 2 === 0 })
    await server.advance(250)
  }
}

/** What replication keeps for a player. */
function replicationOf(server: SteppedServer, player: SteppedPlayer): ReplicationClient {
  const client = server.room(player.roomId).seats.of(player.playerId)?.client
  if (client === undefined) throw new Error('this player has no replication client')
  return client
}

t.test('rule 3: after 5 s without reading a client was skipped, and is then refreshed', async (t) => {
  const server = new SteppedServer()
  const { ada, cat } = await threePlayers(server)
  const client = replicationOf(server, cat)
  cat.playSocket.stopReading()
  await walk(server, ada, 5_000)
  t.ok(client.skipped > 80, `${client.skipped} snapshots skipped`)
  t.ok(cat.playSocket.unreadBytesPeak < UNREAD_BYTES_MAX, `${cat.playSocket.unreadBytesPeak} bytes waited at most`)
  t.equal(client.reliable.length, 0)

  cat.playSocket.startReading()
  await walk(server, ada, 500)
  const own = ada.room.own
  const seen = [...cat.room.of(Avatar)].find(({ name }) => name === 'Ada')
  t.ok(own instanceof OwnAvatar && seen !== undefined && !seen.stale, 'Cat is current again')
  t.ok(own instanceof OwnAvatar && Math.abs(seen!.x - own.x) < 0.1 && Math.abs(seen!.y - own.y) < 0.1)
  t.equal(cat.closedWith, undefined)
  t.equal(client.known.end, 2, 'slots and names survived')
})

t.test('to the others it makes no difference, to the last byte', async (t) => {
  const seenByBen = async (catReads: boolean): Promise<Uint8Array[]> => {
    const server = new SteppedServer({ seed: 5 })
    const { ada, ben, cat } = await threePlayers(server)
    if (!catReads) cat.playSocket.stopReading()
    await walk(server, ada, 5_000)
    cat.playSocket.startReading()
    await walk(server, ada, 2_000)
    return ben.frames
  }
  const [reading, stalled] = [await seenByBen(true), await seenByBen(false)]
  t.ok(reading.length > 150)
  t.same(stalled, reading)
})

t.test(
  'rule 2: a client that never reads again is closed SLOW_CONSUMER, and its seat is freed after its hold',
  async (t) => {
    const server = new SteppedServer()
    const { ada, ben, cat } = await threePlayers(server)
    cat.playSocket.stopReading()
    await walk(server, ada, UNACKED_MS_MAX - 1_000)
    t.equal(server.counters.counts['play_closed{SLOW_CONSUMER}'], undefined)
    await walk(server, ada, 2_000)
    t.equal(server.counters.counts['play_closed{SLOW_CONSUMER}'], 1)
    t.equal(server.room(ada.roomId).seats.count, 3, 'a laptop may be opened again')
    await walk(server, ada, SEAT_HOLD_MS)
    t.equal(server.room(ada.roomId).seats.count, 2)
    t.same([...ben.replica.entities.values()].length, 1, 'its avatar is gone')
    cat.playSocket.startReading()
    await server.advance(50)
    t.equal(cat.closedWith, 'SLOW_CONSUMER', 'it learns why when it reads')
    t.ok(cat.playSocket.unreadBytesPeak < UNREAD_BYTES_MAX)
    t.same([ada.closedWith, ben.closedWith], [undefined, undefined])
  },
)

t.test('rule 7: reliable events wait for a slow client, in order, none lost', async (t) => {
  const server = new SteppedServer()
  const { ada, cat } = await threePlayers(server)
  const heard: string[] = []
  const { events } = server.field.schema
  cat.room.onEvent(events[2]!, (event) => heard.push((event as { text: string }).text))
  server.field.hooks.onStep = (world, tick) => world.announced.emit(`news ${tick}`)
  const from = server.room(ada.roomId).tickNumber
  cat.playSocket.stopReading()
  await server.advance(5_000)
  cat.playSocket.startReading()
  await server.advance(2_000)
  server.field.hooks.onStep = undefined
  await server.advance(200)
  t.same(
    heard,
    Array.from({ length: server.room(ada.roomId).tickNumber - from - 4 }, (_, i) => `news ${from + i}`),
  )
  t.equal(replicationOf(server, cat).reliable.length, 0)
})

t.test('with more reliable events waiting than may, it is closed SLOW_CONSUMER', async (t) => {
  const server = new SteppedServer()
  const { ada, ben, cat } = await threePlayers(server)
  server.field.hooks.onStep = (world, tick) => {
    for (let i = 0; i < 20; i++) world.announced.emit(`news ${tick}.${i} `.padEnd(60, '.'))
  }
  cat.playSocket.stopReading()
  await server.advance((RELIABLE_EVENTS_MAX / 20) * 50 + 1_000)
  t.equal(server.counters.counts['play_closed{SLOW_CONSUMER}'], 1)
  t.same([ada.closedWith, ben.closedWith], [undefined, undefined])
})

t.test('messages of others to a client that does not read are bounded by its socket', async (t) => {
  const server = new SteppedServer()
  const { ada, ben, cat } = await threePlayers(server)
  cat.playSocket.kernelBytes = 100_000
  cat.playSocket.stopReading()
  const text = 'x'.repeat(3_000)
  for (let i = 0; i < 150; i++) {
    ada.room.send('shout', text)
    await server.advance(50)
  }
  t.equal(server.counters.counts['play_closed{SLOW_CONSUMER}'], 1, 'more than 256 KiB waited')
  t.ok(cat.playSocket.unreadBytesPeak < 440_000, `${cat.playSocket.unreadBytesPeak} bytes waited at most`)
  const heard = ben.frames.filter((frame) => frame[0] === ServerFrame.message)
  t.equal(heard.length, 150, 'the others heard all of it')
})
