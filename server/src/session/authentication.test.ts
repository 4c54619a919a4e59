// Who credentials make somebody, and which ones are refused.

import t from 'tap'
import type { LoginMethods } from './authentication.js'
import { DEVICE_ID, testSessions } from './testing.js'

t.test('one device id is one player for ever, and the id itself is nowhere in it', async (t) => {
  const { login } = testSessions()
  const { playerId } = await login()
  t.equal((await testSessions().login()).playerId, playerId)
  t.not((await login(`${DEVICE_ID}x`)).playerId, playerId)
  t.notOk(playerId.includes(DEVICE_ID))
  t.ok(playerId.length <= 64)
})

t.test('a subject of an identity provider is one player, and never a guest', async (t) => {
  const identityTokens = async (token: string) => ({ subject: token, displayName: 'Ada L.' })
  const { login } = testSessions({ guests: true, identityTokens })
  const ada = await login({ identityToken: DEVICE_ID }, 'a', 'somebody')
  t.equal(ada.displayName, 'Ada L.', 'the provider knows better than the client')
  t.equal((await login({ identityToken: DEVICE_ID })).playerId, ada.playerId)
  t.not((await login({ deviceId: DEVICE_ID })).playerId, ada.playerId)
})

t.test('a hook of the game says who somebody is, and sees what it needs', async (t) => {
  const seen: object[] = []
  const { login } = testSessions({
    guests: false,
    authenticate: async (credentials, { address, client }) => {
      seen.push({ credentials, address, sdk: client.sdk })
      return { playerId: 'steam:42', displayName: ' Eve ' }
    },
  })
  t.has(await login({ custom: { ticket: 'x' } }, 'b'), { playerId: 'steam:42', displayName: 'Eve' })
  t.same(seen, [{ credentials: { custom: { ticket: 'x' } }, address: 'b', sdk: 'test' }])
})

t.test('a hook that names nobody has a bug, which is not told to the client', async (t) => {
  for (const playerId of ['', 'two words', 'x'.repeat(65)]) {
    const { login } = testSessions({ guests: false, authenticate: async () => ({ playerId }) })
    await t.rejects(login({ custom: {} }), { name: 'Error', message: /^authenticate: ".*" is no player id; return/ })
  }
})

t.test('unusable credentials are refused by the member that is at fault', async (t) => {
  const guestsOnly = { guests: true }
  const tokensOnly = { guests: false, identityTokens: async () => ({ subject: 's', displayName: undefined }) }
  const many = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`${i}`, '']))
  const bad: [LoginMethods, object, number, string][] = [
    [guestsOnly, {}, 1, 'credentials'],
    [guestsOnly, { deviceId: null, identityToken: null }, 1, 'credentials'],
    [guestsOnly, { identityToken: 'jwt', deviceId: DEVICE_ID }, 1, 'credentials'],
    [guestsOnly, { deviceId: 'x'.repeat(15) }, 2, 'credentials.deviceId'],
    [guestsOnly, { deviceId: 'x'.repeat(129) }, 2, 'credentials.deviceId'],
    [guestsOnly, { identityToken: 'jwt' }, 1, 'credentials.identityToken'],
    [guestsOnly, { custom: {} }, 1, 'credentials.custom'],
    [tokensOnly, { deviceId: DEVICE_ID }, 1, 'credentials.deviceId'],
    [tokensOnly, { identityToken: 'x'.repeat(4_097) }, 1, 'credentials.identityToken'],
    [guestsOnly, { custom: many }, 1, 'credentials.custom'],
    [guestsOnly, { custom: { ['x'.repeat(65)]: '' } }, 1, 'credentials.custom'],
    [guestsOnly, { custom: { x: 'x'.repeat(1_025) } }, 1, 'credentials.custom'],
  ]
  for (const [methods, credentials, code, parameter] of bad) {
    await t.rejects(testSessions(methods).login(credentials), { code, details: { parameter } }, parameter)
  }
})
