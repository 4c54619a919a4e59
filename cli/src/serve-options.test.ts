import t from 'tap'
import { parseServe, type ServeCommand } from './serve-options.js'

const parse = (args: string[], env = {}): ServeCommand => {
  const command = parseServe(args, env)
  if (command === 'help') throw new Error('help')
  return command
}

t.test('flags beat the environment, the environment beats the defaults', async (t) => {
  const env = { HOST: '0.0.0.0', PORT: '1', THRIFT_PORT: '2', ADMIN_PORT: '3', LOG_LEVEL: 'warn' }
  t.match(parse(['game.js'], env).options, { host: '0.0.0.0', port: 1, thriftPort: 2, adminPort: 3, logLevel: 'warn' })
  const flags = ['--host', '::1', '--port', '0', '--thrift-port', '12', '--admin-port', '13', '--log-level', 'error']
  t.match(parse(['game.js', ...flags], env).options, {
    host: '::1',
    port: 0,
    thriftPort: 12,
    adminPort: 13,
    logLevel: 'error',
  })
  const bare = parse(['game.js']).options
  t.notOk('port' in bare || 'host' in bare, 'what nobody said is left to the server')
  const empty = parse(['game.js'], { PORT: '', HOST: '', LOG_LEVEL: '', PLAY_URL: '' }).options
  t.notOk(
    'port' in empty || 'host' in empty || 'logLevel' in empty || 'playUrl' in empty,
    'an empty variable says nothing',
  )
})

t.test('room options come by name, bots have a flag of their own', async (t) => {
  const { options } = parse(['game.js', '--option', 'map=dust', '--option', 'size=3', '--bots', '20'])
  t.same(options.roomOptions, { map: 'dust', size: 3, bots: 20 })
})

t.test('the rates are whole numbers, and the IDL has its say unless they are given', async (t) => {
  const { options } = parse(['game.js', '--tick-rate', '60', '--send-rate', '20'])
  t.match(options, { tickRateHz: 60, sendRateHz: 20 })
  const bare = parse(['game.js']).options
  t.notOk('tickRateHz' in bare || 'sendRateHz' in bare)
})

t.test(
  'guests are a matter of the server unless they are named; an identity provider comes by flags, its secret by environment',
  async (t) => {
    t.notOk('guests' in parse(['game.js']).options || 'identity' in parse(['game.js'], { IDENTITY_SECRET: '' }).options)
    t.equal(parse(['game.js', '--guests']).options.guests, true)
    const flags = ['--identity-issuer', 'https://login.example', '--identity-audience', 'game']
    const expected = { issuer: 'https://login.example', audience: 'game' }
    t.same(parse(['game.js', ...flags], { IDENTITY_SECRET: 's' }).options.identity, { ...expected, secret: 's' })
    t.same(parse(['game.js', ...flags, '--identity-jwks', 'https://x/keys'], { IDENTITY_JWKS: 'y' }).options.identity, {
      ...expected,
      jwksUrl: 'https://x/keys',
    })
    t.same(parse(['game.js'], { IDENTITY_ISSUER: 'i' }).options.identity, { issuer: 'i', audience: '' })
  },
)

t.test('queues come from a file', async (t) => {
  t.equal(parse(['game.js', '--queues', 'queues.json']).queues, 'queues.json')
  t.equal(parse(['game.js']).queues, undefined)
})

t.test('running rooms have 25 s after a signal unless told otherwise', async (t) => {
  t.equal(parse(['game.js']).drainMs, 25_000)
  t.equal(parse(['game.js', '--drain-seconds', '0']).drainMs, 0)
  t.equal(parse(['game.js', '--drain-seconds', '86400']).drainMs, 86_400_000)
})

t.test('proxies come as a list', async (t) => {
  t.same(parse(['game.js', '--trusted-proxies', '10.0.0.0/8,::1']).options.trustedProxies, ['10.0.0.0/8', '::1'])
  t.notOk('trustedProxies' in parse(['game.js']).options)
})

t.test('a certificate comes with its key, by flags or environment', async (t) => {
  const { tls } = parse(['game.js', '--tls-key', 'k'], { TLS_CERT: 'c', TLS_KEY: 'other' }).options
  t.same(tls, { certFile: 'c', keyFile: 'k' })
  t.notOk('tls' in parse(['game.js'], { TLS_CERT: '', TLS_KEY: '' }).options)
})

t.test('the self-check is off unless asked for', async (t) => {
  t.equal(parse(['game.js']).options.selfCheck, false)
  t.equal(parse(['game.js', '--self-check']).options.selfCheck, true)
})

t.test('every mistake is one line that names the flag', async (t) => {
  const cases: [string[], Record<string, string>, RegExp][] = [
    [[], {}, /name the game module/],
    [['a.js', 'b.js'], {}, /one game module, not also "b.js"/],
    [['a.js', '--port', 'http'], {}, /^--port: "http" is no port; use 1 to 65535/],
    [['a.js'], { PORT: '99999' }, /^PORT: "99999" is no port/],
    [['a.js', '--bots', 'many'], {}, /^--bots: "many" is no number/],
    [['a.js', '--option', 'bots'], {}, /must look like NAME=VALUE/],
    [['a.js', '--listener', 'fast'], {}, /^--listener: "fast" is none of auto, uws, ws$/],
    [['a.js', '--address-limits', 'maybe'], {}, /neither on nor off/],
    [['a.js', '--tick-rate', 'fast'], {}, /^--tick-rate: "fast" is no rate; use a whole number of 1 to 255$/],
    [['a.js', '--send-rate', '12.5'], {}, /^--send-rate: "12.5" is no rate/],
    [['a.js', '--tick-rate', ''], {}, /^--tick-rate: "" is no rate/],
    [['a.js', '--prot', '1'], {}, /--prot/],
    [['a.js', '--client-bytes', '1.5'], {}, /^--client-bytes: "1.5" is no number of bytes/],
    [['a.js', '--drain-seconds', '-1'], {}, /--drain-seconds/],
    [['a.js', '--drain-seconds', '1.5'], {}, /^--drain-seconds: "1.5" is no number of seconds; use 0 to 86400$/],
    [['a.js', '--drain-seconds', '86401'], {}, /^--drain-seconds: "86401"/],
    [['a.js', '--tls-cert', 'cert.pem'], {}, /^--tls-cert, --tls-key: one without the other; give both$/],
    [['a.js'], { TLS_KEY: 'key.pem' }, /^--tls-cert/],
    [['a.js', '--client-bytes', 'few'], {}, /^--client-bytes: "few" is no number of bytes/],
  ]
  for (const [args, env, message] of cases) t.throws(() => parseServe(args, env), { message })
  t.equal(parseServe(['--help'], {}), 'help')
})
