// All clients of one worker: joins them a few at a time, lets them play on a schedule, and counts what they receive.

import { setTimeout as pause } from 'node:timers/promises'
import { Arrivals } from './arrivals.js'
import type { ClientProtocol } from './client-protocol.js'
import { InputSchedule } from './input-schedule.js'
import { loopbackAddress } from './loopback.js'
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
  /** Each client comes from an address of its own, for servers that limit those. */
  readonly ownAddresses?: boolean
}

/** Some clients hang at the beginning of a window, then read again. */
export interface Stall {
  /** One of so many stalls. */
  readonly everyClients: number
  readonly seconds: number
  /** A client whose updates are no farther apart has them at the full rate, milliseconds. */
  readonly gapMsMax: number
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
  /** Of all messages since the first client joined, bytes. */
  readonly largest: number
  /** From one message of a client to its next, without those that stalled. */
  readonly intervalP99Ms: number
  /** Of each client that stalled and was back at the full rate, from when it read again. */
  readonly backMs: readonly number[]
  /** Clients that the server closed because they stalled, since the first window. */
  readonly closed: number
}

export class Rig implements RigListener {
  private readonly clients: RigClient[] = []
  private inputs: InputSchedule | undefined
  private sizes: number[] = []
  private readonly arrivals: Arrivals
  private largest = 0
  private closedClients = 0

  /** @param failed - told why the round is worthless; may be called more than once */
  constructor(
    protocol: ClientProtocol,
    private readonly options: RigOptions,
    readonly failed: (why: string) => void,
  ) {
    this.arrivals = new Arrivals(options.clients)
    for (let i = 0; i < options.clients; i++) {
      const address = options.ownAddresses ? loopbackAddress('players', i) : undefined
      this.clients.push(new RigClient(protocol, i, this, address))
    }
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

  /** Counts for so long. @param stall - must end within it */
  async window(seconds: number, stall?: Stall): Promise<LoadWindow> {
    this.sizes = []
    this.arrivals.restart()
    this.inputs?.forgetLateness()
    const cpuBefore = process.cpuUsage()
    const startMs = performance.now()
    if (stall !== undefined) await this.stall(stall)
    await pause(startMs + seconds * 1000 - performance.now())
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
      largest: this.largest,
      intervalP99Ms: this.arrivals.intervalP99Ms,
      backMs: this.arrivals.backMs,
      closed: this.closedClients,
    }
  }

  private async stall({ everyClients, seconds, gapMsMax }: Stall): Promise<void> {
    const stalled = this.clients.map((_, client) => client).filter((client) => client % everyClients === 0)
    for (const client of stalled) {
      this.clients[client]!.pause()
      this.arrivals.stall(client, gapMsMax)
    }
    await pause(seconds * 1000)
    for (const client of stalled) {
      this.arrivals.resume(client, performance.now())
      this.clients[client]!.resume()
    }
  }

  updated(client: number, bytes: number): void {
    this.arrivals.arrived(client, performance.now())
    this.sizes.push(bytes)
    if (bytes > this.largest) this.largest = bytes
  }

  /** Who stalled has given the server a reason, so that is a figure; everybody else was let down. */
  closed(client: number, why: string): void {
    if (this.arrivals.hasStalled(client)) this.closedClients++
    else this.failed(why)
  }
}
