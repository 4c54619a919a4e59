// One bot at play: takes the frames of `/play`, follows the ticks, steers, calls, and notices whatever is wrong. Some bots
// check: they decode every snapshot whole. The others read no further than the header, so that thousands of them fit into
// one process. No socket and no clock of its own.

import type { Closed, Scheduler } from '@tickwire/client'
import { CALL_TIMEOUT_MS, CallChannel } from '@tickwire/client/call-channel'
import {
  ACK_INTERVAL_MS,
  ClientFrame,
  decodeTickDigest,
  decodeTicked,
  decodeWelcome,
  encodeAck,
  encodeTickDigest,
  PLAY_FRAME_BYTES_MAX,
  ServerFrame,
} from '@tickwire/protocol'
import type { Random } from '@tickwire/simulation'
import type { SteeringStyle } from '../scenarios/scenario.js'
import { Checker, differenceOf, type OwnState, type Whereabouts } from './checker.js'
import type { Recorder } from './recorder.js'
import { readHeader, type SnapshotHeader } from './snapshot-header.js'
import { Steering } from './steering.js'

export interface PlayerOptions {
  readonly name: string
  readonly random: Random
  readonly steering: SteeringStyle
  readonly recorder: Recorder
  /** For a bot that checks: where the others that check are. */
  readonly whereabouts: Whereabouts | undefined
  /** Reads slowly on purpose: what it misses is no error, and its figures do not count. */
  readonly slow: boolean
  readonly scheduler: Scheduler
  /** Sends a frame, which is borrowed during the call. */
  readonly send: (frame: Uint8Array) => void
}

const header: SnapshotHeader = { ticks: 0, missed: false, commands: 0 }

export class Player {
  /** When the last snapshot came; undefined before the first. */
  lastSnapshotMs: number | undefined
  /** What the welcome said; 0 before it. */
  sendRateHz = 0
  private tick = 0
  private emissionInterval = 0
  private tickMs = 0
  private lastSentMs = 0
  private steering: Steering | undefined
  private checker: Checker | undefined
  /** Calls of the room, over the play socket. */
  readonly channel: CallChannel
  /** Tick of the last answer: snapshots that come after it are of later ticks. */
  private answeredTick = 0
  /** What the snapshots said of the own avatar when the last answered call ran. */
  private ownAtReply: OwnState | undefined

  constructor(private readonly options: PlayerOptions) {
    const { scheduler, send } = options
    const callBytesMax = PLAY_FRAME_BYTES_MAX
    this.channel = new CallChannel({
      protocol: 'compact',
      callTimeoutMs: CALL_TIMEOUT_MS,
      scheduler,
      callBytesMax,
      send,
    })
  }

  /** Sends what is due. */
  turn(nowMs: number): void {
    const { steering, options } = this
    if (steering === undefined || nowMs < steering.dueMs) return
    options.recorder.lateness.record(nowMs - steering.dueMs)
    options.send(steering.next(this.tick, this.ticksSince(nowMs)))
    this.lastSentMs = nowMs
  }

  /** Ticks that the room has gone on since the last snapshot, as far as the clock tells. */
  private ticksSince(nowMs: number): number {
    const sinceMs = nowMs - (this.lastSnapshotMs ?? nowMs)
    return Math.floor(sinceMs / this.tickMs)
  }

  receive(frame: Uint8Array, nowMs: number): void {
    if (this.emissionInterval === 0) this.receiveWelcome(frame, nowMs)
    else if (frame[0] === ServerFrame.snapshot) this.receiveSnapshot(frame, nowMs)
    else if (frame[0] === ServerFrame.reply) this.receiveReply(frame)
    else if (frame[0] === ServerFrame.check) this.receiveCheck(frame)
    else if (frame[0] === ServerFrame.resync) this.receiveResync(frame)
    else if (frame[0] !== ServerFrame.message) this.refuse(`a frame of kind ${frame[0]}`)
  }

  /** The bot is gone: its calls end unanswered. */
  end(closed: Closed): void {
    this.checker?.end()
    this.channel.close(closed)
  }

  private receiveWelcome(frame: Uint8Array, nowMs: number): void {
    const welcome = decodeWelcome(frame)
    if (welcome === undefined) {
      this.refuse('the first frame is no welcome')
      return
    }
    const { steering, random, whereabouts } = this.options
    const { tick, tickRateHz, emissionInterval } = welcome
    this.tick = tick
    this.emissionInterval = emissionInterval
    this.sendRateHz = tickRateHz / emissionInterval
    this.tickMs = 1000 / tickRateHz
    this.steering = new Steering(steering, random, nowMs)
    if (whereabouts !== undefined) this.checker = new Checker(tick, emissionInterval, whereabouts)
  }

  private receiveSnapshot(frame: Uint8Array, nowMs: number): void {
    if (!readHeader(frame, this.emissionInterval, header)) {
      this.refuse('a malformed snapshot header')
      return
    }
    this.tick += header.ticks
    if (this.tick <= this.answeredTick)
      this.refuse(`snapshot ${this.tick} after an answer of tick ${this.answeredTick}`)
    if (!this.options.slow) this.count(frame, header, nowMs)
    this.lastSnapshotMs = nowMs
    if (!header.missed && nowMs - this.lastSentMs < ACK_INTERVAL_MS) return
    this.options.send(encodeAck(this.tick))
    this.lastSentMs = nowMs
  }

  private count(frame: Uint8Array, { ticks, missed, commands }: SnapshotHeader, nowMs: number): void {
    const { recorder, name } = this.options
    recorder.counts.snapshots++
    recorder.counts.bytes += frame.length
    if (this.lastSnapshotMs !== undefined) recorder.snapshotInterval.record(nowMs - this.lastSnapshotMs)
    if (missed) {
      const count = Math.max(1, Math.round(ticks / this.emissionInterval) - 1)
      recorder.errors.add('gap', `${name}: ${count} missing before ${this.tick}`, count)
    }
    if (commands > 0 && !this.steering!.applied(commands, nowMs, recorder.inputToState)) {
      this.refuse('more commands are acknowledged than were sent')
    }
    if (this.checker !== undefined) this.check(frame, this.checker)
  }

  /** A bot that does not decode has no digest, and need not answer. */
  private receiveCheck(frame: Uint8Array): void {
    const check = decodeTickDigest(frame)
    if (check?.tick !== this.tick) this.refuse(`a check that is not of the snapshot before it, ${this.tick}`)
    if (check === undefined || this.checker === undefined) return
    const { recorder, name, send } = this.options
    const { digest } = this.checker
    recorder.counts.truthChecks++
    if (digest === check.digest) return
    recorder.errors.add('desync', `${name}, tick ${check.tick}: digest ${digest}, the server's ${check.digest}`)
    send(encodeTickDigest(ClientFrame.mismatch, { tick: check.tick, digest }))
  }

  private receiveResync(frame: Uint8Array): void {
    const failure = this.checker?.resync(frame)
    if (failure !== undefined) this.refuse(`${failure} in a resync`)
  }

  private check(frame: Uint8Array, checker: Checker): void {
    const { counts, errors } = this.options.recorder
    const failure = checker.apply(frame, this.tick, counts)
    if (failure !== undefined) {
      this.refuse(failure)
      // What follows builds on what could not be read; one error says it all.
      checker.end()
      this.checker = undefined
      return
    }
    const difference = checker.compareOthers(counts)
    if (difference !== undefined) errors.add('truth', `${this.options.name}, tick ${this.tick}: ${difference}`)
  }

  private receiveReply(frame: Uint8Array): void {
    const reply = decodeTicked(frame)
    this.answeredTick = reply?.tick ?? 0
    this.ownAtReply = reply === undefined ? undefined : this.checker?.stateBefore(reply.tick)
    const problem = reply === undefined ? 'a reply without a tick' : this.channel.receive(reply.payload)
    if (problem !== undefined) this.refuse(problem)
  }

  /** Compares the avatar as the snapshots have it with the answer of `getSelf` that came last. */
  checkSelf(said: OwnState): void {
    if (this.ownAtReply === undefined) return
    const { counts, errors } = this.options.recorder
    counts.truthChecks++
    const difference = differenceOf(this.ownAtReply, said)
    if (difference !== undefined) errors.add('truth', `${this.options.name}, tick ${this.tick}: ${difference}`)
  }

  private refuse(problem: string): void {
    this.options.recorder.errors.add('decode', `${this.options.name}: ${problem}`)
  }
}
