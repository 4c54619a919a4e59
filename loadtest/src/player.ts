// One bot at play: takes the frames of `/play`, follows the ticks, and answers with commands and acknowledgements. Some
// bots check: they decode every snapshot with the client's own replica. The others read no further than the tick, so that
// thousands of them fit into one process. No socket and no clock of its own.

import { arenaSchema } from '@tickwire/arena/schema'
import { Replica } from '@tickwire/client/replica'
import {
  ACK_INTERVAL_MS,
  BitReader,
  decodeWelcome,
  encodeAck,
  Group,
  readVaruint,
  ServerFrame,
} from '@tickwire/protocol'
import type { Random } from '@tickwire/simulation'
import type { ErrorTally } from './error-tally.js'
import { Steering } from './steering.js'

/** What all bots have received. */
export interface Traffic {
  snapshots: number
  /** Payload of the snapshots, without WebSocket and TCP headers. */
  bytes: number
}

export interface PlayerOptions {
  readonly name: string
  /** Decode every snapshot whole. */
  readonly checks: boolean
  readonly random: Random
  readonly traffic: Traffic
  readonly errors: ErrorTally
  /** Sends a frame, which is borrowed during the call. */
  readonly send: (frame: Uint8Array) => void
}

const UNCHECKED = { entered() {}, left() {}, event() {} }

const reader = new BitReader()

/** Ticks that a snapshot's header goes on from the one before, or undefined when it is malformed. */
export function ticksOfHeader(frame: Uint8Array, emissionInterval: number): number | undefined {
  reader.open(frame)
  if (reader.read(8) !== ServerFrame.snapshot) return undefined
  const ticks = reader.read(1) === 0 ? emissionInterval : readVaruint(reader, Group.tick)
  return reader.failure === undefined && ticks > 0 ? ticks : undefined
}

export class Player {
  /** When the last snapshot came; undefined before the first. */
  lastSnapshotMs: number | undefined
  private tick = 0
  /** 0 until the welcome. */
  private emissionInterval = 0
  private lastSentMs = 0
  private replica: Replica | undefined
  private readonly steering: Steering

  constructor(private readonly options: PlayerOptions) {
    this.steering = new Steering(options.random)
  }

  receive(frame: Uint8Array, nowMs: number): void {
    if (this.emissionInterval === 0) this.receiveWelcome(frame)
    else if (frame[0] === ServerFrame.snapshot) this.receiveSnapshot(frame, nowMs)
    else if (frame[0] !== ServerFrame.message) this.refuse(`a frame of kind ${frame[0]}`)
  }

  private receiveWelcome(frame: Uint8Array): void {
    const welcome = decodeWelcome(frame)
    if (welcome === undefined) {
      this.refuse('the first frame is no welcome')
      return
    }
    this.tick = welcome.tick
    this.emissionInterval = welcome.emissionInterval
    if (this.options.checks) {
      this.replica = new Replica(arenaSchema, welcome.tick, welcome.emissionInterval, UNCHECKED)
    }
  }

  private receiveSnapshot(frame: Uint8Array, nowMs: number): void {
    const ticks = ticksOfHeader(frame, this.emissionInterval)
    if (ticks === undefined) {
      this.refuse('a malformed snapshot header')
      return
    }
    const missed = ticks / this.emissionInterval - 1
    this.tick += ticks
    if (missed > 0)
      this.options.errors.add('gap', `${this.options.name}: ${missed} missing before ${this.tick}`, missed)
    this.options.traffic.snapshots++
    this.options.traffic.bytes += frame.length
    this.lastSnapshotMs = nowMs
    if (this.replica !== undefined) this.check(frame, this.replica)
    this.answer(nowMs)
  }

  private check(frame: Uint8Array, replica: Replica): void {
    const failure = replica.apply(frame)
    if (failure !== undefined) this.refuse(`${failure} in the snapshot of tick ${this.tick}`)
    else if (replica.tick !== this.tick) this.refuse(`tick ${replica.tick} where the header says ${this.tick}`)
    else return
    // What follows builds on what could not be read; one error says it all.
    this.replica = undefined
  }

  /** A change of mind, or an acknowledgement when nothing was said for some time. */
  private answer(nowMs: number): void {
    if (this.steering.isDue(nowMs)) this.options.send(this.steering.next(this.tick, nowMs))
    else if (nowMs - this.lastSentMs >= ACK_INTERVAL_MS) this.options.send(encodeAck(this.tick))
    else return
    this.lastSentMs = nowMs
  }

  private refuse(problem: string): void {
    this.options.errors.add('decode', `${this.options.name}: ${problem}`)
  }
}
