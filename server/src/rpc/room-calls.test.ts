// Calls to rooms: into the mailbox at arrival, run inside the tick, answered after it, and every way in which that
// ends early.

import { type LobbyClient, lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { RefusedError, type RoomCall, type World } from '@tickwire/simulation'
import t from 'tap'
import { CALLS_IN_FLIGHT_MAX } from './limits.js'
import {
  ASSIGNMENT,
  changed,
  everyMethod,
  memoryClient,
  type ProtocolName,
  rejection,
  testCaller,
  testDispatcher,
} from './testing.js'

const PROTOCOL_NAMES: readonly ProtocolName[] = ['binary', 'compact']

for (const protocol of PROTOCOL_NAMES) {
  t.test(`${protocol}: a room call runs in the tick and is answered after it, with the tick`, async (t) => {
    const room = changed(lobbyService, { rate: { count: 1_000, perMs: 1_000 } }, 'arena')
    const { dispatcher, rooms } = testDispatcher()
    const ran: unknown[][] = []
    dispatcher.register(
      room,
      everyMethod(room, (...args: unknown[]) => {
        ran.push(args)
        return ASSIGNMENT
      }),
    )
    const ticks: (number | undefined)[] = []
    const client = memoryClient(
      room,
      protocol,
      (message, reply) =>
        dispatcher.handle(message, testCaller(), (bytes, tick) => {
          ticks.push(tick)
          reply(bytes)
        }),
      'Lobby@arena-7',
    )
    const answer = client.joinRoom('r9', { asSpectator: false })
    t.same(rooms.submitted, [{ roomId: 'arena-7', kind: 'arena' }])
    t.equal(ran.length, 0)
    const roomCall = { tick: 41 } as RoomCall<World>
    rooms.jobs[0]?.run(roomCall)
    t.equal(ran[0]?.[0], roomCall)
    t.equal(ran[0]?.[1], 'r9')
    t.same(ticks, [])
    rooms.jobs[0]?.answer(41)
    rooms.jobs[0]?.abandon()
    t.has(await answer, ASSIGNMENT)
    t.same(ticks, [41])
  })

  t.test(`${protocol}: on /play the connection says which room, elsewhere the name must`, async (t) => {
    const room = changed(lobbyService, { rate: { count: 1_000, perMs: 1_000 } }, 'arena')
    const { dispatcher, rooms } = testDispatcher()
    dispatcher.register(
      room,
      everyMethod(room, () => ASSIGNMENT),
    )
    const clientOf = (roomId: string | undefined) =>
      memoryClient(room, protocol, (message, reply) => dispatcher.handle(message, testCaller({ roomId }), reply))
    t.match(await rejection(clientOf(undefined).leaveRoom('x')), {
      name: 'Refused',
      code: 1,
      message: /Lobby@\{roomId\}/,
    })
    void clientOf('arena-3').leaveRoom('x')
    t.same(rooms.submitted, [{ roomId: 'arena-3', kind: 'arena' }])
  })

  t.test(`${protocol}: a room call can be refused, fail, be abandoned or forgotten`, async (t) => {
    const room = changed(lobbyService, { rate: { count: 1_000, perMs: 1_000 } }, 'arena')
    const start = (handler: () => unknown) => {
      const test = testDispatcher()
      test.dispatcher.register(room, everyMethod(room, handler))
      const client = memoryClient(room, protocol, (message, reply) =>
        test.dispatcher.handle(message, testCaller({ roomId: 'a' }), reply),
      )
      return { ...test, call: () => rejection(client.joinRoom('r', { asSpectator: false })) }
    }
    const busy = start(() => ASSIGNMENT)
    busy.rooms.refusal = new RefusedError(22, 'busy')
    t.match(await busy.call(), { name: 'Refused', code: 22 })

    const failing: [() => unknown, object][] = [
      [
        () => {
          throw new RefusedError(1000, 'the chest is locked')
        },
        { name: 'Refused', code: 1000 },
      ],
      [
        () => {
          throw new Error('secret')
        },
        { message: 'internal error' },
      ],
      [() => Promise.resolve(ASSIGNMENT), { message: 'internal error' }],
      [() => Promise.reject(new Error('secret')), { message: 'internal error' }],
    ]
    for (const [handler, expected] of failing) {
      const test = start(handler)
      const answer = test.call()
      test.rooms.jobs[0]?.run({} as RoomCall<World>)
      test.rooms.jobs[0]?.answer(1)
      t.match(await answer, expected)
    }

    const gone = start(() => ASSIGNMENT)
    const abandoned = gone.call()
    gone.rooms.jobs[0]?.abandon()
    t.match(await abandoned, { name: 'Refused', code: 21 })

    const forgotten = start(() => ASSIGNMENT)
    const unrun = forgotten.call()
    forgotten.rooms.jobs[0]?.answer(1)
    t.match(await unrun, { message: 'internal error' })
  })

  t.test(`${protocol}: room calls count as in flight until they are answered`, async (t) => {
    const room = changed(lobbyService, { rate: { count: 1_000, perMs: 1_000 } }, 'arena')
    const { dispatcher, rooms } = testDispatcher()
    dispatcher.register(
      room,
      everyMethod(room, () => undefined),
    )
    const caller = testCaller({ roomId: 'a' })
    const client: LobbyClient = memoryClient(room, protocol, (message, reply) =>
      dispatcher.handle(message, caller, reply),
    )
    const calls = Array.from({ length: CALLS_IN_FLIGHT_MAX }, () => client.leaveRoom('x').catch(() => undefined))
    t.match(await rejection(client.leaveRoom('x')), { code: 6 })
    for (const job of rooms.jobs.splice(0)) job.abandon()
    await Promise.all(calls)
    void client.leaveRoom('x')
    t.equal(rooms.jobs.length, 1)
  })
}
