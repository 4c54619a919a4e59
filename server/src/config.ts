// What a server can be told, checked once at start: every mistake names the field, what is wrong and how to mend it.

import { DEFAULT_ADMIN_PORT, DEFAULT_PORT, DEFAULT_THRIFT_PORT } from '@tickwire/gen-nodejs/common.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { OPERATOR_TOKEN_CHARS_MAX, OPERATOR_TOKEN_CHARS_MIN, type OperatorToken } from './admin/operators.js'
import { BYTES_PER_SECOND_MIN, type Game } from './game.js'
import { LOG_LEVELS } from './log-levels.js'
import { type LoginConfig, type LoginOptions, resolveLogin } from './login-config.js'
import { type QueueOptions, queueSurroundings, resolveQueues } from './queue-config.js'
import type { CertificateFiles } from './transport/certificate.js'
import type { ListenerKind } from './transport/choose-listener.js'
import { proxyRangeProblem } from './transport/trusted-proxies.js'

export interface ServerOptions extends LoginOptions {
  /** The games to run, at least one; the first one's page is served at `/`. */
  readonly games: readonly Game[]
  /** Address to listen on. Default 127.0.0.1: nobody outside this machine. */
  readonly host?: string
  /** Port of the page, `/play` and `/rpc`; 0 picks a free one. Default 7777. */
  readonly port?: number
  /**
   * What serves that port: "uws", or "ws" (node:http and the ws package, for more CPU a message). Default "auto": uws, and
   * ws where its native library does not load.
   */
  readonly listener?: ListenerKind
  /** Port of Thrift over TCP; 0 picks a free one. Default 9090. */
  readonly thriftPort?: number
  /** Port of the operator listener; 0 picks a free one. Default 9091. */
  readonly adminPort?: number
  /** Address of the operator listener. One that other machines reach wants `tls` and `operators`. Default 127.0.0.1. */
  readonly adminHost?: string
  /**
   * Files with the certificate and its key: every listener speaks TLS, but the operators' while it is on a loopback address.
   * New files are taken over without a restart. Default: plain text.
   */
  readonly tls?: CertificateFiles
  /**
   * Who may call the operator listener; a name may have several tokens, each of 32 to 256 characters. Without any the server
   * makes one and writes it to a file, unless NODE_ENV is production.
   */
  readonly operators?: readonly OperatorToken[]
  /** File to which every entry of the operators' audit is added, a JSON line each. Default: the log, at level info. */
  readonly auditFile?: string
  /** Reads the page's files again with every request, for development. Default false: once, at the start. */
  readonly freshPage?: boolean
  /** Name of this server's region. Default "local". */
  readonly region?: string
  /** Everything of the players' port is below this path, such as "/games/eu1". Default: nothing of the kind. */
  readonly basePath?: string
  /**
   * Where clients reach that port from outside, behind a proxy: "https://game.example/eu1". They are told addresses of
   * `/play` and `/healthz` below it, and pages of its origin may call. Default: where they reached this server.
   */
  readonly publicUrl?: string
  /** Where clients reach `/play`, when that is another address. Default: below `publicUrl`. */
  readonly playUrl?: string
  /** Origins besides the server's own that may open sockets from a browser, such as "https://game.example". */
  readonly allowedOrigins?: readonly string[]
  /**
   * Addresses and networks (10.0.0.0/8) of proxies whose `X-Forwarded-For` says who asks. Default none: the header is not
   * read, and who connects is who asks.
   */
  readonly trustedProxies?: readonly string[]
  /** false lifts every per-address limit, those of logins too: for load tests, and behind a proxy that limits. Default true. */
  readonly addressLimits?: boolean
  /** Defaults for the options of new rooms, by field name of the game's options struct. */
  readonly roomOptions?: Readonly<Record<string, unknown>>
  /**
   * Ticks a second of the clock, in place of the IDL's: for load tests. A simulation that takes its step from the IDL goes
   * on stepping as far as before, so its game runs faster or slower than the clock.
   */
  readonly tickRateHz?: number
  /** Snapshots a second, in place of the IDL's; divides the tick rate. */
  readonly sendRateHz?: number
  /**
   * Every 64 ticks each client compares a digest of what it knows with the server's; one that differs is counted, dumped and
   * sent everything anew. Costs a copy of what is sent. Default false.
   */
  readonly selfCheck?: boolean
  /** Most bytes of snapshots that a client is sent in a second, in place of the game's. */
  readonly bytesPerSecondMax?: number
  /** Where players may wait for matches (docs/MATCHMAKING.md): of each what differs from the defaults. Default: nowhere. */
  readonly queues?: readonly QueueOptions[]
  /** A module whose default export is a `MatchFunction`, in place of the built-in one of all queues. */
  readonly matchFunction?: string
  /** A pino level; "silent" for none. Default "info". */
  readonly logLevel?: string
  /** Folder for the dumps of rooms that failed and of clients that differed; made when needed. Default "dumps". */
  readonly dumpDir?: string
}

export interface Config {
  readonly login: LoginConfig
  /** At the rates at which they run here. */
  readonly games: readonly Game[]
  readonly host: string
  readonly port: number
  readonly listener: ListenerKind
  readonly thriftPort: number
  readonly adminPort: number
  readonly adminHost: string
  readonly tls: CertificateFiles | undefined
  readonly operators: readonly OperatorToken[]
  readonly auditFile: string | undefined
  readonly freshPage: boolean
  readonly region: string
  /** Empty, or with a slash in front and none behind. */
  readonly basePath: string
  /** As clients are told, either below `publicUrl` or as paths. */
  readonly playUrl: string
  readonly pingUrl: string
  readonly allowedOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly addressLimits: boolean
  readonly roomOptions: Readonly<Record<string, unknown>>
  readonly selfCheck: boolean
  readonly queues: readonly QueueConfig[]
  readonly matchFunction: string | undefined
  readonly logLevel: string
  readonly dumpDir: string
}

/** The welcome tells the tick rate, and the ticks between two snapshots, in a byte each. */
const TICK_RATE_HZ_MAX = 255

const LISTENERS: readonly ListenerKind[] = ['auto', 'uws', 'ws']
const ROLES = ['viewer', 'operator', 'admin']

/** @param environment - NODE_ENV. @throws Error naming the field and the fix */
export function resolveConfig(options: ServerOptions, environment: string | undefined): Config {
  const basePath = checkedBasePath(options.basePath ?? '')
  const publicUrl = options.publicUrl === undefined ? undefined : checkedPublicUrl(options.publicUrl)
  const outside = publicUrl ?? basePath
  const config: Config = {
    login: resolveLogin(options, environment),
    games: options.games.map((game) => withBudget(atRates(game, options), options)),
    host: options.host ?? '127.0.0.1',
    port: port('port', options.port ?? DEFAULT_PORT),
    listener: options.listener ?? 'auto',
    thriftPort: port('thriftPort', options.thriftPort ?? DEFAULT_THRIFT_PORT),
    adminPort: port('adminPort', options.adminPort ?? DEFAULT_ADMIN_PORT),
    adminHost: options.adminHost ?? '127.0.0.1',
    tls: options.tls,
    operators: (options.operators ?? []).map(checkedOperator),
    auditFile: options.auditFile,
    freshPage: options.freshPage ?? false,
    region: options.region ?? 'local',
    basePath,
    playUrl: options.playUrl ?? `${outside.replace(/^http/, 'ws')}/play`,
    pingUrl: `${outside}/healthz`,
    allowedOrigins: [
      ...(options.allowedOrigins ?? []),
      ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin]),
    ],
    trustedProxies: options.trustedProxies ?? [],
    addressLimits: options.addressLimits ?? true,
    roomOptions: options.roomOptions ?? {},
    selfCheck: options.selfCheck ?? false,
    queues: resolveQueues(options.queues ?? [], queueSurroundings(options.games, options.region ?? 'local')),
    matchFunction: options.matchFunction,
    logLevel: options.logLevel ?? 'info',
    dumpDir: options.dumpDir ?? 'dumps',
  }
  if (config.games.length === 0) throw new Error('games: give at least one game (defineGame)')
  checkRoomOptions(config)
  const kinds = config.games.map(({ schema }) => schema.name)
  const twice = kinds.find((kind, i) => kinds.indexOf(kind) !== i)
  if (twice !== undefined) throw new Error(`games: two games have room kind "${twice}"; change one's tw.room`)
  if (!LOG_LEVELS.includes(config.logLevel)) {
    throw new Error(`logLevel: "${config.logLevel}" is none of ${LOG_LEVELS.join(', ')}`)
  }
  if (!LISTENERS.includes(config.listener)) {
    throw new Error(`listener: "${config.listener}" is none of ${LISTENERS.join(', ')}`)
  }
  if (options.playUrl !== undefined && !/^wss?:\/\//.test(options.playUrl)) {
    throw new Error(`playUrl: "${options.playUrl}" must start with ws:// or wss://`)
  }
  for (const origin of config.allowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(`allowedOrigins: "${origin}" is no origin; write it like https://game.example`)
    }
  }
  if (!isLoopback(config.adminHost) && (config.tls === undefined || config.operators.length === 0)) {
    const fix = 'give tls (--tls-cert, --tls-key) and operators (--operators), or use 127.0.0.1'
    throw new Error(`adminHost: other machines reach "${config.adminHost}"; ${fix}`)
  }
  for (const range of config.trustedProxies) {
    const problem = proxyRangeProblem(range)
    if (problem !== undefined) throw new Error(`trustedProxies: "${range}" ${problem}`)
  }
  return config
}

/** An option that no game has would do nothing, without a word. */
function checkRoomOptions({ games, roomOptions }: Config): void {
  for (const name of Object.keys(roomOptions)) {
    const known = games.flatMap(({ service: { Options } }) => (Options === undefined ? [] : Object.keys(new Options())))
    if (known.includes(name)) continue
    const kinds = games.map(({ schema }) => schema.name).join(', ')
    const has = known.length === 0 ? 'none: tw.options of the room service names the struct' : known.join(', ')
    throw new Error(`roomOptions: ${kinds} has no option "${name}"; it has ${has}`)
  }
}

function checkedOperator(operator: OperatorToken, i: number, all: readonly OperatorToken[]): OperatorToken {
  const { name, role, token } = operator
  const where = `operators[${i}]`
  if (!/^[\w.@-]{1,64}$/.test(name))
    throw new Error(`${where}: "${name}" is no name; use 1 to 64 of A-Z a-z 0-9 _ . @ -`)
  if (!ROLES.includes(role)) throw new Error(`${where}: role "${role}" is none of ${ROLES.join(', ')}`)
  if (token.length < OPERATOR_TOKEN_CHARS_MIN || token.length > OPERATOR_TOKEN_CHARS_MAX) {
    const range = `${OPERATOR_TOKEN_CHARS_MIN} to ${OPERATOR_TOKEN_CHARS_MAX}`
    throw new Error(`${where}: the token of ${name} must have ${range} characters, such as: openssl rand -base64 32`)
  }
  if (all.findIndex((other) => other.token === token) !== i) throw new Error(`${where}: this token is given twice`)
  return operator
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function checkedBasePath(path: string): string {
  if (/^(\/[\w~-][\w.~-]*)*$/.test(path)) return path
  throw new Error(`basePath: "${path}" is no path; write it like /games/eu1, without a slash at its end`)
}

/** @returns it without a slash at its end */
function checkedPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && `${url.origin}${url.pathname}` === url.href
  if (isPlain) return url.href.replace(/\/+$/, '')
  throw new Error(`publicUrl: "${text}" is no address for clients; write it like https://game.example/eu1`)
}

function port(field: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new Error(`${field}: ${value} is no port; use 1 to 65535, or 0 for a free one`)
}

/** Clients take their rates from the welcome, so that the schema's hash stays what it is. */
function atRates(game: Game, options: ServerOptions): Game {
  if (options.tickRateHz === undefined && options.sendRateHz === undefined) return game
  const { schema } = game
  const { tickRateHz = schema.tickRateHz, sendRateHz = schema.sendRateHz } = options
  if (!(Number.isInteger(tickRateHz) && tickRateHz >= 1 && tickRateHz <= TICK_RATE_HZ_MAX)) {
    throw new Error(`tickRateHz: ${tickRateHz} is no tick rate; use a whole number of 1 to ${TICK_RATE_HZ_MAX}`)
  }
  if (!(Number.isInteger(sendRateHz) && sendRateHz >= 1 && tickRateHz % sendRateHz === 0)) {
    const whose = options.sendRateHz === undefined ? ` of ${schema.name}'s IDL` : ''
    const fix = `snapshots go out on ticks, so use ${tickRateHz} or one of its divisors`
    throw new Error(`sendRateHz: ${sendRateHz}${whose} does not divide the tick rate, ${tickRateHz}; ${fix}`)
  }
  return { ...game, schema: { ...schema, tickRateHz, sendRateHz } }
}

function withBudget(game: Game, { bytesPerSecondMax }: ServerOptions): Game {
  if (bytesPerSecondMax === undefined) return game
  if (bytesPerSecondMax >= BYTES_PER_SECOND_MIN) return { ...game, bytesPerSecondMax }
  throw new Error(`bytesPerSecondMax: ${bytesPerSecondMax} is too little; use ${BYTES_PER_SECOND_MIN} or more`)
}
