// The server as a process runs it: the app with real clocks, sockets and randomness. It listens on three ports, drives the
// ticks, keeps the deadlines of connections, and stops within a second, telling everybody why. The process itself
// (flags, signals, exit codes) is `cli/`.

import { createHash, createHmac, randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { DesyncDump } from '@tickwire/protocol'
import type { Logger } from 'pino'
import type { AuditEntry } from './admin/audit.js'
import type { OperatorToken } from './admin/operators.js'
import { App } from './app.js'
import { type Config, isLoopback, resolveConfig, type ServerOptions } from './config.js'
import type { Scheduler } from './events/scheduler.js'
import { identityTokenVerifier } from './identity/identity-tokens.js'
import { MatcherWorkers } from './matchmaking-worker/matcher-workers.js'
import { workerTrials } from './matchmaking-worker/trial-worker.js'
import { newOperatorToken, writeOperatorToken } from './operator-token.js'
import type { RoomDump } from './rooms/room-observer.js'
import type { Caller } from './rpc/ports.js'
import { createLog, LimitedLog } from './telemetry/log.js'
import { Metrics } from './telemetry/metrics.js'
import { metricsRoute } from './telemetry/metrics-route.js'
import { ProcessFigures } from './telemetry/process-figures.js'
import { AddressLimits } from './transport/address-limits.js'
import { CallGate } from './transport/call-gate.js'
import { CERTIFICATE_CHECK_MS, CertificateWatch } from './transport/certificate.js'
import { chooseListener } from './transport/choose-listener.js'
import { closeReasonName } from './transport/close-reason.js'
import { Edge, HTTP_CALLS } from './transport/edge.js'
import { healthRoutes } from './transport/health.js'
import type { HttpRoute, HttpRoutes } from './transport/http-answer.js'
import type { Listener } from './transport/listener.js'
import { freshStaticFiles, loadStaticFiles } from './transport/static-files.js'
import { TcpListener } from './transport/tcp-listener.js'
import { TickDriver } from './transport/tick-driver.js'
import { TrustedProxies } from './transport/trusted-proxies.js'
import { WsListener } from './transport/ws-listener.js'

/** Deadlines of connections and rooms are looked at this often, milliseconds. */
const SWEEP_MS = 100

/** While it drains, the log says this often what it waits for, milliseconds. */
const DRAIN_LOG_MS = 5_000

export interface Addresses {
  readonly http: string
  readonly thrift: string
  readonly admin: string
  /** The file with the operator token that the server made; undefined where operators are configured. */
  readonly operatorToken: string | undefined
}

/** Dumps of clients that differed, files a run of the server. Beyond: counted and logged, and no more of them written. */
const DESYNC_DUMPS_MAX = 16

const nowMs = (): number => performance.now()

const realTime: Scheduler = {
  nowMs,
  after(delayMs, run) {
    // What is due later must not keep a process that has stopped: its sockets do as long as it serves.
    const timer = setTimeout(run, delayMs).unref()
    return () => clearTimeout(timer)
  },
}

/** Makes a server; nothing listens before `listen`. */
export function createServer(options: ServerOptions): TickwireServer {
  return new TickwireServer(resolveConfig(options, process.env.NODE_ENV))
}

export class TickwireServer {
  /** Everything without sockets, for tests and tools in the same process. */
  readonly app: App
  readonly metrics: Metrics
  /** Where the server speaks TLS. */
  readonly certificates: CertificateWatch | undefined
  private readonly log: Logger
  private readonly limitedLog: LimitedLog
  private readonly matchers: MatcherWorkers
  private readonly limits: AddressLimits
  private readonly driver: TickDriver
  private readonly gate = new CallGate(() => this.driver.isTicking)
  private readonly proxies: TrustedProxies
  private readonly edge: Edge
  private readonly operatorEdge: Edge
  private http: Listener | undefined
  private tcp: TcpListener | undefined
  private operator: Listener | undefined
  private sweeper: NodeJS.Timeout | undefined
  private certificateChecks: NodeJS.Timeout | undefined
  private connections = 0
  private stopping = false
  /** Where nobody configured an operator: the token that this process made, and its file once it listens. */
  private readonly madeToken: string | undefined
  private tokenFile: string | undefined
  private desyncDumps = 0

  constructor(private readonly config: Config) {
    this.log = createLog(config.logLevel)
    this.limitedLog = new LimitedLog(this.log, nowMs)
    this.limits = new AddressLimits(config.addressLimits, nowMs)
    const operators = operatorsOf(config)
    this.madeToken = config.operators.length === 0 ? operators[0]?.token : undefined
    const sockets = () => this.edge.socketCount + (this.tcp?.socketCount ?? 0)
    this.metrics = new Metrics({
      rooms: () => [...this.app.directory.live()].length,
      players: () => [...this.app.directory.live()].reduce((sum, room) => sum + room.seats.count, 0),
      sockets,
      loadGrade: () => [...this.app.directory.live()].reduce((worst, room) => Math.max(worst, room.governor.grade), 0),
      queues: () => this.app.matchmaking.matchmaker.desk.census(),
    })
    const figures = new ProcessFigures(this.metrics, sockets)
    const { identity } = config.login
    // Of this process: a session does not outlive it, so neither need its tokens.
    const signingKey = randomBytes(32)
    this.matchers = new MatcherWorkers({
      matchFunction: config.matchFunction,
      onCycle: (durationMs) => this.metrics.matchmakingCycled(durationMs),
    })
    this.app = new App({
      games: config.games,
      version: packageVersion(),
      region: config.region,
      playUrl: () => config.playUrl,
      pingUrl: config.pingUrl,
      roomOptions: config.roomOptions,
      scheduler: realTime,
      wallClockMs: Date.now,
      randomToken: () => randomBytes(16).toString('base64url'),
      randomSeed: () => randomBytes(4).readUInt32LE(),
      hash: (text) => createHash('sha256').update(text).digest('base64url'),
      sign: (text) => createHmac('sha256', signingKey).update(text).digest('base64url'),
      login: { ...config.login, identityTokens: identity && identityTokenVerifier(identity, Date.now) },
      addressLimits: config.addressLimits,
      counters: this.metrics,
      log: this.limitedLog,
      selfCheck: config.selfCheck,
      queues: config.queues,
      runTrials: workerTrials({ matchFunction: config.matchFunction }),
      closeConnectionsOf: (playerId, message) => {
        this.edge.closePlayer(playerId, message)
        this.tcp?.closePlayer(playerId, message)
      },
      openMatcher: this.matchers.open,
      operators: {
        nodeId: `${hostname()}-${process.pid}`,
        operators,
        figures: () => figures.read(),
        logLevel: config.logLevel,
        setLogLevel: (level) => {
          this.log.level = level
        },
        onAudit: (entry) => this.keepAudit(entry),
        fixedConfig: { region: config.region, selfCheck: String(config.selfCheck) },
      },
      observer: {
        ticked: (durationMs, lateMs, overran) => this.metrics.ticked(durationMs, lateMs, overran),
        snapshot: (outcome, bytes) => this.metrics.snapshot(outcome, bytes),
        counted: (count, more) => this.metrics.count(count, '', more),
        seatTaken: (roomId, playerId) => this.limitedLog.info({ roomId, playerId }, 'seat taken'),
        seatEnded: (roomId, playerId) => this.limitedLog.info({ roomId, playerId }, 'seat ended'),
        matchEnded: (roomId, results) => this.limitedLog.info({ roomId, results }, 'match ended'),
        roomOpened: (roomId) => this.limitedLog.info({ roomId }, 'room opened'),
        roomClosed: (roomId, reason, message) =>
          this.limitedLog.info({ roomId, reason: closeReasonName(reason), why: message }, 'room closed'),
        roomFailed: (dump) => this.keepRoomDump(dump),
        desynced: (dump) => this.keepDesyncDump(dump),
        messageFailed: (roomId, error) => {
          this.metrics.count('play_messages_failed')
          this.limitedLog.error({ err: error, roomId }, 'a message handler failed')
        },
      },
    })
    this.driver = new TickDriver(this.app, this.gate, nowMs)
    this.certificates = config.tls && new CertificateWatch(config.tls, this.metrics, this.log)
    this.proxies = new TrustedProxies(config.trustedProxies)
    this.edge = this.playersEdge()
    this.operatorEdge = this.operatorsEdge()
  }

  /** Opens the three ports. Rejects, with nothing left open, when one of them cannot be had. */
  async listen(): Promise<Addresses> {
    try {
      await this.open()
      if (this.stopping) throw new Error('the server was stopped before it had started')
    } catch (error) {
      await this.closeListeners(CloseReason.SERVER_STOPPING, 'the server did not start')
      throw error
    }
    this.driver.start()
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS)
    const { certificates } = this
    if (certificates !== undefined)
      this.certificateChecks = setInterval(() => certificates.check(), CERTIFICATE_CHECK_MS)
    return this.addresses()
  }

  /**
   * Lets running rooms finish: from now on nobody gets a new seat. Without a room, or where a drain has finished, it is over
   * at once.
   * @returns true when the last room has ended or `deadlineMs` are over; false when an operator called the drain off
   */
  async drain(deadlineMs: number): Promise<boolean> {
    const { drain } = this.app.operators
    const endMs = nowMs() + deadlineMs
    if (!drain.isDraining) drain.start(deadlineMs)
    for (;;) {
      const { draining, finished, roomsLeft, playersLeft } = drain.state
      const leftMs = Math.round(endMs - nowMs())
      if (!draining || finished || leftMs <= 0) return draining
      this.log.info({ roomsLeft, playersLeft, leftMs }, 'draining: running rooms may finish')
      await drain.wait(Math.min(leftMs, DRAIN_LOG_MS))
    }
  }

  /** Tells every client why, closes every socket and stops all rooms. Takes less than a second. */
  async stop(message = 'the server is stopping'): Promise<void> {
    if (this.stopping) return
    this.stopping = true
    this.driver.stop()
    clearInterval(this.sweeper)
    clearInterval(this.certificateChecks)
    this.app.stop(CloseReason.SERVER_STOPPING, message)
    await this.matchers.stop()
    // The polls that it answered must get their answers out before their sockets close.
    await new Promise((resolve) => setImmediate(resolve))
    await this.closeListeners(CloseReason.SERVER_STOPPING, message)
    this.metrics.close()
  }

  private async open(): Promise<void> {
    const { config, limits, gate, metrics: counters, app, limitedLog } = this
    const { host, adminHost } = config
    const certificate = this.certificates?.current
    const listen = await chooseListener(config.listener, this.log)
    const http = await listenOn(host, config.port, '--port', (port) =>
      listen({ host, port, edge: this.edge, certificate }),
    )
    this.http = http
    const tcp = await listenOn(host, config.thriftPort, '--thrift-port', (port) =>
      TcpListener.listen({
        host,
        port,
        certificate,
        calls: app.dispatcher,
        gate,
        nowMs,
        nextConnectionId: this.nextConnectionId,
        admit: (address) => limits.admit(address),
        onClosed: this.onRpcClosed,
        counters,
        log: limitedLog,
      }),
    )
    this.tcp = tcp
    // On the loopback address a certificate would be one for no name, and every tool there in need of an exception.
    const operatorCertificate = isLoopback(adminHost) ? undefined : certificate
    const operator = await listenOn(adminHost, config.adminPort, '--admin-port', (port) =>
      WsListener.listen({ host: adminHost, port, edge: this.operatorEdge, certificate: operatorCertificate }),
    )
    this.operator = operator
    this.certificates?.onRenewed((renewed) => http.renew(renewed))
    this.certificates?.onRenewed((renewed) => tcp.renew(renewed))
    if (operatorCertificate !== undefined) this.certificates?.onRenewed((renewed) => operator.renew(renewed))
    if (this.madeToken !== undefined) this.tokenFile = writeOperatorToken(this.operator.port, this.madeToken)
  }

  private readonly nextConnectionId = (): number => ++this.connections

  private readonly onRpcClosed = (caller: Caller): void => {
    this.app.connectionClosed(caller.connectionId)
  }

  private playersEdge(): Edge {
    const { config, metrics: counters, app, limitedLog } = this
    return new Edge({
      basePath: config.basePath,
      calls: app.dispatcher,
      play: {
        directory: app.directory,
        calls: app.dispatcher,
        counters,
        nowMs,
        onGone: (connectionId) => app.connectionClosed(connectionId),
        onClosed: (reason, roomId) => {
          const name = closeReasonName(reason)
          limitedLog.info({ reason: name, roomId }, `play connection closed ${name}`)
        },
      },
      gate: this.gate,
      counters,
      nowMs,
      sockets: this.limits,
      httpCalls: new AddressLimits(config.addressLimits, nowMs, HTTP_CALLS),
      nextConnectionId: this.nextConnectionId,
      proxies: this.proxies,
      allowedOrigins: config.allowedOrigins,
      authenticate: (token) => ({ player: app.authenticate(token), operator: undefined }),
      routes: this.pageRoutes(),
      operatorRoutes: [],
      onRpcClosed: this.onRpcClosed,
    })
  }

  private operatorsEdge(): Edge {
    const { metrics: counters, app } = this
    return new Edge({
      basePath: '',
      calls: app.operators.dispatcher,
      gate: this.gate,
      play: undefined,
      counters,
      nowMs,
      sockets: new AddressLimits(true, nowMs),
      httpCalls: new AddressLimits(true, nowMs, HTTP_CALLS),
      nextConnectionId: this.nextConnectionId,
      proxies: this.proxies,
      allowedOrigins: [],
      authenticate: (token, address) => ({
        player: undefined,
        operator: app.operators.operators.authenticate(token, address),
      }),
      routes: new Map([['/metrics', metricsRoute(counters)], ...this.healthRoutes()]),
      operatorRoutes: isLoopback(this.config.adminHost) ? [] : ['/metrics'],
      onRpcClosed: this.onRpcClosed,
    })
  }

  private healthRoutes(): ReadonlyMap<string, HttpRoute> {
    return healthRoutes(() => !this.stopping && !this.app.isDraining)
  }

  private addresses(): Addresses {
    const { host, adminHost, basePath, tls } = this.config
    const at = (host: string, port: number | undefined): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
    const adminScheme = tls === undefined || isLoopback(adminHost) ? 'http' : 'https'
    return {
      http: `${tls === undefined ? 'http' : 'https'}://${at(host, this.http?.port)}${basePath}/`,
      thrift: `${tls === undefined ? 'tcp' : 'tls'}://${at(host, this.tcp?.port)}`,
      admin: `${adminScheme}://${at(adminHost, this.operator?.port)}/metrics`,
      operatorToken: this.tokenFile,
    }
  }

  private sweep(): void {
    const now = nowMs()
    this.edge.sweep(now)
    this.operatorEdge.sweep(now)
    this.tcp?.sweep(now)
    this.app.sweep()
  }

  private async closeListeners(reason: CloseReason, message: string): Promise<void> {
    await Promise.all([
      this.http?.close(reason, message),
      this.tcp?.close(reason),
      this.operator?.close(reason, message),
    ])
    if (this.tokenFile !== undefined) rmSync(this.tokenFile, { force: true })
  }

  private pageRoutes(): HttpRoutes {
    const { games, freshPage } = this.config
    const health = this.healthRoutes()
    const staticDir = games[0]?.staticDir
    if (staticDir === undefined) return health
    const folder = fileURLToPath(staticDir)
    if (freshPage) {
      const page = freshStaticFiles(folder)
      return { get: (path) => health.get(path) ?? page.get(path) }
    }
    return new Map([...loadStaticFiles(folder), ...health])
  }

  /** Operators act rarely: a line is on its way to the disk before the answer leaves. */
  private keepAudit(entry: AuditEntry): void {
    const { auditFile } = this.config
    if (auditFile === undefined) {
      this.log.info({ audit: entry }, 'operator action')
      return
    }
    try {
      appendFileSync(auditFile, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
    } catch (error) {
      this.log.error({ err: error, audit: entry }, 'an audit entry could not be written')
    }
  }

  /** A room's step threw: what is needed to look into it goes to a file, the line to the log. */
  private keepRoomDump(dump: RoomDump): void {
    const path = this.writeDump(dump.roomId, dump)
    this.metrics.count('rooms_failed', dump.kind)
    this.log.error({ roomId: dump.roomId, tick: dump.tick, seed: dump.seed, stack: dump.stack, path }, 'room failed')
  }

  /** A client knew something else than it should: the frames that led there go to a file that a test can replay. */
  private keepDesyncDump(dump: DesyncDump): void {
    const { roomId, seat, tick, serverDigest, clientDigest } = dump
    const keep = this.desyncDumps++ < DESYNC_DUMPS_MAX
    const path = keep ? this.writeDump(`${roomId}-seat-${seat}-tick-${tick}`, dump) : undefined
    this.metrics.count('desyncs')
    this.limitedLog.error({ roomId, seat, tick, serverDigest, clientDigest, path }, 'a client differs from the server')
  }

  /** @returns where it was written, or should have been */
  private writeDump(name: string, dump: object): string {
    const path = join(this.config.dumpDir, `${name}.json`)
    try {
      mkdirSync(this.config.dumpDir, { recursive: true })
      writeFileSync(path, `${JSON.stringify(dump, undefined, 2)}\n`)
    } catch (error) {
      this.log.error({ err: error, path }, 'a dump could not be written')
    }
    return path
  }
}

/** Turns a port that is taken into one line that says which and what to do. */
async function listenOn<T>(host: string, port: number, flag: string, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(port)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why = code === 'EADDRINUSE' ? 'the port is in use' : ((error as Error).message ?? String(error))
    throw new Error(`cannot listen on ${host}:${port}: ${why}; choose another ${flag}`)
  }
}

/** Those configured, or one that this process makes: for a developer's machine, where nobody else can read the file. */
function operatorsOf({ operators }: Config): readonly OperatorToken[] {
  if (operators.length > 0) return operators
  if (process.env.NODE_ENV !== 'production') return [newOperatorToken()]
  throw new Error('operators: none are configured, and NODE_ENV is production; give --operators FILE')
}

function packageVersion(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
