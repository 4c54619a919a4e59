// The operators' port over real sockets: what is there, and what is not.

import arena from '@tickwire/arena'
import { CloseReason, sessionService } from '@tickwire/client'
import { createServer } from '@tickwire/server'
import { messageOf } from '@tickwire/server/internals'
import t, { type Test } from 'tap'
import { ANY_PORT, closeFrame, rawWebSocket, webSocketFrame } from './arena-server.js'
import { bytesOf, postCall } from './http-client.js'

const LOGOUT = messageOf(sessionService, 'binary', (client) => client.logout())
const TOKEN = 'a token of an operator, of thirty-two or more'

async function operated(t: Test) {
  const operators = [{ name: 'Olga', role: 'viewer', token: TOKEN }] as const
  const server = createServer({ games: [arena], ...ANY_PORT, operators, logLevel: 'silent' })
  t.teardown(() => server.stop())
  const { admin } = await server.listen()
  return { server, url: new URL('/', admin).href, port: Number(new URL(admin).port) }
}

t.test('metrics and health are there; players have no way in', async (t) => {
  const { server, url } = await operated(t)
  const metrics = await fetch(`${url}metrics`)
  t.equal(metrics.status, 200)
  t.match(await metrics.text(), /tickwire_rooms 0\n/)
  t.equal((await fetch(`${url}metrics`, { method: 'POST' })).status, 204)
  for (const path of ['livez', 'readyz']) t.equal((await fetch(url + path)).status, 200, path)
  for (const path of ['', 'play', 'main.js']) t.equal((await fetch(url + path)).status, 404, path)
  server.app.stop(CloseReason.SERVER_STOPPING, 'bye')
  t.equal((await fetch(`${url}livez`)).status, 200, 'it lives')
  t.equal((await fetch(`${url}readyz`)).status, 503, 'and takes no more players')
})

t.test('calls need an operator, by POST or WebSocket', async (t) => {
  const { url, port } = await operated(t)
  t.match((await bytesOf(await postCall(`${url}rpc`, LOGOUT))).toString('latin1'), /log in on this connection/)
  const forged = await postCall(`${url}rpc`, LOGOUT, 'forged')
  t.equal(forged.status, 401)
  t.match(await forged.text(), /no operator has this token/)
  const answer = await postCall(`${url}rpc`, LOGOUT, TOKEN)
  t.notMatch((await bytesOf(answer)).toString('latin1'), /log in/)
  await t.rejects(rawWebSocket(port, '/play'), { message: /^HTTP\/1\.1 404/ })
  const socket = await rawWebSocket(port, '/rpc')
  const closed = closeFrame(socket)
  socket.write(webSocketFrame(2, Buffer.from('{"method":"status"}')))
  t.match(await closed, { code: 4003, text: /^JSON arrived/ })
})
