// X-Forwarded-For over real sockets, on both listeners: calls and upgrades are counted for the client that a trusted proxy
// names, and a header of anybody else changes nothing.

import { SOCKETS_PER_ADDRESS_MAX, UPGRADES_PER_SECOND_MAX } from '@tickwire/server/internals'
import t from 'tap'
import { rawSocket, startArena } from './arena-server.js'
import { LISTENERS } from './listeners.js'

/** Also where a second begins between them. */
const UPGRADES_TOO_MANY = 2 * UPGRADES_PER_SECOND_MAX + 1

for (const listener of LISTENERS) {
  const upgrade = async (port: number, lines: readonly string[]): Promise<string> => {
    const socket = await rawSocket(port)
    socket.write(
      [
        'GET /rpc HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade',
        ...lines.map((line) => `X-Forwarded-For: ${line}`),
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      ].join('\r\n'),
    )
    const [status] = await new Promise<string[]>((resolve) =>
      socket.once('data', (chunk) => resolve(String(chunk).split('\r\n'))),
    )
    socket.destroy()
    return status!
  }

  t.test(`${listener}: each client behind a trusted proxy has its own limit of upgrades`, async (t) => {
    const { port } = await startArena(t, { listener, addressLimits: true, trustedProxies: ['127.0.0.0/8'] })
    t.ok(UPGRADES_PER_SECOND_MAX < SOCKETS_PER_ADDRESS_MAX)
    for (let i = 0; i <= UPGRADES_PER_SECOND_MAX; i++) {
      t.match(await upgrade(port, [`203.0.113.${i}`]), / 101 /)
    }
    const mallory = await Promise.all(
      Array.from({ length: UPGRADES_TOO_MANY }, (_, i) => upgrade(port, [`1.2.3.${i}`, '203.0.113.99'])),
    )
    t.ok(
      mallory.some((status) => / 429 /.test(status)),
      'what a client puts before the line of the proxy gives it no other address',
    )
  })

  t.test(`${listener}: the header of a peer that nobody trusts is not read`, async (t) => {
    const { port } = await startArena(t, { listener, addressLimits: true, trustedProxies: ['10.0.0.0/8'] })
    const statuses = await Promise.all(
      Array.from({ length: UPGRADES_TOO_MANY }, (_, i) => upgrade(port, [`203.0.113.${i}`])),
    )
    t.ok(statuses.some((status) => / 429 /.test(status)))
  })
}
