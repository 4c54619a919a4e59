// How often one may guess: by address, by account, one after the other and all at once.

import { RefusedError } from '@tickwire/simulation'
import t from 'tap'
import { ATTEMPTS_WAITING_MAX } from './attempt-limiter.js'
import { ACCOUNT_FAILURES_MAX, ACCOUNT_FAILURES_PER_MS, FAILED_LOGINS_MAX, FAILED_LOGINS_PER_MS } from './sessions.js'
import { DEVICE_ID, pendingLogin, settled, testSessions } from './testing.js'

const WRONG = new RefusedError(2, 'wrong password')

t.test('an address that fails too often must wait, others need not', async (t) => {
  const { clock, login } = testSessions()
  const fail = () => t.rejects(login('short'), { code: 2 })
  for (let i = 0; i < FAILED_LOGINS_MAX; i++) {
    clock.nowMs = i * 1_000
    await fail()
  }
  await t.rejects(login(), { code: 7, details: { retryAfterMs: FAILED_LOGINS_PER_MS - clock.nowMs } })
  t.ok(await login(DEVICE_ID, 'another'))
  clock.nowMs = FAILED_LOGINS_PER_MS - 1
  await t.rejects(login(DEVICE_ID, 'a/2'), { code: 7, details: { retryAfterMs: 1 } })
  clock.nowMs = FAILED_LOGINS_PER_MS
  t.ok(await login())
  await fail()
  await t.rejects(login(), { code: 7, details: { retryAfterMs: 1_000 } })
})

t.test('an account that is guessed at from many addresses is closed for a while, others are not', async (t) => {
  const { clock, login } = testSessions({
    guests: false,
    accountOf: ({ custom }) => custom?.name,
    authenticate: async ({ custom }) => {
      if (custom?.password !== 'right') throw WRONG
      return { playerId: custom.name! }
    },
  })
  for (let i = 0; i < ACCOUNT_FAILURES_MAX; i++) {
    await t.rejects(login({ custom: { name: 'ada', password: `${i}` } }, `address ${i}`), { code: 2 })
  }
  await t.rejects(login({ custom: { name: 'ada', password: 'right' } }), {
    code: 7,
    details: { retryAfterMs: ACCOUNT_FAILURES_PER_MS },
  })
  t.ok(await login({ custom: { name: 'bob', password: 'right' } }))
  clock.nowMs = ACCOUNT_FAILURES_PER_MS
  t.ok(await login({ custom: { name: 'ada', password: 'right' } }))
})

t.test('attempts at once learn no more than as many in a row', async (t) => {
  const { asked, authenticate } = pendingLogin()
  const { login } = testSessions({ guests: false, authenticate })
  const codes: number[] = []
  for (let i = 0; i < 50; i++) login({ custom: { i: `${i}` } }).catch(({ code }) => codes.push(code))
  await settled()
  t.equal(asked.length, FAILED_LOGINS_MAX)
  for (const { reject } of asked) reject(WRONG)
  await settled()
  t.equal(asked.length, FAILED_LOGINS_MAX, 'those that waited are not even asked about')
  t.equal(codes.filter((code) => code === 2).length, FAILED_LOGINS_MAX)
  t.equal(codes.filter((code) => code === 7).length, 50 - FAILED_LOGINS_MAX)
})

t.test('good logins at once from one address wait for each other, and all get in', async (t) => {
  const { asked, authenticate } = pendingLogin()
  const { login } = testSessions({ guests: false, authenticate })
  const logins = Array.from({ length: 50 }, (_, i) => login({ custom: { i: `${i}` } }))
  for (let done = 0; done < 50; done++) {
    await settled()
    asked[done]!.resolve(`p${done}`)
  }
  t.equal(new Set((await Promise.all(logins)).map(({ playerId }) => playerId)).size, 50)
})

t.test('so many may wait; one more is refused and may come again', async (t) => {
  const { asked, authenticate } = pendingLogin()
  const { login } = testSessions({ guests: false, authenticate })
  const logins = Array.from({ length: FAILED_LOGINS_MAX + ATTEMPTS_WAITING_MAX }, () => login({ custom: {} }))
  await settled()
  await t.rejects(login({ custom: {} }), { code: 7, details: { retryAfterMs: 1_000 } })
  for (let done = 0; done < logins.length; done++) {
    asked[done]!.resolve('p1')
    await settled()
  }
  t.equal((await Promise.all(logins)).length, logins.length)
})

t.test('what is not the client’s fault does not count against it', async (t) => {
  const { login } = testSessions({
    guests: false,
    authenticate: () => Promise.reject(new Error('the database is down')),
  })
  for (let i = 0; i < 2 * FAILED_LOGINS_MAX; i++) {
    await t.rejects(login({ custom: {} }), { message: 'the database is down' })
  }
})
