// What stands behind an HTTP and WebSocket port, whichever listener owns the sockets: which origins and addresses may come
// in, what is where (`/play`, `/rpc`, the routes), what a refusal says, and the deadlines of everything that is open. A
// listener gives it the heads of requests and sockets as Links; it knows no socket itself.

import { type CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { PLAY_FRAME_BYTES_MAX, SNAPSHOT_BYTES_MAX } from '@tickwire/protocol'
import { RefusedError } from '@tickwire/simulation'
import { BUFFERED_BYTES_MAX } from '../replication/congestion.js'
import { MESSAGE_BYTES_MAX, REPLY_BYTES_MAX, UNREAD_REPLY_BYTES_MAX } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import type { Counters } from '../rpc/reporting.js'
import {
  type AddressLimit,
  type AddressLimits,
  addressGroup,
  SOCKETS_PER_ADDRESS_MAX,
  UPGRADES_PER_SECOND_MAX,
} from './address-limits.js'
import type { CallGate } from './call-gate.js'
import { type Header, type HttpAnswer, type HttpRoute, type HttpRoutes, textAnswer } from './http-answer.js'
import { BODY_TOO_LARGE, HttpCall } from './http-call.js'
import { LateRefusals } from './late-refusals.js'
import type { Link } from './link.js'
import { PlayConnection, type PlayContext } from './play-connection.js'
import { type CallHandler, RpcConnection } from './rpc-connection.js'
import type { TrustedProxies } from './trusted-proxies.js'

/** HTTP calls of one address that are not answered yet. One more: 429. Each may be a long poll. */
export const HTTP_CALLS_PER_ADDRESS_MAX = 64

/** How often they begin is the methods' affair (`tw.rate`). */
export const HTTP_CALLS: AddressLimit = { openMax: HTTP_CALLS_PER_ADDRESS_MAX, perSecondMax: Number.POSITIVE_INFINITY }

/** A browser asks again whether it may call after this, seconds. */
const PREFLIGHT_SECONDS = 600

/** Who a call's sender is, by the token of its `Authorization` header. */
export type Identity = Pick<Caller, 'player' | 'operator'>

export interface EdgeOptions {
  /** Everything is below it, such as "/games/eu1"; empty for nothing of the kind. */
  readonly basePath: string
  readonly calls: CallHandler
  readonly gate: CallGate
  /** Without it, nothing is at `/play`. */
  readonly play: PlayContext | undefined
  readonly counters: Counters
  readonly nowMs: () => number
  readonly sockets: AddressLimits
  readonly httpCalls: AddressLimits
  readonly nextConnectionId: () => number
  /** Who may speak for other addresses. */
  readonly proxies: TrustedProxies
  /** Origins besides the server's own that may open sockets and call from a browser. */
  readonly allowedOrigins: readonly string[]
  /**
   * Whose token it is. Throws RefusedError, with a text that says what to do, for one that is wrong or has expired: RATE_LIMITED
   * where too many were.
   */
  readonly authenticate: (token: string, address: string) => Identity
  readonly routes: HttpRoutes
  /** Those of the routes that answer operators alone. */
  readonly operatorRoutes: readonly string[]
  /** A Thrift connection is gone; what its caller held can be given up. */
  readonly onRpcClosed: (caller: Caller) => void
}

/** The head of a request; read before its callback returns. */
export interface RequestHead {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Address of the peer, which may be a proxy. */
  readonly address: string
  /** A header by its name in lower case; empty when there is none. */
  header(name: string): string
  /** The same of a header that may stand there more than once: all its lines in their order, with commas between. */
  joinedHeader(name: string): string
}

export type SocketPath = '/play' | '/rpc'

/** What a listener lets a WebSocket send at once, and leave unread, bytes. Beyond, the listener itself acts. */
export const SOCKET_LIMITS: Readonly<Record<SocketPath, { messageBytesMax: number; unreadBytesMax: number }>> = {
  '/play': {
    messageBytesMax: 4 * PLAY_FRAME_BYTES_MAX,
    unreadBytesMax: BUFFERED_BYTES_MAX + 4 * SNAPSHOT_BYTES_MAX,
  },
  '/rpc': { messageBytesMax: 4 * MESSAGE_BYTES_MAX, unreadBytesMax: UNREAD_REPLY_BYTES_MAX + REPLY_BYTES_MAX },
}

/** Room for one more WebSocket, to be given to `open`, or to be released where it does not come to that. */
export interface SocketPass {
  readonly path: SocketPath
  readonly address: string
  readonly release: () => void
}

/** What a listener feeds. */
export interface SocketConnection {
  receive(message: Uint8Array): void
  receiveText(): void
}

interface OpenSocket {
  readonly connection: PlayConnection | RpcConnection
  readonly link: Link
  readonly pass: SocketPass
}

/** Names the limit, for whoever runs into it with a tool of their own. */
const ADDRESS_REFUSAL = `an address may hold ${SOCKETS_PER_ADDRESS_MAX} sockets and open ${UPGRADES_PER_SECOND_MAX} a second`

export class Edge {
  private readonly sockets = new Map<SocketConnection, OpenSocket>()
  private readonly calls = new Set<HttpCall>()
  private readonly refusals: LateRefusals

  constructor(private readonly options: EdgeOptions) {
    this.refusals = new LateRefusals(options.nowMs)
  }

  get counters(): Counters {
    return this.options.counters
  }

  get socketCount(): number {
    return this.sockets.size
  }

  /** Keeps the deadlines of everything that is open; to be called several times a second. */
  sweep(nowMs: number): void {
    for (const { connection } of this.sockets.values()) connection.sweep(nowMs)
    for (const call of this.calls) call.sweep(nowMs)
    this.refusals.sweep(nowMs)
    this.options.sockets.sweep()
    this.options.httpCalls.sweep()
  }

  closeSockets(reason: CloseReason, message: string): void {
    for (const { link } of this.sockets.values()) link.close(reason, message)
  }

  /** Closes the sockets on which a player is logged in. Seats are the rooms' to end. */
  closePlayer(playerId: string, message: string): void {
    for (const { connection } of this.sockets.values()) {
      if (connection instanceof RpcConnection) connection.closePlayer(playerId, message)
    }
  }

  // ---- WebSockets ----

  /** What a WebSocket may be opened for. */
  get socketPaths(): readonly SocketPath[] {
    return this.options.play === undefined ? ['/rpc'] : ['/play', '/rpc']
  }

  /** The path of such a socket in a URL. */
  urlOf(path: SocketPath): string {
    return this.options.basePath + path
  }

  /**
   * Whether a request may become a WebSocket.
   * @param refuse - told once, now or later, why it may not
   */
  admit(path: SocketPath, head: RequestHead, refuse: (answer: HttpAnswer) => void): SocketPass | undefined {
    const { counters, sockets } = this.options
    if (!this.isOriginAllowed(head)) {
      counters.count('upgrades_refused', 'ORIGIN')
      refuse(textAnswer(403, 'this origin may not open a socket here'))
      return undefined
    }
    const address = this.clientOf(head)
    const release = sockets.admit(address)
    if (release !== undefined) return { path, address, release }
    counters.count('upgrades_refused', 'ADDRESS_LIMIT')
    this.refusals.add(() => refuse({ ...textAnswer(429, ADDRESS_REFUSAL), closes: true }))
    return undefined
  }

  /** A WebSocket is open. */
  open(pass: SocketPass, link: Link): SocketConnection {
    const connection = this.connect(pass, link)
    this.sockets.set(connection, { connection, link, pass })
    return connection
  }

  /** Its socket is gone. @param code - the WebSocket's close code */
  closed(socket: SocketConnection, code: number): void {
    const open = this.sockets.get(socket)
    if (open === undefined) return
    this.sockets.delete(socket)
    open.pass.release()
    open.connection.onSocketClosed(code)
    if (open.connection instanceof RpcConnection) this.options.onRpcClosed(open.connection.caller)
  }

  private connect({ path, address }: SocketPass, link: Link): PlayConnection | RpcConnection {
    const { play, calls, gate, counters, nowMs, nextConnectionId } = this.options
    const connectionId = nextConnectionId()
    if (path === '/play' && play !== undefined) return new PlayConnection(play, link, connectionId, address)
    return new RpcConnection({ calls, gate, link, connectionId, address, openedAtMs: nowMs(), counters })
  }

  // ---- HTTP ----

  /**
   * Answers a request, now or later and at most once, or never when its peer is gone by then.
   * @returns what takes the body, where one is wanted
   */
  request(head: RequestHead, respond: (answer: HttpAnswer) => void): HttpCall | undefined {
    const { method } = head
    const path = this.pathOf(head)
    if (path === '/rpc' || path.startsWith('/rpc/')) return this.requestCall(head, path, respond)
    const route = this.options.routes.get(path)
    if (path === '' && method === 'GET' && head.path === this.options.basePath) {
      // A page's own addresses are relative: they need the slash.
      respond(textAnswer(308, 'see below', [['Location', `${head.path}/`]]))
      return undefined
    }
    if (route === undefined) {
      respond({ ...textAnswer(404, 'not found'), closes: method !== 'GET' })
      return undefined
    }
    const answer = routed(route, method)
    const refusal = this.options.operatorRoutes.includes(path) ? this.refusalOfOperator(head) : undefined
    if (refusal !== undefined) respond(refusal)
    else if (answer === undefined) respond(wrongMethod(Object.keys(route)))
    else if (method !== 'GET' && !this.isOriginAllowed(head)) respond(textAnswer(403, ORIGIN_REFUSAL))
    else answerTo(answer(), respond)
    return undefined
  }

  /** The path below the base path; empty for one that is not below it. */
  private pathOf({ path }: RequestHead): string {
    const { basePath } = this.options
    return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : ''
  }

  private requestCall(head: RequestHead, path: string, respond: (answer: HttpAnswer) => void): HttpCall | undefined {
    const { counters, httpCalls, nextConnectionId, nowMs, calls, gate, onRpcClosed } = this.options
    const cors = corsHeaders(head.header('origin'))
    const refuse = (status: number, reason: string, text: string, headers: readonly Header[] = []): undefined => {
      counters.count('http_calls_refused', reason)
      respond({ ...textAnswer(status, text, [...cors, ...headers]), closes: true })
    }
    if (!this.isOriginAllowed(head)) {
      counters.count('http_calls_refused', 'ORIGIN')
      respond({ ...textAnswer(403, ORIGIN_REFUSAL), closes: true })
      return undefined
    }
    const service = serviceOf(path)
    if (service === undefined) return refuse(404, 'NOT_FOUND', 'not found: POST to /rpc or /rpc/{Service}')
    if (head.method === 'OPTIONS') {
      respond({ status: 204, headers: [...cors, ...PREFLIGHT_HEADERS], body: '' })
      return undefined
    }
    if (head.method !== 'POST') {
      return refuse(405, 'METHOD', 'POST one Thrift message here, or open a WebSocket at /rpc', [
        ['Allow', CALL_METHODS],
      ])
    }
    if (Number(head.header('content-length')) > MESSAGE_BYTES_MAX) return refuse(413, 'TOO_LARGE', BODY_TOO_LARGE)
    const address = this.clientOf(head)
    const identity = this.identify(head.header('authorization'), address)
    if (identity instanceof RefusedError) {
      if (identity.code === ErrorCode.RATE_LIMITED) {
        return refuse(429, 'RATE_LIMITED', identity.message, retryAfter(identity))
      }
      return refuse(401, 'UNAUTHENTICATED', identity.message, BEARER_WANTED)
    }
    const release = httpCalls.admit(address)
    if (release === undefined) return refuse(429, 'ADDRESS_LIMIT', CALLS_REFUSAL)
    const caller: Caller = {
      connectionId: nextConnectionId(),
      address,
      ...identity,
      roomId: undefined,
      isOneCall: true,
    }
    const call = new HttpCall({
      calls,
      gate,
      caller,
      service: service === '' ? undefined : service,
      startedAtMs: nowMs(),
      counters,
      respond: (answer) => respond({ ...answer, headers: [...answer.headers, ...cors] }),
      onGone: () => onRpcClosed(caller),
      onEnd: () => {
        this.calls.delete(call)
        release()
      },
    })
    this.calls.add(call)
    return call
  }

  /** What a request is told that is no operator's. */
  private refusalOfOperator(head: RequestHead): HttpAnswer | undefined {
    const identity = this.identify(head.header('authorization'), this.clientOf(head))
    if (identity instanceof RefusedError) {
      const isTooMany = identity.code === ErrorCode.RATE_LIMITED
      return textAnswer(isTooMany ? 429 : 401, identity.message, isTooMany ? retryAfter(identity) : BEARER_WANTED)
    }
    if (identity.operator !== undefined) return undefined
    return textAnswer(401, 'send "Authorization: Bearer {operator token}"', BEARER_WANTED)
  }

  /** Who calls, nobody without a token; or why the token lets nobody in. */
  private identify(authorization: string, address: string): Identity | RefusedError {
    if (authorization === '') return { player: undefined, operator: undefined }
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    if (token === undefined) return NO_BEARER
    try {
      return this.options.authenticate(token, address)
    } catch (error) {
      if (error instanceof RefusedError) return error
      throw error
    }
  }

  /** What counts as the client's one address. */
  private clientOf(head: RequestHead): string {
    return addressGroup(this.options.proxies.clientOf(head.address, () => head.joinedHeader('x-forwarded-for')))
  }

  /** Browsers name the page's origin; programs name none. A foreign page must not use a visitor's address. */
  private isOriginAllowed(head: RequestHead): boolean {
    const origin = head.header('origin')
    if (origin === '' || this.options.allowedOrigins.includes(origin)) return true
    try {
      return new URL(origin).host === head.header('host')
    } catch {
      return false
    }
  }
}

const NO_BEARER = new RefusedError(ErrorCode.UNAUTHENTICATED, 'send "Authorization: Bearer {accessToken}", or none')
const ORIGIN_REFUSAL = 'this origin may not call here'
const CALLS_REFUSAL = `${HTTP_CALLS_PER_ADDRESS_MAX} calls of this address wait for their answers: wait for one`
const BEARER_WANTED: readonly Header[] = [['WWW-Authenticate', 'Bearer']]
const CALL_METHODS = 'POST, OPTIONS'

const PREFLIGHT_HEADERS: readonly Header[] = [
  ['Access-Control-Allow-Methods', 'POST'],
  ['Access-Control-Allow-Headers', 'authorization, content-type'],
  ['Access-Control-Max-Age', String(PREFLIGHT_SECONDS)],
]

/** For plain HTTP clients, in whole seconds. */
function retryAfter({ details }: RefusedError): readonly Header[] {
  return [['Retry-After', String(Math.ceil((details.retryAfterMs ?? 0) / 1_000))]]
}

/** What a page of an allowed origin needs to read the answer. No cookies are used, so no credentials are allowed. */
function corsHeaders(origin: string): readonly Header[] {
  if (origin === '') return []
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Vary', 'Origin'],
  ]
}

/** The service that a path below `/rpc` names; empty for none, undefined where the path is no name. */
function serviceOf(path: string): string | undefined {
  if (path === '/rpc') return ''
  try {
    const service = decodeURIComponent(path.slice('/rpc/'.length))
    return /^[^/:]+$/.test(service) ? service : undefined
  } catch {
    return undefined
  }
}

function routed(route: HttpRoute, method: string): HttpRoute['GET'] {
  if (method === 'GET' || method === 'HEAD') return route.GET
  return method === 'POST' ? route.POST : undefined
}

function answerTo(answer: HttpAnswer | Promise<HttpAnswer>, respond: (answer: HttpAnswer) => void): void {
  if (answer instanceof Promise) answer.then(respond, () => respond(textAnswer(500, 'internal error')))
  else respond(answer)
}

function wrongMethod(allowed: readonly string[]): HttpAnswer {
  return textAnswer(405, `use ${allowed.join(' or ')}`, [['Allow', allowed.join(', ')]])
}
