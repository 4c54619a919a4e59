// WebSocket by the byte, against what the server configures: sizes, fragments, masks, reserved bits, opcodes, control frames,
// close codes, handshakes that are cut in half. Each case ends as it should, and somebody who plays meanwhile plays
// on. uWebSockets' own conformance is its authors' business; what stands here is what ours relies on.

import type { Socket } from 'node:net'
import { PLAY_FRAME_BYTES_MAX } from '@tickwire/protocol'
import { MESSAGE_BYTES_MAX } from '@tickwire/server/internals'
import t, { type Test } from 'tap'
import { type ArenaRoom, join, rawSocket, rawWebSocket, snapshots, startArena } from './arena-server.js'

const FIN = 0x80
const RESERVED_1 = 0x40
const MASKED = 0x80

const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** Close codes of the server: 4000 + CloseReason. */
const Ours = { helloTimeout: 4_001, badHello: 4_002, protocolError: 4_003, tooLarge: 4_004, textFrame: 4_005 } as const

/** How a connection ended: the code of the server's close frame, or that there was none. */
type Outcome = number | 'cut' | 'open'

interface Frame {
  readonly opcode: number
  readonly payload: Buffer
}

interface FrameOptions {
  readonly fin?: boolean
  readonly reserved?: number
  readonly masked?: boolean
}

/** A frame as a client should send it, unless it is told otherwise. */
function frame(opcode: number, payload: Uint8Array, options: FrameOptions = {}): Buffer {
  const { fin = true, reserved = 0, masked = true } = options
  const first = (fin ? FIN : 0) | reserved | opcode
  const maskBit = masked ? MASKED : 0
  let head: Buffer
  if (payload.length < 126) head = Buffer.from([first, maskBit | payload.length])
  else if (payload.length < 65_536)
    head = Buffer.from([first, maskBit | 126, payload.length >> 8, payload.length & 255])
  else {
    head = Buffer.alloc(10)
    head.set([first, maskBit | 127])
    head.writeBigUInt64BE(BigInt(payload.length), 2)
  }
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload])
}

/** What the server says on a WebSocket, frame by frame. */
class Heard {
  readonly frames: Frame[] = []
  ended = false
  private rest: Buffer = Buffer.alloc(0)
  private readonly waiting = new Set<() => void>()

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.ended = true
      this.wake()
    })
  }

  /** How it ended, or 'open' once `frames` have come. */
  async outcome(frames = Number.POSITIVE_INFINITY): Promise<Outcome> {
    while (!this.ended && this.frames.length < frames) {
      const farewell = this.frames.at(-1)
      if (farewell?.opcode === Opcode.close) break
      await new Promise<void>((resolve) => this.waiting.add(resolve))
    }
    const close = this.frames.find(({ opcode }) => opcode === Opcode.close)
    if (close !== undefined) return close.payload.length < 2 ? 0 : close.payload.readUInt16BE(0)
    return this.ended ? 'cut' : 'open'
  }

  private take(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    for (;;) {
      const [first, second] = this.rest
      if (first === undefined || second === undefined) break
      const isLong = second === 126
      if (isLong && this.rest.length < 4) break
      const head = isLong ? 4 : 2
      const length = isLong ? this.rest.readUInt16BE(2) : second
      if (this.rest.length < head + length) break
      this.frames.push({ opcode: first & 15, payload: this.rest.subarray(head, head + length) })
      this.rest = this.rest.subarray(head + length)
    }
    this.wake()
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve()
    this.waiting.clear()
  }
}

interface Place {
  readonly port: number
  readonly room: ArenaRoom
}

/** A server on which somebody plays. */
async function place(t: Test): Promise<Place> {
  const { port, url } = await startArena(t)
  const { room } = await join(t, url, 'Ada')
  return { port, room }
}

async function open(t: Test, { port }: Place, path: string): Promise<{ socket: Socket; heard: Heard }> {
  const socket = await rawWebSocket(port, path)
  t.teardown(() => socket.destroy())
  return { socket, heard: new Heard(socket) }
}

async function assertUnharmed(t: Test, { room }: Place, what: string): Promise<void> {
  const { tick } = room.stats
  await snapshots(room, 3)
  t.ok(room.stats.tick >= tick + 3, `${what}: the other one plays on`)
}

/** A Thrift call that is answered: Greeter:SayHello, without a name, in the binary protocol. */
const CALL = Buffer.concat([
  Buffer.from([0x80, 1, 0, 1, 0, 0, 0, 16]),
  Buffer.from('Greeter:SayHello'),
  Buffer.from([0, 0, 0, 7, 0]),
])

const padded = (length: number): Buffer => Buffer.concat([CALL, Buffer.alloc(length - CALL.length)])

const part = (opcode: number, payload: Uint8Array, fin: boolean): Buffer => frame(opcode, payload, { fin })

interface Case {
  readonly what: string
  readonly path: '/play' | '/rpc'
  readonly bytes: readonly Buffer[]
  readonly ends: Outcome
}

const CASES: readonly Case[] = [
  {
    what: 'a frame of the largest size on /play is read',
    path: '/play',
    bytes: [frame(Opcode.binary, Buffer.alloc(PLAY_FRAME_BYTES_MAX))],
    ends: Ours.badHello,
  },
  {
    what: 'a frame above the largest size on /play is TOO_LARGE',
    path: '/play',
    bytes: [frame(Opcode.binary, Buffer.alloc(PLAY_FRAME_BYTES_MAX + 1))],
    ends: Ours.tooLarge,
  },
  {
    what: 'a message above the largest size on /rpc is TOO_LARGE',
    path: '/rpc',
    bytes: [frame(Opcode.binary, padded(MESSAGE_BYTES_MAX + 1))],
    ends: Ours.tooLarge,
  },
  {
    what: 'a length that nobody would buffer ends the connection before its bytes come',
    path: '/play',
    bytes: [Buffer.from([FIN | Opcode.binary, MASKED | 127, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])],
    ends: 'cut',
  },
  {
    what: 'fragments are summed: together above the largest size they are TOO_LARGE',
    path: '/play',
    bytes: [
      part(Opcode.binary, Buffer.alloc(PLAY_FRAME_BYTES_MAX), false),
      part(Opcode.continuation, Buffer.alloc(1), true),
    ],
    ends: Ours.tooLarge,
  },
  {
    what: 'fragments without end are cut',
    path: '/play',
    bytes: [
      part(Opcode.binary, Buffer.alloc(PLAY_FRAME_BYTES_MAX), false),
      ...Array.from({ length: 4 }, () => part(Opcode.continuation, Buffer.alloc(PLAY_FRAME_BYTES_MAX), false)),
    ],
    ends: 'cut',
  },
  {
    what: 'a continuation of nothing is cut',
    path: '/play',
    bytes: [frame(Opcode.continuation, Buffer.from('x'))],
    ends: 'cut',
  },
  {
    what: 'a reserved bit is cut',
    path: '/rpc',
    bytes: [frame(Opcode.binary, CALL, { reserved: RESERVED_1 })],
    ends: 'cut',
  },
  { what: 'an opcode that there is none is cut', path: '/rpc', bytes: [frame(3, CALL)], ends: 'cut' },
  {
    what: 'a text frame on /play is TEXT_FRAME',
    path: '/play',
    bytes: [frame(Opcode.text, Buffer.from('hello'))],
    ends: Ours.textFrame,
  },
  {
    what: 'a text frame on /rpc is TEXT_FRAME',
    path: '/rpc',
    bytes: [frame(Opcode.text, Buffer.from('hello'))],
    ends: Ours.textFrame,
  },
  {
    what: 'a text frame that is no UTF-8 is cut',
    path: '/rpc',
    bytes: [frame(Opcode.text, Buffer.from([0xff]))],
    ends: 'cut',
  },
  {
    what: 'malformed Thrift, three times, is PROTOCOL_ERROR',
    path: '/rpc',
    bytes: new Array<Buffer>(3).fill(frame(Opcode.binary, Buffer.from([9, 9, 9]))),
    ends: Ours.protocolError,
  },
  {
    what: 'a ping that is too large is cut',
    path: '/rpc',
    bytes: [frame(Opcode.ping, Buffer.alloc(126))],
    ends: 'cut',
  },
  {
    what: 'a ping in fragments is cut',
    path: '/rpc',
    bytes: [part(Opcode.ping, Buffer.from('x'), false)],
    ends: 'cut',
  },
  {
    what: 'a close is answered with its code',
    path: '/rpc',
    bytes: [frame(Opcode.close, Buffer.from([0x03, 0xe8]))],
    ends: 1_000,
  },
  {
    what: 'a close with a text that is no UTF-8 is answered without a code',
    path: '/rpc',
    bytes: [frame(Opcode.close, Buffer.from([0x03, 0xe8, 0xff, 0xfe]))],
    ends: 0,
  },
  {
    what: 'a close with a code that may not be sent is answered without a code',
    path: '/rpc',
    bytes: [frame(Opcode.close, Buffer.from([0x03, 0xed]))],
    ends: 0,
  },
  {
    // uWebSockets takes the first four bytes for a mask, so no call comes through and it waits for more.
    what: 'an unmasked frame is no call: HELLO_TIMEOUT',
    path: '/rpc',
    bytes: [frame(Opcode.binary, CALL, { masked: false })],
    ends: Ours.helloTimeout,
  },
]

t.test('each ends as it should, and only itself', async (t) => {
  const here = await place(t)
  for (const { what, path, bytes, ends } of CASES) {
    const { socket, heard } = await open(t, here, path)
    socket.write(Buffer.concat(bytes))
    t.equal(await heard.outcome(), ends, what)
    socket.destroy()
    await assertUnharmed(t, here, what)
  }
})

t.test('the largest message on /rpc, whole or in fragments, is read', async (t) => {
  const here = await place(t)
  const whole = await open(t, here, '/rpc')
  whole.socket.write(frame(Opcode.binary, padded(MESSAGE_BYTES_MAX)))
  t.equal(await whole.heard.outcome(1), 'open', 'bytes behind a call are one strike, which is answered')
  const cut = await open(t, here, '/rpc')
  cut.socket.write(part(Opcode.binary, CALL.subarray(0, 10), false))
  cut.socket.write(frame(Opcode.ping, Buffer.from('between')))
  cut.socket.write(part(Opcode.continuation, CALL.subarray(10), true))
  t.equal(await cut.heard.outcome(2), 'open')
  t.match(cut.heard.frames, [{ opcode: Opcode.pong }, { opcode: Opcode.binary }], 'a ping between fragments too')
  t.equal(String(cut.heard.frames[0]?.payload), 'between')
  await assertUnharmed(t, here, 'large messages')
})

t.test('a mask is taken off', async (t) => {
  const here = await place(t)
  const { socket, heard } = await open(t, here, '/rpc')
  const mask = [1, 2, 3, 4]
  const masked = CALL.map((byte, i) => byte ^ mask[i % 4]!)
  socket.write(Buffer.concat([Buffer.from([FIN | Opcode.binary, MASKED | CALL.length, ...mask]), masked]))
  t.equal(await heard.outcome(1), 'open')
  t.match(heard.frames, [{ opcode: Opcode.binary }])
  await assertUnharmed(t, here, 'a mask')
})

t.test('half a handshake opens nothing; one without a key, or without an end, is refused', async (t) => {
  const here = await place(t)
  const half = await rawSocket(here.port)
  t.teardown(() => half.destroy())
  half.write('GET /play HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nSec-WebSo')
  const answer = async (head: string): Promise<string> => {
    const socket = await rawSocket(here.port)
    t.teardown(() => socket.destroy())
    socket.write(head)
    return new Promise((resolve) => {
      socket.on('error', () => undefined)
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1').split('\r\n')[0]!))
      socket.once('close', () => resolve('cut'))
    })
  }
  const withoutKey = await answer('GET /play HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
  t.notMatch(withoutKey, '101', withoutKey)
  const endless = await answer(`GET /play HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}`)
  t.notMatch(endless, '101', endless)
  await assertUnharmed(t, here, 'handshakes')
})
