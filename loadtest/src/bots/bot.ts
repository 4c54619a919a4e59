// One bot as a client of the server: logs in and finds a seat over `/rpc` like any game client, then holds one `/play`
// socket, whose frames go to its Player. A bot lives once; who comes back is a new bot.

import { randomBytes } from 'node:crypto'
import { arenaRoomService } from '@tickwire/arena/handlers'
import { arenaSchema } from '@tickwire/arena/schema'
import { type Client, CloseReason, connect, lobbyService, type Scheduler } from '@tickwire/client'
import type { Assignment } from '@tickwire/gen-nodejs/common.types.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { encodeHello, PROTOCOL_VERSION } from '@tickwire/protocol'
import { Random } from '@tickwire/simulation'
import { CLOSED_ABNORMALLY, RawSocket } from '../raw-socket.js'
import type { Scenario } from '../scenarios/scenario.js'
import { Caller } from './caller.js'
import type { Whereabouts } from './checker.js'
import { Player } from './player.js'
import type { Recorder } from './recorder.js'
import { openSdkSocket } from './sdk-socket.js'

/** From opening `/play` to the first snapshot, milliseconds. Beyond: the join has failed. */
const FIRST_SNAPSHOT_MS = 30_000

/** One read of a bot that reads slowly, bytes: about what it is sent in one snapshot. */
export const SLOW_READ_BYTES = 128

const CLOSE_CODE_BASE = 4_000

export interface BotOptions {
  /** Counts from 0; also the seed of what the bot does. */
  readonly number: number
  readonly url: string
  readonly scenario: Scenario
  readonly recorder: Recorder
  /** Given: the bot checks every snapshot whole. */
  readonly whereabouts: Whereabouts | undefined
  readonly slow: boolean
  readonly calls: boolean
  readonly scheduler: Scheduler
  /** The bot's socket ended though it had not left. */
  readonly onClosed: (bot: Bot) => void
}

export class Bot {
  readonly name: string
  private readonly player: Player
  private client: Client | undefined
  private caller: Caller | undefined
  private socket: RawSocket | undefined
  private state: 'joining' | 'playing' | 'over' = 'joining'

  constructor(readonly options: BotOptions) {
    const { number, scenario, recorder, whereabouts, slow, scheduler } = options
    this.name = `bot ${number}`
    this.player = new Player({
      name: this.name,
      random: new Random(number),
      steering: scenario.steering,
      recorder,
      whereabouts,
      slow,
      scheduler,
      send: (frame) => this.socket?.send(frame),
    })
  }

  get isPlaying(): boolean {
    return this.state === 'playing'
  }

  /** Snapshots a second that the room sends; 0 before the welcome. */
  get sendRateHz(): number {
    return this.player.sendRateHz
  }

  /** How long nothing has come, milliseconds. */
  silenceMs(nowMs: number): number {
    return nowMs - (this.player.lastSnapshotMs ?? Number.NEGATIVE_INFINITY)
  }

  /** Resolves with the first snapshot. */
  async join(): Promise<void> {
    const { url, calls, scenario, recorder, scheduler } = this.options
    this.client = await connect({ url, deviceId: randomBytes(16).toString('hex'), openSocket: openSdkSocket })
    const assignment = await this.findSeat(this.client)
    if (!calls) this.client.close()
    await this.play(new URL(assignment.playUrl, url.replace(/^http/, 'ws')).href, assignment.seatToken)
    if (!calls) return
    const options = {
      name: this.name,
      greeter: this.client.calls(greeterService),
      room: this.player.channel.calls(arenaRoomService),
      player: this.player,
      perSecond: scenario.calls.perSecond,
      recorder,
      nowMs: () => scheduler.nowMs(),
      random: new Random(this.options.number),
    }
    this.caller = new Caller(options, scheduler.nowMs())
  }

  /** Sends what is due. */
  turn(nowMs: number): void {
    if (this.state !== 'playing') return
    this.player.turn(nowMs)
    this.caller?.turn(nowMs)
  }

  /** A bot that reads slowly reads once more, at most SLOW_READ_BYTES. */
  readOnce(): void {
    this.socket?.readOnce()
  }

  leave(): void {
    this.end('left')
    this.socket?.close()
  }

  private end(message: string): void {
    this.state = 'over'
    this.player.end({ reason: undefined, name: 'CONNECTION_LOST', message })
    this.client?.close()
  }

  private async findSeat(client: Client): Promise<Assignment> {
    await client.login({ displayName: this.name })
    const roomKind = arenaSchema.name
    return client
      .calls(lobbyService)
      .joinOrCreateRoom(
        { roomKind, joinableOnly: true },
        { roomKind, title: 'load test', listed: true, requestId: randomBytes(16).toString('hex') },
        { asSpectator: false },
      )
  }

  private play(url: string, seatToken: string): Promise<void> {
    const { scheduler, slow } = this.options
    return new Promise((resolve, reject) => {
      const cancel = scheduler.after(FIRST_SNAPSHOT_MS, () => {
        this.leave()
        reject(new Error(`no snapshot within ${FIRST_SNAPSHOT_MS / 1000} s`))
      })
      const started = () => {
        cancel()
        this.state = 'playing'
        resolve()
      }
      const events = {
        opened: () => {
          const { hash: schemaHash } = arenaSchema
          this.socket?.send(encodeHello({ protocolVersion: PROTOCOL_VERSION, schemaHash, seatToken }))
        },
        message: (frame: Uint8Array) => this.receive(frame, started),
        closed: (code: number, reason: string) => {
          cancel()
          this.closed(code, reason, reject)
        },
      }
      this.socket = new RawSocket(url, events, slow ? { readBytes: SLOW_READ_BYTES } : {})
    })
  }

  private receive(frame: Uint8Array, started: () => void): void {
    if (this.state === 'over') return
    this.player.receive(frame, this.options.scheduler.nowMs())
    if (this.state === 'joining' && this.player.lastSnapshotMs !== undefined) started()
  }

  /** A socket that ended without being asked to; before the first snapshot the join has failed. */
  private closed(code: number, reason: string, reject: (error: Error) => void): void {
    const before = this.state
    if (before === 'over') return
    const why = code === CLOSED_ABNORMALLY ? reason : `closed ${closeName(code)}: ${reason}`
    this.end(why)
    if (before === 'joining') {
      reject(new Error(why))
      return
    }
    const { slow, recorder, onClosed } = this.options
    const isExpected = slow && code === CLOSE_CODE_BASE + CloseReason.SLOW_CONSUMER
    if (isExpected) recorder.counts.slowClosed++
    else recorder.errors.add('closed', `${this.name}: ${why}`)
    onClosed(this)
  }
}

function closeName(code: number): string {
  const known = Object.entries(CloseReason).find(([, reason]) => reason === code - CLOSE_CODE_BASE)
  return known?.[0] ?? String(code)
}
