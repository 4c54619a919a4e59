// The floor: what the socket alone costs. A bare uWebSockets server that sends each client one ready-made buffer a tick, of
// the sizes that ours sent, and reads and drops the same inputs. It greets as ours does, so that the very same client
// can be held against both. No server that sends each client its own message can be cheaper.

import uws, { type us_listen_socket, type WebSocket } from 'uWebSockets.js'
import { encodeWelcome, ServerFrame } from '@tickwire/protocol'
import { measuredArgs, serveMeasured } from '../measured.js'

export interface FloorArgs {
  /** Of the messages, bytes, sent in this order again and again. */
  readonly sizes: readonly number[]
  readonly tickRateHz: number
}

export interface FloorReady {
  readonly url: string
}

const HOST = '127.0.0.1'

/** As our listener has it, seconds. */
const IDLE_SECONDS = 30

const { sizes, tickRateHz } = measuredArgs<FloorArgs>()
const stepMs = 1000 / tickRateHz
const messages = sizes.map(snapshotOf)
const clients = new Set<WebSocket<object>>()
let next = 0

/** A message that looks like the snapshot of the next tick as far as its header goes. */
function snapshotOf(size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  bytes[0] = ServerFrame.snapshot
  return bytes
}

function tick(): void {
  for (const client of clients) {
    client.send(messages[next]!, true, false)
    next = (next + 1) % messages.length
  }
}

/** The n-th tick is due at start + n steps; one that is missed is caught up with. */
function run(dueMs: number): void {
  setTimeout(
    () => {
      tick()
      run(dueMs + stepMs)
    },
    Math.max(0, dueMs - performance.now()),
  )
}

uws
  .App()
  .ws<object>('/play', {
    compression: 0,
    idleTimeout: IDLE_SECONDS,
    sendPingsAutomatically: true,
    message(client) {
      if (clients.has(client)) return
      client.send(encodeWelcome({ tick: 0, tickRateHz, emissionInterval: 1, seat: 0 }), true, false)
      clients.add(client)
    },
    close: (client) => clients.delete(client),
  })
  .listen(HOST, 0, (socket: us_listen_socket | false) => {
    if (socket === false) throw new Error(`cannot listen on ${HOST}: no free port`)
    run(performance.now() + stepMs)
    serveMeasured({ url: `http://${HOST}:${uws.us_socket_local_port(socket)}/` } satisfies FloorReady)
  })
