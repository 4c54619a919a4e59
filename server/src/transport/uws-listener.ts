// The HTTP and WebSocket port, and the only file that knows uWebSockets: it serves the page, `/healthz`, `/rpc` (one message
// is one Thrift message) and `/play` (the fast path). Each socket becomes a Link below one connection object; what its
// messages mean is decided there. Message memory belongs to uWebSockets and is gone after the callback.

import type {
  HttpRequest,
  HttpResponse,
  TemplatedApp,
  us_listen_socket,
  us_socket_context_t,
  WebSocket,
  WebSocketBehavior,
} from 'uWebSockets.js'
import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { PLAY_FRAME_BYTES_MAX, SNAPSHOT_BYTES_MAX } from '@tickwire/protocol'
import { BUFFERED_BYTES_MAX } from '../replication/congestion.js'
import { MESSAGE_BYTES_MAX, REPLY_BYTES_MAX, UNREAD_REPLY_BYTES_MAX } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import type { Counters } from '../rpc/reporting.js'
import { type AddressLimits, addressGroup, SOCKETS_PER_ADDRESS_MAX, UPGRADES_PER_SECOND_MAX } from './address-limits.js'
import type { CallGate } from './call-gate.js'
import type { Link, SendResult } from './link.js'
import { PlayConnection, type PlayContext } from './play-connection.js'
import { RpcConnection } from './rpc-connection.js'
import { PAGE_HEADERS, type StaticFile } from './static-files.js'

/** Peers that were told to go have this long to hear it, milliseconds, before the port closes and cuts who still sends. */
const CLOSE_LINGER_MS = 100

/** A silent socket is cut after this, seconds; uWebSockets pings well before. */
const IDLE_SECONDS = 30

/** WebSocket close codes of ours are 4000 + CloseReason. */
const CLOSE_CODE_BASE = 4_000

/** Longest text of a close frame, bytes. */
const CLOSE_TEXT_BYTES_MAX = 123

export interface UwsListenerOptions {
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
  readonly play: PlayContext
  readonly gate: CallGate
  readonly limits: AddressLimits
  readonly nextConnectionId: () => number
  readonly files: ReadonlyMap<string, StaticFile>
  /** Origins besides the server's own that may open sockets from a browser. */
  readonly allowedOrigins: readonly string[]
  readonly healthy: () => boolean
  /** A Thrift connection is gone; what its caller held can be given up. */
  readonly onRpcClosed: (caller: Caller) => void
}

/** Names the limit, for whoever runs into it with a tool of their own. */
const ADDRESS_REFUSAL = `an address may hold ${SOCKETS_PER_ADDRESS_MAX} sockets and open ${UPGRADES_PER_SECOND_MAX} a second`

/** Refuse a port that somebody has, instead of sharing it. */
const LISTEN_EXCLUSIVE_PORT = 1

/** An overload that the library has and its types lack. */
type ListenOnHost = (
  host: string,
  port: number,
  options: number,
  listening: (socket: us_listen_socket | false) => void,
) => TemplatedApp

interface SocketData {
  readonly address: string
  readonly release: () => void
  link?: UwsLink
  play?: PlayConnection
  rpc?: RpcConnection
}

type Socket = WebSocket<SocketData>

export class UwsListener {
  private readonly links = new Set<UwsLink>()
  private readonly plays = new Set<PlayConnection>()
  private readonly rpcs = new Set<RpcConnection>()
  private listening = 0

  private constructor(
    private readonly uws: typeof import('uWebSockets.js'),
    private readonly app: TemplatedApp,
    private readonly options: UwsListenerOptions,
  ) {
    app.ws<SocketData>('/play', this.playBehaviour())
    app.ws<SocketData>('/rpc', this.rpcBehaviour())
    app.get('/healthz', (res) => this.serveHealth(res))
    app.get('/*', (res, req) => this.serveFile(res, req))
  }

  /** Rejects with a line that says what to do when the library does not load or the port cannot be had. */
  static async listen(options: UwsListenerOptions): Promise<UwsListener> {
    const uws = await loadLibrary()
    const listener = new UwsListener(uws, uws.App(), options)
    await listener.open()
    return listener
  }

  get port(): number {
    return this.listening
  }

  get socketCount(): number {
    return this.links.size
  }

  /** Keeps the deadlines of all connections; to be called several times a second. */
  sweep(nowMs: number): void {
    for (const play of this.plays) play.sweep(nowMs)
    for (const rpc of this.rpcs) rpc.sweep(nowMs)
  }

  /** Tells every peer why; CLOSE_LINGER_MS later closes the port and every socket that is left. */
  async close(reason: CloseReason, message: string): Promise<void> {
    const lingerMs = this.links.size > 0 ? CLOSE_LINGER_MS : 0
    for (const link of this.links) link.close(reason, message)
    await new Promise((resolve) => setTimeout(resolve, lingerMs))
    this.app.close()
  }

  private open(): Promise<void> {
    const { host, port } = this.options
    const listen = this.app.listen as unknown as ListenOnHost
    return new Promise((resolve, reject) => {
      listen.call(this.app, host, port, LISTEN_EXCLUSIVE_PORT, (socket) => {
        if (socket === false) {
          reject(
            new Error(`cannot listen on ${host}:${port}: the port is in use or not allowed; choose another --port`),
          )
          return
        }
        this.listening = this.uws.us_socket_local_port(socket)
        resolve()
      })
    })
  }

  // ---- WebSockets ----

  private playBehaviour(): WebSocketBehavior<SocketData> {
    return {
      ...COMMON,
      maxPayloadLength: 4 * PLAY_FRAME_BYTES_MAX,
      maxBackpressure: BUFFERED_BYTES_MAX + 4 * SNAPSHOT_BYTES_MAX,
      upgrade: (res, req, context) => this.upgrade(res, req, context),
      open: (ws) => {
        const data = ws.getUserData()
        const link = this.openLink(ws, data)
        data.play = new PlayConnection(this.options.play, link, this.options.nextConnectionId(), data.address)
        this.plays.add(data.play)
      },
      message: (ws, message, isBinary) => {
        const { play } = ws.getUserData()
        if (isBinary) play?.receive(new Uint8Array(message))
        else play?.receiveText()
      },
      close: (ws) => {
        const data = ws.getUserData()
        this.closeLink(data)
        if (data.play === undefined) return
        this.plays.delete(data.play)
        data.play.onSocketClosed()
      },
    }
  }

  private rpcBehaviour(): WebSocketBehavior<SocketData> {
    return {
      ...COMMON,
      maxPayloadLength: 4 * MESSAGE_BYTES_MAX,
      maxBackpressure: UNREAD_REPLY_BYTES_MAX + REPLY_BYTES_MAX,
      upgrade: (res, req, context) => this.upgrade(res, req, context),
      open: (ws) => {
        const data = ws.getUserData()
        const link = this.openLink(ws, data)
        const { play, gate, nextConnectionId } = this.options
        const { calls, counters, nowMs } = play
        const connectionId = nextConnectionId()
        const { address } = data
        data.rpc = new RpcConnection({ calls, gate, link, connectionId, address, openedAtMs: nowMs(), counters })
        this.rpcs.add(data.rpc)
      },
      message: (ws, message, isBinary) => {
        const { rpc } = ws.getUserData()
        if (isBinary) rpc?.receive(new Uint8Array(message))
        else rpc?.close(CloseReason.TEXT_FRAME)
      },
      close: (ws) => {
        const data = ws.getUserData()
        this.closeLink(data)
        if (data.rpc === undefined) return
        this.rpcs.delete(data.rpc)
        data.rpc.onSocketClosed()
        this.options.onRpcClosed(data.rpc.caller)
      },
    }
  }

  private upgrade(res: HttpResponse, req: HttpRequest, context: us_socket_context_t): void {
    const { counters } = this.options.play
    if (!this.originAllowed(req.getHeader('origin'), req.getHeader('host'))) {
      counters.count('upgrades_refused', 'ORIGIN')
      res.writeStatus('403 Forbidden').end('this origin may not open a socket here')
      return
    }
    const address = addressGroup(textOf(res.getRemoteAddressAsText()))
    const release = this.options.limits.admit(address)
    if (release === undefined) {
      counters.count('upgrades_refused', 'ADDRESS_LIMIT')
      res.writeStatus('429 Too Many Requests').end(ADDRESS_REFUSAL)
      return
    }
    res.upgrade<SocketData>(
      { address, release },
      req.getHeader('sec-websocket-key'),
      req.getHeader('sec-websocket-protocol'),
      req.getHeader('sec-websocket-extensions'),
      context,
    )
  }

  /** Browsers name the page's origin; programs name none. A foreign page must not use a visitor's address. */
  private originAllowed(origin: string, host: string): boolean {
    if (origin === '' || this.options.allowedOrigins.includes(origin)) return true
    try {
      return new URL(origin).host === host
    } catch {
      return false
    }
  }

  private openLink(ws: Socket, data: SocketData): UwsLink {
    const link = new UwsLink(ws, this.options.play.counters)
    data.link = link
    this.links.add(link)
    return link
  }

  private closeLink(data: SocketData): void {
    data.release()
    if (data.link === undefined) return
    data.link.gone()
    this.links.delete(data.link)
  }

  // ---- HTTP ----

  private serveHealth(res: HttpResponse): void {
    const healthy = this.options.healthy()
    res.writeStatus(healthy ? '200 OK' : '503 Service Unavailable')
    res.writeHeader('Content-Type', 'text/plain; charset=utf-8').end(healthy ? 'ok\n' : 'stopping\n')
  }

  private serveFile(res: HttpResponse, req: HttpRequest): void {
    const file = this.options.files.get(req.getUrl())
    if (file === undefined) {
      res.writeStatus('404 Not Found').end('not found\n')
      return
    }
    res.writeStatus('200 OK').writeHeader('Content-Type', file.contentType)
    for (const [name, value] of PAGE_HEADERS) res.writeHeader(name, value)
    res.end(file.body)
  }
}

/** One WebSocket as a Link. */
class UwsLink implements Link {
  /** Told to go, or gone: the socket must not be touched any more. */
  private ended = false
  /** The last send was not taken at once. Asking the library each time costs a quarter of what a send costs. */
  private mayBuffer = false

  constructor(
    private readonly ws: Socket,
    private readonly counters: Counters,
  ) {}

  send(bytes: Uint8Array): SendResult {
    if (this.ended) return 2
    const result = this.ws.send(bytes, true, false) as SendResult
    this.mayBuffer = result !== 1
    return result
  }

  close(reason: CloseReason, message = ''): void {
    if (this.ended) return
    this.ended = true
    if (this.ws.getBufferedAmount() > 0) this.counters.count('close_reasons_undelivered')
    // Calls the `close` handler at once; the library itself cuts a peer that does not answer.
    this.ws.end(CLOSE_CODE_BASE + reason, message.slice(0, CLOSE_TEXT_BYTES_MAX))
  }

  bufferedBytes(): number {
    return this.ended || !this.mayBuffer ? 0 : this.ws.getBufferedAmount()
  }

  gone(): void {
    this.ended = true
  }
}

const COMMON = { compression: 0, idleTimeout: IDLE_SECONDS, sendPingsAutomatically: true } as const

const textDecoder = new TextDecoder()

function textOf(buffer: ArrayBuffer): string {
  return textDecoder.decode(buffer)
}

/** The library is a native one: where it does not load, say why and what to do instead of a stack. */
async function loadLibrary(): Promise<typeof import('uWebSockets.js')> {
  try {
    const loaded = await import('uWebSockets.js')
    return loaded.default as unknown as typeof import('uWebSockets.js')
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Error(
      `uWebSockets.js does not load on Node ${process.version} (${process.platform} ${process.arch}): ${cause}. ` +
        'Use Node 20 on Debian 12; builds for Node 22 and 24 need glibc 2.38 or newer.',
    )
  }
}
