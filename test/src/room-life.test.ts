// How rooms begin, end and fail, and how they keep time: each room by itself, on a schedule that does not drift.

import { ErrorCode, lobbyService, RefusedError } from '@tickwire/client'
import { ClientFrame } from '@tickwire/protocol'
import { EMPTY_ROOM_MS, encodeMessage, MAILBOX_MAX, SEAT_TOKEN_MS } from '@tickwire/server/internals'
import t from 'tap'
import { Avatar, type FieldWorld, OwnAvatar } from '../gen-nodejs/field.state.js'
import { fieldGame, spawnPoint } from './field-game.js'
import { hello, RawPlayer, seatToken } from './raw-client.js'
import { SteppedServer } from './stepped-server.js'

const STEP_MS = 50
const REQUEST = { roomKind: 'field', title: 'a field', listed: true }

/** Each player gets a room. */
const ALONE = { room: { playersMax: 1 } }

t.test('a step that throws ends its room with ROOM_FAILED and a dump; other rooms go on', async (t) => {
  const server = new SteppedServer({ seed: 3 })
  const ada = await server.join('Ada', ALONE)
  const ben = await server.join('Ben', ALONE)
  await server.advance(500)
  const { world, settings, tickNumber } = server.room(ada.roomId)
  const waiting = ada.room.calls.countChests()
  server.field.hooks.onStep = (stepped) => {
    if (stepped === (world as FieldWorld)) throw new Error('the chest has no lid')
  }
  const refusal = await server.until(waiting).catch((error: unknown) => error)
  await server.advance(500)

  t.equal(ada.closedWith, 'ROOM_FAILED')
  t.match(refusal, { name: 'RefusedError', code: ErrorCode.ROOM_CLOSED }, 'calls that waited are answered')
  const [dump] = server.report.dumps
  t.match(dump, { roomId: ada.roomId, kind: 'field', seed: settings.seed, tick: tickNumber, players: 1 })
  t.match(dump?.stack, /the chest has no lid[\s\S]*field-game/, 'the stack says where')
  t.equal(ben.closedWith, undefined)
  t.ok(ben.room.stats.tick > tickNumber + 5, 'the other room ticks on')
  t.equal(server.app.directory.get(ada.roomId), undefined, 'the failed one is forgotten')
})

t.test('a room that nobody is in closes after a while, and not before', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  await server.advance(EMPTY_ROOM_MS + 1_000)
  t.same(server.report.closed, [], 'not with a player in it')
  ada.room.leave()
  await server.advance(EMPTY_ROOM_MS - 1_000)
  t.same(server.report.closed, [])
  await server.advance(2_000)
  t.same(server.report.closed, [{ roomId: ada.roomId, reason: 'ROOM_CLOSED' }])
  t.equal(server.app.directory.get(ada.roomId), undefined)
})

t.test('a seat that is not taken falls back after 30 s, and its token is worth nothing', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada', { room: { playersMax: 2 } })
  const token = await seatToken(server, ada.roomId, 'Ben')
  const cat = await server.login('Cat')
  const join = () => server.until(cat.client.calls(lobbyService).joinRoom(ada.roomId, { asSpectator: false }))
  await server.advance(SEAT_TOKEN_MS - 1_000)
  await t.rejects(join(), { name: 'RefusedError', code: ErrorCode.ROOM_FULL })
  await server.advance(1_000)
  const late = new RawPlayer(server)
  late.send(hello(server, { seatToken: token }))
  await server.advance(STEP_MS)
  t.equal(late.closedWith, 'TOKEN_EXPIRED')
  t.equal((await join()).roomId, ada.roomId, 'the seat is free for another one')
})

t.test('a full mailbox refuses calls ROOM_BUSY and drops messages, counted, until the next tick', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const raws = await Promise.all(['B', 'C', 'D', 'E', 'F'].map((name) => RawPlayer.join(server, ada.roomId, name)))
  await server.advance(2_000)
  const message = Uint8Array.of(ClientFrame.message, ...encodeMessage('wave', 1))
  for (let i = 0; i < MAILBOX_MAX + 100; i++) raws[i % raws.length]!.send(message)
  const refusal = await server.until(ada.room.calls.countChests()).catch((error: unknown) => error)
  t.ok(refusal instanceof RefusedError)
  t.match(refusal, { code: ErrorCode.ROOM_BUSY, details: { retryAfterMs: STEP_MS } })
  t.equal(server.counters.counts['play_messages_dropped{ROOM_BUSY}'], 100)
  await server.advance(STEP_MS)
  t.equal(await server.until(ada.room.calls.countChests()), 0)
})

t.test('ticks do not drift: a while has exactly its ticks, however late each one starts', async (t) => {
  for (const tickRateHz of [1, 20, 30, 64, 128]) {
    const server = new SteppedServer({ field: fieldGame({ tickRateHz }) })
    const { client } = await server.login('Ada')
    const { roomId } = await server.until(client.calls(lobbyService).createRoom({ ...REQUEST, requestId: 'r' }))
    const { tickNumber, schedule } = server.room(roomId)
    server.field.hooks.onStep = (_world, tick) => server.stall(tick % 3)
    await server.advance(20_000)
    const ticks = server.room(roomId).tickNumber - tickNumber
    t.ok(Math.abs(ticks - 20 * tickRateHz) <= 1, `${tickRateHz} Hz: ${ticks}`)
    t.equal(schedule.slips, 0)
  }
})

t.test('at the slowest and at the fastest tick rate players stay and see each other move', async (t) => {
  for (const tickRateHz of [1, 2, 128]) {
    const server = new SteppedServer({ field: fieldGame({ tickRateHz }) })
    const ada = await server.join('Ada')
    const ben = await server.join('Ben')
    await server.advance(12_000)
    ada.room.sendCommand({ moveX: -5, moveY: 0, fire: false })
    await server.advance(5_000)
    t.same([ada.closedWith, ben.closedWith], [undefined, undefined], `${tickRateHz} Hz`)
    const [seen] = ben.room.of(Avatar)
    t.ok(seen !== undefined && seen.x < spawnPoint(0).x - 1, `${tickRateHz} Hz: seen at ${seen?.x}`)
  }
})

t.test('after a stall one tick catches up; then the schedule slips, counted', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  await server.advance(500)
  const room = server.room(ada.roomId)
  const { tickNumber } = room
  const { overruns } = server.report
  server.stall(1_000)
  await server.advance(1)
  t.equal(room.tickNumber - tickNumber, 2, 'two ticks in place of twenty')
  t.equal(room.schedule.slips, 1)
  t.ok(room.schedule.slippedMs > 850 && room.schedule.slippedMs < 1_000)
  t.equal(server.report.overruns - overruns, 1)
  await server.advance(1_000)
  t.equal(room.tickNumber - tickNumber, 22, 'and then one each step again')
  t.equal(server.report.counted.get('schedule_slips'), 1)
  t.equal(server.report.counted.get('schedule_slipped_ms'), Math.round(room.schedule.slippedMs))
})

t.test('a step that takes too long slows the room, and the clients learn by how much', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const raw = await RawPlayer.join(server, ada.roomId, 'Ben')
  t.equal(raw.replica.timeFactor, 1)
  server.field.hooks.onStep = () => server.stall(80)
  const { ticks, overruns } = server.report
  await server.advance(8_000)
  t.equal(server.report.overruns - overruns, server.report.ticks - ticks, 'every tick overran')
  t.ok(Math.abs(raw.replica.timeFactor - STEP_MS / 80) < 0.03, `time factor ${raw.replica.timeFactor}`)
  server.field.hooks.onStep = undefined
  await server.advance(8_000)
  t.ok(raw.replica.timeFactor > 0.98, 'and when it is over')
})

t.test('after a pause of minutes the server takes players as before', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  await server.advance(500)
  server.stall(10 * 60_000)
  await server.advance(STEP_MS)
  const ben = await RawPlayer.join(server, ada.roomId, 'Ben')
  await server.advance(1_000)
  t.equal(ben.closedWith, undefined)
  t.ok(ben.replica.own instanceof OwnAvatar)
})

t.test('snapshots go out at the send rate, ticks run at the tick rate', async (t) => {
  const server = new SteppedServer({ field: fieldGame({ tickRateHz: 20, sendRateHz: 10 }) })
  const ada = await server.join('Ada')
  const ben = await RawPlayer.join(server, ada.roomId, 'Ben')
  t.match(ben.welcome, { tickRateHz: 20, emissionInterval: 2 })
  const { tickNumber } = server.room(ada.roomId)
  ben.frames.length = 0
  ada.room.sendCommand({ moveX: 127, moveY: 0, fire: false })
  await server.advance(2_000)
  t.equal(server.room(ada.roomId).tickNumber - tickNumber, 40)
  t.equal(ben.frames.length, 20)
  const own = ada.room.own
  const [seen] = ben.replica.entities.values()
  t.ok(own instanceof OwnAvatar && own.x > spawnPoint(0).x)
  t.match(seen, { type: Avatar.id, name: 'Ada' })
  for (let i = 0; i < 4; i++) {
    const answered = await server.until(ada.room.calls.countChests().then(() => ada.room.stats.tick))
    t.equal(answered % 2, 0, 'answers wait for the next snapshot')
    await server.advance(STEP_MS)
  }
})
