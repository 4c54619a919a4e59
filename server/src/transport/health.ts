// Who asks whether the server is well: `/livez` (the process answers; if not, restart it), `/readyz` (players may be sent here)
// and `/healthz`, which the regions of `Session.getServerInfo` name for measuring the way.

import { type HttpAnswer, type HttpRoute, textAnswer } from './http-answer.js'

/** @param isReady - false while it drains or stops */
export function healthRoutes(isReady: () => boolean): ReadonlyMap<string, HttpRoute> {
  const ready = (): HttpAnswer => (isReady() ? textAnswer(200, 'ok') : textAnswer(503, 'draining'))
  return new Map<string, HttpRoute>([
    ['/livez', { GET: () => textAnswer(200, 'ok') }],
    ['/readyz', { GET: ready }],
    ['/healthz', { GET: ready }],
  ])
}
