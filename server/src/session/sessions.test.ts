// Guests, their names, their tokens, and how often one may guess.

import t from 'tap'
import { cleanDisplayName, guestName } from './display-name.js'
import { ACCESS_TOKEN_MS, ACCESS_TOKENS_MAX, FAILED_LOGINS_MAX, FAILED_LOGINS_PER_MS, Sessions } from './sessions.js'

const DEVICE_ID = '0123456789abcdef0123456789abcdef'

function sessionsOf() {
  const clock = { nowMs: 0 }
  const hashed: string[] = []
  let tokens = 0
  const sessions = new Sessions({
    hash: (text) => {
      hashed.push(text)
      return `#${[...text].reverse().join('')}`.padEnd(32, '.')
    },
    randomToken: () => `token ${++tokens}`,
    nowMs: () => clock.nowMs,
  })
  const login = (deviceId = DEVICE_ID, address = 'a') => sessions.login({ deviceId }, undefined, address)
  return { sessions, clock, login, hashed }
}

t.test('one device id is one player for ever, and the id itself is nowhere in it', async (t) => {
  const { login } = sessionsOf()
  const again = sessionsOf().login()
  const { playerId } = login()
  t.equal(again.playerId, playerId)
  t.not(login(`${DEVICE_ID}x`).playerId, playerId)
  t.notOk(playerId.includes(DEVICE_ID))
  t.ok(playerId.length <= 64)
})

t.test('an access token is good until its time, the next login, or the logout', async (t) => {
  const { sessions, clock, login } = sessionsOf()
  const first = login()
  const { playerId, displayName } = first
  t.same(sessions.authenticate(first.accessToken), { playerId, displayName })
  t.equal(sessions.authenticate('made up'), undefined)
  const second = login()
  t.equal(sessions.authenticate(first.accessToken), undefined)
  t.ok(sessions.authenticate(second.accessToken))
  sessions.logout(playerId)
  sessions.logout(playerId)
  t.equal(sessions.authenticate(second.accessToken), undefined)
  const third = login()
  t.equal(third.accessExpiresInMs, ACCESS_TOKEN_MS)
  clock.nowMs = ACCESS_TOKEN_MS - 1
  t.ok(sessions.authenticate(third.accessToken))
  clock.nowMs = ACCESS_TOKEN_MS
  t.equal(sessions.authenticate(third.accessToken), undefined)
})

t.test('access tokens are bounded: the oldest ends', async (t) => {
  const { sessions, login } = sessionsOf()
  const first = login()
  const second = login(`${DEVICE_ID}2`)
  for (let i = 0; i < ACCESS_TOKENS_MAX - 1; i++) login(`${DEVICE_ID} and ${i}`)
  t.equal(sessions.authenticate(first.accessToken), undefined)
  t.ok(sessions.authenticate(second.accessToken))
})

t.test('unusable credentials are refused by the member that is at fault', async (t) => {
  const { sessions } = sessionsOf()
  const bad: [object, number, string][] = [
    [{}, 2, 'credentials.deviceId'],
    [{ deviceId: null, identityToken: null }, 2, 'credentials.deviceId'],
    [{ deviceId: 'x'.repeat(15) }, 2, 'credentials.deviceId'],
    [{ deviceId: 'x'.repeat(129) }, 2, 'credentials.deviceId'],
    [{ identityToken: 'jwt' }, 1, 'credentials.identityToken'],
    [{ identityToken: 'jwt', deviceId: DEVICE_ID }, 1, 'credentials.identityToken'],
  ]
  for (const [credentials, code, parameter] of bad) {
    t.throws(() => sessions.login(credentials, undefined, 'b'), { code, details: { parameter } })
  }
})

t.test('an address that fails too often must wait, others need not', async (t) => {
  const { clock, login } = sessionsOf()
  const fail = () => t.throws(() => login('short'), { code: 2 })
  for (let i = 0; i < FAILED_LOGINS_MAX; i++) {
    clock.nowMs = i * 1_000
    fail()
  }
  t.throws(() => login(), { code: 7, details: { retryAfterMs: FAILED_LOGINS_PER_MS - clock.nowMs } })
  t.ok(login(DEVICE_ID, 'another'))
  clock.nowMs = FAILED_LOGINS_PER_MS - 1
  t.throws(() => login(), { code: 7, details: { retryAfterMs: 1 } })
  clock.nowMs = FAILED_LOGINS_PER_MS
  t.ok(login())
  fail()
  t.throws(() => login(), { code: 7, details: { retryAfterMs: 1_000 } })
})

t.test('names are cleaned, cut, and given to those without', async (t) => {
  const cases: [string, string | undefined][] = [
    ['Ada', 'Ada'],
    ['  Ada \n Lovelace\t', 'Ada Lovelace'],
    ['A\u0000d\u0007a\u200b\u202e', 'Ada'],
    ['e\u0301', '\u00e9'],
    ['x'.repeat(40), 'x'.repeat(24)],
    [`${'x'.repeat(23)} y`, 'x'.repeat(23)],
    ['🙂'.repeat(30), '🙂'.repeat(24)],
    ['\ud800', undefined],
    [' \u200b ', undefined],
    ['', undefined],
  ]
  for (const [name, expected] of cases) t.equal(cleanDisplayName(name), expected)
  t.match(guestName('abc'), /^Guest-\d{4}$/)
  t.equal(guestName('abc'), guestName('abc'))
  const { sessions } = sessionsOf()
  t.match(sessions.login({ deviceId: DEVICE_ID }, '\u0000', 'a').displayName, /^Guest-\d{4}$/)
  t.equal(sessions.login({ deviceId: DEVICE_ID }, ' Eve ', 'a').displayName, 'Eve')
})
