// The load test's own WebSocket client against a real server of the `ws` library, and against raw bytes where a real server
// would not send them.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { WebSocketServer } from 'ws'
import { RawSocket } from './raw-socket.js'

interface Outcome {
  readonly messages: Uint8Array[]
  closed: { code: number; reason: string } | undefined
  opened: boolean
}

/** Connects; resolves when the socket is over. */
function open(
  url: string,
  onOpened: (socket: RawSocket) => void = () => {},
): { outcome: Outcome; over: Promise<void> } {
  const outcome: Outcome = { messages: [], closed: undefined, opened: false }
  const over = new Promise<void>((resolve) => {
    const socket: RawSocket = new RawSocket(url, {
      opened() {
        outcome.opened = true
        onOpened(socket)
      },
      message: (bytes) => outcome.messages.push(Uint8Array.from(bytes)),
      closed(code, reason) {
        outcome.closed = { code, reason }
        resolve()
      },
    })
  })
  return { outcome, over }
}

async function listen(t: Test): Promise<{ server: WebSocketServer; url: string }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  t.teardown(() => server.close())
  await once(server, 'listening')
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/play?a=1` }
}

/** A server that says `bytes` to whoever connects, whatever was asked. */
async function sayer(t: Test, say: (socket: Socket, request: string) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (request) => say(socket, request.toString()))
  })
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

t.test('messages of every length go both ways unchanged, and the close says why', async (t) => {
  const { server, url } = await listen(t)
  server.on('connection', (ws, request) => {
    t.equal(request.url, '/play?a=1')
    ws.on('message', (data, isBinary) => {
      t.ok(isBinary)
      ws.send(data as Buffer)
    })
  })
  const lengths = [0, 1, 125, 126, 127, 4_096, 65_535]
  const sent = lengths.map((length) => Uint8Array.from({ length }, (_, i) => i & 0xff))
  const { outcome, over } = open(url, (socket) => {
    for (const bytes of sent) socket.send(bytes)
  })
  const [client] = (await once(server, 'connection')) as [import('ws').WebSocket]
  let echoed = 0
  client.on('message', () => {
    if (++echoed === lengths.length) client.close(4_001, 'enough')
  })
  await over
  t.same(
    outcome.messages.map(({ length }) => length),
    lengths,
  )
  for (const [i, bytes] of outcome.messages.entries()) t.equal(Buffer.compare(bytes, sent[i]!), 0)
  t.same(outcome.closed, { code: 4_001, reason: 'enough' })
})

t.test('a long message that comes in many reads is one message', async (t) => {
  const { server, url } = await listen(t)
  const long = Buffer.alloc(1_000_000, 7)
  server.on('connection', (ws) => {
    ws.send(long)
    ws.close(1_000)
  })
  const { outcome, over } = open(url)
  await over
  t.equal(outcome.messages.length, 1)
  t.equal(Buffer.compare(outcome.messages[0]!, long), 0)
})

t.test('a ping is answered and is no message', async (t) => {
  const { server, url } = await listen(t)
  const ponged = new Promise<string>((resolve) => {
    server.on('connection', (ws) => {
      ws.once('pong', (data) => {
        resolve(data.toString())
        ws.terminate()
      })
      ws.ping('alive?')
    })
  })
  const { outcome, over } = open(url)
  t.equal(await ponged, 'alive?')
  await over
  t.same(outcome.messages, [])
  t.equal(outcome.closed?.code, 1_006)
})

t.test('an upgrade that is refused says with which status and text', async (t) => {
  const url = await sayer(t, (socket) => socket.end('HTTP/1.1 429 Too Many Requests\r\nA: b\r\n\r\n64 sockets'))
  const { outcome, over } = open(url)
  await over
  t.equal(outcome.opened, false)
  t.same(outcome.closed, { code: 1_006, reason: '429 Too Many Requests: 64 sockets' })
})

t.test('nobody there, a wrong key and a masked frame are each told apart', async (t) => {
  const nobody = open('ws://127.0.0.1:1/')
  await nobody.over
  t.match(nobody.outcome.closed, { code: 1_006, reason: /ECONNREFUSED/ })
  const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
  const wrong = open(await sayer(t, (socket) => socket.write(`${head}Sec-WebSocket-Accept: none\r\n\r\n`)))
  await wrong.over
  t.match(wrong.outcome.closed?.reason, /another key/)
  const { server, url } = await listen(t)
  server.on('connection', (_, request) => request.socket.write(Buffer.from([0x82, 0x81, 1, 2, 3, 4, 5])))
  const masked = open(url)
  await masked.over
  t.match(masked.outcome.closed?.reason, /no server sends/)
})

t.test('one that pauses is handed nothing, and everything in its order when it resumes', async (t) => {
  const { server, url } = await listen(t)
  const received: number[] = []
  const until = async (count: number) => {
    while (received.length < count) await new Promise((resolve) => setImmediate(resolve))
  }
  const connected = once(server, 'connection')
  const socket: RawSocket = new RawSocket(url, {
    opened: () => {},
    message([number]) {
      received.push(number!)
      if (number === 1) socket.pause()
    },
    closed: () => {},
  })
  const [ws] = (await connected) as [import('ws').WebSocket]
  ws.send(Uint8Array.of(1))
  await until(1)
  ws.send(Uint8Array.of(2))
  ws.send(Uint8Array.of(3))
  // A socket that reads hears of what was sent later: this one would have had those two.
  const other = open(url)
  const [otherWs] = (await once(server, 'connection')) as [import('ws').WebSocket]
  otherWs.close(1_000)
  await other.over
  t.same(received, [1])
  socket.resume()
  await until(3)
  t.same(received, [1, 2, 3])
  socket.close()
})

t.test('one that reads once at a time takes no more than its read', async (t) => {
  const { server, url } = await listen(t)
  server.on('connection', (ws) => {
    for (let i = 0; i < 10; i++) ws.send(Buffer.alloc(30, i))
  })
  const lengths: number[] = []
  const opened = new Promise<RawSocket>((resolve) => {
    const socket: RawSocket = new RawSocket(
      url,
      { opened: () => {}, message: () => lengths.push(1), closed: () => {} },
      { readBytes: 64 },
    )
    socket.readOnce()
    resolve(socket)
  })
  const socket = await opened
  // The upgrade alone takes three reads of 64 bytes.
  for (let reads = 0; lengths.length < 10; reads++) {
    const before = lengths.length
    socket.readOnce()
    await new Promise((resolve) => setImmediate(resolve))
    t.ok(lengths.length - before <= 2, 'a read of 64 bytes holds at most two messages of 32')
    if (reads > 10_000) break
  }
  t.equal(lengths.length, 10)
  socket.close()
})
