// The WebSocket of Node: `ws`. Node 20 has none of its own.

import { WebSocket } from 'ws'
import type { WebSocketLike } from './socket.js'

/** Largest message taken from a server, bytes: a Thrift reply at its largest and some. Beyond, `ws` closes with 1009. */
const MESSAGE_BYTES_MAX = 2_097_152

export function newWebSocket(url: string): WebSocketLike {
  // One message an event-loop turn, as in browsers: a join's promise is settled before the first snapshot arrives.
  const options = { allowSynchronousEvents: false, perMessageDeflate: false, maxPayload: MESSAGE_BYTES_MAX }
  return new WebSocket(url, options) as WebSocketLike
}
