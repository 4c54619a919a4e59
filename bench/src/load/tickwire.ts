// A player of ours as the load worker needs it: a seat through the SDK, the tick of each snapshot's header and no more of
// it, commands as a game sends them, and an acknowledgement when none went out for a while.

import { randomBytes } from 'node:crypto'
import { connect, lobbyService } from '@tickwire/client'
import { sdkSocketsWith } from '@tickwire/loadtest/sdk-socket'
import {
  ACK_INTERVAL_MS,
  BitReader,
  BitWriter,
  decodeWelcome,
  encodeAck,
  encodeHello,
  Group,
  newCommandFrame,
  PLAY_FRAME_BYTES_MAX,
  PROTOCOL_VERSION,
  readVaruint,
  ServerFrame,
  writeCommands,
} from '@tickwire/protocol'
import { moversSchema } from '../../gen-nodejs/movers.state.js'
import type { ClientProtocol, ProtocolClient, Seat } from './client-protocol.js'

/** A command is for the tick after the one that starts next: it then arrives one to two ticks early. */
const LEAD_TICKS = 2

const STICK_MAX = 127

const { command, hash: schemaHash, name: roomKind } = moversSchema
const frame = newCommandFrame(command)
const writer = new BitWriter(PLAY_FRAME_BYTES_MAX)
const reader = new BitReader()

export const protocol: ClientProtocol = { seat: findSeat, newClient: (number) => new TickwireClient(number) }

async function findSeat(url: string, number: number, localAddress?: string): Promise<Seat> {
  const client = await connect({ url, deviceId: randomHex(), openSocket: sdkSocketsWith({ localAddress }) })
  try {
    await client.login({ displayName: `bench ${number}` })
    const { playUrl, seatToken } = await client
      .calls(lobbyService)
      .joinOrCreateRoom(
        { roomKind, joinableOnly: true },
        { roomKind, title: 'bench', listed: true, requestId: randomHex() },
        { asSpectator: false },
      )
    const webSocketUrl = url.replace(/^http/, 'ws')
    return {
      playUrl: new URL(playUrl, webSocketUrl).href,
      hello: encodeHello({ protocolVersion: PROTOCOL_VERSION, schemaHash, seatToken }),
    }
  } finally {
    client.close()
  }
}

function randomHex(): string {
  return randomBytes(16).toString('hex')
}

export class TickwireClient implements ProtocolClient {
  private tick = 0
  /** 0 until the welcome. */
  private emissionInterval = 0
  /** Snapshots within ACK_INTERVAL_MS: counting them needs no clock. */
  private snapshotsPerAck = 0
  private unanswered = 0
  private seq = 0

  constructor(private readonly number: number) {}

  receive(message: Uint8Array, send: (message: Uint8Array) => void): boolean {
    if (this.emissionInterval === 0) return this.receiveWelcome(message)
    if (message[0] !== ServerFrame.snapshot) return false
    this.tick += this.ticksOf(message)
    if (++this.unanswered > this.snapshotsPerAck) {
      send(encodeAck(this.tick))
      this.unanswered = 0
    }
    return true
  }

  input(): Uint8Array {
    this.unanswered = 0
    this.seq++
    frame.lastTickReceived = this.tick
    frame.viewTick = this.tick
    frame.count = 1
    frame.seq[0] = this.seq
    frame.targetTick[0] = this.tick + LEAD_TICKS
    // Each differs from the one before.
    const moveX = ((this.number + 37 * this.seq) % (2 * STICK_MAX + 1)) - STICK_MAX
    command.quantise({ moveX, moveY: -moveX }, frame.fields)
    writer.reset()
    writeCommands(frame, command, writer)
    return writer.bytes()
  }

  private receiveWelcome(message: Uint8Array): false {
    const welcome = decodeWelcome(message)
    if (welcome === undefined) throw new Error('the first message is no welcome')
    this.tick = welcome.tick
    this.emissionInterval = welcome.emissionInterval
    const snapshotsPerSecond = welcome.tickRateHz / welcome.emissionInterval
    this.snapshotsPerAck = Math.max(1, Math.floor((ACK_INTERVAL_MS * snapshotsPerSecond) / 1000))
    return false
  }

  /** How far a snapshot goes on from the one before (WIRE.md, section 5). */
  private ticksOf(snapshot: Uint8Array): number {
    reader.open(snapshot)
    reader.read(8)
    const ticks = reader.read(1) === 0 ? this.emissionInterval : readVaruint(reader, Group.tick)
    if (reader.failure !== undefined || ticks === 0) throw new Error('a malformed snapshot header')
    return ticks
  }
}
