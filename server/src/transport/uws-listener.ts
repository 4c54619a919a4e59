// The HTTP and WebSocket port on uWebSockets, and the only file that knows it. It owns the sockets and nothing of what they
// mean: each is a Link, or one request, below the Edge. Message memory belongs to uWebSockets and is gone after the
// callback; a request's head as well. A certificate is for the life of an app of the library: a new one is a new app, which
// takes the port over; the old one serves its connections until they end.

import type {
  HttpRequest,
  HttpResponse,
  TemplatedApp,
  us_listen_socket,
  us_socket_context_t,
  WebSocket,
  WebSocketBehavior,
} from 'uWebSockets.js'
import { STATUS_CODES } from 'node:http'
import type { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { Counters } from '../rpc/reporting.js'
import type { Certificate } from './certificate.js'
import { type RequestHead, SOCKET_LIMITS, type SocketConnection, type SocketPass, type SocketPath } from './edge.js'
import type { HttpAnswer } from './http-answer.js'
import type { HttpCall } from './http-call.js'
import type { Link, SendResult } from './link.js'
import {
  CLOSE_CODE_BASE,
  CLOSE_LINGER_MS,
  closeText,
  IDLE_SECONDS,
  type Listener,
  type ListenerOptions,
} from './listener.js'

/** Refuse a port that somebody has, instead of sharing it. */
const LISTEN_EXCLUSIVE_PORT = 1

export type UwsLibrary = typeof import('uWebSockets.js')

/** An overload that the library has and its types lack. */
type ListenOnHost = (
  host: string,
  port: number,
  options: number,
  listening: (socket: us_listen_socket | false) => void,
) => TemplatedApp

interface SocketData {
  readonly pass: SocketPass
  open?: { readonly link: UwsLink; readonly connection: SocketConnection }
}

type Socket = WebSocket<SocketData>

interface Listening {
  readonly app: TemplatedApp
  readonly socket: us_listen_socket
}

export class UwsListener implements Listener {
  /** Apps whose certificates were replaced; their connections go on. */
  private readonly retired: TemplatedApp[] = []

  private constructor(
    private readonly uws: UwsLibrary,
    private readonly options: ListenerOptions,
    private listening: Listening,
    readonly port: number,
  ) {
    this.route(listening.app)
  }

  static async listen(uws: UwsLibrary, options: ListenerOptions): Promise<UwsListener> {
    const { host, certificate } = options
    const app = newApp(uws, certificate)
    let socket = await listenOn(app, host, options.port)
    const port = uws.us_socket_local_port(socket)
    if (options.port === 0 && certificate !== undefined) {
      // A port that the system chose is opened once more by its number: only then does the library set SO_REUSEADDR, without
      // which a later app could not take it over while connections stand.
      uws.us_listen_socket_close(socket)
      socket = await listenOn(app, host, port)
    }
    return new UwsListener(uws, options, { app, socket }, port) // which routes it before the next event
  }

  async renew(certificate: Certificate): Promise<void> {
    const { uws, port, listening } = this
    const { host } = this.options
    const app = newApp(uws, certificate)
    this.route(app)
    // From here to the end of a successful `listenOn` no event is served, so nobody is refused in between.
    uws.us_listen_socket_close(listening.socket)
    try {
      this.listening = { app, socket: await listenOn(app, host, port) }
      this.retired.push(listening.app)
    } catch (error) {
      app.close()
      this.listening = { app: listening.app, socket: await listenOn(listening.app, host, port) }
      throw error
    }
  }

  async close(reason: CloseReason, message: string): Promise<void> {
    const { edge } = this.options
    const lingerMs = edge.socketCount > 0 ? CLOSE_LINGER_MS : 0
    edge.closeSockets(reason, message)
    await new Promise((resolve) => setTimeout(resolve, lingerMs))
    for (const app of [...this.retired, this.listening.app]) app.close()
  }

  private route(app: TemplatedApp): void {
    const { edge } = this.options
    for (const path of edge.socketPaths) app.ws<SocketData>(edge.urlOf(path), this.behaviour(path))
    app.any('/*', (res, req) => this.serve(res, req))
  }

  // ---- WebSockets ----

  private behaviour(path: SocketPath): WebSocketBehavior<SocketData> {
    const { edge } = this.options
    return {
      compression: 0,
      idleTimeout: IDLE_SECONDS,
      sendPingsAutomatically: true,
      maxPayloadLength: SOCKET_LIMITS[path].messageBytesMax,
      maxBackpressure: SOCKET_LIMITS[path].unreadBytesMax,
      upgrade: (res, req, context) => this.upgrade(path, res, req, context),
      open: (ws) => {
        const data = ws.getUserData()
        const link = new UwsLink(ws, edge.counters)
        data.open = { link, connection: edge.open(data.pass, link) }
      },
      message: (ws, message, isBinary) => {
        const { open } = ws.getUserData()
        if (isBinary) open?.connection.receive(new Uint8Array(message))
        else open?.connection.receiveText()
      },
      close: (ws, code) => {
        const { open } = ws.getUserData()
        if (open === undefined) return
        open.link.gone()
        edge.closed(open.connection, code)
      },
    }
  }

  private upgrade(path: SocketPath, res: HttpResponse, req: HttpRequest, context: us_socket_context_t): void {
    let isGone = false
    res.onAborted(() => {
      isGone = true
    })
    const admitted = this.options.edge.admit(path, headOf(res, req), (answer) => {
      if (!isGone) res.cork(() => write(res, answer, false))
    })
    if (admitted === undefined) return
    res.upgrade<SocketData>(
      { pass: admitted },
      req.getHeader('sec-websocket-key'),
      req.getHeader('sec-websocket-protocol'),
      req.getHeader('sec-websocket-extensions'),
      context,
    )
  }

  // ---- HTTP ----

  private serve(res: HttpResponse, req: HttpRequest): void {
    const head = headOf(res, req)
    let ended = false
    let call: HttpCall | undefined
    res.onAborted(() => {
      ended = true
      call?.abort()
    })
    call = this.options.edge.request(head, (answer) => {
      if (ended) return
      ended = true
      res.cork(() => write(res, answer, head.method === 'HEAD'))
    })
    if (call !== undefined) res.onData((chunk, isLast) => call.receive(new Uint8Array(chunk), isLast))
  }
}

/** @throws Error where the library cannot use the certificate */
function newApp(uws: UwsLibrary, certificate: Certificate | undefined): TemplatedApp {
  if (certificate === undefined) return uws.App()
  return uws.SSLApp({ cert_file_name: certificate.certFile, key_file_name: certificate.keyFile })
}

function listenOn(app: TemplatedApp, host: string, port: number): Promise<us_listen_socket> {
  const listen = app.listen as unknown as ListenOnHost
  return new Promise((resolve, reject) => {
    listen.call(app, host, port, LISTEN_EXCLUSIVE_PORT, (socket) => {
      if (socket === false) reject(new Error('the port is in use or not allowed'))
      else resolve(socket)
    })
  })
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
    this.ws.end(CLOSE_CODE_BASE + reason, closeText(message))
  }

  bufferedBytes(): number {
    return this.ended || !this.mayBuffer ? 0 : this.ws.getBufferedAmount()
  }

  gone(): void {
    this.ended = true
  }
}

const textDecoder = new TextDecoder()

function headOf(res: HttpResponse, req: HttpRequest): RequestHead {
  return {
    method: req.getMethod().toUpperCase(),
    path: req.getUrl(),
    address: textDecoder.decode(res.getRemoteAddressAsText()),
    header: (name) => req.getHeader(name),
    joinedHeader: (name) => joinedHeader(req, name),
  }
}

/** `getHeader` gives the first line alone. */
function joinedHeader(req: HttpRequest, name: string): string {
  const lines: string[] = []
  req.forEach((each, value) => {
    if (each === name) lines.push(value)
  })
  return lines.join(',')
}

function write(res: HttpResponse, { status, headers, body, closes = false }: HttpAnswer, headOnly: boolean): void {
  res.writeStatus(`${status} ${STATUS_CODES[status]}`)
  for (const [name, value] of headers) res.writeHeader(name, value)
  if (headOnly) res.endWithoutBody(Buffer.byteLength(body), closes)
  else res.end(body, closes)
}

/** The library is a native one: where it does not load, say why and what to do instead of a stack. */
export async function loadUws(): Promise<UwsLibrary> {
  try {
    const loaded = await import('uWebSockets.js')
    return loaded.default as unknown as UwsLibrary
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Error(
      `uWebSockets.js does not load on Node ${process.version} (${process.platform} ${process.arch}): ${cause}. ` +
        'Use Node 20 on Debian 12; builds for Node 22 and 24 need glibc 2.38 or newer.',
    )
  }
}
