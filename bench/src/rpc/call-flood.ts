// Calls on a schedule, whatever becomes of the answers: a server under attack, or simply asked a lot, does not get to choose
// how fast it is asked. Runs in a thread of its own; told when to begin and when to end. A connection that the server closes
// is opened again in the place of its next call, as an attacker would who has so much to spend a second.

import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { RawSocket, type RawSocketEvents } from '@tickwire/loadtest/raw-socket'
import { loopbackAddress } from '../load/loopback.js'
import { type FloodKind, floodMessage } from './flood-message.js'

export interface FloodJob {
  /** `/rpc` as a WebSocket address. */
  readonly url: string
  readonly kind: FloodKind
  readonly connections: number
  readonly callsPerSecond: number
  /** Connections come from so many addresses, by turns. */
  readonly addresses: number
}

/** What became of the calls. */
export interface FloodCounts {
  readonly sent: number
  readonly answered: number
  /** Connections that the server closed. */
  readonly closed: number
  /** Connections that it did not let in. */
  readonly refused: number
}

/** Calls leave in groups this far apart, milliseconds: a timer does no better. */
const GROUP_MS = 2

/** Between two tries to open all connections at the start, milliseconds: an address may open some in each second. */
const OPENING_MS = 1_050

/** Beyond it begins with those that stand. */
const OPENINGS_MAX = 4

/**
 * Ports that connections come from, by turns, below those that the kernel gives out. It would look for a free one through all
 * that an address has used up, with a core of this machine that an attacker's would not take from the server.
 */
const PORT_MIN = 10_000
const PORTS = 22_000

/** How a thread that floods is spoken to from outside. */
export class CallFlood {
  private readonly worker: Worker

  constructor(job: FloodJob) {
    this.worker = new Worker(new URL('./call-flood.js', import.meta.url), { workerData: job })
  }

  /** Resolves when all connections stand that may, and the calls go out. */
  started(): Promise<void> {
    return this.heard().then(() => undefined)
  }

  /** Ends the flood. */
  async end(): Promise<FloodCounts> {
    const heard = this.heard()
    this.worker.postMessage('end')
    const counts = (await heard) as FloodCounts
    await this.worker.terminate()
    return counts
  }

  private heard(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.worker.once('message', resolve)
      this.worker.once('error', reject)
    })
  }
}

class Flood {
  private readonly sockets: (RawSocket | undefined)[]
  private readonly opening: boolean[]
  private readonly message: Uint8Array
  private startedMs = 0
  private opened = 0
  private turns = 0
  private sent = 0
  private answered = 0
  private closed = 0
  private refused = 0
  private ended = false

  constructor(private readonly job: FloodJob) {
    this.message = floodMessage(job.kind)
    this.sockets = new Array(job.connections).fill(undefined)
    this.opening = new Array(job.connections).fill(false)
  }

  async run(): Promise<void> {
    for (let i = 0; i < OPENINGS_MAX && this.sockets.includes(undefined); i++) {
      if (i > 0) await pause(OPENING_MS)
      await Promise.all(this.sockets.map((socket, slot) => socket ?? this.open(slot)))
    }
    this.closed = 0
    this.refused = 0
    this.startedMs = performance.now()
    const timer = setInterval(() => this.act(), GROUP_MS)
    parentPort!.once('message', () => {
      this.ended = true
      clearInterval(timer)
      for (const socket of this.sockets) socket?.close()
      const { sent, answered, closed, refused } = this
      parentPort!.postMessage({ sent, answered, closed, refused } satisfies FloodCounts)
    })
    parentPort!.postMessage('started')
  }

  /** Resolves when it is known whether the connection stands. */
  private open(slot: number): Promise<void> {
    const localAddress = loopbackAddress('flood', this.opened % this.job.addresses)
    const localPort = PORT_MIN + (this.opened % PORTS)
    this.opened++
    this.opening[slot] = true
    return new Promise((resolve) => {
      const events: RawSocketEvents = {
        opened: () => {
          this.opening[slot] = false
          this.sockets[slot] = socket
          resolve()
        },
        message: () => {
          this.answered++
        },
        closed: () => {
          if (!this.ended && this.opening[slot]) this.refused++
          else if (!this.ended) this.closed++
          this.opening[slot] = false
          this.sockets[slot] = undefined
          resolve()
        },
      }
      const socket = new RawSocket(this.job.url, events, { localAddress, localPort })
    })
  }

  private act(): void {
    const due = Math.floor(((performance.now() - this.startedMs) / 1000) * this.job.callsPerSecond)
    for (; this.turns < due; this.turns++) this.turn(this.turns % this.sockets.length)
  }

  private turn(slot: number): void {
    const socket = this.sockets[slot]
    if (socket !== undefined) {
      this.sent++
      socket.send(this.message)
    } else if (!this.opening[slot]) {
      void this.open(slot)
    }
  }
}

if (parentPort !== null && (workerData as FloodJob | null)?.callsPerSecond !== undefined) {
  await new Flood(workerData as FloodJob).run()
}
