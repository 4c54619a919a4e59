// `/metrics` for Prometheus; a POST starts a measurement: histograms begin anew. It tells of the server from inside, so it
// belongs on the operator listener.

import type { HttpRoute } from '../transport/http-answer.js'
import type { Metrics } from './metrics.js'

export function metricsRoute(metrics: Metrics): HttpRoute {
  const { registry } = metrics
  return {
    async GET() {
      const body = await registry.metrics()
      return { status: 200, headers: [['Content-Type', registry.contentType]], body }
    },
    POST() {
      metrics.startMeasurement()
      return { status: 204, headers: [], body: '' }
    },
  }
}
