// Links that break: resets in the middle of a message, connections that end, ports where nobody listens. Each end must say
// what happened to it, nobody else may notice, and a new join must work. Then the same for Thrift over TCP.

import { connect } from '@tickwire/client'
import { API_MAJOR, API_MINOR } from '@tickwire/gen-nodejs/common.types.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { ServiceType } from '@tickwire/protocol'
import t, { type Test } from 'tap'
import thrift from 'thrift'
import { CHESTS, RunningField } from './fault-field.js'
import { FieldPlayer, settle } from './fault-player.js'
import { FaultProxy } from './fault-proxy.js'

/** Into the header or the first bytes of a WebSocket frame, or of a Thrift frame. */
const MID_MESSAGE_BYTES = 3

/** Ada is connected directly, Cat through a proxy. */
async function twoPlayers(t: Test) {
  const field = await RunningField.start(t)
  const proxy = await FaultProxy.listen(t, field.port)
  const ada = await FieldPlayer.join(t, field, 'Ada')
  const cat = await FieldPlayer.join(t, field, 'Cat', { url: proxy.url })
  ada.walking = true
  await ada.snapshots(2)
  return { field, proxy, ada, cat }
}

for (const way of ['toServer', 'toClient'] as const) {
  t.test(`a reset in mid-message ${way}: both ends know, others go on, the seat is taken again`, async (t) => {
    const { field, proxy, ada, cat } = await twoPlayers(t)
    proxy[way].resetAfter(MID_MESSAGE_BYTES)
    if (way === 'toServer') cat.room.sendCommand({ moveX: 1, moveY: 0, fire: false })
    const call = t.rejects(cat.room.calls.countChests(), { code: 'CLOSED' }, 'a call under way fails')
    t.equal(await cat.closed, 'CONNECTION_LOST')
    await call
    await ada.until(() => cat.seat?.link === undefined)
    await ada.snapshots(2)
    t.equal(ada.room.entities.size, CHESTS + 1, 'its avatar waits')
    t.equal(await field.counted('tickwire_sockets'), 3, 'only its play connection is gone')
    const again = await FieldPlayer.play(t, field, cat.client)
    t.equal(again.room.seat, cat.room.seat)
    again.walking = true
    await again.snapshots(10)
    t.same(await settle(ada, again), [])
    await undisturbed(t, field, ada)
  })
}

t.test('a reset of all that a player has: the client logs in again, and rejoins its seat', async (t) => {
  const { field, proxy, ada, cat } = await twoPlayers(t)
  const states: string[] = []
  const lost = new Promise<void>((resolve) => {
    cat.client.onState((state, closed) => {
      states.push(`${state} ${closed?.name}`)
      resolve()
    })
  })
  proxy.reset()
  t.equal(await cat.closed, 'CONNECTION_LOST')
  await lost
  const again = await cat.client.rejoin(cat.room)
  t.teardown(() => again.leave())
  t.same(states, ['reconnecting CONNECTION_LOST', 'online undefined'])
  t.same([again.roomId, again.seat], [cat.room.roomId, cat.room.seat])
  await ada.snapshots(2)
  t.equal(ada.room.entities.size, CHESTS + 1, 'one avatar, not two')
  await undisturbed(t, field, ada)
})

t.test('connections that end without a close frame: the same', async (t) => {
  const { field, proxy, ada, cat } = await twoPlayers(t)
  proxy.dropConnections()
  t.equal(await cat.closed, 'CONNECTION_LOST')
  await ada.until(() => cat.seat?.link === undefined)
  t.equal(await field.counted('tickwire_sockets'), 2)
  await undisturbed(t, field, ada)
})

t.test('nobody listens: calls and joins are refused with the reason, open connections stay', async (t) => {
  const { field, proxy, ada, cat } = await twoPlayers(t)
  proxy.refuseNew()
  const refused = { name: 'CallError', code: 'CLOSED', details: { closed: { name: 'CONNECTION_LOST' } } }
  const late = await connect({ url: proxy.url })
  const error: Error = await late.login().then(
    () => new Error('logged in'),
    (reason) => reason,
  )
  t.match(error, refused)
  t.match(error.message, new RegExp(`refused|could not connect|${proxy.port}`), 'it says what could not be reached')
  const { schema, service } = field.field
  await t.rejects(cat.client.quickPlay(schema, { service }), refused, 'the play connection is a new one')
  t.equal(cat.closedWith, undefined, 'the one that is open stays')
  await cat.snapshots(5)
  await proxy.acceptNew()
  const again = await connect({ url: proxy.url })
  t.teardown(() => again.close())
  await again.login()
  await undisturbed(t, field, ada)
})

/** What must be so after another player's connection broke. */
async function undisturbed(t: Test, field: RunningField, player: FieldPlayer): Promise<void> {
  await player.snapshots(2)
  t.same([player.gaps(), player.misplaced(), player.closedWith], [[], [], undefined], 'nobody else noticed')
  for (const kind of ['PROTOCOL_ERROR', 'SLOW_CONSUMER', 'HELLO_TIMEOUT']) {
    t.equal(await field.counted(`tickwire_play_closed_total{kind="${kind}"}`), 0, `not taken for ${kind}`)
  }
  t.equal(field.room.closed, undefined)
}

// ---- Thrift over framed TCP ----

/** Apache's client, as any back end has it. */
function thriftConnection(t: Test, port: number) {
  const connection = thrift.createConnection('127.0.0.1', port, {
    transport: thrift.TFramedTransport,
    protocol: thrift.TCompactProtocol,
  })
  connection.on('error', () => {}) // what follows is always 'close'
  const closed = new Promise<void>((resolve) => connection.on('close', () => resolve()))
  t.teardown(() => connection.destroy())
  const multiplexer = new thrift.Multiplexer()
  const calls = <C>(service: ServiceType<C>, target: string = service.name): C =>
    multiplexer.createClient(target, service.Client as never, connection) as C
  return { calls, closed }
}

/** One that has logged in and taken a seat by a room call. */
async function seated(t: Test, field: RunningField, port: number) {
  const { calls, closed } = thriftConnection(t, port)
  const info = { sdk: 'test', sdkVersion: '0', apiMajor: API_MAJOR, apiMinor: API_MINOR, schemaHashByRoomKind: {} }
  const { playerId } = await calls(sessionService).login({ deviceId: 'a'.repeat(32) }, info)
  const { settings } = field.room
  await calls(lobbyService).joinRoom(settings.roomId, { asSpectator: false })
  const room = calls(field.field.service, `${field.field.service.name}@${settings.roomId}`)
  return { playerId, room, closed }
}

t.test('Thrift over TCP, split at every byte: calls are answered in their order', async (t) => {
  const field = await RunningField.start(t)
  const proxy = await FaultProxy.listen(t, field.thriftPort)
  proxy.toServer.splitEvery(1)
  proxy.toClient.splitEvery(1)
  const greeter = thriftConnection(t, proxy.port).calls(greeterService)
  const answered: string[] = []
  const names = Array.from({ length: 20 }, (_, i) => `player ${i} ${'🙂'.repeat(i)}`)
  await Promise.all(names.map(async (name) => answered.push((await greeter.SayHello({ name })).message)))
  t.same(
    answered,
    names.map((name) => `Hello, ${name}!`),
  )
})

for (const way of ['toServer', 'toClient'] as const) {
  t.test(`Thrift over TCP, a reset in mid-call ${way}: the seat ends, others go on`, async (t) => {
    const field = await RunningField.start(t)
    const proxy = await FaultProxy.listen(t, field.thriftPort)
    const ada = await FieldPlayer.join(t, field, 'Ada')
    const { playerId, room, closed } = await seated(t, field, proxy.port)
    t.equal(await room.countChests(), CHESTS)
    t.not(field.room.seats.of(playerId), undefined)
    proxy[way].resetAfter(MID_MESSAGE_BYTES)
    room.countChests().catch(() => {}) // Apache's client leaves it open for ever
    await closed
    await ada.until(() => field.room.seats.of(playerId) === undefined)
    t.equal(await field.counted('tickwire_sockets'), 2)
    const again = await seated(t, field, proxy.port)
    t.equal(await again.room.countChests(), CHESTS)
    t.equal(await field.counted('tickwire_rpc_closed_total{kind="PROTOCOL_ERROR"}'), 0)
    await undisturbed(t, field, ada)
  })
}
