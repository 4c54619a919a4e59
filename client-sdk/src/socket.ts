// What the client needs of a WebSocket, and the adapter to the real one. `#web-socket` is the browser's WebSocket or, in
// Node, that of `ws`; everything behind this file works on any `OpenSocket`, so that tests run in memory.

import { encodeText } from '@tickwire/protocol'
import { newWebSocket } from '#web-socket'

/** What a socket reports to its owner. After `closed` nothing follows. */
export interface SocketEvents {
  opened(): void
  /** One whole message. The bytes belong to the receiver. */
  received(message: Uint8Array | string): void
  /** @param code - 1006 when the connection was lost without a word */
  closed(code: number, reason: string): void
}

export interface Socket {
  /** Sends one binary message; the bytes may be reused after the call. */
  send(message: Uint8Array): void
  close(code: number, reason: string): void
}

/** Starts to connect; a failure to do so is reported by `closed`. */
export type OpenSocket = (url: string, events: SocketEvents) => Socket

/** The part of the WebSocket interface that browsers and `ws` share. */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  send(message: Uint8Array): void
  close(code: number, reason: string): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
  /** `ws` says what went wrong; browsers do not. */
  onerror: ((event: { readonly message?: string }) => void) | null
}

/** `WebSocket.OPEN`: sending in any other state throws or is in vain. */
const OPEN = 1

/** WebSocket close code of a connection that ended without a word. */
const ABNORMAL_CLOSURE = 1_006

/** Longest close reason that the WebSocket protocol carries, UTF-8 bytes. */
const CLOSE_REASON_BYTES_MAX = 123

const textDecoder = new TextDecoder()

/** Where a WebSocket goes for an address of `http:`, `https:`, `ws:` or `wss:`. @throws TypeError for what is no address */
export function webSocketUrl(url: string, base?: string | URL): URL {
  const socketUrl = new URL(url, base)
  socketUrl.protocol = socketUrl.protocol.replace('http', 'ws')
  return socketUrl
}

/** In the place of a socket that could not be made. */
const NO_SOCKET: Socket = { send() {}, close() {} }

export const openWebSocket: OpenSocket = (url, events) => {
  let socket: WebSocketLike
  try {
    socket = newWebSocket(url)
  } catch (error) {
    // An address that no WebSocket takes, or that the browser forbids: `ws:` from a page that came over https.
    queueMicrotask(() => events.closed(ABNORMAL_CLOSURE, String(error)))
    return NO_SOCKET
  }
  socket.binaryType = 'arraybuffer'
  // Why the socket ended, as far as the close itself does not say.
  let trouble = `could not connect to ${url}`
  socket.onopen = () => {
    trouble = ''
    events.opened()
  }
  socket.onmessage = ({ data }) => events.received(data instanceof ArrayBuffer ? new Uint8Array(data) : String(data))
  socket.onclose = ({ code, reason }) => events.closed(code, reason === '' ? trouble : reason)
  // Both report the failure by `onclose` as well.
  socket.onerror = ({ message = '' }) => {
    trouble = [trouble, message].filter((text) => text !== '').join(': ')
  }
  return {
    send(message) {
      if (socket.readyState === OPEN) socket.send(message)
    },
    close: (code, reason) => socket.close(code, textDecoder.decode(encodeText(reason, CLOSE_REASON_BYTES_MAX))),
  }
}
