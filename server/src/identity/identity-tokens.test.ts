// Identity tokens as providers sign them, good and bad, with a shared secret and with published keys.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import t from 'tap'
import { identityTokenVerifier } from './identity-tokens.js'

const SECRET = 'a secret of at least 32 bytes, shared'
const ISSUER = 'https://login.example'
const NOW_S = 1_700_000_000

const key = (secret = SECRET) => new TextEncoder().encode(secret)
const bySecret = identityTokenVerifier({ secret: SECRET, issuer: ISSUER, audience: 'game' }, () => NOW_S * 1_000)

function unsigned(claims: JWTPayload = {}): SignJWT {
  return new SignJWT({ iss: ISSUER, aud: 'game', sub: 'ada', exp: NOW_S + 60, ...claims })
}

const sign = (claims?: JWTPayload, secret?: string) =>
  unsigned(claims).setProtectedHeader({ alg: 'HS256' }).sign(key(secret))

t.test('a good token names its subject, as its issuer knows it, and perhaps a name', async (t) => {
  t.same(await bySecret(await sign()), { subject: `${ISSUER} ada`, displayName: undefined })
  t.same(await bySecret(await sign({ name: 'Ada' })), { subject: `${ISSUER} ada`, displayName: 'Ada' })
  t.same(await bySecret(await sign({ name: 7, aud: ['other', 'game'] })), {
    subject: `${ISSUER} ada`,
    displayName: undefined,
  })
})

t.test('a token that is too old is told so; clocks may differ by half a minute', async (t) => {
  t.ok(await bySecret(await sign({ exp: NOW_S - 29 })))
  await t.rejects(bySecret(await sign({ exp: NOW_S - 31 })), { code: 10 })
})

t.test('a token that is not good is refused, and nothing of it is taken', async (t) => {
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(
    JSON.stringify({ iss: ISSUER, aud: 'game', sub: 'ada', exp: NOW_S + 60 }),
  ).toString('base64url')}.`
  const bad: [string, string][] = [
    ['another secret', await sign({}, 'another secret of at least 32 bytes')],
    ['another issuer', await sign({ iss: 'https://evil.example' })],
    ['another audience', await sign({ aud: 'other' })],
    ['not yet', await sign({ nbf: NOW_S + 31 })],
    [
      'no subject',
      await new SignJWT({ iss: ISSUER, aud: 'game', exp: NOW_S + 60 }).setProtectedHeader({ alg: 'HS256' }).sign(key()),
    ],
    ['an empty subject', await sign({ sub: '' })],
    [
      'no end',
      await new SignJWT({ iss: ISSUER, aud: 'game', sub: 'ada' }).setProtectedHeader({ alg: 'HS256' }).sign(key()),
    ],
    ['no signature', none],
    ['bent', `${await sign()}x`],
    ['no token', 'jwt'],
    ['nothing', ''],
  ]
  for (const [name, token] of bad) {
    await t.rejects(bySecret(token), { code: 2, details: { parameter: 'credentials.identityToken' } }, name)
  }
})

t.test('published keys: theirs is good, another is not, and a public key is no secret', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const stranger = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }
  let asked = 0
  let status = 503
  const provider = createServer((_request, response) => {
    asked++
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }))
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  t.teardown(() => provider.close())
  const jwksUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`
  const verify = identityTokenVerifier({ jwksUrl, issuer: ISSUER, audience: 'game' }, () => NOW_S * 1_000)
  const header = { alg: 'ES256', kid: 'k1' }
  const good = await unsigned().setProtectedHeader(header).sign(privateKey)
  await t.rejects(
    verify(good),
    { name: 'Error', retryAfterMs: 5_000 },
    'a provider out of order is not the client’s fault',
  )
  status = 200
  t.same(await verify(good), { subject: `${ISSUER} ada`, displayName: undefined })
  await t.rejects(verify(await unsigned().setProtectedHeader(header).sign(stranger.privateKey)), { code: 2 })
  for (let i = 0; i < 20; i++) {
    const unknown = await unsigned()
      .setProtectedHeader({ alg: 'ES256', kid: `made up ${i}` })
      .sign(stranger.privateKey)
    await t.rejects(verify(unknown), { code: 2 })
  }
  const forged = await unsigned()
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .sign(key(JSON.stringify(jwk)))
  await t.rejects(verify(forged), { code: 2 })
  t.equal(asked, 2, 'made-up keys do not make the provider be asked again and again')
})

t.test('a provider that is not there is not the client’s fault', async (t) => {
  const verify = identityTokenVerifier(
    { jwksUrl: 'http://127.0.0.1:1/keys', issuer: ISSUER, audience: 'game' },
    () => NOW_S * 1_000,
  )
  const { privateKey } = await generateKeyPair('ES256')
  const token = await unsigned().setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey)
  await t.rejects(verify(token), { retryAfterMs: 5_000, message: /identity provider does not answer/ })
})
