// The server over real sockets: what only shows there. The page and its headers, ports that are taken, Ctrl-C, clients that
// die in the middle of a message, pages that have no business here.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import arena from '@tickwire/arena'
import { connect } from '@tickwire/client'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { createServer } from '@tickwire/server'
import t, { type Test } from 'tap'
import {
  ANY_PORT,
  closeCode,
  closing,
  join,
  rawSocket,
  rawWebSocket,
  snapshots,
  startArena,
  webSocketFrame,
} from './arena-server.js'
import { LISTENERS } from './listeners.js'

const COMMAND_LINE = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url))
const GAME = fileURLToPath(import.meta.resolve('@tickwire/arena'))
const BINARY = 2
const TEXT = 1

/** `tickwire serve` with the arena. */
function serve(t: Test, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [COMMAND_LINE, 'serve', GAME, ...args, '--log-level', 'silent'])
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  if (stream === null) throw new Error('no stream')
  let text = ''
  for await (const chunk of stream) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.trimEnd()
}

for (const listener of LISTENERS) {
  t.test(
    `${listener}: the page is served with a strict content security policy, and nothing from elsewhere on the disk`,
    async (t) => {
      const { url } = await startArena(t, { listener })
      const page = await fetch(url)
      t.equal(page.status, 200)
      t.match(page.headers.get('content-type'), 'text/html')
      t.match(page.headers.get('content-security-policy'), /default-src 'self'/)
      t.notMatch(page.headers.get('content-security-policy'), /unsafe-eval|script-src[^;]*unsafe-inline/)
      t.equal(page.headers.get('x-content-type-options'), 'nosniff')
      t.match(await page.text(), /<canvas/)
      t.equal((await fetch(`${url}main.js`)).headers.get('content-type'), 'text/javascript; charset=utf-8')
      for (const path of ['package.json', '..%2f..%2fpackage.json', '%2e%2e/src/game.js', 'rooms']) {
        t.equal((await fetch(`${url}${path}`)).status, 404, path)
      }
    },
  )

  t.test(`${listener}: /healthz says ok`, async (t) => {
    const { url } = await startArena(t, { listener })
    const health = await fetch(`${url}healthz`)
    t.equal(health.status, 200)
    t.equal(await health.text(), 'ok\n')
  })

  t.test(`${listener}: a port in use is one clear error, and leaves nothing open`, async (t) => {
    const running = await startArena(t, { listener })
    const taken = createServer({ games: [arena], ...ANY_PORT, listener, port: running.port, logLevel: 'silent' })
    await t.rejects(taken.listen(), { message: /^cannot listen on 127\.0\.0\.1:\d+: .*in use.*choose another --port$/ })
    const thriftTaken = createServer({
      games: [arena],
      ...ANY_PORT,
      thriftPort: running.thriftPort,
      logLevel: 'silent',
    })
    await t.rejects(thriftTaken.listen(), { message: /in use; choose another --thrift-port$/ })
  })

  t.test(`${listener}: who waits for events hears that the server stops`, async (t) => {
    const { server, url } = await startArena(t, { listener })
    const client = await connect({ url })
    t.teardown(() => client.close())
    await client.login({ displayName: 'Ada' })
    const polled = client.calls(eventsService).poll(0, 20_000, 10)
    await client.calls(greeterService).SayHello({ name: 'Ada' })
    await server.stop('back in a minute')
    t.match(await polled, { events: [{ body: { notice: { text: 'back in a minute' } } }] })
  })

  t.test(`${listener}: a client that dies in the middle of a message changes nothing for the others`, async (t) => {
    const { server, port, thriftPort, url } = await startArena(t, { listener })
    const { room } = await join(t, url, 'Ada')
    const halfFrame = webSocketFrame(BINARY, Buffer.alloc(100, 7)).subarray(0, 40)
    for (const path of ['/play', '/rpc']) {
      const socket = await rawWebSocket(port, path)
      socket.write(halfFrame)
      await snapshots(room, 1)
      socket.destroy()
    }
    const tcp = await rawSocket(thriftPort)
    tcp.write(Buffer.from([0, 0, 0, 100, 0x80, 1, 0]))
    await snapshots(room, 1)
    tcp.destroy()
    const { tick } = room.stats
    await snapshots(room, 10)
    t.equal(room.stats.tick, tick + 10, 'not one snapshot is missing')
    const metrics = await server.metrics.registry.metrics()
    t.match(metrics, /tickwire_sockets 2\n/, 'only the two sockets of the player are left')
  })

  t.test(`${listener}: text frames, large frames and nonsense close a WebSocket with their codes`, async (t) => {
    const { port, url } = await startArena(t, { listener })
    const { room } = await join(t, url, 'Ada')
    const cases: readonly (readonly [string, Buffer, number])[] = [
      ['/play', webSocketFrame(TEXT, Buffer.from('hello')), 4005],
      ['/rpc', webSocketFrame(TEXT, Buffer.from('hello')), 4005],
      ['/play', webSocketFrame(BINARY, Buffer.alloc(5_000)), 4004],
      ['/play', webSocketFrame(BINARY, Buffer.from([9, 9, 9])), 4002],
      ['/rpc', Buffer.concat(new Array<Buffer>(3).fill(webSocketFrame(BINARY, Buffer.from([9, 9, 9])))), 4003],
    ]
    for (const [path, frame, code] of cases) {
      const socket = await rawWebSocket(port, path)
      const closed = closeCode(socket)
      socket.write(frame)
      t.equal(await closed, code, path)
    }
    await snapshots(room, 2)
  })

  t.test(
    `${listener}: a page of another origin may not open a socket; its own and the ones that are allowed may`,
    async (t) => {
      const { port } = await startArena(t, { listener, allowedOrigins: ['https://game.example'] })
      const upgrade = (path: string, origin: string): Promise<number | undefined> =>
        new Promise((resolve, reject) => {
          const headers = {
            Connection: 'Upgrade',
            Upgrade: 'websocket',
            Origin: origin,
            'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
            'Sec-WebSocket-Version': '13',
          }
          const asking = request({ host: '127.0.0.1', port, path, headers })
          asking.on('upgrade', (answer, socket) => {
            socket.destroy()
            resolve(answer.statusCode)
          })
          asking.on('response', (answer) => resolve(answer.resume().statusCode))
          asking.on('error', reject)
          asking.end()
        })
      for (const path of ['/play', '/rpc']) {
        t.equal(await upgrade(path, 'https://evil.example'), 403)
        t.equal(await upgrade(path, 'null'), 403)
        t.equal(await upgrade(path, `http://127.0.0.1:${port}`), 101)
        t.equal(await upgrade(path, 'https://game.example'), 101)
      }
    },
  )
}

t.test('tickwire serve on a port in use: one line, exit code 1', async (t) => {
  const { port } = await startArena(t)
  const child = serve(t, '--port', String(port), '--thrift-port', '0', '--admin-port', '0')
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  const [code] = await once(child, 'exit')
  t.equal(code, 1)
  t.match(errors, /^tickwire: cannot listen on 127\.0\.0\.1:\d+: .*choose another --port\n$/)
})

t.test('Ctrl-C without a drain tells clients why and ends the process within a second, with exit code 0', async (t) => {
  const ports = ['--port', '0', '--thrift-port', '0', '--admin-port', '0']
  const child = serve(t, ...ports, '--bots', '3', '--drain-seconds', '0')
  const ready = await firstLine(child.stdout)
  t.match(ready, /^ready http:\/\/127\.0\.0\.1:\d+\/ thrift tcp:\/\/127\.0\.0\.1:\d+ admin http:/)
  const [, url, , thrift] = ready.split(' ')
  const { room, client } = await join(t, url!, 'Ada')
  client.onEvent('notice', () => {}) // who hears events is missed for 10 s, and so is who has a party
  await snapshots(room, 2)
  const idle = await rawSocket(Number(new URL(thrift!).port))
  idle.resume()
  const why = closing(room)
  const rpcWhy = new Promise((resolve) => client.onState((state, closed) => resolve(`${state} ${closed?.name}`)))
  const startedMs = performance.now()
  child.kill('SIGINT')
  const [code] = await once(child, 'exit')
  const tookMs = performance.now() - startedMs
  t.equal(code, 0)
  t.ok(tookMs < 1_000, `${Math.round(tookMs)} ms`)
  t.same([await why, await rpcWhy], ['SERVER_STOPPING', 'reconnecting SERVER_STOPPING'])
  idle.destroy()
})

t.test('a server that is stopped while it starts leaves nothing open', async (t) => {
  const server = createServer({ games: [arena], ...ANY_PORT, logLevel: 'silent' })
  const refused = t.rejects(server.listen(), { message: /stopped/ })
  await server.stop()
  await refused
})

t.test('on TCP a negative or too large a length ends the connection at once', async (t) => {
  const { thriftPort, url } = await startArena(t)
  const { room } = await join(t, url, 'Ada')
  for (const head of [
    [0xff, 0xff, 0xff, 0xff],
    [0x80, 0, 0, 0],
    [0, 1, 0, 1],
    [0x47, 0x45, 0x54, 0x20],
  ]) {
    const socket = await rawSocket(thriftPort)
    socket.resume()
    socket.write(Buffer.from(head))
    await once(socket, 'close')
    t.pass(`length ${head.join(' ')}`)
  }
  await snapshots(room, 2)
})
