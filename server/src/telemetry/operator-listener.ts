// The operator listener: `/metrics` for Prometheus, on its own port; a POST starts a measurement: histograms begin anew. It is
// not for players: whoever reaches it sees the server from inside, so its caller gives it the loopback address.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './metrics.js'

export class OperatorListener {
  private constructor(private readonly server: Server) {}

  /** Rejects when the port cannot be had. */
  static listen(host: string, port: number, metrics: Metrics): Promise<OperatorListener> {
    const server = createServer((request, response) => {
      if (request.method === 'POST' && request.url === '/metrics') {
        metrics.startMeasurement()
        response.writeHead(204).end()
        return
      }
      if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
        response.writeHead(404).end('only /metrics is here\n')
        return
      }
      metrics.registry.metrics().then(
        (text) => response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      )
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
