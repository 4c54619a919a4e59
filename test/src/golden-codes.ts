// Golden vectors of what needs no state: single values bit by bit, steps of a motion, and the frames that are not snapshots.

import {
  angleResidual,
  BitReader,
  BitWriter,
  ClientFrame,
  type CommandFrame,
  encodeAck,
  encodeHello,
  encodeTickDigest,
  encodeTicked,
  encodeWelcome,
  Motion,
  newCommandFrame,
  PROTOCOL_VERSION,
  ResidualCodes,
  readRate,
  ServerFrame,
  unzigzag,
  writeCommands,
  writeRate,
  writeResidual,
  writeText,
  writeVaruint,
} from '@tickwire/protocol'
import { fieldSchema, type Steer, SteerCommand } from '../gen-nodejs/field.state.js'
import { type CodeVector, hex, type MotionVector } from './golden-format.js'

export function codeVectors(): CodeVector[] {
  return [...residualVectors(), ...varuintVectors(), ...rateVectors(), ...angleVectors(), ...textVectors()]
}

function vector(code: string, args: (number | string)[], write: (w: BitWriter) => void): CodeVector {
  const w = new BitWriter(64)
  write(w)
  const bytes = w.bytes()
  let bits = ''
  for (let i = 0; i < w.bitLength; i++) bits += (bytes[i >>> 3]! >>> (i & 7)) & 1
  return { code, arguments: args, bits }
}

/** Both rims of every class of every code, and escapes at several widths. */
function residualVectors(): CodeVector[] {
  const residual = (name: ResidualName, difference: number, value: number, n: number): CodeVector =>
    vector('residual', [name, difference, value, n], (w) => writeResidual(w, difference, value, n, ResidualCodes[name]))
  const rims = (Object.keys(ResidualCodes) as ResidualName[]).flatMap((name) => {
    const { starts } = ResidualCodes[name]
    const folded = starts.flatMap((start, c) => [start, (starts[c + 1] ?? start + 2) - 1])
    return [...new Set(folded)].map((f) => residual(name, unzigzag(f), 100_000 + unzigzag(f), 17))
  })
  return [
    ...rims,
    residual('calm', 5_000, 1_048_575, 21),
    residual('turning', -700, 0, 21),
    residual('still', 1, 1, 1),
    residual('owner', -1, 0, 1),
  ]
}

type ResidualName = keyof typeof ResidualCodes

function varuintVectors(): CodeVector[] {
  const samples: [number, number[]][] = [
    [2, [0, 3, 4, 15, 16, 1_000]],
    [3, [0, 1, 7, 8, 1_000, 4_294_967_295]],
    [4, [15, 16, 70_000, 4_294_967_295]],
    [7, [127, 128, 100_000]],
  ]
  return samples.flatMap(([group, values]) =>
    values.map((value) => vector('varuint', [value, group], (w) => writeVaruint(w, value, group))),
  )
}

function rateVectors(): CodeVector[] {
  return [0, -1, 1, 50, -50, 655_360, -655_360].map((rate) => vector('rate', [rate], (w) => writeRate(w, rate)))
}

function angleVectors(): CodeVector[] {
  const turns: [number, number, number][] = [
    [3, 3, 8],
    [250, 5, 8],
    [5, 250, 8],
    [255, 0, 8],
    [0, 255, 8],
    [0, 128, 8],
    [128, 0, 8],
    [0, 127, 8],
    [0, 5_000, 16],
    [5_000, 0, 16],
  ]
  return turns.map(([last, now, n]) =>
    vector('angle', [last, now, n], (w) => writeResidual(w, angleResidual(last, now, n), now, n, ResidualCodes.calm)),
  )
}

function textVectors(): CodeVector[] {
  return ['', 'Ada', 'Zoë', '\ufeffAda', '🚀'].map((text) => vector('text', [text, 24], (w) => writeText(w, text, 24)))
}

// ---- motions ----

/** Residuals of -2 to 2 from every kind of state, the rims of the phase and of the range. */
export function motionVectors(): MotionVector[] {
  const vectors: MotionVector[] = []
  for (const rate of [0, 7, -8, -9, 100, -203]) {
    for (const phase of [-8, -3, 0, 7]) {
      for (const residual of [-2, -1, 0, 1, 2]) vectors.push(step(1_000, rate, phase, 40_960, residual))
    }
  }
  for (const residual of [0, -1, -2]) vectors.push(step(40_900, 1_040, 5, 40_960, residual))
  for (const residual of [0, 1, 2]) vectors.push(step(40, -1_040, -5, 40_960, residual))
  return vectors
}

function step(last: number, rate: number, phase: number, max: number, residual: number): MotionVector {
  const bits = 16
  const motion = new Motion()
  const start = new BitWriter(16)
  start.write(last, bits)
  writeRate(start, rate)
  start.write(phase + 8, 4)
  motion.read(new BitReader().open(start.bytes()), max, bits)
  const predicted = motion.predict(max)
  motion.advance(predicted + residual, residual)
  const end = new BitWriter(16)
  motion.write(end, bits)
  const r = new BitReader().open(end.bytes())
  const now = r.read(bits)
  return { last, rate, phase, max, now, predicted, nextRate: readRate(r), nextPhase: r.read(4) - 8 }
}

// ---- frames ----

export function frameVectors(): Record<string, string> {
  const move: Steer = { moveX: 127, moveY: -3, fire: true }
  const rest: Steer = { moveX: 0, moveY: 0, fire: false }
  const hello = { protocolVersion: PROTOCOL_VERSION, schemaHash: fieldSchema.hash, seatToken: 'seat-token-1' }
  return {
    hello: hex(encodeHello(hello)),
    welcome: hex(encodeWelcome({ tick: 41, tickRateHz: 20, emissionInterval: 1, seat: 2 })),
    ack: hex(encodeAck(41)),
    commands: commands(100, 98.3125, 7, [
      [103, move],
      [104, rest],
    ]),
    lateCommand: commands(100, 100, 1, [[98, { moveX: -127, moveY: 1, fire: false }]]),
    fourCommands: commands(70_000, 69_999.9375, 4_294_967_000, [
      [70_090, rest],
      [70_090, move],
      [70_089, rest],
      [70_300, move],
    ]),
    reply: hex(encodeTicked(ServerFrame.reply, 42, Uint8Array.of(0x82, 0x41))),
    replyAtOnce: hex(encodeTicked(ServerFrame.reply, 0, Uint8Array.of(0x80, 0x01))),
    check: hex(encodeTickDigest(ServerFrame.check, { tick: 42, digest: 0x89abcdef })),
    mismatch: hex(encodeTickDigest(ClientFrame.mismatch, { tick: 42, digest: 0x01234567 })),
    // msgpack of ['hi', 1], written out: what packs it may choose another length.
    messageToServer: '0492a2686901',
    message: hex(encodeTicked(ServerFrame.message, 42, Uint8Array.of(0x92, 0xa2, 0x68, 0x69, 0x01))),
  }
}

function commands(
  lastTick: number,
  viewTick: number,
  first: number,
  list: readonly [target: number, input: Steer][],
): string {
  const frame: CommandFrame = newCommandFrame(SteerCommand)
  const scratch = new Int32Array(SteerCommand.fieldCount)
  frame.lastTickReceived = lastTick
  frame.viewTick = viewTick
  frame.count = list.length
  list.forEach(([target, input], i) => {
    frame.seq[i] = first + i
    frame.targetTick[i] = target
    SteerCommand.quantise(input, scratch)
    frame.fields.set(scratch, i * SteerCommand.fieldCount)
  })
  const w = new BitWriter(128)
  writeCommands(frame, SteerCommand, w)
  return hex(w.bytes())
}
