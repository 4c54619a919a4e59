// Our server under measurement: the real one, with the movers as its game.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from '@tickwire/server'
import { measuredArgs, serveMeasured } from '../measured.js'
import { moversGame } from '../movers/game.js'
import { TICK_RATE_HZ } from '../movers/movers.js'
import { WaitingQueue, type WaitingQueueArgs } from './waiting-queue.js'

export interface TickwireArgs {
  readonly movers: number
  readonly seed: number
  /** How far a player sees, units: client i is the player of mover i. Without it every client sees everything. */
  readonly radius?: number
  readonly tickRateHz?: number
  /** Snapshots a second; the tick rate unless given. */
  readonly sendRateHz?: number
  /** Nothing moves. */
  readonly standing?: boolean
  /** Makes each step so much longer, microseconds. */
  readonly burnUs?: number
  /** Players of one room, each room with `movers` of its own; unless given there is one room for all. */
  readonly roomsOf?: number
  /** Where it listens for players; the loopback address unless given. */
  readonly host?: string
  /** The limits by address are in force: each client must come from an address of its own. */
  readonly addressLimits?: boolean
  /** What waits between the orders `fill` and `empty`. */
  readonly waiting?: WaitingQueueArgs
}

export interface TickwireReady {
  readonly url: string
  readonly metricsUrl: string
}

const {
  movers,
  seed,
  radius,
  tickRateHz = TICK_RATE_HZ,
  sendRateHz,
  standing,
  burnUs,
  roomsOf,
  addressLimits = false,
  waiting,
  host = '127.0.0.1',
} = measuredArgs<TickwireArgs>()
const server = createServer({
  games: [moversGame({ tickRateHz, radius, standing, burnUs, playersMax: roomsOf })],
  host,
  port: 0,
  thriftPort: 0,
  adminPort: 0,
  addressLimits,
  roomOptions: { movers, seed },
  tickRateHz,
  sendRateHz: sendRateHz ?? tickRateHz,
  logLevel: 'warn',
  dumpDir: join(tmpdir(), 'tickwire-bench-dumps'),
})
const { http, admin } = await server.listen()
const queue = waiting && new WaitingQueue(server, waiting)
serveMeasured(
  { url: http, metricsUrl: admin } satisfies TickwireReady,
  queue && { fill: () => queue.begin(), empty: () => queue.end() },
)
