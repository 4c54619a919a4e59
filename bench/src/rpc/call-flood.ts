// Calls on a schedule, whatever becomes of the answers: a server under attack, or simply asked a lot, does not get to choose
// how fast it is asked. Runs in a thread of its own; told when to begin and when to end. A connection that the server closes
// is opened again, as an attacker would.

import { parentPort, Worker, workerData } from 'node:worker_threads'
import { RawSocket } from '@tickwire/loadtest/raw-socket'
import { type FloodKind, floodMessage } from './flood-message.js'

export interface FloodJob {
  /** `/rpc` as a WebSocket address. */
  readonly url: string
  readonly kind: FloodKind
  readonly connections: number
  readonly callsPerSecond: number
}

/** What became of the calls. */
export interface FloodCounts {
  readonly sent: number
  readonly answered: number
  /** Connections that the server closed. */
  readonly closed: number
}

/** Calls leave in groups this far apart, milliseconds: a timer does no better. */
const GROUP_MS = 2

/** How a thread that floods is spoken to from outside. */
export class CallFlood {
  private readonly worker: Worker

  constructor(job: FloodJob) {
    this.worker = new Worker(new URL('./call-flood.js', import.meta.url), { workerData: job })
  }

  /** Resolves when all connections stand and the calls go out. */
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
  private readonly message: Uint8Array
  private readonly startedMs = performance.now()
  private sent = 0
  private answered = 0
  private closed = 0
  private ended = false

  constructor(private readonly job: FloodJob) {
    this.message = floodMessage(job.kind)
    this.sockets = new Array(job.connections).fill(undefined)
  }

  async run(): Promise<void> {
    await Promise.all(this.sockets.map((_, i) => this.open(i)))
    const timer = setInterval(() => this.send(), GROUP_MS)
    parentPort!.once('message', () => {
      this.ended = true
      clearInterval(timer)
      for (const socket of this.sockets) socket?.close()
      const { sent, answered, closed } = this
      parentPort!.postMessage({ sent, answered, closed } satisfies FloodCounts)
    })
    parentPort!.postMessage('started')
  }

  private open(i: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = new RawSocket(this.job.url, {
        opened: () => {
          this.sockets[i] = socket
          resolve()
        },
        message: () => {
          this.answered++
        },
        closed: () => {
          this.sockets[i] = undefined
          if (this.ended) return
          this.closed++
          void this.open(i)
        },
      })
    })
  }

  private send(): void {
    const due = Math.floor(((performance.now() - this.startedMs) / 1000) * this.job.callsPerSecond)
    for (; this.sent < due; this.sent++) this.sockets[this.sent % this.sockets.length]?.send(this.message)
  }
}

if (parentPort !== null && (workerData as FloodJob | null)?.callsPerSecond !== undefined) {
  await new Flood(workerData as FloodJob).run()
}
