// Sessions over time: what their tokens are worth, how resume tokens rotate, who is kept out.

import t from 'tap'
import { ROTATION_GRACE_MS } from './session-store.js'
import { ACCESS_TOKEN_MS, RESUME_TOKEN_MS } from './sessions.js'
import { DEVICE_ID, EPOCH_MS, pendingLogin, settled, testSessions } from './testing.js'

t.test('an access token is good until its time, the next login, or the end of the session', async (t) => {
  const { sessions, clock, login } = testSessions()
  const first = await login()
  const { playerId, displayName } = first
  t.same(sessions.authenticate(first.accessToken), { playerId, displayName })
  const second = await login()
  t.equal(sessions.authenticate(first.accessToken), undefined)
  t.ok(sessions.authenticate(second.accessToken))
  await sessions.endSessionsOf(playerId)
  await sessions.endSessionsOf(playerId)
  t.equal(sessions.authenticate(second.accessToken), undefined)
  await t.rejects(sessions.resume(second.resumeToken, 'a'), { code: 2 })
  const third = await login()
  t.equal(third.accessExpiresInMs, ACCESS_TOKEN_MS)
  clock.nowMs = ACCESS_TOKEN_MS - 1
  t.ok(sessions.authenticate(third.accessToken))
  clock.nowMs = ACCESS_TOKEN_MS
  t.equal(sessions.authenticate(third.accessToken), undefined)
})

t.test('a token that was bent, or is of the other kind, is none', async (t) => {
  const { sessions, login } = testSessions()
  const { accessToken, resumeToken } = await login()
  const bent = [
    '',
    'access',
    'access.',
    'access...',
    'made up',
    resumeToken,
    accessToken.slice(0, -1),
    `${accessToken}x`,
    accessToken.replace('.0.', '.9000000.'),
    accessToken.replace('session-1', 'session-2'),
    `${accessToken}.${'x'.repeat(70_000)}`,
  ]
  for (const token of bent) t.equal(sessions.authenticate(token), undefined, token.slice(0, 60))
  for (const token of [accessToken, resumeToken.replace('.0.', '.1.'), '\ud800.', `${resumeToken}.`]) {
    await t.rejects(sessions.resume(token, 'a'), { code: 2 }, token)
  }
  t.ok(await sessions.resume(resumeToken, 'a'), 'none of them did the session harm')
})

t.test(
  'renewing gives another access token and the same resume token; the token before stays good for its time',
  async (t) => {
    const { sessions, clock, login } = testSessions()
    const first = await login()
    clock.nowMs = 1_000
    const renewed = sessions.renew(first.playerId)
    t.not(renewed.accessToken, first.accessToken)
    t.equal(renewed.resumeToken, first.resumeToken)
    t.equal(renewed.resumeExpiresInMs, RESUME_TOKEN_MS - 1_000)
    clock.nowMs = ACCESS_TOKEN_MS - 1
    t.ok(sessions.authenticate(first.accessToken))
    clock.nowMs = ACCESS_TOKEN_MS
    t.equal(sessions.authenticate(first.accessToken), undefined)
    t.ok(sessions.authenticate(renewed.accessToken))
    await sessions.endSessionsOf(first.playerId)
    t.throws(() => sessions.renew(first.playerId), { code: 2 })
  },
)

t.test('each use of a resume token gives the next one', async (t) => {
  const { sessions, clock, login } = testSessions()
  const grants = [await login(DEVICE_ID, 'a', 'Ada')]
  for (let i = 1; i <= 3; i++) {
    clock.nowMs += ROTATION_GRACE_MS
    grants.push(await sessions.resume(grants.at(-1)!.resumeToken, 'b'))
  }
  t.equal(new Set(grants.map(({ resumeToken }) => resumeToken)).size, 4)
  t.same(new Set(grants.map(({ playerId, displayName }) => `${playerId} ${displayName}`)).size, 1)
  t.ok(sessions.authenticate(grants[3]!.accessToken))
  t.equal(grants[3]!.resumeExpiresInMs, RESUME_TOKEN_MS, 'a visit makes it last longer')
})

t.test('who lost the answer asks again within the grace and gets the same; so do many at once', async (t) => {
  const { sessions, clock, login } = testSessions()
  const { resumeToken } = await login()
  const grants = await Promise.all([1, 2, 3].map(() => sessions.resume(resumeToken, 'a')))
  clock.nowMs = ROTATION_GRACE_MS - 1
  grants.push(await sessions.resume(resumeToken, 'a'))
  t.equal(new Set(grants.map((grant) => grant.resumeToken)).size, 1)
  t.ok(await sessions.resume(grants[0]!.resumeToken, 'a'))
})

t.test(
  'a resume token that comes back after the grace, or two uses later, ends the session for everybody',
  async (t) => {
    const late = testSessions()
    const first = await late.login()
    const second = await late.sessions.resume(first.resumeToken, 'a')
    late.clock.nowMs = ROTATION_GRACE_MS
    await t.rejects(late.sessions.resume(first.resumeToken, 'thief'), {
      code: 11,
      details: { parameter: 'resumeToken' },
    })
    t.equal(late.sessions.authenticate(second.accessToken), undefined)
    await t.rejects(late.sessions.resume(second.resumeToken, 'a'), { code: 2 })

    const soon = testSessions()
    const one = await soon.login()
    const two = await soon.sessions.resume(one.resumeToken, 'a')
    const three = await soon.sessions.resume(two.resumeToken, 'a')
    await t.rejects(soon.sessions.resume(one.resumeToken, 'thief'), { code: 11 })
    t.equal(soon.sessions.authenticate(three.accessToken), undefined)
  },
)

t.test('a resume token ends with its time', async (t) => {
  const { sessions, clock, login } = testSessions()
  const { resumeToken, playerId } = await login()
  clock.nowMs = RESUME_TOKEN_MS
  await t.rejects(sessions.resume(resumeToken, 'a'), { code: 10 })
  t.throws(() => sessions.renew(playerId), { code: 2 })
})

t.test('a banned player is kept out at login and resume, and told why and for how long', async (t) => {
  const { sessions, bans, clock, login } = testSessions()
  const { playerId, resumeToken } = await login()
  bans.add({ playerId, why: 'aimbot', by: 'op', startsAtMs: EPOCH_MS, endsAtMs: EPOCH_MS + 60_000 })
  clock.nowMs = 10_000
  const refused = { code: 12, details: { reason: 'aimbot', retryAfterMs: 50_000 } }
  await t.rejects(login(), refused)
  await t.rejects(sessions.resume(resumeToken, 'a'), refused)
  t.ok(await login(`${DEVICE_ID} somebody else`))
  clock.nowMs = 60_000
  t.ok(await sessions.resume(resumeToken, 'a'), 'a refused resume did not use the token up')
  bans.add({ playerId, why: 'again', by: 'op', startsAtMs: EPOCH_MS })
  await t.rejects(login(), { code: 12, details: { reason: 'again', retryAfterMs: undefined } })
})

t.test('a banned address is kept out whoever comes from it, by what counts as one address', async (t) => {
  const { bans, login } = testSessions()
  bans.add({ playerId: 'somebody', address: 'b', why: 'raid', by: 'op', startsAtMs: EPOCH_MS })
  await t.rejects(login(DEVICE_ID, 'b/1'), { code: 12 })
  t.ok(await login(DEVICE_ID, 'c'))
})

t.test('a player who was banned while the login was under way does not get in', async (t) => {
  const { asked, authenticate } = pendingLogin()
  const { bans, login } = testSessions({ guests: false, authenticate })
  const pending = login({ custom: {} })
  await settled()
  bans.add({ playerId: 'p1', why: 'aimbot', by: 'op', startsAtMs: EPOCH_MS })
  asked[0]!.resolve('p1')
  await t.rejects(pending, { code: 12 })
})

t.test('a name can be changed, cleaned as ever, and stays with the session', async (t) => {
  const { sessions, login } = testSessions()
  const { playerId, accessToken, resumeToken } = await login(DEVICE_ID, 'a', 'Ada')
  t.equal(await sessions.setDisplayName(playerId, ' Eve\u0007 '), 'Eve')
  t.equal(sessions.authenticate(accessToken)?.displayName, 'Eve')
  t.equal((await sessions.resume(resumeToken, 'a')).displayName, 'Eve')
  await t.rejects(sessions.setDisplayName(playerId, '\u200b'), { code: 1, details: { parameter: 'displayName' } })
  await sessions.endSessionsOf(playerId)
  await t.rejects(sessions.setDisplayName(playerId, 'Ada'), { code: 2 })
})
