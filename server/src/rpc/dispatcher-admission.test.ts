// Who may call what, with which arguments, how often and how much at a time.

import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type { MethodRole } from '@tickwire/protocol'
import t from 'tap'
import { CALL_TIMEOUT_MS, CALLS_IN_FLIGHT_MAX } from './limits.js'
import {
  ASSIGNMENT,
  changed,
  everyMethod,
  lobbyWith,
  memoryClient,
  PROTOCOL_NAMES,
  rejection,
  settle,
  testCaller,
  testDispatcher,
} from './testing.js'

for (const protocol of PROTOCOL_NAMES) {
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
}

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
