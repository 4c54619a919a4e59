// Rooms that cannot keep up, and rushes of players: what is put off, left out or refused, in which order, and that what
// clients hold stays exact meanwhile. Netcode rule 4.

import { ErrorCode, lobbyService } from '@tickwire/client'
import { BitWriter, newCommandFrame, ServerFrame, writeCommands } from '@tickwire/protocol'
import { JOINS_PER_TICK_MAX, SEAT_TOKEN_MS } from '@tickwire/server/internals'
import { EVENTS_PER_TICK_MAX } from '@tickwire/simulation'
import t, { type Test } from 'tap'
import { type AvatarView, ExplosionEvent, type FieldWorld, SteerCommand } from '../gen-nodejs/field.state.js'
import { STEP_LENGTH, spawnPoint } from './field-game.js'
import { hello, RawPlayer, seatToken } from './raw-client.js'
import { SteppedServer } from './stepped-server.js'

const STEP_MS = 50

/** New connections, each with a token, that have said hello and wait for the next tick. */
async function rush(server: SteppedServer, roomId: string, count: number): Promise<RawPlayer[]> {
  const tokens: string[] = []
  for (let i = 0; i < count; i++) tokens.push(await seatToken(server, roomId, `player ${i}`))
  const raws = tokens.map(() => new RawPlayer(server))
  raws.forEach((raw, i) => {
    raw.send(hello(server, { seatToken: tokens[i]! }))
  })
  await server.advance(0)
  return raws
}

function welcomed(raws: readonly RawPlayer[]): number[] {
  return raws.flatMap(({ welcome }, i) => (welcome === undefined ? [] : [i]))
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Every avatar that a player knows, against the world of the last tick. */
function checkExact(t: Test, raw: RawPlayer, world: FieldWorld, others: number): void {
  const { replica } = raw
  let known = 0
  for (const view of replica.entities.values()) {
    const { id, name, stale, x, y } = view as AvatarView
    const row = world.avatar.rowOf(id)
    known++
    if (stale || Math.abs(x - world.avatar.x[row]!) > 0.0501 || Math.abs(y - world.avatar.y[row]!) > 0.0501) {
      t.fail(`tick ${replica.tick}: ${name} is seen at ${x}, ${y}${stale ? ', stale' : ''}`)
    }
  }
  if (known !== others) t.fail(`tick ${replica.tick}: knows ${known} of ${others}`)
}

/** A frame with one command: to walk along x. */
function fullSpeedAhead(lastTickReceived: number, targetTick: number): Uint8Array {
  const frame = newCommandFrame(SteerCommand)
  frame.lastTickReceived = lastTickReceived
  frame.viewTick = lastTickReceived
  frame.count = 1
  frame.seq[0] = 1
  frame.targetTick[0] = targetTick
  frame.fields.set([254, 127, 0])
  const w = new BitWriter(64)
  writeCommands(frame, SteerCommand, w)
  return w.bytes().slice()
}

t.test('players who come at once are let in so many a tick, in order, and none loses the seat', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const raws = await rush(server, ada.roomId, 60)
  server.stall(SEAT_TOKEN_MS + 5_000)
  await server.advance(1)
  const { tickNumber } = server.room(ada.roomId)
  t.same(welcomed(raws), range(0, 2 * JOINS_PER_TICK_MAX > 60 ? 60 : 64), 'the stalled tick, and the one to catch up')
  await server.advance(2_000)
  t.same(
    raws.map(({ closedWith }) => closedWith),
    raws.map(() => undefined),
  )
  t.ok(server.room(ada.roomId).tickNumber > tickNumber)
  t.ok(raws.every(({ replica }) => replica.tick > tickNumber && replica.own !== undefined))
  t.equal(server.report.counted.get('joins_deferred'), 60 - JOINS_PER_TICK_MAX)
})

t.test('one tick lets in no more than its share', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const raws = await rush(server, ada.roomId, JOINS_PER_TICK_MAX + 10)
  await server.advance(STEP_MS)
  t.same(welcomed(raws), range(0, JOINS_PER_TICK_MAX))
  await server.advance(STEP_MS)
  t.same(welcomed(raws), range(0, JOINS_PER_TICK_MAX + 10))
})

t.test('calls of players who wait to be let in wait too, and run in their order', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const { directory } = server.app
  const ran: string[] = []
  const count = JOINS_PER_TICK_MAX + 10
  for (let i = 0; i < count; i++) {
    const player = { playerId: `p${i}`, displayName: `player ${i}` }
    directory.reserve(ada.roomId, player)
    const caller = { connectionId: 1_000 + i, address: '192.0.2.9', player, operator: undefined, roomId: undefined }
    for (const call of ['a', 'b']) {
      directory.submit(ada.roomId, 'field', caller, {
        run: () => ran.push(`${i}${call}`),
        answer: () => {},
        abandon: () => {},
      })
    }
  }
  const { avatar } = server.room(ada.roomId).world as FieldWorld
  await server.advance(STEP_MS)
  t.equal(avatar.count, 1 + JOINS_PER_TICK_MAX, 'a call is no way past the others')
  await server.advance(STEP_MS)
  t.equal(avatar.count, 1 + count)
  t.same(
    ran,
    range(0, count).flatMap((i) => [`${i}a`, `${i}b`]),
  )
})

t.test(
  'rule 4: half of the emissions are left out while sends are too many; what clients hold stays exact',
  async (t) => {
    const server = new SteppedServer()
    const raws: RawPlayer[] = []
    const ada = await server.join('Ada')
    for (const name of ['B', 'C', 'D']) raws.push(await RawPlayer.join(server, ada.roomId, name))
    const room = server.room(ada.roomId)
    const world = room.world as FieldWorld
    const heard: number[] = []
    ada.room.onEvent(ExplosionEvent, (event) => heard.push((event as { x: number }).x))
    let exploded = 0
    server.field.hooks.onStep = (_world, tick) => {
      world.explosion.emit(900 + (exploded++ % 200), 1_000)
      for (let row = 0; row < world.avatar.end; row++) world.avatar.y[row]! += Math.floor(tick / 30) % 2 === 0 ? 3 : -3
    }
    const bytesOf = (frames: readonly Uint8Array[]) =>
      frames.reduce((sum, { length }) => sum + length, 0) / frames.length
    const emissions = new Set<number>()
    const grades = new Set<number>()
    const run = async (ms: number) => {
      for (const endMs = server.nowMs + ms; server.nowMs < endMs; ) {
        const moveX = Math.floor(room.tickNumber / 30) % 2 === 0 ? 60 : -60
        ada.room.sendCommand({ moveX, moveY: 0, fire: false })
        await server.advance(STEP_MS / 2)
        grades.add(room.governor.grade)
        for (const raw of raws) {
          if (raw.replica.tick !== room.tickNumber - 1) continue
          emissions.add(raw.replica.tick)
          checkExact(t, raw, world, raws.length)
        }
      }
    }
    await run(1_000)
    raws[0]!.frames.length = 0
    await run(4_000)
    t.equal(room.governor.sendDivisor, 1)
    const usualBytes = bytesOf(raws[0]!.frames)

    server.report.onSnapshot = () => server.stall(14)
    await run(10_000)
    t.equal(room.governor.sendDivisor, 2, 'four sends of 14 ms are more than a step')
    const { tickNumber } = room
    const { slips } = room.schedule
    emissions.clear()
    raws[0]!.frames.length = 0
    await run(5_000)
    const bytes = bytesOf(raws[0]!.frames)
    t.ok(bytes < usualBytes + 6, `no refreshes, only more ticks and events: ${bytes} bytes for ${usualBytes}`)
    t.ok([...emissions].every((tick) => tick % 2 === 0))
    t.ok(Math.abs(emissions.size - 50) <= 2, `${emissions.size} emissions in 5 s`)
    t.ok(Math.abs(room.tickNumber - tickNumber - 100) <= 2, 'ticks go on as before')
    t.equal(room.schedule.slips, slips)

    raws.push(await RawPlayer.join(server, ada.roomId, 'late'))
    await run(2_000)
    server.report.onSnapshot = undefined
    await run(10_000)
    t.equal(room.governor.sendDivisor, 1)
    t.same([...grades], [0, 1])
    t.equal(server.report.counted.get('load_grade_raises'), 1)
    t.ok(server.report.counted.get('emissions_omitted')! > 70)
    t.equal(server.report.snapshots.get('skipped'), undefined)
    t.same(
      heard,
      range(0, heard.length).map((n) => 900 + (n % 200)),
      'each event once, in order, whether its tick was sent or not',
    )
    t.ok(exploded - heard.length <= 1)
  },
)

t.test('emissions are not left out while events fill their table', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const room = server.room(ada.roomId)
  server.field.hooks.onStep = (world) => {
    for (let i = 0; i < EVENTS_PER_TICK_MAX / 2 - 100; i++) world.explosion.emit(4_000, 4_000)
    server.stall(60)
  }
  await server.advance(10_000)
  t.equal(room.governor.sendDivisor, 4)
  server.field.hooks.onStep = undefined
  await server.advance(2_000)
  t.equal(server.report.counted.get('events_dropped'), undefined)
})

t.test('a room that cannot keep up at all refuses new players; quick play finds them another', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const ben = await server.login('Ben')
  const room = server.room(ada.roomId)
  const join = ({ client }: typeof ben) =>
    server.until(client.calls(lobbyService).joinRoom(ada.roomId, { asSpectator: false }), 3_000)
  server.field.hooks.onStep = (world) => {
    if (world === room.world) server.stall(60)
  }
  await server.advance(8_000)
  t.equal(room.governor.grade, 3)
  await t.rejects(join(ben), { name: 'RefusedError', code: ErrorCode.ROOM_BUSY, details: { retryAfterMs: 5_000 } })
  t.equal((await join(ada)).roomId, ada.roomId, 'who has a seat keeps it')
  await ben.quickPlay()
  t.not(ben.roomId, ada.roomId, 'quick play makes another room')
  await server.advance(1_000)
  t.equal(server.report.counted.get('joins_refused'), 1)
  t.equal(server.counters.counts['rpc_refused{ROOM_BUSY}'], 1)

  server.field.hooks.onStep = undefined
  await server.advance(7_000)
  const cat = await server.login('Cat')
  t.equal((await join(cat)).roomId, ada.roomId, 'when it has calmed down it takes players again')
})

t.test('rule 4: sends go out in parts; what comes in between is for the next tick; the rest goes first', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const raws: RawPlayer[] = []
  for (const name of ['B', 'C', 'D', 'E']) raws.push(await RawPlayer.join(server, ada.roomId, name))
  ada.client.close()
  ada.playSocket.cut()
  await server.advance(500)
  const room = server.room(ada.roomId)
  const { ticks } = server.report
  const snapshots = () => raws.map(({ frames }) => frames.filter(([kind]) => kind === ServerFrame.snapshot).length)
  const before = snapshots()
  const more = () => snapshots().map((count, i) => count - before[i]!)
  const sum = () => more().reduce((all, each) => all + each, 0)
  const turn = async () => {
    const nextMs = server.app.runDue(server.nowMs, 2)
    await server.advance(0)
    return nextMs
  }

  const tick = room.tickNumber
  server.clock.step(room.dueMs - server.nowMs)
  t.ok((await turn())! <= server.nowMs, 'to be called again at once')
  t.equal(sum(), 2)
  t.equal(server.report.ticks, ticks, 'a tick ends with its last send')

  const [first, second] = raws.filter((_, i) => more()[i] === 0)
  first!.memory.cut()
  const walker = raws[more().indexOf(1)]!
  walker.send(fullSpeedAhead(tick, tick + 1))
  await server.advance(0)
  const avatarAt = () => (walker.replica.own as unknown as { x: number }).x
  const { x } = spawnPoint(walker.welcome!.seat)
  t.equal(avatarAt(), x)

  server.clock.step(STEP_MS)
  t.ok((await turn())! <= server.nowMs, 'the next tick is due already')
  t.equal(room.tickNumber, tick + 1, 'the rest went first')
  t.equal(server.report.ticks, ticks + 1)
  t.equal(sum(), 3, 'who has left gets nothing')
  t.equal(more()[raws.indexOf(second!)], 1)

  await turn()
  await turn()
  t.equal(room.tickNumber, tick + 2)
  t.equal(avatarAt(), x + STEP_LENGTH, 'the command that came in between was in time')
  t.equal(walker.replica.commands.slackMs, STEP_MS, 'by all of the next step')
  t.equal(sum(), 6)
  await server.advance(2_000)
  t.equal(server.report.counted.get('commands_late'), undefined)
  t.ok(server.report.counted.get('send_pauses')! >= 2)
})
