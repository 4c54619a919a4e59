// The HTTP and WebSocket port on node:http and `ws`: the same as `uws-listener` for fewer players, wherever Node runs. Serves
// the operators, and the players where the native library does not load. It owns the sockets and nothing of what they
// mean: each is a Link, or one request, below the Edge.

import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import { createServer as createSecureServer, Server as SecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Counters } from '../rpc/reporting.js'
import type { Certificate } from './certificate.js'
import { type RequestHead, SOCKET_LIMITS, type SocketPass, type SocketPath } from './edge.js'
import { type HttpAnswer, textAnswer } from './http-answer.js'
import type { Link, SendResult } from './link.js'
import {
  CLOSE_CODE_BASE,
  CLOSE_LINGER_MS,
  closeText,
  IDLE_SECONDS,
  type Listener,
  type ListenerOptions,
} from './listener.js'

/** A head must be whole after this, milliseconds, as with uWebSockets. Beyond: node:http answers 408. */
const HEAD_TIMEOUT_MS = 10_000

/** A head with its body must be whole after this, milliseconds: longer than the Edge gives a body, which says more. */
const REQUEST_TIMEOUT_MS = 20_000

/** Largest head, bytes. Beyond: node:http answers 431. */
const HEAD_BYTES_MAX = 8_192

/** How often node:http looks at these deadlines, milliseconds. */
const DEADLINES_MS = 1_000

/** A peer that was told to go has this long to answer, milliseconds; then its socket is cut. */
const CLOSE_ANSWER_MS = 500

const NOTHING = new Uint8Array(0)

export class WsListener implements Listener {
  private readonly links = new Set<WsLink>()
  /** Every connection, also in the middle of a TLS handshake. */
  private readonly sockets = new Set<Socket>()
  private readonly upgraders: Readonly<Record<SocketPath, WebSocketServer>>
  private readonly heartbeat: NodeJS.Timeout

  private constructor(
    private readonly server: Server | SecureServer,
    private readonly options: ListenerOptions,
  ) {
    server.on('connection', (socket: Socket) => {
      if (this.sockets.has(socket)) return // given back by serveWithoutUpgrade
      this.sockets.add(socket)
      socket.once('close', () => this.sockets.delete(socket))
    })
    this.upgraders = { '/play': upgrader('/play'), '/rpc': upgrader('/rpc') }
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.serve(request, response))
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(request, socket, head),
    )
    this.heartbeat = setInterval(() => this.beat(), (IDLE_SECONDS * 1_000) / 2)
  }

  static listen(options: ListenerOptions): Promise<WsListener> {
    const limits = {
      headersTimeout: HEAD_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: DEADLINES_MS,
      maxHeaderSize: HEAD_BYTES_MAX,
      noDelay: true,
    }
    const { certificate } = options
    const server =
      certificate === undefined
        ? createServer(limits)
        : createSecureServer({ ...limits, ...pemOf(certificate), handshakeTimeout: HEAD_TIMEOUT_MS })
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, options.host, () => {
        server.off('error', reject)
        resolve(new WsListener(server, options))
      })
    })
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  async renew(certificate: Certificate): Promise<void> {
    if (this.server instanceof SecureServer) this.server.setSecureContext(pemOf(certificate))
  }

  async close(reason: CloseReason, message: string): Promise<void> {
    const { edge } = this.options
    const lingerMs = edge.socketCount > 0 ? CLOSE_LINGER_MS : 0
    clearInterval(this.heartbeat)
    edge.closeSockets(reason, message)
    await new Promise((resolve) => setTimeout(resolve, lingerMs))
    for (const link of this.links) link.cut()
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      for (const socket of this.sockets) socket.destroy()
    })
  }

  // ---- WebSockets ----

  private upgrade(request: IncomingMessage, socket: Duplex, firstBytes: Buffer): void {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      this.serveWithoutUpgrade(request, socket, firstBytes)
      return
    }
    socket.on('error', () => socket.destroy())
    const { edge } = this.options
    const head = headOf(request)
    const path = edge.socketPaths.find((each) => edge.urlOf(each) === head.path)
    const refuse = (answer: HttpAnswer): void => {
      socket.end(rawAnswer(answer))
    }
    if (path === undefined) {
      refuse(textAnswer(404, 'not found: no WebSocket is here'))
      return
    }
    const admitted = edge.admit(path, head, refuse)
    if (admitted === undefined) return
    const refused = (): void => admitted.release()
    socket.once('close', refused)
    this.upgraders[admitted.path].handleUpgrade(request, socket, firstBytes, (ws) => {
      socket.off('close', refused)
      this.open(ws, admitted)
    })
  }

  /**
   * Another protocol may be offered with any request, as Java's HTTP client does (h2c), and be declined by answering. node:http
   * has given the socket away by then: it gets it back as a connection that begins with the same request, without the offer.
   */
  private serveWithoutUpgrade(request: IncomingMessage, socket: Duplex, firstBytes: Buffer): void {
    socket.unshift(Buffer.concat([Buffer.from(headWithoutUpgrade(request), 'latin1'), firstBytes]))
    this.server.emit(this.server instanceof SecureServer ? 'secureConnection' : 'connection', socket)
  }

  private open(ws: WebSocket, pass: SocketPass): void {
    const { edge } = this.options
    const link = new WsLink(ws, SOCKET_LIMITS[pass.path].unreadBytesMax, edge.counters)
    const connection = edge.open(pass, link)
    this.links.add(link)
    ws.on('message', (message: Buffer, isBinary: boolean) => {
      link.isAlive = true
      if (isBinary) connection.receive(message)
      else connection.receiveText()
    })
    ws.on('pong', () => {
      link.isAlive = true
    })
    ws.on('error', () => undefined) // what follows is always 'close'
    ws.on('close', (code) => {
      link.gone()
      this.links.delete(link)
      edge.closed(connection, code)
    })
  }

  /** Twice in IDLE_SECONDS: who said nothing since the last ping is cut. */
  private beat(): void {
    for (const link of this.links) link.beat()
  }

  // ---- HTTP ----

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const call = this.options.edge.request(headOf(request), (answer) => write(response, answer))
    if (call === undefined) return
    response.on('close', () => call.abort())
    request.on('data', (chunk: Buffer) => call.receive(chunk, false))
    request.on('end', () => call.receive(NOTHING, true))
  }
}

/** One WebSocket as a Link. */
class WsLink implements Link {
  /** Said something since the last ping. */
  isAlive = true
  /** Told to go, or gone. */
  private ended = false

  constructor(
    private readonly ws: WebSocket,
    private readonly unreadBytesMax: number,
    private readonly counters: Counters,
  ) {}

  send(bytes: Uint8Array): SendResult {
    if (this.ended || this.ws.bufferedAmount > this.unreadBytesMax) return 2
    this.ws.send(Buffer.from(bytes)) // `ws` keeps what the socket does not take at once
    return this.ws.bufferedAmount === 0 ? 1 : 0
  }

  close(reason: CloseReason, message = ''): void {
    if (this.ended) return
    this.ended = true
    if (this.ws.bufferedAmount > 0) this.counters.count('close_reasons_undelivered')
    this.ws.close(CLOSE_CODE_BASE + reason, closeText(message))
    setTimeout(() => this.cut(), CLOSE_ANSWER_MS).unref()
  }

  bufferedBytes(): number {
    return this.ended ? 0 : this.ws.bufferedAmount
  }

  beat(): void {
    if (!this.isAlive) this.ws.terminate()
    else if (!this.ended) {
      this.isAlive = false
      this.ws.ping()
    }
  }

  cut(): void {
    this.ws.terminate()
  }

  gone(): void {
    this.ended = true
  }
}

function upgrader(path: SocketPath): WebSocketServer {
  const maxPayload = SOCKET_LIMITS[path].messageBytesMax
  return new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload })
}

function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = [rawHeaders[i], rawHeaders[i + 1]]
    const isOffer = /^(upgrade|http2-settings)$/i.test(name)
    if (/^connection$/i.test(name)) lines.push(`Connection: ${/\bclose\b/i.test(value) ? 'close' : 'keep-alive'}`)
    else if (!isOffer) lines.push(`${name}: ${value}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

function pemOf({ cert, key }: Certificate): { readonly cert: string; readonly key: string } {
  return { cert, key }
}

function headOf({ method = '', url = '', headers, socket }: IncomingMessage): RequestHead {
  const query = url.indexOf('?')
  const header = (name: string): string => String(headers[name] ?? '')
  return {
    method,
    path: query < 0 ? url : url.slice(0, query),
    address: socket.remoteAddress ?? '',
    header,
    joinedHeader: header, // node:http joins them
  }
}

/** An answer that `closes` needs nothing more: node:http reads what is left of the body, and drops it, within its deadline. */
function write(response: ServerResponse, answer: HttpAnswer): void {
  if (response.destroyed) return
  const { status, headers, body } = answer
  response.writeHead(status, [...headers.flat(), 'Content-Length', String(Buffer.byteLength(body))])
  response.end(typeof body === 'string' ? body : Buffer.from(body))
}

/** An answer to a request that is no WebSocket after all, whose socket node:http has given away. */
function rawAnswer({ status, headers, body }: HttpAnswer): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n${length}${lines.join('')}\r\n${body}`
}
