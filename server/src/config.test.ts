import t from 'tap'
import { resolveConfig as resolve, type ServerOptions } from './config.js'
import type { Game } from './game.js'

const game = {
  schema: { name: 'arena', hash: 'abc', tickRateHz: 20, sendRateHz: 20 },
  service: {},
  viewRadius: 7,
} as unknown as Game

const resolveConfig = (options: ServerOptions, environment?: string) => resolve(options, environment)
const TOKEN = '0123456789abcdef0123456789abcdef'
const ADA = { name: 'ada', role: 'admin', token: TOKEN } as const

t.test('defaults are good', async (t) => {
  t.match(resolveConfig({ games: [game] }), {
    host: '127.0.0.1',
    port: 7777,
    thriftPort: 9090,
    adminPort: 9091,
    addressLimits: true,
    selfCheck: false,
    logLevel: 'info',
  })
})

t.test('every mistake names its field and the fix', async (t) => {
  const cases: [object, RegExp][] = [
    [{ games: [] }, /^games: give at least one game/],
    [{ games: [game, game] }, /^games: two games have room kind "arena"; change/],
    [{ port: 70_000 }, /^port: 70000 is no port; use 1 to 65535, or 0/],
    [{ thriftPort: 1.5 }, /^thriftPort: 1.5 is no port/],
    [{ adminPort: -1 }, /^adminPort: -1 is no port/],
    [{ logLevel: 'loud' }, /^logLevel: "loud" is none of fatal, error/],
    [{ playUrl: 'http://x/play' }, /^playUrl: .* must start with ws/],
    [{ allowedOrigins: ['game.example'] }, /^allowedOrigins: "game.example" is no origin; write it like/],
    [{ allowedOrigins: ['https://game.example/'] }, /^allowedOrigins/],
    [{ trustedProxies: ['proxy'] }, /^trustedProxies: "proxy" is neither an address nor a network; write it like/],
    [{ trustedProxies: ['::1', '0.0.0.0/0'] }, /^trustedProxies: "0.0.0.0\/0" trusts everybody, .*; name the networks/],
    [{ basePath: 'games' }, /^basePath: "games" is no path; write it like \/games\/eu1, without a slash/],
    [{ basePath: '/' }, /^basePath/],
    [{ basePath: '/games/' }, /^basePath/],
    [{ basePath: '/games/../eu1' }, /^basePath/],
    [{ basePath: '/:any' }, /^basePath/],
    [{ publicUrl: 'game.example' }, /^publicUrl: "game.example" is no address for clients; write it like https:/],
    [{ publicUrl: 'wss://game.example' }, /^publicUrl/],
    [{ publicUrl: 'https://game.example/?a=b' }, /^publicUrl/],
    [{ publicUrl: 'https://me:pw@game.example' }, /^publicUrl/],
    [{ adminHost: '0.0.0.0' }, /^adminHost: other machines reach "0.0.0.0"; give tls .* and operators .*, or use 127/],
    [{ adminHost: '0.0.0.0', operators: [ADA] }, /^adminHost/],
    [{ adminHost: '127.0.0.1.example', tls: { certFile: 'c', keyFile: 'k' } }, /^adminHost/],
    [{ tickRateHz: 0 }, /^tickRateHz: 0 is no tick rate; use a whole number of 1 to 255$/],
    [{ tickRateHz: 256 }, /^tickRateHz: 256/],
    [{ tickRateHz: 59.94 }, /^tickRateHz: 59.94/],
    [{ tickRateHz: Number.NaN }, /^tickRateHz: NaN/],
    [{ sendRateHz: 0 }, /^sendRateHz: 0 does not divide the tick rate, 20; .* use 20 or one of its divisors$/],
    [{ sendRateHz: 40 }, /^sendRateHz: 40 does not divide the tick rate, 20/],
    [{ tickRateHz: 60, sendRateHz: 25 }, /^sendRateHz: 25 does not divide the tick rate, 60; .* use 60 or one/],
    [{ tickRateHz: 30 }, /^sendRateHz: 20 of arena's IDL does not divide the tick rate, 30; .* use 30 or one/],
    [{ bytesPerSecondMax: 1_000 }, /^bytesPerSecondMax: 1000 is too little; use 1024 or more$/],
    [{ bytesPerSecondMax: Number.NaN }, /^bytesPerSecondMax: NaN/],
    [{ operators: [{ name: 'a b', role: 'admin', token: TOKEN }] }, /^operators\[0\]: "a b" is no name; use 1 to 64/],
    [{ operators: [{ name: 'ada', role: 'root', token: TOKEN }] }, /role "root" is none of viewer, operator, admin/],
    [{ operators: [{ name: 'ada', role: 'admin', token: 'short' }] }, /token of ada must have 32 to 256 characters/],
    [{ operators: [ADA, { ...ADA, name: 'ben' }] }, /^operators\[1\]: this token is given twice/],
  ]
  for (const [options, message] of cases) t.throws(() => resolveConfig({ games: [game], ...options }), { message })
})

t.test('clients are told the public address, or paths of this server', async (t) => {
  const told = (options: object) => {
    const { playUrl, pingUrl, allowedOrigins } = resolveConfig({ games: [game], ...options })
    return [playUrl, pingUrl, allowedOrigins]
  }
  t.same(told({}), ['/play', '/healthz', []])
  t.same(told({ basePath: '/games/eu1' }), ['/games/eu1/play', '/games/eu1/healthz', []])
  const outside = { publicUrl: 'https://game.example/eu1/', basePath: '/inside' }
  const origins = ['https://game.example']
  t.same(told(outside), ['wss://game.example/eu1/play', 'https://game.example/eu1/healthz', origins])
  t.same(told({ ...outside, playUrl: 'wss://edge.example/x' }), [
    'wss://edge.example/x',
    'https://game.example/eu1/healthz',
    origins,
  ])
})

t.test('operators may come from elsewhere with TLS and a token', async (t) => {
  const tls = { certFile: 'c', keyFile: 'k' }
  t.match(resolveConfig({ games: [game], adminHost: '::', tls, operators: [ADA] }), { adminHost: '::', tls })
  for (const adminHost of ['localhost', '127.0.0.2', '::1']) {
    t.match(resolveConfig({ games: [game], adminHost }), { adminHost })
  }
})

t.test("the server's bytes a second replace the game's", async (t) => {
  const [limited] = resolveConfig({ games: [{ ...game, bytesPerSecondMax: 9_000 }], bytesPerSecondMax: 5_000 }).games
  t.equal(limited?.bytesPerSecondMax, 5_000)
  const [own] = resolveConfig({ games: [{ ...game, bytesPerSecondMax: 9_000 }] }).games
  t.equal(own?.bytesPerSecondMax, 9_000)
})

t.test("rates of the server's own replace the game's, and nothing else of it", async (t) => {
  const rates = (options: object) => {
    const { tickRateHz, sendRateHz } = resolveConfig({ games: [game], ...options }).games[0]!.schema
    return [tickRateHz, sendRateHz]
  }
  t.same(rates({}), [20, 20])
  t.same(rates({ tickRateHz: 60, sendRateHz: 30 }), [60, 30])
  t.same(rates({ tickRateHz: 60 }), [60, 20])
  t.same(rates({ sendRateHz: 10 }), [20, 10])
  t.same(rates({ tickRateHz: 255, sendRateHz: 1 }), [255, 1])
  const [changed] = resolveConfig({ games: [game], tickRateHz: 40 }).games
  t.same(changed, { ...game, schema: { ...game.schema, tickRateHz: 40 } })
  t.equal(game.schema.tickRateHz, 20, "the caller's game is left alone")
})

t.test('guests are let in unless something else is, and in production only by name', async (t) => {
  const identity = { secret: 'x'.repeat(32), issuer: 'https://login.example', audience: 'game' }
  const authenticate = async () => ({ playerId: 'p1' })
  const guestsOf = (options: object, environment?: string) =>
    resolveConfig({ games: [game], ...options }, environment).login.guests
  t.equal(guestsOf({}), true)
  t.equal(guestsOf({ guests: true }, 'production'), true)
  t.equal(guestsOf({ identity }, 'production'), false)
  t.equal(guestsOf({ identity, guests: true }, 'production'), true)
  t.equal(guestsOf({ authenticate }, 'production'), false)
  t.throws(() => guestsOf({}, 'production'), {
    message: /^guests: with NODE_ENV=production .* guests: true \(--guests\)/,
  })
  t.throws(() => guestsOf({ guests: false }), { message: /^guests: false, so nobody could log in; set identity/ })
  t.throws(() => guestsOf({ authenticate, identity }), { message: /^authenticate: takes the place of/ })
  t.throws(() => guestsOf({ authenticate, guests: true }), { message: /^authenticate: takes the place of/ })
})

t.test('mistakes in the identity provider are told by field', async (t) => {
  const good = { secret: 'x'.repeat(32), issuer: 'https://login.example', audience: 'game' }
  const { secret: _, ...keyless } = good
  const cases: [object, RegExp][] = [
    [keyless, /^identity: give exactly one of secret .* and jwksUrl/],
    [{ ...good, jwksUrl: 'https://login.example/keys' }, /^identity: give exactly one/],
    [{ ...good, secret: 'short' }, /^identity.secret: 5 bytes can be guessed; use at least 32/],
    [{ ...keyless, jwksUrl: 'http://login.example/keys' }, /^identity.jwksUrl: ".*" must start with https/],
    [{ ...keyless, jwksUrl: 'keys' }, /^identity.jwksUrl: "keys"/],
    [{ ...good, issuer: '' }, /^identity.issuer: missing; say/],
    [{ ...good, audience: '' }, /^identity.audience: missing; say/],
  ]
  for (const [identity, message] of cases) {
    t.throws(() => resolveConfig({ games: [game], identity } as ServerOptions), { message })
  }
  t.ok(resolveConfig({ games: [game], identity: { ...keyless, jwksUrl: 'http://127.0.0.1:1/keys' } }))
})
