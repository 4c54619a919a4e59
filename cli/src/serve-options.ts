// What `tickwire serve` is told: flags beat the environment, the environment beats the IDL's defaults. Pure; every mistake
// is one line that names the flag and the fix.

import { parseArgs } from 'node:util'
import type { ServerOptions } from '@tickwire/server'

export const SERVE_HELP = `Usage: tickwire serve GAME [options]

Runs a game server and says "ready" once it listens. Ctrl-C stops it and tells every client why.

Options (environment variable in brackets):
  --host ADDRESS         address to listen on [HOST]                        default 127.0.0.1
  --port PORT            page, /play and /rpc [PORT]; 0 picks a free one    default 7777
  --listener KIND        what serves that port: auto, uws, ws              default auto: uws, or ws where it does not load
  --thrift-port PORT     Thrift over TCP [THRIFT_PORT]                      default 9090
  --admin-port PORT      operator listener, loopback only [ADMIN_PORT]      default 9091
  --operators FILE       who may call there: lines of "name role token", roles viewer operator admin
                         without it a token is made and its file printed; not with NODE_ENV=production
  --audit FILE           add what operators do and try to this file, a JSON line each       default the log
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
  --play-url URL         where clients reach /play, if elsewhere [PLAY_URL]
  --allow-origin ORIGIN  another origin that may open sockets; may be given again
  --address-limits MODE  on, or off: lift every per-address limit           default on
  --self-check           compare every client's state with the server's every 64 ticks; dumps go to ./dumps
  --log-level LEVEL      fatal error warn info debug trace silent [LOG_LEVEL]   default info
  --help                 this text
`

export interface ServeCommand {
  readonly game: string
  /** File with the operators. */
  readonly operators: string | undefined
  readonly options: Omit<ServerOptions, 'games'>
}

const FLAGS = {
  host: { type: 'string' },
  port: { type: 'string' },
  listener: { type: 'string' },
  'thrift-port': { type: 'string' },
  'admin-port': { type: 'string' },
  operators: { type: 'string' },
  audit: { type: 'string' },
  bots: { type: 'string' },
  option: { type: 'string', multiple: true },
  'tick-rate': { type: 'string' },
  'send-rate': { type: 'string' },
  'client-bytes': { type: 'string' },
  guests: { type: 'boolean' },
  'identity-issuer': { type: 'string' },
  'identity-audience': { type: 'string' },
  'identity-jwks': { type: 'string' },
  'play-url': { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  'address-limits': { type: 'string' },
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
    options: {
      ...optional('host', values.host ?? said(env.HOST)),
      ...optional('port', port('--port', values.port, 'PORT', env)),
      listener,
      ...optional('thriftPort', port('--thrift-port', values['thrift-port'], 'THRIFT_PORT', env)),
      ...optional('adminPort', port('--admin-port', values['admin-port'], 'ADMIN_PORT', env)),
      ...optional('tickRateHz', rate('--tick-rate', values['tick-rate'])),
      ...optional('sendRateHz', rate('--send-rate', values['send-rate'])),
      ...optional('bytesPerSecondMax', bytes('--client-bytes', values['client-bytes'])),
      ...optional('guests', values.guests),
      ...optional('identity', identity(values, env)),
      ...optional('playUrl', values['play-url'] ?? said(env.PLAY_URL)),
      ...optional('auditFile', values.audit),
      ...optional('logLevel', values['log-level'] ?? said(env.LOG_LEVEL)),
      allowedOrigins: values['allow-origin'] ?? [],
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
