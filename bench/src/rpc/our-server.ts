// Our server under measurement, as it is: the arena is loaded and has no room, so that nothing but calls costs.

import arena from '@tickwire/arena'
import { createServer } from '@tickwire/server'
import { serveMeasured } from '../measured.js'

export interface OurReady {
  /** Thrift over WebSocket. */
  readonly rpc: string
  /** Thrift over TCP, "host:port". */
  readonly tcp: string
}

const server = createServer({
  games: [arena],
  port: 0,
  thriftPort: 0,
  adminPort: 0,
  addressLimits: false,
  logLevel: 'warn',
})
const { http, thrift } = await server.listen()
const rpc = new URL('/rpc', http)
rpc.protocol = 'ws:'
serveMeasured({ rpc: rpc.href, tcp: new URL(thrift).host } satisfies OurReady)
