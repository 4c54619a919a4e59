// What a caller hears of a handler's end, in every way that one can end: values, refusals, errors, silence.

import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { type GreeterClient, greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import t from 'tap'
import { UnavailableError } from '../finder/unavailable-error.js'
import { CALL_TIMEOUT_MS, LONG_POLL_GRACE_MS } from './limits.js'
import {
  ASSIGNMENT,
  applicationException,
  changed,
  lobbyWith,
  memoryClient,
  messageOf,
  PROTOCOL_NAMES,
  rejection,
  settle,
  testCaller,
  testDispatcher,
} from './testing.js'

for (const protocol of PROTOCOL_NAMES) {
  t.test(
    `${protocol}: a value and a promise reach the caller, and the handler sees caller and arguments`,
    async (t) => {
      for (const answer of [ASSIGNMENT, Promise.resolve(ASSIGNMENT)]) {
        const seen: unknown[][] = []
        const { join, caller } = lobbyWith(protocol, (...args: unknown[]) => {
          seen.push(args)
          return answer
        })
        t.has(await join(), ASSIGNMENT)
        t.equal(seen[0]?.[0], caller)
        t.equal(seen[0]?.[1], 'r1')
      }
    },
  )

  t.test(`${protocol}: refusals arrive as the exceptions of the IDL, thrown or rejected`, async (t) => {
    const refused = new RefusedError(20, 'all seats are taken', {
      parameter: 'roomId',
      retryAfterMs: 500,
      reason: 'FULL',
    })
    const cases = [
      [
        refused,
        {
          name: 'Refused',
          code: 20,
          message: 'all seats are taken',
          parameter: 'roomId',
          retryAfterMs: 500,
          reason: 'FULL',
        },
      ],
      [new RefusedError(1007, 'no gold'), { name: 'Refused', code: 1007, message: 'no gold' }],
      [new NotFoundError('room', 'r1'), { name: 'NotFound', kind: 'room', key: 'r1', message: 'no room r1' }],
      [new UnavailableError('later', 700), { name: 'Unavailable', code: 0, message: 'later', retryAfterMs: 700 }],
    ] as const
    for (const [error, expected] of cases) {
      const thrown = lobbyWith(protocol, () => {
        throw error
      })
      t.match(await rejection(thrown.join()), expected)
      const rejected = lobbyWith(protocol, () => Promise.reject(error))
      t.match(await rejection(rejected.join()), expected)
      t.same(rejected.log.errors, [])
    }
  })

  t.test(`${protocol}: a refusal that the method does not declare is told in words`, async (t) => {
    const { dispatcher } = testDispatcher()
    dispatcher.register(greeterService, {
      SayHello: (_caller: unknown, { name }: { name: string }) => {
        throw name === 'code' ? new RefusedError(1, 'too long') : new NotFoundError('friend', 'x')
      },
    })
    for (const [name, text] of [
      ['code', 'BAD_ARGUMENT: too long'],
      ['', 'NOT_FOUND: no friend x'],
    ] as const) {
      const message = messageOf(greeterService, protocol, (client: GreeterClient) => client.SayHello({ name }))
      let answer: unknown
      dispatcher.handle(message, testCaller(), (reply) => {
        answer = applicationException(reply, protocol)
      })
      t.same(answer, { method: 'SayHello', seqid: 1, type: 0, message: text })
    }
  })

  t.test(`${protocol}: whatever else a handler throws stays inside, is logged and counted`, async (t) => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const garbage: unknown[] = [
      new Error('password=hunter2'),
      new TypeError('x'),
      'text',
      7,
      undefined,
      null,
      circular,
      Symbol('s'),
    ]
    for (const thing of garbage) {
      for (const handler of [
        () => Promise.reject(thing),
        () => {
          throw thing
        },
      ]) {
        const { join, log, counters } = lobbyWith(protocol, handler)
        t.match(await rejection(join()), { name: 'TApplicationException', message: 'internal error', type: 6 })
        t.equal(log.errors.length, 1)
        t.equal(counters.counts['rpc_internal_errors{Lobby.joinRoom}'], 1)
      }
    }
  })

  t.test(
    `${protocol}: a result that cannot be written leaves no partial bytes and becomes "internal error"`,
    async (t) => {
      let replies = 0
      const bad: unknown[] = [
        { ...ASSIGNMENT, expiresInMs: 'soon' },
        { ...ASSIGNMENT, seatToken: 42 },
        { ...ASSIGNMENT, expiresInMs: 2 ** 31 },
        { ...ASSIGNMENT, playUrl: 'x'.repeat(1_100_000) },
      ]
      const { dispatcher, client } = lobbyWith(protocol, () => (replies < bad.length ? bad[replies++] : ASSIGNMENT))
      for (const _ of bad)
        t.match(await rejection(client.joinRoom('r1', { asSpectator: false })), { message: 'internal error' })
      t.has(await client.joinRoom('r1', { asSpectator: false }), ASSIGNMENT)
      t.ok(dispatcher)
    },
  )

  t.test(`${protocol}: a handler that never answers is given up, and its late answer is ignored`, async (t) => {
    let finish: (value: unknown) => void = () => undefined
    const test = lobbyWith(protocol, () => new Promise((resolve) => (finish = resolve)))
    const answer = rejection(test.join())
    test.scheduler.step(CALL_TIMEOUT_MS - 1)
    await settle()
    t.equal(test.scheduler.pending, 1)
    test.scheduler.step(1)
    t.match(await answer, { name: 'Unavailable', message: /no answer within 10000 ms/ })
    t.equal(test.counters.counts['rpc_timeouts{Lobby.joinRoom}'], 1)
    finish(ASSIGNMENT)
    await settle()
    t.same(test.log.errors, [])
  })

  t.test(`${protocol}: a long poll may take as long as it says`, async (t) => {
    const { dispatcher, scheduler } = testDispatcher()
    dispatcher.register(eventsService, { poll: () => new Promise(() => undefined) })
    const caller = testCaller()
    const client = memoryClient(eventsService, protocol, (message, reply) => dispatcher.handle(message, caller, reply))
    const answer = rejection(client.poll(0, 25_000, 10))
    scheduler.step(25_000 + LONG_POLL_GRACE_MS - 1)
    t.equal(scheduler.pending, 1)
    scheduler.step(1)
    t.match(await answer, { name: 'TApplicationException', message: /^UNAVAILABLE: no answer within 30000 ms/ })
  })

  t.test(`${protocol}: an unanswered call keeps no timer once it is answered`, async (t) => {
    const { join, scheduler } = lobbyWith(protocol, () => Promise.resolve(ASSIGNMENT))
    await join()
    t.equal(scheduler.pending, 0)
  })

  t.test(`${protocol}: a oneway method is never answered, whatever its handler does`, async (t) => {
    const service = changed(greeterService, { oneway: true })
    for (const handler of [
      () => Promise.reject(new Error('x')),
      () => {
        throw new Error('x')
      },
      () => Promise.resolve(1),
      () => 'x',
    ]) {
      const { dispatcher, log } = testDispatcher()
      dispatcher.register(service, { SayHello: handler })
      const message = messageOf(service, protocol, (client: GreeterClient) => client.SayHello({ name: 'x' }))
      dispatcher.handle(message, testCaller(), () => t.fail('answered'))
      await settle()
      t.ok(log.errors.length <= 1)
    }
  })
}

t.test('a reply that cannot be delivered is logged, never thrown', async (t) => {
  const { dispatcher, log } = testDispatcher()
  dispatcher.register(greeterService, { SayHello: () => Promise.resolve({ message: 'hi' }) })
  const message = messageOf(greeterService, 'binary', (client: GreeterClient) => client.SayHello({ name: 'x' }))
  dispatcher.handle(message, testCaller(), () => {
    throw new Error('the socket is gone')
  })
  await settle()
  t.equal(log.errors.length, 2)
})
