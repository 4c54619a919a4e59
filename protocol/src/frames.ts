// The frames of `/play` but for the snapshot's body: what the first byte of a binary message says, and the small fixed
// layouts. Multi-byte numbers are little-endian. A Thrift message travels as it is: its first byte (0x80 binary, 0x82
// compact) is no frame kind. Reading answers undefined for anything malformed; the caller closes with a reason.

import type { BitReader, BitWriter } from './bits.js'
import { readVaruint, unzigzag, writeVaruint, zigzag } from './codes.js'
import { COMMANDS_PER_FRAME_MAX, SEAT_TOKEN_CHARS_MAX } from './limits.js'
import type { CommandType } from './schema.js'

/** First byte of a frame from a client. */
export const ClientFrame = { hello: 0x01, commands: 0x02, ack: 0x03, message: 0x04, mismatch: 0x05 } as const

/** First byte of a frame from the server. */
export const ServerFrame = {
  welcome: 0x01,
  snapshot: 0x02,
  reply: 0x03,
  message: 0x04,
  check: 0x05,
  resync: 0x06,
} as const

/** First bytes of Thrift messages: strict binary protocol, compact protocol. */
export const THRIFT_BINARY = 0x80
export const THRIFT_COMPACT = 0x82

/** The first message of a client: who it is and what it speaks. */
export interface Hello {
  readonly protocolVersion: number
  /** 16 hex digits. */
  readonly schemaHash: string
  readonly seatToken: string
}

export function encodeHello(hello: Hello): Uint8Array {
  const bytes = new Uint8Array(12 + hello.seatToken.length)
  bytes[0] = ClientFrame.hello
  new DataView(bytes.buffer).setUint16(1, hello.protocolVersion, true)
  for (let i = 0; i < 8; i++) bytes[3 + i] = Number.parseInt(hello.schemaHash.slice(2 * i, 2 * i + 2), 16)
  bytes[11] = hello.seatToken.length
  for (let i = 0; i < hello.seatToken.length; i++) bytes[12 + i] = hello.seatToken.charCodeAt(i)
  return bytes
}

export function decodeHello(bytes: Uint8Array): Hello | undefined {
  const length = bytes[11]
  if (bytes[0] !== ClientFrame.hello || length === undefined) return undefined
  if (length > SEAT_TOKEN_CHARS_MAX || bytes.length !== 12 + length) return undefined
  let schemaHash = ''
  for (let i = 3; i < 11; i++) schemaHash += bytes[i]!.toString(16).padStart(2, '0')
  return {
    protocolVersion: bytes[1]! | (bytes[2]! << 8),
    schemaHash,
    seatToken: String.fromCharCode(...bytes.subarray(12)),
  }
}

/** The server's answer to a hello. */
/** In a welcome: the client only watches. No player's seat is numbered so. */
export const SPECTATOR_SEAT = 0xffff

export interface Welcome {
  /** Snapshots count on from here. */
  readonly tick: number
  readonly tickRateHz: number
  /** Ticks between emissions. */
  readonly emissionInterval: number
  /** Number of the seat, or SPECTATOR_SEAT. */
  readonly seat: number
}

export function encodeWelcome(welcome: Welcome): Uint8Array {
  const bytes = new Uint8Array(9)
  const view = new DataView(bytes.buffer)
  bytes[0] = ServerFrame.welcome
  view.setUint32(1, welcome.tick, true)
  bytes[5] = welcome.tickRateHz
  bytes[6] = welcome.emissionInterval
  view.setUint16(7, welcome.seat, true)
  return bytes
}

export function decodeWelcome(bytes: Uint8Array): Welcome | undefined {
  if (bytes[0] !== ServerFrame.welcome || bytes.length !== 9) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tickRateHz = bytes[5]!
  const emissionInterval = bytes[6]!
  if (tickRateHz === 0 || emissionInterval === 0) return undefined
  return { tick: view.getUint32(1, true), tickRateHz, emissionInterval, seat: view.getUint16(7, true) }
}

export function encodeAck(lastTickReceived: number): Uint8Array {
  const bytes = new Uint8Array(5)
  bytes[0] = ClientFrame.ack
  new DataView(bytes.buffer).setUint32(1, lastTickReceived, true)
  return bytes
}

/** The acknowledged tick, or undefined. */
export function decodeAck(bytes: Uint8Array): number | undefined {
  if (bytes[0] !== ClientFrame.ack || bytes.length !== 5) return undefined
  return new DataView(bytes.buffer, bytes.byteOffset, 5).getUint32(1, true)
}

/** Puts `kind` and a tick before a payload: replies and ad-hoc messages from the server. */
export function encodeTicked(kind: number, tick: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + payload.length)
  bytes[0] = kind
  new DataView(bytes.buffer).setUint32(1, tick, true)
  bytes.set(payload, 5)
  return bytes
}

export function decodeTicked(bytes: Uint8Array): { readonly tick: number; readonly payload: Uint8Array } | undefined {
  if (bytes.length < 6) return undefined
  const tick = new DataView(bytes.buffer, bytes.byteOffset, 5).getUint32(1, true)
  return { tick, payload: bytes.subarray(5) }
}

/** A view tick counts in such parts of a tick. */
export const VIEW_TICK_PARTS = 16

/** The commands of one frame, in order; fields of all of them in one array, `fieldCount` each. */
export interface CommandFrame {
  lastTickReceived: number
  /** The tick that the player was shown the others at, in whole parts; never above `lastTickReceived`. */
  viewTick: number
  count: number
  readonly seq: Uint32Array
  readonly targetTick: Uint32Array
  readonly fields: Int32Array
}

export function newCommandFrame(command: CommandType): CommandFrame {
  return {
    lastTickReceived: 0,
    viewTick: 0,
    count: 0,
    seq: new Uint32Array(COMMANDS_PER_FRAME_MAX),
    targetTick: new Uint32Array(COMMANDS_PER_FRAME_MAX),
    fields: new Int32Array(COMMANDS_PER_FRAME_MAX * command.fieldCount),
  }
}

/**
 * kind, lastTickReceived (32), count-1 (2), seq of the first (32), how many parts of a tick the view is before
 * lastTickReceived (varuint, groups of 5), then for each: target tick relative to lastTickReceived (the first) or to the one
 * before (signed varuint, groups of 4), and the fields. Sequence numbers count on by one inside a frame.
 */
export function writeCommands(frame: CommandFrame, command: CommandType, w: BitWriter): void {
  w.write(ClientFrame.commands, 8)
  w.write(frame.lastTickReceived, 32)
  w.write(frame.count - 1, 2)
  w.write(frame.seq[0]!, 32)
  writeVaruint(w, (frame.lastTickReceived - frame.viewTick) * VIEW_TICK_PARTS, 5)
  let before = frame.lastTickReceived
  for (let i = 0; i < frame.count; i++) {
    const target = frame.targetTick[i]!
    writeVaruint(w, zigzag(target - before), 4)
    before = target
    command.write(frame.fields, i * command.fieldCount, w)
  }
}

/** Reads what `writeCommands` wrote into `frame`; false when the reader failed and nothing of it may be used. */
export function readCommands(r: BitReader, command: CommandType, frame: CommandFrame): boolean {
  if (r.read(8) !== ClientFrame.commands) r.fail('FRAME_KIND')
  frame.lastTickReceived = r.read(32)
  frame.count = r.read(2) + 1
  const seq = r.read(32)
  frame.viewTick = frame.lastTickReceived - readVaruint(r, 5) / VIEW_TICK_PARTS
  if (frame.viewTick < 0) r.fail('VIEW_TICK')
  let target = frame.lastTickReceived
  for (let i = 0; i < frame.count; i++) {
    target += unzigzag(readVaruint(r, 4))
    if (target < 0 || target > 0xffffffff) r.fail('TARGET_TICK')
    frame.seq[i] = seq + i
    frame.targetTick[i] = target
    command.read(r, frame.fields, i * command.fieldCount)
  }
  r.close()
  return r.failure === undefined
}
