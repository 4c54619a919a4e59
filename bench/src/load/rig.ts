// All clients of one worker: joins them a few at a time, lets them play on a schedule, and counts what they receive.

import { setTimeout as pause } from 'node:timers/promises'
import type { ClientProtocol } from './client-protocol.js'
import { InputSchedule } from './input-schedule.js'
import { RigClient, type RigListener } from './rig-client.js'
import { typicalSizes } from './sizes.js'

/** Joins under way at a time. */
const JOINS_AT_ONCE = 16

/** From the last join to everybody's first update of the state, milliseconds. Beyond: the round has failed. */
const FIRST_UPDATE_MS = 10_000

export interface RigOptions {
  /** Where the server is. */
  readonly url: string
  readonly clients: number
  /** Of each client. */
  readonly inputsPerSecond: number
}

/** What the clients received in a window, and how the rig itself fared. */
export interface LoadWindow {
  readonly messages: number
  /** Payload of the messages, without WebSocket and TCP headers. */
  readonly bytes: number
  readonly seconds: number
  /** Of one core. */
  readonly rigCpuPercent: number
  /** Of the inputs, from due to sent. */
  readonly latenessP99Ms: number
  /** At most SIZES_MAX that tell of all messages. */
  readonly sizes: readonly number[]
}

export class Rig implements RigListener {
  private readonly clients: RigClient[] = []
  private inputs: InputSchedule | undefined
  private sizes: number[] = []

  /** @param failed - told why the round is worthless; may be called more than once */
  constructor(
    protocol: ClientProtocol,
    private readonly options: RigOptions,
    readonly failed: (why: string) => void,
  ) {
    for (let i = 0; i < options.clients; i++) this.clients.push(new RigClient(protocol, i, this))
  }

  /** Resolves when every client has had an update of the state; from then on they send inputs. */
  async join(): Promise<void> {
    const waiting = this.clients.values()
    const joinSome = async () => {
      for (const client of waiting) await client.connect(this.options.url)
    }
    await Promise.all(Array.from({ length: JOINS_AT_ONCE }, joinSome))
    const late = setTimeout(() => this.failed(`no update of the state within ${FIRST_UPDATE_MS} ms`), FIRST_UPDATE_MS)
    await Promise.all(this.clients.map(({ joined }) => joined))
    clearTimeout(late)
    const { clients, inputsPerSecond } = this.options
    const send = (client: number) => this.clients[client]!.sendInput()
    this.inputs = new InputSchedule(clients, inputsPerSecond, performance.now(), send)
    this.inputs.start()
  }

  /** Counts for so long. */
  async window(seconds: number): Promise<LoadWindow> {
    this.sizes = []
    this.inputs?.forgetLateness()
    const cpuBefore = process.cpuUsage()
    const startMs = performance.now()
    await pause(seconds * 1000)
    const elapsedMs = performance.now() - startMs
    const { user, system } = process.cpuUsage(cpuBefore)
    const { sizes } = this
    return {
      messages: sizes.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      seconds: elapsedMs / 1000,
      rigCpuPercent: (user + system) / 10 / elapsedMs,
      latenessP99Ms: this.inputs?.latenessP99Ms ?? 0,
      sizes: typicalSizes(sizes),
    }
  }

  updated(bytes: number): void {
    this.sizes.push(bytes)
  }
}
