// A client of the floor: the very client of ours, without a login. So both servers are read and fed alike.

import type { ClientProtocol } from './client-protocol.js'
import { TickwireClient } from './tickwire.js'

/** Anything will do: the floor takes the first message for a greeting. */
const HELLO = Uint8Array.of(1)

export const protocol: ClientProtocol = {
  seat: async (url) => ({ playUrl: new URL('/play', url.replace(/^http/, 'ws')).href, hello: HELLO }),
  newClient: (number) => new TickwireClient(number),
}
