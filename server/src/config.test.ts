import t from 'tap'
import { resolveConfig } from './config.js'
import type { Game } from './game.js'

const game = { schema: { name: 'arena' } } as unknown as Game

t.test('defaults are good', async (t) => {
  t.match(resolveConfig({ games: [game] }), {
    host: '127.0.0.1',
    port: 7777,
    thriftPort: 9090,
    adminPort: 9091,
    addressLimits: true,
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
  ]
  for (const [options, message] of cases) t.throws(() => resolveConfig({ games: [game], ...options }), { message })
})
