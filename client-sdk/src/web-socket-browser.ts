// The WebSocket of browsers.

import type { WebSocketLike } from './socket.js'

export function newWebSocket(url: string): WebSocketLike {
  return new WebSocket(url) as unknown as WebSocketLike
}
