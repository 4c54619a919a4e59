// One `/play` connection from hello to close: a state machine over a `Socket` that takes frames in, keeps the replica, the
// clock and the held-back answers up to date, and sends commands and acknowledgements. Everything happens in the message
// handler or in a call of the application; no timer is needed to stay connected, because background tabs stop timers.
// A frame that does not decode ends the connection with PROTOCOL_ERROR; nothing here throws out of a handler.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import {
  ACK_INTERVAL_MS,
  ClientFrame,
  type CommandType,
  decodeTickDigest,
  decodeTicked,
  decodeWelcome,
  type EntityType,
  encodeAck,
  encodeHello,
  encodeTickDigest,
  PROTOCOL_VERSION,
  type RoomSchema,
  ServerFrame,
  type Welcome,
} from '@tickwire/protocol'
import type { CommandTable, Prediction, Table, World } from '@tickwire/simulation'
import { loadMessageCodec, messageCodec } from '#on-demand'
import { RoomClock } from './clock.js'
import { COMMAND_DELAY_MAX, COMMAND_HASTE_MAX, CommandLead } from './command-lead.js'
import { CommandQueue } from './command-queue.js'
import { CLOSE_CODE_BASE, type Closed, closedFor, closedFromCode } from './errors.js'
import { OwnPrediction, type RunningPrediction } from './own-prediction.js'
import { PacedTick } from './paced-tick.js'
import { RateMeter } from './rate-meter.js'
import { Replica, type ReplicaListener } from './replica.js'
import type { Scheduler } from './scheduler.js'
import type { OpenSocket, Socket, SocketEvents } from './socket.js'
import { TickedQueue } from './ticked-queue.js'

/** From opening the socket to the server's welcome, milliseconds. Beyond: closed with CONNECT_TIMEOUT. */
export const CONNECT_TIMEOUT_MS = 10_000

/** Weight of a new round trip in the smoothed one. */
const RTT_WEIGHT = 0.125

/**
 * What a session tells its owner. The replica's notices come while a snapshot is being applied, `applied` after it; after
 * `closed` nothing follows.
 */
export interface PlayListener extends ReplicaListener {
  welcomed(playing: Playing): void
  applied(tick: number): void
  message(type: string, value: unknown): void
  /** What reads messages could not be loaded; those that wait are dropped. */
  failed(error: unknown): void
  closed(closed: Closed): void
}

/** The Thrift calls of a room: `roomCalls` makes them. */
export interface RoomCalls<C> {
  readonly methods: C
  /** Takes an answer. @returns why it is malformed, or undefined */
  receive(reply: Uint8Array): string | undefined
  close(closed: Closed): void
}

/** @param send - sends one call */
export type OpenCalls<C> = (send: (call: Uint8Array) => void) => RoomCalls<C>

/** What exists once the server has said welcome. */
export interface Playing {
  readonly welcome: Welcome
  readonly replica: Replica
  readonly clock: RoomClock
  readonly lead: CommandLead
}

export interface PlayOptions<I extends object, C> {
  readonly url: string
  readonly seatToken: string
  readonly schema: RoomSchema<World, CommandTable, I>
  readonly scheduler: Scheduler
  readonly openSocket: OpenSocket
  /** Undefined: a room that is played without calls. */
  readonly openCalls: OpenCalls<C> | undefined
  readonly listener: PlayListener
}

export class PlaySession<I extends object, C> implements SocketEvents {
  readonly calls: RoomCalls<C> | undefined
  /** Smoothed round trip of commands; before the first, that of the join. */
  rttMs = 0
  readonly bytesReceived = new RateMeter()
  readonly snapshotsReceived = new RateMeter()

  private readonly socket: Socket
  private readonly cancelTimeout: () => void
  private readonly held = new TickedQueue()
  private readonly commands: CommandQueue<I>
  /** The tick that commands are for, and that the own avatar is shown at. */
  private readonly commandTick = new PacedTick(COMMAND_HASTE_MAX, COMMAND_DELAY_MAX)
  private prediction: RunningPrediction | undefined
  private playing: Playing | undefined
  private over = false
  private helloSentMs = 0
  private lastSentMs = Number.NEGATIVE_INFINITY
  private reportedSeq = 0
  /** The tick that the others are shown at; undefined before the first `render`: who draws nothing looks at the newest. */
  private shownTick: number | undefined
  /** Messages to the room that wait for what writes them. */
  private sending = 0

  constructor(private readonly options: PlayOptions<I, C>) {
    const { scheduler, schema } = options
    this.calls = options.openCalls?.((call) => this.socket.send(call))
    this.commands = new CommandQueue<I>(schema.command as CommandType<I>)
    this.cancelTimeout = scheduler.after(CONNECT_TIMEOUT_MS, () => this.onConnectTimeout())
    this.socket = options.openSocket(options.url, this)
  }

  get nowMs(): number {
    return this.options.scheduler.nowMs()
  }

  // ---- what the application does ----

  /** Takes the present input; it goes out at once, or with the next tick if this tick's command was sent. */
  sendCommand(input: I): void {
    this.commands.put(input, this.shownTick ?? this.playing?.replica.tick ?? 0)
    this.flushCommands(this.nowMs)
  }

  /** Predicts the own avatar from now on, while it is of this type. */
  predict<T extends Table, C extends CommandTable, P extends string>(
    type: EntityType,
    rules: Prediction<T, C, P>,
  ): OwnPrediction<T, C, P> {
    const prediction = new OwnPrediction(type, this.options.schema.command, this.commands, rules)
    if (this.playing !== undefined) prediction.reconcile(this.playing.replica)
    this.prediction = prediction
    return prediction
  }

  /** Rejects what the server would refuse. */
  async sendMessage(type: string, value: unknown): Promise<void> {
    // Who comes while others wait does so too: messages go in order.
    const isWaiting = messageCodec() === undefined || this.sending > 0
    const frame = isWaiting ? await this.encodeLater(type, value) : messageCodec()!.encodeMessage(type, value)
    if (this.playing !== undefined && !this.over) this.socket.send(frame)
  }

  private async encodeLater(type: string, value: unknown): Promise<Uint8Array> {
    this.sending++
    try {
      return (await loadMessageCodec()).encodeMessage(type, value)
    } finally {
      this.sending--
    }
  }

  /** Moves what every view shows to now. */
  render(nowMs: number): void {
    if (this.playing === undefined || this.playing.clock.isEmpty) return
    const { clock, replica } = this.playing
    const tick = clock.render(nowMs)
    this.shownTick = tick
    for (const view of replica.entities.values()) {
      view.showAt(tick)
      view.teamRecord?.showAt(tick)
    }
    this.flushCommands(nowMs)
    this.prediction?.showAt(this.commandTickAt(this.playing, nowMs), nowMs)
  }

  close(reason: CloseReason, message: string): void {
    if (this.over) return
    this.socket.close(CLOSE_CODE_BASE + reason, message)
    this.finish(closedFor(reason, message))
  }

  // ---- what the socket reports ----

  opened(): void {
    const { schema, seatToken } = this.options
    this.helloSentMs = this.nowMs
    this.socket.send(encodeHello({ protocolVersion: PROTOCOL_VERSION, schemaHash: schema.hash, seatToken }))
  }

  received(message: Uint8Array | string): void {
    if (this.over) return
    const problem = this.receive(message, this.nowMs)
    if (problem !== undefined) this.close(CloseReason.PROTOCOL_ERROR, `the server's frame is malformed: ${problem}`)
  }

  closed(code: number, reason: string): void {
    this.finish(closedFromCode(code, reason))
  }

  // ---- frames: each answers what is wrong with it, or undefined ----

  private receive(frame: Uint8Array | string, nowMs: number): string | undefined {
    if (typeof frame === 'string') return 'a text frame'
    this.bytesReceived.add(frame.length, nowMs)
    if (this.playing === undefined) return this.receiveWelcome(frame, nowMs)
    switch (frame[0]) {
      case ServerFrame.snapshot:
        return this.receiveSnapshot(frame, this.playing, nowMs)
      case ServerFrame.reply:
        return this.receiveReply(frame, this.playing)
      case ServerFrame.message:
        return this.receiveMessage(frame, this.playing)
      case ServerFrame.check:
        return this.receiveCheck(frame, this.playing)
      case ServerFrame.resync:
        return this.receiveResync(frame, this.playing)
      default:
        return `unknown kind ${frame[0]}`
    }
  }

  private receiveWelcome(frame: Uint8Array, nowMs: number): string | undefined {
    const welcome = decodeWelcome(frame)
    if (welcome === undefined) return 'no welcome'
    const { schema, listener } = this.options
    this.cancelTimeout()
    this.rttMs = nowMs - this.helloSentMs
    this.playing = {
      welcome,
      replica: new Replica(schema, welcome.tick, welcome.emissionInterval, listener),
      clock: new RoomClock(welcome.tickRateHz, welcome.emissionInterval),
      lead: new CommandLead(1000 / welcome.tickRateHz, this.rttMs),
    }
    listener.welcomed(this.playing)
    return undefined
  }

  private receiveSnapshot(frame: Uint8Array, playing: Playing, nowMs: number): string | undefined {
    const { replica, clock } = playing
    const problem = safely(() => replica.apply(frame))
    if (problem !== undefined || this.over) return problem
    clock.sample(replica.tick, replica.timeFactor, nowMs, replica.interval)
    this.snapshotsReceived.add(1, nowMs)
    this.readReport(playing, nowMs)
    this.prediction?.reconcile(replica)
    this.held.release(replica.tick)
    if (this.over) return undefined
    this.options.listener.applied(replica.tick)
    this.flushCommands(nowMs)
    this.acknowledge(replica, nowMs)
    return undefined
  }

  private receiveResync(frame: Uint8Array, { replica }: Playing): string | undefined {
    const problem = safely(() => replica.resync(frame))
    if (problem === undefined) this.prediction?.reconcile(replica)
    return problem
  }

  private receiveReply(frame: Uint8Array, { replica }: Playing): string | undefined {
    const reply = decodeTicked(frame)
    const { calls } = this
    if (reply === undefined) return 'a short reply'
    if (calls === undefined) return 'a reply to no call'
    return this.hold(reply.tick, replica, () => calls.receive(reply.payload))
  }

  private receiveMessage(frame: Uint8Array, playing: Playing): string | undefined {
    const ticked = decodeTicked(frame)
    if (ticked === undefined) return 'a short message'
    if (messageCodec() === undefined) this.holdUntilReadable(playing)
    return this.hold(ticked.tick, playing.replica, () => this.takeMessage(ticked.payload))
  }

  private holdUntilReadable({ replica }: Playing): void {
    this.held.pause()
    void loadMessageCodec()
      .catch((error: unknown) => this.options.listener.failed(error))
      .then(() => this.held.resume(replica.tick))
  }

  private takeMessage(payload: Uint8Array): string | undefined {
    const codec = messageCodec()
    if (codec === undefined) return undefined
    const message = codec.decodeMessage(payload)
    if (message === undefined) return 'a message that is not [type, value]'
    this.options.listener.message(message.type, message.value)
    return undefined
  }

  /** What the server takes this client to hold. The answer to another digest is a resync. */
  private receiveCheck(frame: Uint8Array, { replica }: Playing): string | undefined {
    const check = decodeTickDigest(frame)
    if (check === undefined) return 'a check of another length'
    const digest = replica.digest()
    if (digest === check.digest) return undefined
    this.socket.send(encodeTickDigest(ClientFrame.mismatch, { tick: check.tick, digest }))
    return undefined
  }

  /** @param take - answers what is wrong, or undefined */
  private hold(tick: number, replica: Replica, take: () => string | undefined): string | undefined {
    const fits = this.held.put(tick, replica.tick, () => {
      const problem = this.over ? undefined : take()
      if (problem !== undefined) this.close(CloseReason.PROTOCOL_ERROR, `the server's frame is malformed: ${problem}`)
    })
    return fits ? undefined : 'too many replies for ticks to come'
  }

  // ---- commands and acknowledgements ----

  /** What the snapshot's header says about a command: how early it came, and so how long the way is. */
  private readReport({ replica, lead, welcome }: Playing, nowMs: number): void {
    const { seq, slackMs } = replica.commands
    if (seq === this.reportedSeq) return
    this.reportedSeq = seq
    const { commands } = this
    if (!commands.remembers(seq)) return
    const tickMs = 1000 / welcome.tickRateHz
    lead.steer(commands.neededLead(seq, slackMs / tickMs))
    const rttMs = commands.roundTripMs(seq, replica.tick, tickMs, slackMs, nowMs)
    this.rttMs += (rttMs - this.rttMs) * RTT_WEIGHT
  }

  private flushCommands(nowMs: number): void {
    if (this.over || this.playing === undefined || this.playing.clock.isEmpty) return
    const { clock, replica } = this.playing
    const clockTick = clock.tickAt(nowMs)
    const leadTicks = this.commandTickAt(this.playing, nowMs) - clockTick
    const frame = this.commands.take(clockTick, leadTicks, replica.tick, nowMs)
    if (frame !== undefined) this.send(frame, nowMs)
  }

  /** Runs ahead of the server by the lead, evenly. */
  private commandTickAt({ clock, lead }: Playing, nowMs: number): number {
    return this.commandTick.follow(clock.tickAt(nowMs) + lead.ticks, nowMs, clock.ticksPerMs)
  }

  /**
   * Commands acknowledge too; this is for a client that has none to send. At once where the server waits for it: after the
   * first snapshot, which tells it the round trip, and after one that ends a skip.
   */
  private acknowledge({ tick, missed }: Replica, nowMs: number): void {
    if (this.over || (!missed && nowMs - this.lastSentMs < ACK_INTERVAL_MS)) return
    this.send(encodeAck(tick), nowMs)
  }

  private send(frame: Uint8Array, nowMs: number): void {
    this.lastSentMs = nowMs
    this.socket.send(frame)
  }

  // ---- the end ----

  private onConnectTimeout(): void {
    const message = `no welcome within ${CONNECT_TIMEOUT_MS} ms from ${this.options.url}`
    this.socket.close(CLOSE_CODE_BASE + CloseReason.IDLE, 'gave up waiting') // NORMAL would give up the seat
    this.finish({ reason: undefined, name: 'CONNECT_TIMEOUT', message })
  }

  private finish(closed: Closed): void {
    if (this.over) return
    this.over = true
    this.cancelTimeout()
    this.held.clear()
    this.playing?.replica.silence()
    this.calls?.close(closed)
    this.options.listener.closed(closed)
  }
}

/** Generated decoders do not throw; if one does, the connection ends like for any other bad frame. */
function safely(apply: () => string | undefined): string | undefined {
  try {
    return apply()
  } catch (error) {
    return String(error)
  }
}
