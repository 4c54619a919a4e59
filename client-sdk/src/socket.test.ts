// The adapter to real WebSockets, against a `ws` server on this machine.

import type { AddressInfo } from 'node:net'
import t from 'tap'
import { type WebSocket, WebSocketServer } from 'ws'
import { openWebSocket, type SocketEvents } from './socket.js'

/** What a socket reports, in words; each is awaited in turn. */
function record(): { events: SocketEvents; next: () => Promise<string> } {
  const said: string[] = []
  const waiting: ((word: string) => void)[] = []
  const say = (word: string) => {
    const resolve = waiting.shift()
    if (resolve === undefined) said.push(word)
    else resolve(word)
  }
  return {
    events: {
      opened: () => say('opened'),
      received: (message) => say(typeof message === 'string' ? `text ${message}` : `bytes ${message.join(' ')}`),
      closed: (code, reason) => say(`closed ${code} ${reason}`),
    },
    next: () => {
      const word = said.shift()
      return word === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(word)
    },
  }
}

async function listen(serve: (socket: WebSocket) => void): Promise<{ url: string; stop: () => void }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', serve)
  await new Promise<void>((resolve) => server.once('listening', resolve))
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() }
}

t.test('messages, text, and the reason of a close', async (t) => {
  const { url, stop } = await listen((socket) => {
    socket.on('message', (data) => {
      socket.send(data)
      socket.send('hello')
      socket.close(4014, 'the room was empty')
    })
  })
  t.teardown(stop)
  const { events, next } = record()
  const socket = openWebSocket(url, events)
  t.equal(await next(), 'opened')
  const bytes = Uint8Array.of(1, 2, 3)
  socket.send(bytes)
  bytes.fill(0)
  t.equal(await next(), 'bytes 1 2 3')
  t.equal(await next(), 'text hello')
  t.equal(await next(), 'closed 4014 the room was empty')
  t.doesNotThrow(() => socket.send(bytes))
})

t.test('the server hears why this end closes', async (t) => {
  let heard: (words: string) => void
  const closed = new Promise<string>((resolve) => {
    heard = resolve
  })
  const { url, stop } = await listen((socket) => {
    socket.on('close', (code, reason) => heard(`${code} ${new TextDecoder().decode(reason)}`))
  })
  t.teardown(stop)
  const { events, next } = record()
  const socket = openWebSocket(url, events)
  await next()
  socket.close(4003, `malformed: ${'ü'.repeat(200)}`)
  t.match(await closed, /^4003 malformed: ü+$/)
})

t.test('an address that no WebSocket takes is a connection that never was', async (t) => {
  const { events, next } = record()
  const socket = openWebSocket('ftp://127.0.0.1/', events)
  t.doesNotThrow(() => socket.send(Uint8Array.of(1)))
  t.match(await next(), /^closed 1006 .*URL/)
  t.doesNotThrow(() => socket.close(4000, ''))
})

t.test('a connection that breaks, and one that never was', async (t) => {
  const { url, stop } = await listen((socket) => socket.terminate())
  const broken = record()
  openWebSocket(url, broken.events)
  t.equal(await broken.next(), 'opened')
  t.equal(await broken.next(), 'closed 1006 ')
  stop()
  const refused = record()
  openWebSocket(url, refused.events)
  t.match(await refused.next(), /^closed 1006 could not connect to ws:.*: connect ECONNREFUSED/)
})
