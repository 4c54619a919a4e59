// Which messages become calls, and what is said of those that do not. Apache's generated clients are the other end, in both
// protocols.

import { type EventsClient, eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { type GreeterClient, greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import t from 'tap'
import {
  applicationException,
  changed,
  memoryClient,
  messageOf,
  PROTOCOL_NAMES,
  testCaller,
  testDispatcher,
} from './testing.js'

for (const protocol of PROTOCOL_NAMES) {
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
}

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
