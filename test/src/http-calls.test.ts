// Thrift calls as HTTP requests: who may make them, what is refused and with which words, and that nothing of them stays.

import { once } from 'node:events'
import { ErrorCode, lobbyService, sessionService } from '@tickwire/client'
import { API_MAJOR, API_MINOR } from '@tickwire/gen-nodejs/common.types.js'
import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { applicationException, MESSAGE_BYTES_MAX, messageOf } from '@tickwire/server/internals'
import t from 'tap'
import { arenaService, closeFrame, rawSocket, rawWebSocket, startArena, webSocketFrame } from './arena-server.js'
import { bytesOf, httpClient, postCall, withoutService } from './http-client.js'
import { LISTENERS } from './listeners.js'

const INFO = { apiMajor: API_MAJOR, apiMinor: API_MINOR, sdk: 'test', sdkVersion: '1', schemaHashByRoomKind: {} }
const DEVICE = 'a device of sixteen or more'
const HELLO = messageOf(greeterService, 'binary', (client) => client.SayHello({ name: 'Ada' }))

for (const listener of LISTENERS) {
  const start = (t: Tap, options = {}) => startArena(t, { listener, ...options })

  t.test(`${listener}: binary and compact calls are answered, each in its own protocol`, async (t) => {
    const { url } = await start(t)
    for (const protocol of ['binary', 'compact'] as const) {
      const greeter = httpClient(greeterService, url, { protocol })
      t.match(await greeter.SayHello({ name: 'Ada' }), { message: 'Hello, Ada!' })
    }
    const answer = await postCall(`${url}rpc`, HELLO)
    t.equal(answer.headers.get('content-type'), 'application/x-thrift')
    t.equal((await bytesOf(answer))[0], 0x80)
  })

  t.test(`${listener}: a client that does not multiplex names the service in the URL`, async (t) => {
    const { url } = await start(t)
    const plain = withoutService(HELLO)
    const reply = await bytesOf(await postCall(`${url}rpc/Greeter`, plain))
    t.match(reply.toString('latin1'), /SayHello.*Hello, Ada!/s)
    for (const [path, message] of [
      ['rpc', plain],
      ['rpc/Nobody', plain],
      ['rpc/Greeter', HELLO],
    ] as const) {
      const refused = await bytesOf(await postCall(url + path, message))
      t.match(applicationException(refused, 'binary'), { type: 1, message: 'unknown service or method' }, path)
    }
  })

  t.test(`${listener}: a bearer token makes a call its player's; a seat is joined and kept by calls`, async (t) => {
    const { url, server } = await start(t)
    const login = await httpClient(sessionService, url).login({ deviceId: DEVICE }, { ...INFO, displayName: 'Ada' })
    const token = login.accessToken
    const rooms = httpClient(lobbyService, url, { token })
    const nobody = httpClient(lobbyService, url)
    const room1 = { roomKind: 'arena', title: 'one', listed: true, requestId: 'one' }
    await t.rejects(nobody.createRoom(room1), { code: ErrorCode.UNAUTHENTICATED }, 'a login is not remembered')
    const seat = await rooms.createRoom(room1)
    const room = httpClient(arenaService, url, { token, target: `ArenaRoom@${seat.roomId}` })
    const self = await room.getSelf()
    t.ok(self.avatarId > 0)
    t.equal((await room.getSelf()).avatarId, self.avatarId, 'the next call finds the same avatar')
    const scores = withoutService(messageOf(arenaService, 'binary', (client) => client.getScores()))
    const byPath = await bytesOf(await postCall(`${url}rpc/ArenaRoom@${seat.roomId}`, scores, token))
    t.match(byPath.toString('latin1'), /getScores.*Ada/s)
    t.equal(server.app.directory.get(seat.roomId)?.seats.count, 1)
  })

  t.test(`${listener}: a token that is wrong is 401 and says what to do`, async (t) => {
    const { url } = await start(t)
    const answer = await postCall(`${url}rpc`, HELLO, 'forged')
    t.equal(answer.status, 401)
    t.equal(answer.headers.get('www-authenticate'), 'Bearer')
    t.match(await answer.text(), /log in again \(Session\.login\)/)
    const basic = await fetch(`${url}rpc`, { method: 'POST', headers: { Authorization: 'Basic QTpC' }, body: HELLO })
    t.equal(basic.status, 401)
  })

  t.test(`${listener}: methods, paths and sizes that are none`, async (t) => {
    const { url } = await start(t)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await fetch(`${url}rpc`, { method })
      t.equal(answer.status, 405, method)
      t.equal(answer.headers.get('allow'), 'POST, OPTIONS')
    }
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      for (const path of ['rooms', 'rpc/a/b', 'rpc/', 'rpc/%']) {
        t.equal((await fetch(url + path, { method })).status, 404, `${method} ${path}`)
      }
    }
    t.equal((await fetch(`${url}livez`, { method: 'POST' })).status, 405)
    const head = await fetch(`${url}main.js`, { method: 'HEAD' })
    t.equal(head.status, 200)
    t.equal(await head.text(), '')
    t.ok(Number(head.headers.get('content-length')) > 0)

    const largest = Buffer.concat([HELLO, Buffer.alloc(MESSAGE_BYTES_MAX - HELLO.length)])
    t.equal((await postCall(`${url}rpc`, largest)).status, 200)
    const tooLarge = await postCall(`${url}rpc`, Buffer.concat([largest, Buffer.alloc(1)]))
    t.equal(tooLarge.status, 413)
    t.match(await tooLarge.text(), /65536 bytes/)
  })

  t.test(`${listener}: who speaks another protocol is told which, and what to do`, async (t) => {
    const { url, port, server } = await start(t)
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [Buffer.from('{"method":"login"}'), /^JSON arrived: send Thrift/],
      [Buffer.from('[1,"SayHello",1,7,{}]'), /^Thrift's JSON protocol arrived/],
      [Buffer.concat([Buffer.from([0, 0, 0, HELLO.length]), HELLO]), /leave TFramedTransport out/],
    ]
    for (const [bytes, text] of cases) {
      const answer = await postCall(`${url}rpc`, bytes)
      t.equal(answer.status, 400)
      t.match(await answer.text(), text)
      const socket = await rawWebSocket(port, '/rpc')
      const closed = closeFrame(socket)
      socket.write(webSocketFrame(2, bytes))
      t.match(await closed, { code: 4003, text })
    }
    t.match(await server.metrics.registry.metrics(), /tickwire_rpc_foreign_bytes_total\{kind="TJSON"\} 1\n/)
    t.equal((await postCall(`${url}rpc`, new Uint8Array(0))).status, 400)
    t.equal((await postCall(`${url}rpc`, HELLO.subarray(0, 3))).status, 400)
  })

  t.test(
    `${listener}: an offer of another protocol, as Java's client makes it, is declined by answering`,
    async (t) => {
      const { port } = await start(t)
      const socket = await rawSocket(port)
      const heard: Buffer[] = []
      socket.on('data', (chunk: Buffer) => heard.push(chunk))
      const answers = () => Buffer.concat(heard).toString('latin1').split('Hello, Ada!').length - 1
      const head = (length: number, connection: string) =>
        `POST /rpc HTTP/1.1\r\nHost: here\r\nConnection: ${connection}\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n` +
        `Content-Length: ${length}\r\n\r\n`
      socket.write(Buffer.concat([Buffer.from(head(HELLO.length, 'Upgrade, HTTP2-Settings')), HELLO]))
      while (answers() < 1) await once(socket, 'data')
      socket.write(head(HELLO.length, 'Upgrade, HTTP2-Settings'))
      socket.write(HELLO.subarray(0, 9))
      await new Promise((resolve) => setImmediate(resolve))
      socket.write(HELLO.subarray(9))
      while (answers() < 2) await once(socket, 'data')
      const warnings: Error[] = []
      const warn = (warning: Error) => warnings.push(warning)
      process.on('warning', warn)
      t.teardown(() => process.off('warning', warn))
      for (let offers = 3; offers <= 30; offers++) {
        socket.write(Buffer.concat([Buffer.from(head(HELLO.length, 'Upgrade, HTTP2-Settings')), HELLO]))
        while (answers() < offers) await once(socket, 'data')
      }
      t.same(warnings, [], 'no listeners pile up on the socket')
      t.notMatch(Buffer.concat(heard).toString('latin1'), /HTTP\/1\.1 (?!200)/)
      socket.destroy()
    },
  )

  t.test(`${listener}: a body without a length ends at the limit`, async (t) => {
    const { port } = await start(t)
    const endless = await rawSocket(port)
    endless.write('POST /rpc HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n')
    const chunk = Buffer.concat([Buffer.from('4000\r\n'), Buffer.alloc(0x4000), Buffer.from('\r\n')])
    for (let i = 0; i < 5; i++) endless.write(chunk)
    const [large] = await once(endless, 'data')
    t.match(String(large), /^HTTP\/1\.1 413 /)
    endless.destroy()
  })

  t.test(`${listener}: pages of allowed origins may call, others may not`, async (t) => {
    const origin = 'https://game.example'
    const { url } = await start(t, { allowedOrigins: [origin] })
    const ask = (from: string, method: string) =>
      fetch(`${url}rpc`, { method, headers: { Origin: from }, ...(method === 'POST' ? { body: HELLO } : {}) })
    const preflight = await ask(origin, 'OPTIONS')
    t.equal(preflight.status, 204)
    t.match(Object.fromEntries(preflight.headers), {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'Origin',
    })
    const call = await ask(origin, 'POST')
    t.equal(call.status, 200)
    t.equal(call.headers.get('access-control-allow-origin'), origin)
    for (const method of ['OPTIONS', 'POST']) {
      const refused = await ask('https://evil.example', method)
      t.equal(refused.status, 403)
      t.equal(refused.headers.get('access-control-allow-origin'), null)
    }
    t.equal((await ask(url.slice(0, -1), 'POST')).status, 200, 'its own')
  })

  t.test(`${listener}: peers that go away in the middle of a call disturb nobody`, async (t) => {
    const { url } = await start(t)
    const { accessToken } = await httpClient(sessionService, url).login({ deviceId: DEVICE }, INFO)
    const poll = messageOf(eventsService, 'binary', (client) => client.poll(0, 20_000, 10))
    const leaving = new AbortController()
    const half = await rawSocket(Number(new URL(url).port))
    half.write('POST /rpc HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nabc')
    const polled = fetch(`${url}rpc`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}` },
      body: poll,
      signal: leaving.signal,
    })
    t.match(await httpClient(greeterService, url).SayHello({ name: 'Ada' }), { message: 'Hello, Ada!' })
    leaving.abort()
    half.destroy()
    await t.rejects(polled)
    t.match(await httpClient(greeterService, url).SayHello({ name: 'Ben' }), { message: 'Hello, Ben!' }, 'it goes on')
  })
}

type Tap = Parameters<typeof startArena>[0]
