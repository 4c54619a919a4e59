// What it costs to begin: all bytes that a client gets within the first second of its play socket, the whole state and the
// handshake included. The rig counts updates only, from when everybody is there.

import { RawSocket } from '@tickwire/loadtest/raw-socket'
import { ServerChild } from '../server-child.js'
import type { ClientProtocol } from './client-protocol.js'
import { loadProtocol } from './protocols.js'
import type { Contender } from './under-load.js'

const SECOND_MS = 1_000

/** Clients that begin at once, in different places. */
const CLIENTS = 10

/** Of a server that has nobody else; the mean of a few clients. */
export async function bytesOfFirstSecond({ protocol, script, args }: Contender, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted()
  const client = await loadProtocol(protocol)
  const server = await ServerChild.start<{ readonly url: string }>(script, args)
  try {
    const begun = Array.from({ length: CLIENTS }, (_, number) => begin(client, server.ready.url, number))
    const bytes = await Promise.all(begun)
    return bytes.reduce((sum, each) => sum + each, 0) / CLIENTS
  } finally {
    await server.stop()
  }
}

async function begin(protocol: ClientProtocol, url: string, number: number): Promise<number> {
  const { playUrl, hello } = await protocol.seat(url, number)
  const client = protocol.newClient(number)
  let bytes = 0
  return new Promise<number>((resolve, reject) => {
    const socket = new RawSocket(playUrl, {
      opened() {
        if (hello !== undefined) socket.send(hello)
        setTimeout(() => {
          resolve(bytes)
          socket.close()
        }, SECOND_MS)
      },
      message(message) {
        bytes += message.length
        client.receive(message, (answer) => socket.send(answer))
      },
      closed: (code, reason) => reject(new Error(`client ${number} did not begin: closed ${code} ${reason}`)),
    })
  })
}
