// One `/play` connection: the demultiplexer between a socket and a seat. The first frame must be a hello with a seat token;
// after it come commands, acknowledgements, ad-hoc messages and Thrift calls, told apart by their first byte. Everything
// from the peer is checked here, refused with a close reason and counted; whatever is wrong with one connection reaches
// no other. Callbacks only check and enqueue: the room's tick decides.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import {
  BitReader,
  ClientFrame,
  type CommandFrame,
  decodeAck,
  decodeHello,
  decodeTickDigest,
  encodeTicked,
  encodeWelcome,
  newCommandFrame,
  PLAY_FRAME_BYTES_MAX,
  PROTOCOL_VERSION,
  type RoomSchema,
  readCommands,
  ServerFrame,
  THRIFT_BINARY,
  THRIFT_COMPACT,
} from '@tickwire/protocol'
import type { Directory } from '../rooms/directory.js'
import type { Room } from '../rooms/room.js'
import type { TokenRefusal } from '../rooms/seat-tokens.js'
import type { PlayLink, Seat } from '../rooms/seats.js'
import type { Caller } from '../rpc/ports.js'
import type { Counters } from '../rpc/reporting.js'
import { closeReasonName } from './close-reason.js'
import type { Link, SendResult } from './link.js'
import { CLOSE_CODE_BASE } from './listener.js'
import { decodeMessage, encodeMessage } from './message-codec.js'
import type { CallHandler } from './rpc-connection.js'
import { Strikes } from './strikes.js'

/** A hello must come within this, milliseconds. Beyond: close HELLO_TIMEOUT. */
export const PLAY_HELLO_TIMEOUT_MS = 3_000

/** Frames of one connection: a second's worth, and as many saved up. Beyond: close RATE_LIMITED. At 128 Hz with heartbeats
 * and calls an honest client stays below half. */
export const PLAY_FRAMES_PER_SECOND_MAX = 300

/**
 * Close codes by which a client gives its seat up: 4000 + NORMAL of the SDK's `leave`, and the ordinary one. All others are of
 * connections that nobody meant to end: a page that is loaded again (1001), a line that is cut (1006). They keep the seat.
 */
const LEAVES: readonly number[] = [1_000, CLOSE_CODE_BASE + CloseReason.NORMAL]

/** What all play connections of a server share. */
export interface PlayContext {
  readonly directory: Directory
  readonly calls: CallHandler
  readonly counters: Counters
  readonly nowMs: () => number
  /** A connection's socket is gone: what it held by calls can be given up. */
  readonly onGone: (connectionId: number) => void
  /** A connection was closed from this side. */
  readonly onClosed: (reason: CloseReason, roomId: string | undefined) => void
}

const reader = new BitReader()
const scratchFrames = new WeakMap<RoomSchema, CommandFrame>()

/** Decoding is synchronous, so all connections of a schema share one frame. */
function scratchFrame(schema: RoomSchema): CommandFrame {
  let frame = scratchFrames.get(schema)
  if (frame === undefined) {
    frame = newCommandFrame(schema.command)
    scratchFrames.set(schema, frame)
  }
  return frame
}

export class PlayConnection implements PlayLink {
  private room: Room | undefined
  private seat: Seat | undefined
  private caller: Caller | undefined
  private closed = false
  private readonly strikes = new Strikes()
  /** Frames that may come at once, in thousandths, as of `framesAtMs`: whole numbers, so that nothing is boxed. */
  private frameCredit = 1_000 * PLAY_FRAMES_PER_SECOND_MAX
  private framesAtMs: number
  private readonly helloDueMs: number

  constructor(
    private readonly context: PlayContext,
    private readonly socket: Link,
    private readonly connectionId: number,
    private readonly address: string,
  ) {
    const nowMs = context.nowMs()
    this.framesAtMs = Math.floor(nowMs)
    this.helloDueMs = nowMs + PLAY_HELLO_TIMEOUT_MS
  }

  /** One binary message; borrowed during the call. */
  receive(bytes: Uint8Array): void {
    if (this.closed) return
    if (bytes.length > PLAY_FRAME_BYTES_MAX) {
      this.refuse(CloseReason.TOO_LARGE, `a frame may have ${PLAY_FRAME_BYTES_MAX} bytes`)
    } else if (!this.takeFrameCredit()) {
      this.refuse(CloseReason.RATE_LIMITED, `at most ${PLAY_FRAMES_PER_SECOND_MAX} frames a second`)
    } else if (this.room === undefined || this.seat === undefined) {
      this.receiveHello(bytes)
    } else {
      this.receiveFrame(bytes, this.room, this.seat)
    }
  }

  receiveText(): void {
    this.refuse(CloseReason.TEXT_FRAME, 'this protocol is binary')
  }

  /** Closes what has waited too long; to be called several times a second. */
  sweep(nowMs: number): void {
    if (this.seat === undefined && nowMs >= this.helloDueMs) {
      this.refuse(CloseReason.HELLO_TIMEOUT, 'no hello came')
    }
  }

  /** @param code - the WebSocket's close code; unless it is one of LEAVES, or this side closed, the seat is kept for a while */
  onSocketClosed(code: number): void {
    const isLost = !this.closed && !LEAVES.includes(code)
    this.closed = true
    if (this.room !== undefined && this.seat !== undefined) {
      if (isLost) this.room.lose(this.seat, this)
      else this.room.seating.detach(this.seat, this)
    }
    this.context.onGone(this.connectionId)
  }

  // ---- PlayLink: what the room says ----

  send(bytes: Uint8Array): SendResult {
    return this.closed ? 2 : this.socket.send(bytes)
  }

  bufferedBytes(): number {
    return this.closed ? 0 : this.socket.bufferedBytes()
  }

  welcome(tick: number, seat: number): void {
    const { schema } = this.roomOrThrow().settings.game
    const emissionInterval = schema.tickRateHz / schema.sendRateHz
    this.send(encodeWelcome({ tick, tickRateHz: schema.tickRateHz, emissionInterval, seat }))
  }

  message(tick: number, type: string, value: unknown): void {
    this.send(encodeTicked(ServerFrame.message, tick, encodeMessage(type, value)))
  }

  close(reason: CloseReason, message: string): void {
    if (this.closed) return
    this.closed = true
    this.context.counters.count('play_closed', closeReasonName(reason))
    this.context.onClosed(reason, this.room?.settings.roomId)
    this.socket.close(reason, message)
  }

  // ---- What the peer says ----

  private receiveHello(bytes: Uint8Array): void {
    const hello = decodeHello(bytes)
    if (hello === undefined) {
      this.refuse(CloseReason.BAD_HELLO, 'the first message must be a hello')
      return
    }
    if (hello.protocolVersion !== PROTOCOL_VERSION) {
      const message = `this server speaks version ${PROTOCOL_VERSION}, not ${hello.protocolVersion}: update the client`
      this.refuse(CloseReason.VERSION_MISMATCH, message)
      return
    }
    const { directory } = this.context
    const target = directory.redeem(hello.seatToken)
    if (typeof target === 'string') {
      this.refuse(TOKEN_REFUSALS[target], `seat token ${target}: ask the lobby for a new one`)
      return
    }
    const { schema } = target.room.settings.game
    if (hello.schemaHash !== schema.hash) {
      const message = `room runs schema ${schema.hash}, client has ${hello.schemaHash}: rebuild it from the same IDL`
      this.refuse(CloseReason.SCHEMA_MISMATCH, message)
      return
    }
    this.take(target.room, target.seat)
  }

  private take(room: Room, seat: Seat): void {
    this.room = room
    this.seat = seat
    const { playerId, displayName } = seat
    this.caller = {
      connectionId: this.connectionId,
      address: this.address,
      player: { playerId, displayName },
      operator: undefined,
      roomId: room.settings.roomId,
    }
    room.seating.attach(seat, this)
  }

  private receiveFrame(bytes: Uint8Array, room: Room, seat: Seat): void {
    if (seat.isSpectator && (bytes[0] === ClientFrame.commands || bytes[0] === ClientFrame.message)) {
      this.refuse(CloseReason.PROTOCOL_ERROR, 'a spectator sends no commands and no messages: join to play')
      return
    }
    switch (bytes[0]) {
      case ClientFrame.commands:
        this.receiveCommands(bytes, room, seat)
        return
      case ClientFrame.ack:
        this.receiveAck(bytes, room, seat)
        return
      case ClientFrame.message:
        this.receiveMessage(bytes, room, seat)
        return
      case ClientFrame.mismatch:
        this.receiveMismatch(bytes, room, seat)
        return
      case THRIFT_BINARY:
      case THRIFT_COMPACT:
        this.receiveCall(bytes, room, seat)
        return
      default:
        this.refuse(CloseReason.PROTOCOL_ERROR, 'unknown kind of frame')
    }
  }

  private receiveCommands(bytes: Uint8Array, room: Room, seat: Seat): void {
    const { schema } = room.settings.game
    const frame = scratchFrame(schema)
    if (!readCommands(reader.open(bytes), schema.command, frame)) {
      this.refuse(CloseReason.PROTOCOL_ERROR, `bad command frame: ${reader.failure}`)
    } else if (!room.receiveCommands(seat, frame)) {
      this.refuse(CloseReason.PROTOCOL_ERROR, 'acknowledged a tick that was never sent')
    }
  }

  private receiveAck(bytes: Uint8Array, room: Room, seat: Seat): void {
    const tick = decodeAck(bytes)
    if (tick === undefined || !room.acknowledge(seat, tick)) {
      this.refuse(CloseReason.PROTOCOL_ERROR, 'bad acknowledgement')
    }
  }

  private receiveMessage(bytes: Uint8Array, room: Room, seat: Seat): void {
    const message = decodeMessage(bytes.subarray(1))
    if (message === undefined) this.refuse(CloseReason.PROTOCOL_ERROR, 'bad message: [type, value] expected')
    else if (!room.receiveMessage(seat, message.type, message.value)) {
      this.context.counters.count('play_messages_dropped', 'ROOM_BUSY')
    }
  }

  private receiveMismatch(bytes: Uint8Array, room: Room, seat: Seat): void {
    const said = decodeTickDigest(bytes)
    if (said === undefined || !room.receiveMismatch(seat, said)) {
      this.refuse(CloseReason.PROTOCOL_ERROR, 'a mismatch of a tick that was not checked')
    }
  }

  private receiveCall(bytes: Uint8Array, room: Room, seat: Seat): void {
    if (this.caller === undefined) return
    const verdict = this.context.calls.handle(bytes, this.caller, (reply, tick = 0) => {
      if (this.send(encodeTicked(ServerFrame.reply, tick, reply)) === 2) {
        room.giveUpOn(seat, this, CloseReason.SLOW_CONSUMER, 'a reply could not be delivered')
      }
    })
    if (!this.strikes.take(verdict)) {
      this.refuse(CloseReason.PROTOCOL_ERROR, 'too many malformed calls, or calls that nobody serves')
    }
  }

  private takeFrameCredit(): boolean {
    const nowMs = Math.floor(this.context.nowMs())
    const earned = (nowMs - this.framesAtMs) * PLAY_FRAMES_PER_SECOND_MAX
    this.frameCredit = Math.min(1_000 * PLAY_FRAMES_PER_SECOND_MAX, this.frameCredit + earned) - 1_000
    this.framesAtMs = nowMs
    return this.frameCredit >= 0
  }

  /** Closes for something that the peer did, and gives up the seat. */
  private refuse(reason: CloseReason, message: string): void {
    this.close(reason, message)
    if (this.room !== undefined && this.seat !== undefined) this.room.seating.detach(this.seat, this)
  }

  private roomOrThrow(): Room {
    if (this.room === undefined) throw new Error('a connection without a seat was welcomed')
    return this.room
  }
}

const TOKEN_REFUSALS: Readonly<Record<TokenRefusal, CloseReason>> = {
  invalid: CloseReason.TOKEN_INVALID,
  expired: CloseReason.TOKEN_EXPIRED,
  used: CloseReason.TOKEN_USED,
}
