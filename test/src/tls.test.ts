// TLS over real sockets, on every listener: who plays, calls and operates through it, and what a new certificate does.

import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { arenaSchema } from '@tickwire/arena/schema'
import { Client, type OpenSocket } from '@tickwire/client'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { messageOf, selfSigned } from '@tickwire/server/internals'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { type ArenaRoom, arenaService, type RunningArena, rawSocket, snapshots, startArena } from './arena-server.js'
import { LISTENERS } from './listeners.js'

const folder = mkdtempSync(joinPath(tmpdir(), 'tickwire-tls-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const [first, second] = [selfSigned(folder, 'first'), selfSigned(folder, 'second')]
const ca = [readFileSync(first.certFile), readFileSync(second.certFile)]

const HELLO = messageOf(greeterService, 'binary', (client) => client.SayHello({ name: 'Ada' }))
const OPERATOR = { name: 'ada', role: 'admin', token: 'x'.repeat(40) } as const

interface Secured extends RunningArena {
  /** Copies a certificate to where the server looks, and lets it look until it takes it. */
  show(certificate: typeof first): Promise<void>
  readonly files: { readonly certFile: string; readonly keyFile: string }
}

async function secured(t: Test, listener: (typeof LISTENERS)[number]): Promise<Secured> {
  const files = { certFile: joinPath(t.testdir({}), 'tls.crt'), keyFile: joinPath(t.testdirName, 'tls.key') }
  first.copyTo(files)
  // An operator listener that other machines reach speaks TLS as well.
  const running = await startArena(t, { listener, tls: files, adminHost: '0.0.0.0', operators: [OPERATOR] })
  const show = async (certificate: typeof first): Promise<void> => {
    certificate.copyTo(files)
    for (let i = 0; i < 2; i++) await running.server.certificates?.check()
  }
  return { ...running, show, files }
}

/** The name in the certificate that a port shows. */
async function shownBy(port: number): Promise<string> {
  const socket = await secureSocket(port)
  const { subject } = socket.getPeerCertificate()
  socket.destroy()
  return String(subject.CN)
}

async function secureSocket(port: number): Promise<TLSSocket> {
  const socket = connectTls({ port, host: '127.0.0.1', ca })
  await once(socket, 'secureConnect')
  return socket
}

/** A framed call on a socket that stays open. */
async function callOn(socket: Socket): Promise<string> {
  const frame = Buffer.alloc(4 + HELLO.length)
  frame.writeInt32BE(HELLO.length)
  frame.set(HELLO, 4)
  socket.write(frame)
  const [answer] = await once(socket, 'data')
  return (answer as Buffer).toString('latin1')
}

interface Answered {
  readonly status: number
  readonly text: string
}

function ask(port: number, method: string, path: string, headers = {}, body?: Uint8Array): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, ca }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      resolve({ status: answer.statusCode!, text: Buffer.concat(chunks).toString('latin1') })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

async function post(port: number, headers = {}): Promise<string> {
  return (await ask(port, 'POST', '/rpc', headers, HELLO)).text
}

/** The SDK's socket, with certificates that this test alone trusts. */
const openSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url, { ca })
  socket.on('open', () => events.opened())
  socket.on('message', (message: Buffer, isBinary) => events.received(isBinary ? message : message.toString()))
  socket.on('close', (code, reason) => events.closed(code, reason.toString()))
  socket.on('error', () => undefined)
  return {
    send: (message) => socket.send(Buffer.from(message)),
    close: (code, reason) => socket.close(code, reason),
  }
}

async function play(t: Test, url: string): Promise<ArenaRoom> {
  const client = new Client({ url, openSocket })
  await client.login({ displayName: 'Ada' })
  const room = await client.quickPlay(arenaSchema, { service: arenaService })
  t.teardown(() => client.close())
  await snapshots(room, 2)
  return room
}

for (const listener of LISTENERS) {
  t.test(`${listener}: a new certificate is shown by every listener, and who is connected goes on`, async (t) => {
    const { url, port, thriftPort, adminPort, show, files } = await secured(t, listener)
    const ports = [port, thriftPort, adminPort]
    t.match(url, /^https:/)
    for (const each of ports) t.equal(await shownBy(each), 'first')
    const room = await play(t, url)
    const tcp = await secureSocket(thriftPort)
    t.match(await callOn(tcp), /Hello, Ada!/)
    t.match(await post(port), /Hello, Ada!/)
    const bearer = { Authorization: `Bearer ${OPERATOR.token}` }
    t.equal(
      (await ask(adminPort, 'GET', '/metrics')).status,
      401,
      'elsewhere than on this machine figures want a token',
    )
    t.match(await ask(adminPort, 'GET', '/metrics', bearer), { status: 200, text: /tickwire_rooms/ })
    t.equal((await ask(adminPort, 'GET', '/readyz')).status, 200)
    t.match(await post(adminPort, bearer), /unknown service or method/)

    await show(second)
    for (const each of ports) t.equal(await shownBy(each), 'second')
    await snapshots(room, 5)
    t.match(await callOn(tcp), /Hello, Ada!/)
    await snapshots(await play(t, url), 2)

    writeFileSync(files.certFile, 'garbage')
    await show({ ...first, copyTo: () => undefined })
    for (const each of ports) t.equal(await shownBy(each), 'second', 'a broken file changes nothing')
    await show(first)
    for (const each of ports) t.equal(await shownBy(each), 'first')
    await snapshots(room, 2)
    tcp.destroy()
  })

  t.test(`${listener}: plain text, old versions and half a handshake get nowhere, and others go on`, async (t) => {
    const { url, port, thriftPort, adminPort, server } = await secured(t, listener)
    const room = await play(t, url)
    const halves = [port, thriftPort, adminPort].map(async (each) => {
      const half = await rawSocket(each)
      half.on('error', () => undefined)
      half.write(Buffer.from([22, 3, 1, 2, 0, 1]))
      await once(half.resume(), 'close')
    })
    for (const each of [port, thriftPort, adminPort]) {
      const plain = await rawSocket(each)
      plain.on('error', () => undefined)
      plain.write('GET /livez HTTP/1.1\r\nHost: here\r\n\r\n')
      let heard = ''
      plain.on('data', (chunk) => {
        heard += String(chunk)
      })
      await once(plain, 'close')
      t.notMatch(heard, /200/)
      const old = connectTls({ port: each, host: '127.0.0.1', ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })
      await t.rejects(once(old, 'secureConnect'), String(each))
    }
    await Promise.all(halves)
    await snapshots(room, 2)
    t.match(await server.metrics.registry.metrics(), /rpc_closed_total\{kind="HELLO_TIMEOUT"\} 1/)
  })

  t.test(`${listener}: it stops within a second though handshakes are under way`, async (t) => {
    const { port, thriftPort, adminPort, server } = await secured(t, listener)
    for (const each of [port, thriftPort, adminPort]) {
      const socket = connectTcp(each, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      t.teardown(() => socket.destroy())
    }
    const startedMs = performance.now()
    await server.stop()
    t.ok(performance.now() - startedMs < 1_000)
  })
}
