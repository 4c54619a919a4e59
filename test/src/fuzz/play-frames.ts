// Fuzz target: the frames of one client on `/play`, before its hello or in a room that somebody else plays in. Whatever they
// are, they are taken or their connection is closed with a reason; the other one gets every tick, can decode it, and keeps
// the seat.

import {
  BitWriter,
  ClientFrame,
  encodeAck,
  newCommandFrame,
  PLAY_FRAME_BYTES_MAX,
  writeCommands,
} from '@tickwire/protocol'
import { encodeMessage, messageOf } from '@tickwire/server/internals'
import { fieldRoomService } from '../../gen-nodejs/field.handlers.js'
import { SteerCommand } from '../../gen-nodejs/field.state.js'
import { readVectors } from '../golden-vectors.js'
import { hello, RawPlayer } from '../raw-client.js'
import { SteppedServer } from '../stepped-server.js'
import { expect, type FuzzTarget, joined, split } from './target.js'

const STEP_MS = 50

/** What may happen to a client for its bytes. */
const VERDICTS = [
  undefined,
  'BAD_HELLO',
  'VERSION_MISMATCH',
  'SCHEMA_MISMATCH',
  'TOKEN_INVALID',
  'PROTOCOL_ERROR',
  'TOO_LARGE',
  'RATE_LIMITED',
]

export const playFrames: FuzzTarget = {
  name: 'play-frames',
  what: 'the frames of a client on /play: taken or closed with a reason; the other player misses nothing',
  seeds,
  async run(input) {
    const server = new SteppedServer()
    const { roomId } = server.app.directory.create({ ...ROOM, playersMax: 2 })
    const innocent = await enter(server, roomId, 'Ada')
    const [first, ...rest] = split(input)
    // An empty first message leaves the hello to the input.
    const comesIn = first === undefined || first.length > 0
    const hostile = comesIn ? await enter(server, roomId, 'Eve') : new RawPlayer(server)
    for (const frame of comesIn && first !== undefined ? [first, ...rest] : rest) hostile.send(frame)
    await server.advance(2 * STEP_MS)
    expect(VERDICTS.includes(hostile.closedWith), `closed with ${hostile.closedWith}`)
    hostile.memory.cut()
    server.app.directory.leave(roomId, 'Eve')
    await server.advance(2 * STEP_MS)
    expect(innocent.closedWith === undefined, `the other one was closed: ${innocent.closedWith}`)
    const room = server.room(roomId)
    expect(innocent.replica.tick === room.tickNumber - 1, 'the other one missed a tick')
    expect(room.seats.count === 1, `${room.seats.count} seats are taken`)
    expect(server.report.dumps.length + server.log.errors.length === 0, 'something failed inside')
  },
}

const ROOM = { kind: 'field', title: 'a field', listed: true, password: undefined, tags: {}, options: undefined }

async function enter(server: SteppedServer, roomId: string, name: string): Promise<RawPlayer> {
  const { seatToken } = server.app.directory.reserve(roomId, { playerId: name, displayName: name })
  const player = new RawPlayer(server)
  player.send(hello(server, { seatToken }))
  await server.advance(2 * STEP_MS)
  expect(player.welcome !== undefined, 'the room takes nobody')
  return player
}

function seeds(): Uint8Array[] {
  const golden = Object.values(readVectors('field').frames ?? {}).map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))
  const calls = (['binary', 'compact'] as const).flatMap((protocol) => [
    messageOf(fieldRoomService, protocol, (client) => client.countChests()),
    messageOf(fieldRoomService, protocol, (client) => client.openChest(1)),
  ])
  const message = Uint8Array.of(ClientFrame.message, ...encodeMessage('wave', { to: ['all'], hard: 1.5 }))
  return [
    ...golden.map((frame) => joined([frame])),
    ...golden.map((frame) => joined([new Uint8Array(0), frame])),
    ...calls.map((call) => joined([call])),
    joined([commands(1, 4), encodeAck(3), commands(2, 5), message]),
    joined([message, ...calls]),
  ]
}

function commands(seq: number, target: number): Uint8Array {
  const frame = newCommandFrame(SteerCommand)
  frame.lastTickReceived = 3
  frame.viewTick = 2.5
  frame.count = 2
  frame.seq.set([seq, seq + 1])
  frame.targetTick.set([target, target + 1])
  frame.fields.set([127, 200, 1, 0, 254, 0])
  const w = new BitWriter(PLAY_FRAME_BYTES_MAX)
  writeCommands(frame, SteerCommand, w)
  return w.bytes().slice()
}
