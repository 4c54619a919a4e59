// What becomes of a call: every way a handler can end, every reason not to run it. Apache's generated clients
// are the other end, in both protocols.

import { type EventsClient, eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { type GreeterClient, greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type { MethodRole } from '@tickwire/protocol'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import t from 'tap'
import { UnavailableError } from '../finder/unavailable-error.js'
import { CALL_TIMEOUT_MS, CALLS_IN_FLIGHT_MAX, LONG_POLL_GRACE_MS } from './limits.js'
import {
  ASSIGNMENT,
  applicationException,
  changed,
  everyMethod,
  memoryClient,
  messageOf,
  type ProtocolName,
  rejection,
  settle,
  testCaller,
  testDispatcher,
} from './testing.js'

const PROTOCOL_NAMES: readonly ProtocolName[] = ['binary', 'compact']

/** What the tests are about is not held up by the rates of the Lobby's methods. */
const UNRATED = changed(lobbyService, { rate: { count: 1_000_000, perMs: 1_000 } })

function lobbyWith(protocol: ProtocolName, handler: (...args: never[]) => unknown, service = UNRATED) {
  const test = testDispatcher()
  test.dispatcher.register(service, everyMethod(service, handler))
  const caller = testCaller()
  const client = memoryClient(service, protocol, (message, reply) => test.dispatcher.handle(message, caller, reply))
  return { ...test, caller, client, join: () => client.joinRoom('r1', { asSpectator: false }) }
}

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

  t.test(`${protocol}: without a player only what needs none is run`, async (t) => {
    const test = lobbyWith(protocol, () => ASSIGNMENT)
    test.caller.player = undefined
    t.match(await rejection(test.join()), { name: 'Refused', code: 2 })
    t.equal(test.counters.counts['rpc_refused{UNAUTHENTICATED}'], 1)
    const open = lobbyWith(protocol, () => ASSIGNMENT, changed(lobbyService, { auth: 'none' }))
    open.caller.player = undefined
    t.has(await open.join(), ASSIGNMENT)
  })

  t.test(`${protocol}: a missing argument is refused by its path`, async (t) => {
    const test = lobbyWith(protocol, () => ASSIGNMENT)
    const client = test.client as unknown as {
      joinRoom(...args: unknown[]): Promise<unknown>
      createRoom(...args: unknown[]): Promise<unknown>
    }
    t.match(await rejection(client.joinRoom(undefined, {})), { name: 'Refused', code: 1, parameter: 'roomId' })
    t.match(await rejection(client.createRoom({ roomKind: 'arena', requestId: 'x' })), {
      code: 1,
      parameter: 'request.title',
    })
  })

  t.test(`${protocol}: a rate is kept for each player, and heals with time`, async (t) => {
    const limited = changed(lobbyService, { rate: { count: 2, perMs: 1_000 } })
    const { join, caller, scheduler } = lobbyWith(protocol, () => ASSIGNMENT, limited)
    await join()
    await join()
    t.match(await rejection(join()), { name: 'Refused', code: 7, retryAfterMs: 500 })
    caller.player = { playerId: 'p2', displayName: 'Bob' }
    await join()
    caller.player = { playerId: 'p1', displayName: 'Ada' }
    scheduler.step(500)
    await join()
    t.match(await rejection(join()), { code: 7 })
  })

  t.test(`${protocol}: the rate of a method for everybody is its address's, whoever logged in meanwhile`, async (t) => {
    const limited = changed(lobbyService, { auth: 'none', rate: { count: 2, perMs: 1_000 } })
    const { join, caller } = lobbyWith(protocol, () => ASSIGNMENT, limited)
    caller.player = undefined
    await join()
    caller.player = { playerId: 'p2', displayName: 'Bob' }
    await join()
    t.match(await rejection(join()), { name: 'Refused', code: 7, retryAfterMs: 500 })
    caller.player = undefined
    t.match(await rejection(join()), { code: 7 })
  })

  t.test(`${protocol}: a connection has so many calls in flight and no more`, async (t) => {
    const finish: (() => void)[] = []
    const test = lobbyWith(protocol, () => new Promise((resolve) => finish.push(() => resolve(ASSIGNMENT))))
    const answers = Array.from({ length: CALLS_IN_FLIGHT_MAX }, () => test.join())
    t.match(await rejection(test.join()), { name: 'Refused', code: 6 })
    finish.shift()?.()
    await answers[0]
    const next = test.join()
    for (const each of finish.splice(0)) each()
    await Promise.all([...answers, next])
  })

  t.test(`${protocol}: a call that was given up and then answers is counted once`, async (t) => {
    const finish: (() => void)[] = []
    const test = lobbyWith(protocol, () => new Promise((resolve) => finish.push(() => resolve(ASSIGNMENT))))
    const slow = rejection(test.join())
    test.scheduler.step(1)
    const answers = [test.join()]
    test.scheduler.step(CALL_TIMEOUT_MS - 1)
    await slow
    finish.shift()?.()
    await settle()
    while (answers.length < CALLS_IN_FLIGHT_MAX) answers.push(test.join())
    t.match(await rejection(test.join()), { code: 6 })
    for (const each of finish) each()
    await Promise.all(answers)
    const again = Array.from({ length: CALLS_IN_FLIGHT_MAX }, () => test.join())
    for (const each of finish) each()
    await Promise.all(again)
  })

  t.test(`${protocol}: messages of another type than a call are strikes without an answer`, async (t) => {
    const { dispatcher, counters } = testDispatcher()
    dispatcher.register(greeterService, { SayHello: () => t.fail('it ran') })
    const typed = (type: number, target: string) => {
      const message = messageOf(
        greeterService,
        protocol,
        (client: GreeterClient) => client.SayHello({ name: '' }),
        target,
      )
      if (protocol === 'binary') message[3] = type
      else message[1] = (type << 5) | 1
      return dispatcher.handle(message, testCaller(), () => t.fail('answered'))
    }
    for (const type of [0, 2, 3, 4, 5, 7]) t.equal(typed(type, 'Greeter'), 'malformed')
    t.equal(typed(4, 'Nobody'), 'unknown')
    t.same(counters.counts, { 'rpc_protocol_errors{BAD_MESSAGE_TYPE}': 6, rpc_unknown_methods: 1 })
  })

  t.test(
    `${protocol}: an unknown name is answered with fixed words and told apart from a malformed message`,
    async (t) => {
      const { dispatcher, counters } = testDispatcher()
      dispatcher.register(greeterService, { SayHello: () => ({ message: 'hi' }) })
      const hello = (client: GreeterClient) => client.SayHello({ name: 'x' })
      for (const target of ['Nobody', 'constructor', '__proto__', 'Greeter@room-1', '', '@', 'x'.repeat(64)]) {
        let answer: unknown
        const verdict = dispatcher.handle(messageOf(greeterService, protocol, hello, target), testCaller(), (reply) => {
          answer = applicationException(reply, protocol)
          t.ok(reply.length < 100)
        })
        t.equal(verdict, 'unknown')
        t.same(answer, { method: 'SayHello', seqid: 1, type: 1, message: 'unknown service or method' })
      }
      t.equal(counters.counts.rpc_unknown_methods, 7)
    },
  )

  t.test(`${protocol}: a name above 64 bytes is a malformed message`, async (t) => {
    const { dispatcher, counters } = testDispatcher()
    const hello = (client: GreeterClient) => client.SayHello({ name: 'x' })
    for (const length of [65, 66, 200, 4_000]) {
      const message = messageOf(greeterService, protocol, hello, 'x'.repeat(length))
      t.equal(
        dispatcher.handle(message, testCaller(), (reply) => t.ok(reply.length < 100)),
        'malformed',
      )
    }
    t.same(counters.counts, { 'rpc_protocol_errors{NAME_LENGTH}': 4 })
  })

  t.test(`${protocol}: malformed arguments are answered by their seqid and run nothing`, async (t) => {
    const { dispatcher, counters } = testDispatcher()
    dispatcher.register(greeterService, { SayHello: () => t.fail('it ran') })
    const message = messageOf(greeterService, protocol, (client: GreeterClient) => client.SayHello({ name: 'Ada' }))
    let answer: unknown
    const verdict = dispatcher.handle(message.subarray(0, -1), testCaller(), (reply) => {
      answer = applicationException(reply, protocol)
    })
    t.equal(verdict, 'malformed')
    t.same(answer, { method: 'SayHello', seqid: 1, type: 7, message: 'malformed Thrift message: TRUNCATED' })
    t.same(counters.counts, { 'rpc_protocol_errors{TRUNCATED}': 1 })
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

t.test('what cannot be dispatched at all is our own mistake, told at once', async (t) => {
  const { dispatcher } = testDispatcher()
  t.throws(() => dispatcher.register(greeterService, {}), { message: 'Greeter.SayHello has no handler' })
  const operator = changed(greeterService, { role: 'admin' })
  t.throws(() => dispatcher.register(operator, { SayHello: () => undefined }), /operator listener/)
})

t.test('one dispatcher answers each message in its own protocol', async (t) => {
  const { dispatcher } = testDispatcher()
  dispatcher.register(eventsService, { poll: () => Promise.resolve({ events: [], upTo: 3, lost: false }) })
  const clients: EventsClient[] = PROTOCOL_NAMES.map((protocol) =>
    memoryClient(eventsService, protocol, (message, reply) => dispatcher.handle(message, testCaller(), reply)),
  )
  const batches = await Promise.all(clients.map((client) => client.poll(3, 1_000, 10)))
  for (const batch of batches) t.has(batch, { events: [], upTo: 3, lost: false })
})

t.test('an operator needs the role that the method names; each role has those before it', async (t) => {
  const attempts: string[] = []
  const { dispatcher } = testDispatcher({
    serves: 'operators',
    onForbidden: ({ name }, method) => attempts.push(`${name} ${method}`),
  })
  const service = changed(lobbyService, { role: 'operator' })
  dispatcher.register(
    service,
    everyMethod(service, () => ASSIGNMENT),
  )
  const join = (role?: MethodRole) => {
    const operator = role === undefined ? undefined : { name: `the ${role}`, role }
    const caller = testCaller({ operator })
    const client = memoryClient(service, 'compact', (message, reply) => dispatcher.handle(message, caller, reply))
    return client.joinRoom('r1', { asSpectator: false })
  }
  t.match(await rejection(join()), { name: 'Refused', code: 2 }, 'a player is nobody here')
  t.match(await rejection(join('viewer')), { name: 'Refused', code: 3, message: /needs the role operator, not viewer/ })
  t.has(await join('operator'), ASSIGNMENT)
  t.has(await join('admin'), ASSIGNMENT)
  t.same(attempts, ['the viewer Lobby.joinRoom'])
})
