// One bot as a client of the server: logs in and finds a seat over `/rpc` like any game client, then holds one `/play`
// socket, whose frames go to its Player.

import { randomBytes } from 'node:crypto'
import { arenaSchema } from '@tickwire/arena/schema'
import { connect, lobbyService } from '@tickwire/client'
import type { Assignment } from '@tickwire/gen-nodejs/common.types.js'
import { encodeHello, PROTOCOL_VERSION } from '@tickwire/protocol'
import { Random } from '@tickwire/simulation'
import { WebSocket } from 'ws'
import type { ErrorTally } from './error-tally.js'
import { Player, type Traffic } from './player.js'

/** From opening `/play` to the first snapshot, milliseconds. Beyond: the join has failed. */
const FIRST_SNAPSHOT_MS = 10_000

/** WebSocket close code of a client that is done. */
const CLOSE_NORMAL = 1_000

const SOCKET_OPTIONS = { perMessageDeflate: false, skipUTF8Validation: true }

export interface BotOptions {
  /** Counts from 0; also the seed of what the bot does. */
  readonly number: number
  readonly checks: boolean
  readonly traffic: Traffic
  readonly errors: ErrorTally
}

export class Bot {
  readonly name: string
  private readonly player: Player
  private socket: WebSocket | undefined
  private state: 'joining' | 'playing' | 'over' = 'joining'

  constructor(private readonly options: BotOptions) {
    const { number, checks, traffic, errors } = options
    this.name = `bot ${number}`
    const random = new Random(number)
    this.player = new Player({
      name: this.name,
      checks,
      random,
      traffic,
      errors,
      send: (frame) => this.socket?.send(frame),
    })
  }

  get isPlaying(): boolean {
    return this.state === 'playing'
  }

  /** How long nothing has come, milliseconds. */
  silenceMs(nowMs: number): number {
    return nowMs - (this.player.lastSnapshotMs ?? Number.NEGATIVE_INFINITY)
  }

  /** Resolves with the first snapshot. @param url - the server's */
  async join(url: string): Promise<void> {
    const assignment = await this.findSeat(url)
    await this.play(new URL(assignment.playUrl, url).href, assignment.seatToken)
  }

  leave(): void {
    this.state = 'over'
    this.socket?.close(CLOSE_NORMAL, 'the load test is over')
  }

  private async findSeat(url: string): Promise<Assignment> {
    const client = await connect({ url, deviceId: randomBytes(16).toString('hex') })
    try {
      await client.login({ displayName: this.name })
      const roomKind = arenaSchema.name
      return await client
        .calls(lobbyService)
        .joinOrCreateRoom(
          { roomKind, joinableOnly: true },
          { roomKind, title: 'load test', listed: true, requestId: randomBytes(16).toString('hex') },
          { asSpectator: false },
        )
    } finally {
      client.close()
    }
  }

  private play(url: string, seatToken: string): Promise<void> {
    const socket = new WebSocket(url, SOCKET_OPTIONS)
    this.socket = socket
    return new Promise((resolve, reject) => {
      const late = () => {
        this.leave()
        reject(new Error(`no snapshot within ${FIRST_SNAPSHOT_MS} ms`))
      }
      const timer = setTimeout(late, FIRST_SNAPSHOT_MS)
      const started = () => {
        clearTimeout(timer)
        this.state = 'playing'
        resolve()
      }
      const { hash: schemaHash } = arenaSchema
      socket.on('open', () => socket.send(encodeHello({ protocolVersion: PROTOCOL_VERSION, schemaHash, seatToken })))
      socket.on('message', (frame, isBinary) => this.receive(frame, isBinary, started))
      socket.on('error', reject)
      socket.on('close', (code, reason) => {
        clearTimeout(timer)
        this.closed(`${this.name}: ${code} ${Buffer.from(reason).toString()}`, reject)
      })
    })
  }

  private receive(frame: Uint8Array, isBinary: boolean, started: () => void): void {
    if (!isBinary) this.options.errors.add('decode', `${this.name}: a text frame`)
    else this.player.receive(frame, performance.now())
    if (this.state === 'joining' && this.player.lastSnapshotMs !== undefined) started()
  }

  /** A close during the join fails the join; a later one that the bot did not want is an error of its own. */
  private closed(what: string, fail: (error: Error) => void): void {
    if (this.state === 'joining') fail(new Error(`closed: ${what}`))
    else if (this.state === 'playing') this.options.errors.add('closed', what)
    this.state = 'over'
  }
}
