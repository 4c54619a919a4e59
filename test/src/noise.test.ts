// Noise against everything that reads bytes of `/play`, on both ends: random bytes, and real frames bent or cut. Nothing
// may throw, hang or let a bad frame half through. fast-check prints seed and path of what it finds.

import { Replica } from '@tickwire/client'
import {
  BitReader,
  BitWriter,
  ClientFrame,
  decodeAck,
  decodeHello,
  decodeTicked,
  decodeWelcome,
  encodeAck,
  encodeHello,
  encodeTicked,
  encodeWelcome,
  newCommandFrame,
  PLAY_FRAME_BYTES_MAX,
  readCommands,
  ServerFrame,
  VIEW_TICK_PARTS,
  writeCommands,
} from '@tickwire/protocol'
import { decodeMessage, encodeMessage, SEAT_HOLD_MS } from '@tickwire/server/internals'
import fc from 'fast-check'
import t from 'tap'
import { fieldSchema, SteerCommand } from '../gen-nodejs/field.state.js'
import { RawPlayer } from './raw-client.js'
import { SteppedServer } from './stepped-server.js'

const RUNS = { seed: 20_260, numRuns: Number(process.env.NOISE_RUNS ?? 2_000) }

const NO_LISTENER = { entered: () => {}, left: () => {}, event: () => {} }

const u32 = fc.nat(0xffff_ffff)

/** A byte string like this one, with some bytes changed, and perhaps cut off. */
function bent(frame: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  return fc.tuple(frame, changes, fc.option(fc.nat())).map(([bytes, edits, cutAt]) => {
    const copy = bytes.slice()
    for (const [at, value] of edits) if (copy.length > 0) copy[at % copy.length] = value
    return cutAt === null ? copy : copy.subarray(0, cutAt % (copy.length + 1))
  })
}

const commandFrame = fc
  .record({
    seq: fc.nat(0xffff_0000),
    acked: fc.nat(100_000),
    view: fc.nat(2_000),
    commands: fc.array(
      fc.record({ ahead: fc.integer({ min: -50, max: 50 }), x: fc.nat(254), y: fc.nat(254), fire: fc.nat(1) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  })
  .map(({ seq, acked, view, commands }) => {
    const frame = newCommandFrame(SteerCommand)
    frame.lastTickReceived = acked
    frame.viewTick = Math.max(0, acked - view / VIEW_TICK_PARTS)
    frame.count = commands.length
    commands.forEach(({ ahead, x, y, fire }, i) => {
      frame.seq[i] = seq + i
      frame.targetTick[i] = Math.max(0, acked + ahead)
      frame.fields.set([x, y, fire], i * SteerCommand.fieldCount)
    })
    return frame
  })

function written(frame: Parameters<typeof writeCommands>[0]): Uint8Array {
  const w = new BitWriter(PLAY_FRAME_BYTES_MAX)
  writeCommands(frame, SteerCommand, w)
  return w.bytes().slice()
}

t.test('every small frame is read as it was written', async () => {
  const hello = fc.record({
    protocolVersion: fc.nat(0xffff),
    schemaHash: fc.stringMatching(/^[0-9a-f]{16}$/),
    seatToken: fc.stringMatching(/^[\w-]{0,64}$/),
  })
  fc.assert(
    fc.property(hello, (value) => equal(decodeHello(encodeHello(value)), value)),
    RUNS,
  )
  const welcome = fc.record({
    tick: u32,
    tickRateHz: fc.integer({ min: 1, max: 128 }),
    emissionInterval: fc.integer({ min: 1, max: 128 }),
    seat: fc.nat(4_095),
  })
  fc.assert(
    fc.property(welcome, (value) => equal(decodeWelcome(encodeWelcome(value)), value)),
    RUNS,
  )
  fc.assert(
    fc.property(u32, (tick) => decodeAck(encodeAck(tick)) === tick),
    RUNS,
  )
  const payload = fc.uint8Array({ minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(u32, payload, (tick, bytes) =>
      equal(decodeTicked(encodeTicked(ServerFrame.reply, tick, bytes)), { tick, payload: bytes }),
    ),
    RUNS,
  )
  // msgpackr renames "__proto__", so that nothing from outside becomes a prototype.
  const value = fc.jsonValue({ depthSize: 'small' }).filter((sent) => !JSON.stringify(sent).includes('__proto__'))
  fc.assert(
    fc.property(fc.string({ maxLength: 64 }), value, (type, sent) =>
      equal(decodeMessage(encodeMessage(type, sent)), { type, value: sent }),
    ),
    RUNS,
  )
})

t.test('every command frame is read as it was written', async () => {
  fc.assert(
    fc.property(commandFrame, (frame) => {
      const read = newCommandFrame(SteerCommand)
      if (!readCommands(new BitReader().open(written(frame)), SteerCommand, read)) return false
      const used = frame.count * SteerCommand.fieldCount
      return (
        read.lastTickReceived === frame.lastTickReceived &&
        read.viewTick === frame.viewTick &&
        read.count === frame.count &&
        equal(read.seq.subarray(0, frame.count), frame.seq.subarray(0, frame.count)) &&
        equal(read.targetTick.subarray(0, frame.count), frame.targetTick.subarray(0, frame.count)) &&
        equal(read.fields.subarray(0, used), frame.fields.subarray(0, used))
      )
    }),
    RUNS,
  )
})

t.test('noise is refused or read as something valid, and never throws', async () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.uint8Array({ maxLength: 100 }))
      .map(([kind, rest]) => Uint8Array.of(kind, ...rest)),
    bent(commandFrame.map(written)),
    bent(fc.jsonValue().map((value) => Uint8Array.of(ClientFrame.message, ...encodeMessage('type', value)))),
  )
  const read = newCommandFrame(SteerCommand)
  fc.assert(
    fc.property(noise, (bytes) => {
      decodeHello(bytes)
      decodeWelcome(bytes)
      decodeAck(bytes)
      decodeTicked(bytes)
      decodeMessage(bytes.subarray(1))
      if (!readCommands(new BitReader().open(bytes), SteerCommand, read)) return true
      return [...read.fields.subarray(0, read.count * 3)].every(
        (field, i) => field >= 0 && field <= (i % 3 === 2 ? 1 : 254),
      )
    }),
    RUNS,
  )
})

/** Snapshots of a real room in which much happens. */
async function recordSnapshots(): Promise<readonly Uint8Array[]> {
  const server = new SteppedServer({ roomOptions: { chests: 5 } })
  const ada = await server.join('Ada')
  const raw = await RawPlayer.join(server, ada.roomId, 'Ben')
  server.field.hooks.onStep = (world, tick) => {
    if (tick % 3 === 0) world.explosion.emit(1_000, 1_000)
    if (tick % 5 === 0) world.announced.emit(`tick ${tick}`)
  }
  for (let i = 0; i < 10; i++) {
    ada.room.sendCommand({ moveX: 127 - 20 * i, moveY: 10 * i, fire: i % 2 === 0 })
    await server.advance(250)
  }
  await server.join('Cat')
  ada.room.leave()
  await server.advance(500)
  return raw.frames.filter((frame) => frame[0] === ServerFrame.snapshot)
}

t.test('a replica refuses bent snapshots with a reason, or takes them whole', async (t) => {
  const snapshots = await recordSnapshots()
  t.ok(snapshots.length > 50)
  const at = fc.nat(snapshots.length - 1)
  const bentOne = at.chain((index) => fc.tuple(fc.constant(index), bent(fc.constant(snapshots[index]!))))
  const noise = fc.tuple(
    at,
    fc.uint8Array({ maxLength: 120 }).map((rest) => Uint8Array.of(ServerFrame.snapshot, ...rest)),
  )
  let refused = 0
  fc.assert(
    fc.property(fc.oneof(bentOne, noise), ([index, frame]) => {
      const replica = new Replica(fieldSchema, 1, 1, NO_LISTENER)
      for (const snapshot of snapshots.slice(0, index)) replica.apply(snapshot)
      const failure = replica.apply(frame)
      if (failure !== undefined) refused++
      return failure === undefined || /^[A-Z_0-9]+$/.test(failure)
    }),
    { ...RUNS, numRuns: RUNS.numRuns / 4 },
  )
  t.ok(refused > RUNS.numRuns / 20, `${refused} refused`)
})

t.test('a room full of noise ticks on, and whoever sent none stays', async (t) => {
  const server = new SteppedServer()
  const ada = await server.join('Ada')
  const frames = fc.sample(
    fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      bent(commandFrame.map(written)),
      fc
        .tuple(fc.integer({ min: 2, max: 4 }), fc.uint8Array({ maxLength: 30 }))
        .map(([kind, rest]) => Uint8Array.of(kind, ...rest)),
    ),
    { seed: RUNS.seed, numRuns: 300 },
  )
  for (const [i, frame] of frames.entries()) {
    if (i % 20 === 0) await server.advance(50)
    const raw = await RawPlayer.join(server, ada.roomId, `Eve ${i}`)
    raw.send(frame)
    await server.advance(10)
    raw.memory.cut()
  }
  await server.advance(SEAT_HOLD_MS + 200)
  t.equal(ada.closedWith, undefined)
  t.same(server.report.dumps, [])
  t.equal(server.room(ada.roomId).seats.count, 1)
})

function equal(actual: unknown, expected: unknown): boolean {
  return JSON.stringify(actual) === JSON.stringify(expected)
}
