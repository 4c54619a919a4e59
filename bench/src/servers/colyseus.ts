// A Colyseus server under measurement: one room of movers over one of its two transports, on the loopback, without what is
// optional (Express routes, greeting, signal handlers). Compression is off, which is the default of both.

import uws, { type us_listen_socket } from 'uWebSockets.js'
import type { AddressInfo } from 'node:net'
import { matchMaker, Server, type Transport } from '@colyseus/core'
import { uWebSocketsTransport } from '@colyseus/uwebsockets-transport'
import { WebSocketTransport } from '@colyseus/ws-transport'
import { ROOM_NAME } from '../load/colyseus.js'
import { measuredArgs, serveMeasured } from '../measured.js'
import { MoversRoom, type WorldOptions } from './colyseus-room.js'

export interface ColyseusArgs extends WorldOptions {
  readonly transport: 'uws' | 'ws'
}

export interface ColyseusReady {
  readonly url: string
  /** When its world began to move, on the clock of the day. */
  readonly startedAtMs: number
}

const HOST = '127.0.0.1'

/** The transport as it comes listens on all addresses and does not tell which port it was given. */
class LoopbackTransport extends uWebSocketsTransport {
  port = 0

  override listen(port: number, hostname = HOST, _backlog?: number, listening?: () => void): this {
    this.app.listen(hostname, port, (socket: us_listen_socket | false) => {
      if (socket === false) throw new Error(`cannot listen on ${hostname}`)
      this.port = uws.us_socket_local_port(socket)
      listening?.()
    })
    return this
  }
}

const { transport, ...world } = measuredArgs<ColyseusArgs>()
const [used, portOf] = transport === 'uws' ? overUws() : overWs()
const server = new Server({ transport: used, greet: false, gracefullyShutdown: false })
server.define(ROOM_NAME, MoversRoom)
await server.listen(0, HOST)
await matchMaker.createRoom(ROOM_NAME, world)
serveMeasured({ url: `http://${HOST}:${portOf()}`, startedAtMs: Date.now() } satisfies ColyseusReady)

function overUws(): [Transport, () => number] {
  const used = new LoopbackTransport()
  return [used, () => used.port]
}

function overWs(): [Transport, () => number] {
  const used = new WebSocketTransport()
  return [used, () => (used.server!.address() as AddressInfo).port]
}
