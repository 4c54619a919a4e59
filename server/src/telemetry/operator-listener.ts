// The operator listener, on its own port: `/metrics` for Prometheus, where a POST starts a measurement (histograms begin anew),
// and `POST /rpc` for operators' Thrift calls. It is not for players: whoever reaches it sees the server from inside, so its
// caller gives it the loopback address.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OperatorApp } from '../operator-app.js'
import { MESSAGE_BYTES_MAX } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import type { Metrics } from './metrics.js'

export interface OperatorListenerOptions {
  readonly host: string
  readonly port: number
  readonly metrics: Metrics
  readonly operators: Pick<OperatorApp, 'dispatcher' | 'operators'>
  readonly nextConnectionId: () => number
}

export class OperatorListener {
  private constructor(private readonly server: Server) {}

  /** Rejects when the port cannot be had. */
  static listen(options: OperatorListenerOptions): Promise<OperatorListener> {
    const { host, port, metrics } = options
    const server = createServer((request, response) => {
      const path = request.url?.split('?')[0]
      if (path === '/rpc' && request.method === 'POST') call(options, request, response)
      else if (path === '/metrics' && request.method === 'POST') {
        metrics.startMeasurement()
        response.writeHead(204).end()
      } else if (path === '/metrics' && request.method === 'GET') {
        metrics.registry.metrics().then(
          (text) => response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(text),
          () => response.writeHead(500).end(),
        )
      } else response.writeHead(404).end('only /metrics and POST /rpc are here\n')
    })
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve(new OperatorListener(server)))
    })
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      this.server.closeAllConnections()
    })
  }
}

/** One Thrift message in the body, one in the answer. */
function call(options: OperatorListenerOptions, request: IncomingMessage, response: ServerResponse): void {
  const address = request.socket.remoteAddress ?? ''
  const { dispatcher, operators } = options.operators
  let operator: Caller['operator']
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  try {
    operator = bearer === undefined ? undefined : operators.authenticate(bearer, address)
  } catch (error) {
    response.writeHead(401, { Connection: 'close' }).end(`${(error as Error).message}\n`)
    return
  }
  const caller: Caller = {
    connectionId: options.nextConnectionId(),
    address,
    player: undefined,
    operator,
    roomId: undefined,
  }
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MESSAGE_BYTES_MAX) chunks.push(chunk)
    else response.writeHead(413, { Connection: 'close' }).end(`a call may have ${MESSAGE_BYTES_MAX} bytes\n`)
  })
  request.on('end', () => {
    if (response.writableEnded) return
    const verdict = dispatcher.handle(Buffer.concat(chunks), caller, (reply) => {
      // The writer's bytes are its own again once this returns.
      if (!response.destroyed)
        response.writeHead(200, { 'Content-Type': 'application/x-thrift' }).end(Buffer.from(reply))
    })
    if (verdict === 'malformed' && !response.writableEnded) response.writeHead(400).end('not a Thrift message\n')
  })
}
