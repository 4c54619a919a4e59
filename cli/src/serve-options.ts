// What `tickwire serve` is told: flags beat the environment, the environment beats the IDL's defaults. Pure; every mistake
// is one line that names the flag and the fix.

import { parseArgs } from 'node:util'
import type { ServerOptions } from '@tickwire/server'

/** How long running rooms have after a signal unless told otherwise, seconds: Kubernetes kills 30 after its SIGTERM. */
const DRAIN_SECONDS = 25

/** Longest that `--drain-seconds` may say: the longest drain, a day. */
const DRAIN_SECONDS_MAX = 86_400

export const SERVE_HELP = `Usage: tickwire serve GAME [options]

Runs a game server and says "ready" once it listens. Ctrl-C (SIGINT, SIGTERM) lets running rooms finish and takes no new
players; without a room, at the deadline or on a second signal it stops and tells every client why.

Options (environment variable in brackets):
  --host ADDRESS         address to listen on [HOST]                        default 127.0.0.1
  --port PORT            page, /play and /rpc [PORT]; 0 picks a free one    default 7777
  --listener KIND        what serves that port: auto, uws, ws              default auto: uws, or ws where it does not load
  --thrift-port PORT     Thrift over TCP [THRIFT_PORT]                      default 9090
  --admin-port PORT      operator listener [ADMIN_PORT]                     default 9091
  --admin-host ADDRESS   where it listens; elsewhere than on a loopback address it wants TLS and --operators
  --tls-cert FILE        certificate and chain (PEM) [TLS_CERT]: every listener speaks TLS, but the operators' on a
  --tls-key FILE         loopback address; its key [TLS_KEY]. New files are taken over within 10 s
  --operators FILE       who may call there: lines of "name role token", roles viewer operator admin
                         without it a token is made and its file printed; not with NODE_ENV=production
  --audit FILE           add what operators do and try to this file, a JSON line each       default the log
  --queues FILE          where players wait for matches: a JSON list of queues, or a module that exports one as default
  --match-function FILE  a module that finds the matches of all queues, in place of the built-in one (docs/MATCHMAKING.md)
  --bots N               bots in each room, for games that have the option
  --option NAME=VALUE    default of a room option; may be given again
  --tick-rate HZ         ticks a second, 1 to 255: for load tests           default the IDL's
                         a step stays what it is, so the game runs faster or slower than the clock
  --send-rate HZ         snapshots a second; divides the tick rate          default the IDL's
  --client-bytes N       bytes of snapshots a second for each client       default the game's, or 262144
  --guests               whoever shows a device id may play; must be said with NODE_ENV=production
  --identity-issuer ISS  players show tokens (JWT) of this provider [IDENTITY_ISSUER], made for
  --identity-audience A  this game [IDENTITY_AUDIENCE], signed with the secret in IDENTITY_SECRET, or with
  --identity-jwks URL    the keys that it publishes there [IDENTITY_JWKS]
  --base-path PATH       everything of the players' port is below it, such as /games/eu1 [BASE_PATH]
  --public-url URL       where clients reach that port, behind a proxy: https://... [PUBLIC_URL]
  --play-url URL         where clients reach /play, if elsewhere [PLAY_URL]
  --allow-origin ORIGIN  another origin that may open sockets; may be given again
  --trusted-proxies LIST networks of proxies whose X-Forwarded-For says who asks: 10.0.0.0/8,::1     default none
  --address-limits MODE  on, or off: lift every per-address limit           default on
  --drain-seconds N      how long running rooms have after a signal; 0: none         default ${DRAIN_SECONDS}
  --self-check           compare every client's state with the server's every 64 ticks; dumps go to ./dumps
  --log-level LEVEL      fatal error warn info debug trace silent [LOG_LEVEL]   default info
  --help                 this text
`

export interface ServeCommand {
  readonly game: string
  /** File with the operators. */
  readonly operators: string | undefined
  /** File with the queues. */
  readonly queues: string | undefined
  /** How long running rooms have after a signal; 0 for not at all. */
  readonly drainMs: number
  readonly options: Omit<ServerOptions, 'games'>
}

const FLAGS = {
  host: { type: 'string' },
  port: { type: 'string' },
  listener: { type: 'string' },
  'thrift-port': { type: 'string' },
  'admin-host': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'admin-port': { type: 'string' },
  operators: { type: 'string' },
  audit: { type: 'string' },
  queues: { type: 'string' },
  'match-function': { type: 'string' },
  bots: { type: 'string' },
  option: { type: 'string', multiple: true },
  'tick-rate': { type: 'string' },
  'send-rate': { type: 'string' },
  'client-bytes': { type: 'string' },
  guests: { type: 'boolean' },
  'identity-issuer': { type: 'string' },
  'identity-audience': { type: 'string' },
  'identity-jwks': { type: 'string' },
  'base-path': { type: 'string' },
  'public-url': { type: 'string' },
  'play-url': { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  'trusted-proxies': { type: 'string' },
  'address-limits': { type: 'string' },
  'drain-seconds': { type: 'string' },
  'self-check': { type: 'boolean' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * @param env - the process' environment
 * @returns the command, or "help"
 * @throws Error with one line for a person
 */
export function parseServe(args: readonly string[], env: Environment): ServeCommand | 'help' {
  const { values, positionals } = flagsOf(args)
  if (values.help === true) return 'help'
  const [game, extra] = positionals
  if (game === undefined) throw new Error('serve: name the game module, for example: tickwire serve ./game.js')
  if (extra !== undefined) throw new Error(`serve: one game module, not also "${extra}"`)
  const limits = values['address-limits'] ?? 'on'
  if (limits !== 'on' && limits !== 'off') throw new Error(`--address-limits: "${limits}" is neither on nor off`)
  const listener = values.listener ?? 'auto'
  if (listener !== 'auto' && listener !== 'uws' && listener !== 'ws') {
    throw new Error(`--listener: "${listener}" is none of auto, uws, ws`)
  }
  return {
    game,
    operators: values.operators,
    queues: values.queues,
    drainMs: 1_000 * drainSeconds(values['drain-seconds'] ?? String(DRAIN_SECONDS)),
    options: {
      ...optional('host', values.host ?? said(env.HOST)),
      ...optional('port', port('--port', values.port, 'PORT', env)),
      listener,
      ...optional('thriftPort', port('--thrift-port', values['thrift-port'], 'THRIFT_PORT', env)),
      ...optional('adminPort', port('--admin-port', values['admin-port'], 'ADMIN_PORT', env)),
      ...optional('adminHost', values['admin-host']),
      ...optional('tls', tls(values['tls-cert'] ?? said(env.TLS_CERT), values['tls-key'] ?? said(env.TLS_KEY))),
      ...optional('tickRateHz', rate('--tick-rate', values['tick-rate'])),
      ...optional('sendRateHz', rate('--send-rate', values['send-rate'])),
      ...optional('bytesPerSecondMax', bytes('--client-bytes', values['client-bytes'])),
      ...optional('guests', values.guests),
      ...optional('identity', identity(values, env)),
      ...optional('basePath', values['base-path'] ?? said(env.BASE_PATH)),
      ...optional('publicUrl', values['public-url'] ?? said(env.PUBLIC_URL)),
      ...optional('playUrl', values['play-url'] ?? said(env.PLAY_URL)),
      ...optional('matchFunction', values['match-function']),
      ...optional('auditFile', values.audit),
      ...optional('logLevel', values['log-level'] ?? said(env.LOG_LEVEL)),
      allowedOrigins: values['allow-origin'] ?? [],
      ...optional('trustedProxies', values['trusted-proxies']?.split(',')),
      addressLimits: limits === 'on',
      selfCheck: values['self-check'] ?? false,
      roomOptions: roomOptions(values.option ?? [], values.bots),
    },
  }
}

function flagsOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true })
  } catch (error) {
    const unknown = /^Unknown option '([^']+)'/.exec(error instanceof Error ? error.message : '')?.[1]
    if (unknown === undefined) throw error
    throw new Error(`${unknown}: there is no such option; tickwire serve --help lists them`)
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
}

type Environment = Readonly<Record<string, string | undefined>>

/** The secret has no flag: the arguments of a process are for everybody on the machine to read. */
function identity(flags: Readonly<Record<string, unknown>>, env: Environment): ServerOptions['identity'] | undefined {
  const of = (flag: string, variable: string) => (flags[flag] as string | undefined) ?? said(env[variable])
  const secret = said(env.IDENTITY_SECRET)
  const jwksUrl = of('identity-jwks', 'IDENTITY_JWKS')
  const issuer = of('identity-issuer', 'IDENTITY_ISSUER')
  const audience = of('identity-audience', 'IDENTITY_AUDIENCE')
  if ((secret ?? jwksUrl ?? issuer ?? audience) === undefined) return undefined
  return {
    issuer: issuer ?? '',
    audience: audience ?? '',
    ...optional('secret', secret),
    ...optional('jwksUrl', jwksUrl),
  }
}

function tls(certFile: string | undefined, keyFile: string | undefined): ServerOptions['tls'] | undefined {
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile }
  throw new Error('--tls-cert, --tls-key: one without the other; give both')
}

/** An empty variable says nothing. */
function said(variable: string | undefined): string | undefined {
  return variable === '' ? undefined : variable
}

function port(flag: string, given: string | undefined, variable: string, env: Environment): number | undefined {
  const text = given ?? said(env[variable])
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new Error(`${given === undefined ? variable : flag}: "${text}" is no port; use 1 to 65535, or 0 for a free one`)
}

/** Its range, and what divides what, the server knows. */
function rate(flag: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,3}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new Error(`${flag}: "${text}" is no rate; use a whole number of 1 to 255`)
}

function drainSeconds(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= DRAIN_SECONDS_MAX) return Number(text)
  throw new Error(`--drain-seconds: "${text}" is no number of seconds; use 0 to ${DRAIN_SECONDS_MAX}`)
}

function bytes(flag: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,10}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new Error(`${flag}: "${text}" is no number of bytes`)
}

function roomOptions(pairs: readonly string[], bots: string | undefined): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new Error(`--option: "${pair}" must look like NAME=VALUE`)
    const value = pair.slice(at + 1)
    options[pair.slice(0, at)] = value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
  }
  if (bots === undefined) return options
  if (!/^\d{1,4}$/.test(bots)) throw new Error(`--bots: "${bots}" is no number of bots; use 0 to 9999`)
  return { ...options, bots: Number(bots) }
}
