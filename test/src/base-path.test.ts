// A server below a path, as behind a proxy that passes paths on: the page, calls and the game, on both listeners.

import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import t from 'tap'
import { join, rawWebSocket, snapshots, startArena } from './arena-server.js'
import { httpClient } from './http-client.js'
import { LISTENERS } from './listeners.js'

for (const listener of LISTENERS) {
  t.test(`${listener}: below its base path a server is what it is at the root`, async (t) => {
    const { url, port } = await startArena(t, { listener, basePath: '/games/eu1' })
    t.match(url, /\/games\/eu1\/$/)
    const { room } = await join(t, url.slice(0, -1), 'Ada')
    await snapshots(room, 2)
    t.match(await httpClient(greeterService, url).SayHello({ name: 'Ada' }), { message: 'Hello, Ada!' })
    const page = await fetch(url.slice(0, -1))
    t.equal(page.url, url, 'led to where its own addresses work')
    t.match(await page.text(), /<canvas/)
    t.equal((await fetch(`${url}readyz`)).status, 200)
    for (const path of ['/', '/readyz', '/rpc', '/main.js']) {
      t.equal((await fetch(new URL(path, url))).status, 404, path)
    }
    await t.rejects(rawWebSocket(port, '/play'), { message: /^HTTP\/1\.1 404/ })
  })

  t.test(`${listener}: the public URL is what clients are told, and its origin may call`, async (t) => {
    const { url } = await startArena(t, { listener, publicUrl: 'https://game.example/eu1' })
    await t.rejects(join(t, url, 'Ada'), 'the seat is at the public address')
    const allowed = await fetch(`${url}rpc`, { method: 'OPTIONS', headers: { Origin: 'https://game.example' } })
    t.equal(allowed.status, 204)
  })
}
