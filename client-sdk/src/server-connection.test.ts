// The client's connection for calls when it is lost, or its server stops: opened and its session resumed by itself, with its
// states told; and the endings after which it is not.

import common from '@tickwire/gen-nodejs/apache/common_types.js'
import session from '@tickwire/gen-nodejs/apache/session_types.js'
import { CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import t from 'tap'
import { FakeNetwork, flushed, SteppedScheduler } from './bench.test.helper.js'
import { Client } from './client.js'
import { CLOSE_CODE_BASE } from './errors.js'
import { RETRIES_MAX, RETRY_MS_MAX } from './retry.js'
import { answerCall } from './thrift-peer.test.helper.js'

const tokens = { accessToken: 'x', accessExpiresInMs: 1, resumeExpiresInMs: 1 }
const grant = { playerId: 'p1', displayName: 'Ada', ...tokens }

async function start() {
  const scheduler = new SteppedScheduler()
  const network = new FakeNetwork()
  const client = new Client({ url: 'http://host', scheduler, openSocket: network.open, random: () => 0.5 })
  const states: string[] = []
  const closes: string[] = []
  /** How the server was asked to let the client in. */
  const entries: string[] = []
  /** What the server answers to a resume. */
  const server: { refusal: object | undefined } = { refusal: undefined }
  client.onState((state, closed) => states.push(closed === undefined ? state : `${state} ${closed.name}`))
  client.onClose(({ name }) => closes.push(name))
  const granted = () => Promise.resolve(new session.SessionGrant({ ...grant, resumeToken: `r${entries.length}` }))
  const login = (_credentials: unknown, { displayName }: { displayName: string }) => {
    entries.push(`login ${displayName}`)
    return granted()
  }
  const resume = (token: string, _info: unknown) => {
    entries.push(`resume ${token}`)
    return server.refusal === undefined ? granted() : Promise.reject(server.refusal)
  }
  const sessions = { service: sessionService, address: 'Session', handler: { login, resume } }
  /** Answers the login or resume that waits on the last socket. */
  const letIn = async (isOpen = false) => {
    if (!isOpen) network.last.events.opened()
    const [call] = network.last.take()
    network.last.events.received(await answerCall(call!, sessions))
    await flushed()
  }
  /** Lets the longest wait go by. */
  const passWait = async () => {
    scheduler.step(RETRY_MS_MAX)
    await flushed()
  }
  const loggedIn = client.login({ displayName: 'Ada' })
  await letIn()
  await loggedIn
  return { client, network, scheduler, states, closes, entries, server, letIn, passWait }
}

const hello = (client: Client) => client.calls(greeterService).SayHello({ name: 'Ada' })

t.test(
  'a lost connection is opened and its session resumed; what was under way fails, what comes meanwhile waits',
  async (t) => {
    const { client, network, states, closes, entries, letIn, passWait } = await start()
    const kept = client.calls(greeterService)
    const underWay = t.rejects(hello(client), { code: 'CLOSED', details: { closed: { name: 'CONNECTION_LOST' } } })
    network.last.events.closed(1_006, '')
    await underWay
    const waiting = kept.SayHello({ name: 'Ada' })
    t.equal(network.sockets.length, 1, 'not at once: thousands may have lost theirs in the same moment')
    await passWait()
    t.equal(network.sockets.length, 2)
    await letIn()
    t.same(entries, ['login Ada', 'resume r1'])
    network.last.events.received(await answerCall(network.last.take()[0]!))
    t.match(await waiting, { message: 'Hello, Ada!' })
    t.same(states, ['reconnecting CONNECTION_LOST', 'online'])
    t.same(closes, [])
    network.last.events.closed(1_006, '')
    await passWait()
    await letIn()
    t.same(states.slice(2), ['reconnecting CONNECTION_LOST', 'online'], 'as often as it takes')
    t.equal(entries.at(-1), 'resume r2', 'each token is used once')
  },
)

t.test(
  'a server that stops is waited for; the one that comes back knows no session, so the client logs in',
  async (t) => {
    const { network, states, entries, server, letIn, passWait } = await start()
    network.last.events.closed(CLOSE_CODE_BASE + CloseReason.SERVER_STOPPING, 'new version')
    await passWait()
    network.last.events.closed(1_006, '')
    await flushed()
    await passWait()
    server.refusal = new common.Refused({ code: ErrorCode.UNAUTHENTICATED, message: 'no such session' })
    await letIn()
    await letIn(true)
    t.same(states, ['reconnecting SERVER_STOPPING', 'online'])
    t.same(entries, ['login Ada', 'resume r1', 'login Ada'])
  },
)

t.test('a server that is not back yet is asked again, and at last the connection is over', async (t) => {
  const { client, network, states, closes, passWait } = await start()
  network.last.events.closed(1_006, '')
  const waiting = t.rejects(hello(client), { code: 'CLOSED', details: { closed: { name: 'CONNECTION_LOST' } } })
  for (let attempt = 0; attempt <= RETRIES_MAX; attempt++) {
    await passWait()
    network.last.events.closed(1_006, '')
    await flushed()
  }
  await passWait()
  t.equal(network.sockets.length, 1 + 1 + RETRIES_MAX)
  await waiting
  t.same(states, ['reconnecting CONNECTION_LOST', 'closed CONNECTION_LOST'])
  t.same(closes, ['CONNECTION_LOST'])
})

for (const reason of ['KICKED', 'REPLACED', 'IDLE', 'PROTOCOL_ERROR'] as const) {
  t.test(`after ${reason} it stays closed`, async (t) => {
    const { client, network, scheduler, states } = await start()
    network.last.events.closed(CLOSE_CODE_BASE + CloseReason[reason], '')
    await t.rejects(hello(client), { code: 'CLOSED', details: { closed: { name: reason } } })
    t.same([network.sockets.length, scheduler.timerCount, states], [1, 0, [`closed ${reason}`]])
  })
}

t.test('a reason that comes while it reconnects is the end too', async (t) => {
  const { network, states, passWait } = await start()
  network.last.events.closed(1_006, '')
  await passWait()
  network.last.events.closed(CLOSE_CODE_BASE + CloseReason.KICKED, '')
  await flushed()
  t.same(states, ['reconnecting CONNECTION_LOST', 'closed KICKED'])
})

t.test('a connection that never came up is not tried again', async (t) => {
  const network = new FakeNetwork()
  const client = new Client({ url: 'http://host', scheduler: new SteppedScheduler(), openSocket: network.open })
  const login = t.rejects(client.login(), { code: 'CLOSED' })
  network.last.events.closed(1_006, '')
  await login
  t.equal(network.sockets.length, 1)
})

t.test('close ends it while it reconnects, once', async (t) => {
  const { client, network, states, closes, passWait } = await start()
  network.last.events.closed(1_006, '')
  client.close()
  await passWait()
  client.close()
  t.same([network.sockets.length, closes], [1, ['NORMAL']])
  t.same(states, ['reconnecting CONNECTION_LOST', 'closed NORMAL'])
})
