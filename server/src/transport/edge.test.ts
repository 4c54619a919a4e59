// What stands behind the port, without sockets: a clock that is stepped, and calls whose answers a test gives.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import t from 'tap'
import type { Reply } from '../rpc/call.js'
import type { Caller } from '../rpc/ports.js'
import { TestCounters } from '../rpc/testing.js'
import { AddressLimits, UPGRADES_PER_SECOND_MAX } from './address-limits.js'
import { CallGate } from './call-gate.js'
import { Edge, HTTP_CALLS, HTTP_CALLS_PER_ADDRESS_MAX, type RequestHead } from './edge.js'
import { type HttpAnswer, type HttpRoute, textAnswer } from './http-answer.js'
import { BODY_TIMEOUT_MS } from './http-call.js'
import { REFUSAL_DELAY_MS, REFUSALS_WAITING_MAX } from './late-refusals.js'
import { TrustedProxies } from './trusted-proxies.js'

const MESSAGE = Uint8Array.of(0x80, 1, 0, 1)

function edgeOf(basePath = '') {
  let nowMs = 0
  let connectionId = 0
  const gone: number[] = []
  const ticking = { now: false }
  const counters = new TestCounters()
  const gate = new CallGate(() => ticking.now)
  const handled: { readonly caller: Caller; readonly reply: Reply; readonly service: string | undefined }[] = []
  const edge = new Edge({
    basePath,
    calls: {
      handle(_message, caller, reply, service) {
        handled.push({ caller, reply, service })
        return 'accepted'
      },
    },
    gate,
    play: undefined,
    counters,
    nowMs: () => nowMs,
    sockets: new AddressLimits(true, () => nowMs),
    httpCalls: new AddressLimits(true, () => nowMs, HTTP_CALLS),
    nextConnectionId: () => ++connectionId,
    proxies: new TrustedProxies(['10.0.0.0/8']),
    allowedOrigins: [],
    authenticate(token) {
      if (token === 'olga') return { player: undefined, operator: { name: 'Olga', role: 'viewer' } }
      if (token === 'guess') throw new RefusedError(ErrorCode.RATE_LIMITED, 'too many', { retryAfterMs: 4_500 })
      if (token !== 'ada') throw new RefusedError(2, 'log in again')
      return { player: { playerId: 'p1', displayName: 'Ada' }, operator: undefined }
    },
    routes: new Map<string, HttpRoute>([
      ['/broken', { GET: () => Promise.reject(new Error('a secret')) }],
      ['/fine', { GET: () => textAnswer(200, 'fine') }],
    ]),
    operatorRoutes: ['/broken'],
    onRpcClosed: ({ connectionId: id }) => gone.push(id),
  })
  /** A request without its body. */
  const ask = (fields: Partial<RequestHead> & { readonly headers?: Record<string, string> } = {}) => {
    const answers: HttpAnswer[] = []
    const { headers = {}, ...rest } = fields
    const header = (name: string): string => headers[name] ?? ''
    const head = { method: 'POST', path: '/rpc', address: '192.0.2.1', header, joinedHeader: header, ...rest }
    return { call: edge.request(head, (answer) => answers.push(answer)), answers }
  }
  /** A request for a WebSocket. */
  const upgrade = (address = '192.0.2.1') => {
    const answers: HttpAnswer[] = []
    const header = (): string => ''
    const head = { method: 'GET', path: '/rpc', address, header, joinedHeader: header }
    return { pass: edge.admit('/rpc', head, (answer) => answers.push(answer)), answers }
  }
  const step = (ms: number): void => {
    nowMs += ms
    edge.sweep(nowMs)
  }
  return { edge, ask, upgrade, step, handled, counters, gone, ticking, gate }
}

t.test('an address may have so many calls open; each gives its room back with its answer', async (t) => {
  const { ask, handled, counters, gone } = edgeOf()
  const open = Array.from({ length: HTTP_CALLS_PER_ADDRESS_MAX }, () => ask())
  for (const { call } of open) call?.receive(MESSAGE, true)
  t.match(ask().answers, [{ status: 429 }])
  t.match(counters.counts, { 'http_calls_refused{ADDRESS_LIMIT}': 1 })
  t.ok(ask({ address: '192.0.2.2' }).call, 'others are not disturbed')

  open[0]?.call?.abort()
  t.same(gone, [1], 'a poll of it can end')
  t.match(ask().answers, [{ status: 429 }], 'a call goes on without its peer, and counts until it is answered')
  handled[0]?.reply(MESSAGE)
  t.same(open[0]?.answers, [{ ...open[0]?.answers[0], status: 200, body: MESSAGE }])
  const half = ask()
  t.ok(half.call)
  half.call?.receive(MESSAGE, false)
  half.call?.abort()
  half.call?.abort()
  t.ok(ask().call, 'who goes before the body was whole gives it back at once')
  t.match(ask().answers, [{ status: 429 }], 'and once')
})

t.test('an address that opens too many sockets is told so late, others at once that they may', async (t) => {
  const { upgrade, step, counters } = edgeOf()
  for (let i = 0; i < UPGRADES_PER_SECOND_MAX; i++) t.ok(upgrade().pass)
  const refused = Array.from({ length: REFUSALS_WAITING_MAX + 1 }, () => upgrade())
  t.same([refused[0]?.pass, refused[0]?.answers], [undefined, []])
  t.match(refused.at(-1)?.answers, [{ status: 429, closes: true }], 'so many wait, one more does not')
  t.match(counters.counts, { 'upgrades_refused{ADDRESS_LIMIT}': REFUSALS_WAITING_MAX + 1 })
  t.ok(upgrade('192.0.2.2').pass)

  step(REFUSAL_DELAY_MS - 1)
  t.same(refused[0]?.answers, [])
  step(1)
  t.ok(refused.every(({ answers }) => answers.length === 1 && answers[0]?.status === 429))
  step(REFUSAL_DELAY_MS)
  t.equal(refused[0]?.answers.length, 1, 'told once')
})

t.test('behind a trusted proxy calls are counted for the address that it names', async (t) => {
  const { ask, handled } = edgeOf()
  const from = (client: string) => ask({ address: '10.0.0.1', headers: { 'x-forwarded-for': client } })
  for (let i = 0; i < HTTP_CALLS_PER_ADDRESS_MAX; i++) from(`2001:db8::${i}`).call?.receive(MESSAGE, true)
  t.equal(handled[0]?.caller.address, '2001:db8:0:0')
  t.match(from('2001:db8::ffff').answers, [{ status: 429 }], 'an IPv6 /64 is one address')
  t.ok(from('2001:db8:0:1::1').call)
  const forged = Array.from({ length: HTTP_CALLS_PER_ADDRESS_MAX + 1 }, (_, i) =>
    ask({ address: '198.51.100.1', headers: { 'x-forwarded-for': `203.0.113.${i}` } }),
  )
  t.match(forged.at(-1)?.answers, [{ status: 429 }], 'who is no proxy speaks for nobody')
})

t.test('with a base path everything is below it, and nothing elsewhere', async (t) => {
  const { edge, ask } = edgeOf('/games/eu1')
  t.ok(ask({ path: '/games/eu1/rpc' }).call)
  t.equal(edge.urlOf('/rpc'), '/games/eu1/rpc')
  const get = (path: string) => ask({ method: 'GET', path }).answers
  t.match(get('/games/eu1/fine'), [{ status: 200 }])
  t.match(get('/games/eu1'), [{ status: 308, headers: [{}, {}, ['Location', '/games/eu1/']] }])
  for (const path of ['/rpc', '/fine', '/', '/games/eu10/fine', '/games/eu1/games/eu1/fine', '/games/eu1//fine']) {
    t.match(get(path), [{ status: 404 }], path)
  }
})

t.test('a body that is not whole in time is 408, and gives its room back', async (t) => {
  const { ask, step, handled } = edgeOf()
  const slow = ask()
  slow.call?.receive(MESSAGE, false)
  step(BODY_TIMEOUT_MS - 1)
  t.same(slow.answers, [])
  step(1)
  t.match(slow.answers, [{ status: 408, closes: true }])
  slow.call?.receive(MESSAGE, true)
  t.equal(handled.length, 0, 'what comes later is not read')
  t.equal(slow.answers.length, 1)
  const whole = ask()
  whole.call?.receive(MESSAGE, true)
  step(10 * BODY_TIMEOUT_MS)
  t.same(whole.answers, [], 'a call has its own deadline')
})

t.test("each call is a connection of its own, and the player is its token's", async (t) => {
  const { ask, handled } = edgeOf()
  ask({ headers: { authorization: 'Bearer ada' } }).call?.receive(MESSAGE, true)
  ask({ path: '/rpc/ArenaRoom%40arena-1' }).call?.receive(MESSAGE, true)
  const [ada, nobody] = handled
  t.match(ada, { caller: { player: { playerId: 'p1' }, isOneCall: true }, service: undefined })
  t.match(nobody, { caller: { player: undefined }, service: 'ArenaRoom@arena-1' })
  t.not(ada?.caller.connectionId, nobody?.caller.connectionId)
  t.match(ask({ headers: { authorization: 'Bearer ben' } }).answers, [{ status: 401, body: 'log in again\n' }])
})

t.test('a wrong token is 401; one too many is 429 and says when to try again', async (t) => {
  const { ask, counters } = edgeOf()
  const [wrong] = ask({ headers: { authorization: 'Bearer ben' } }).answers
  t.match(wrong, { status: 401, closes: true })
  t.ok(wrong?.headers.some(([name, value]) => name === 'WWW-Authenticate' && value === 'Bearer'))
  t.match(ask({ headers: { authorization: 'Basic YTpi' } }).answers, [{ status: 401, body: /Bearer/ }])
  const [limited] = ask({ headers: { authorization: 'Bearer guess' } }).answers
  t.match(limited, { status: 429, closes: true, body: 'too many\n' })
  t.ok(limited?.headers.some(([name, value]) => name === 'Retry-After' && value === '5'))
  t.match(counters.counts, {
    'http_calls_refused{UNAUTHENTICATED}': 2,
    'http_calls_refused{RATE_LIMITED}': 1,
  })
})

t.test('a body in pieces is one message; one that is too large is refused before it is read', async (t) => {
  const { ask, handled } = edgeOf()
  const pieces = ask()
  for (const byte of MESSAGE) pieces.call?.receive(Uint8Array.of(byte), false)
  pieces.call?.receive(new Uint8Array(0), true)
  t.equal(handled.length, 1)
  t.match(ask({ headers: { 'content-length': '65537' } }).answers, [{ status: 413, closes: true }])
})

t.test('a call that comes during a tick waits for its end', async (t) => {
  const { ask, handled, ticking, gate } = edgeOf()
  ticking.now = true
  const [stays, leaves] = [ask(), ask()]
  for (const { call } of [stays, leaves]) call?.receive(MESSAGE, true)
  leaves?.call?.abort()
  t.equal(handled.length, 0)
  ticking.now = false
  gate.open()
  t.equal(handled.length, 1)
  handled[0]?.reply(MESSAGE)
  t.match(stays?.answers, [{ status: 200 }])
})

t.test("an operators' route answers nobody else", async (t) => {
  const { ask } = edgeOf()
  for (const headers of [{}, { authorization: 'Bearer ben' }, { authorization: 'Bearer ada' }] as const) {
    const { answers } = ask({ method: 'GET', path: '/broken', headers: { ...headers } })
    t.match(answers, [{ status: 401, headers: [{}, {}, ['WWW-Authenticate', 'Bearer']] }])
  }
})

t.test('a route that fails is a 500 that tells nothing', async (t) => {
  const { ask } = edgeOf()
  const { answers } = ask({ method: 'GET', path: '/broken', headers: { authorization: 'Bearer olga' } })
  await new Promise((resolve) => setImmediate(resolve))
  t.match(answers, [{ status: 500, body: 'internal error\n' }])
})
