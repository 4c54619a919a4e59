// The load test's own sockets for the client SDK: cheaper than the SDK's, and a refused upgrade keeps its reason.

import type { OpenSocket } from '@tickwire/client'
import { RawSocket, type RawSocketOptions } from '../raw-socket.js'

export const openSdkSocket: OpenSocket = sdkSocketsWith({})

export function sdkSocketsWith(options: RawSocketOptions): OpenSocket {
  return (url, events) =>
    new RawSocket(
      url,
      {
        opened: () => events.opened(),
        message: (bytes) => events.received(bytes.slice()),
        closed: (code, reason) => events.closed(code, reason),
      },
      options,
    )
}
