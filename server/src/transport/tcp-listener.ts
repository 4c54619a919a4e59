// Thrift over TCP for every language: framed transport, one frame one message. Owns the sockets and nothing of what
// the messages mean; each socket, plain or TLS, is a Link below one RpcConnection. Apache's own servers are not used: theirs
// buffer without bounds. Whoever starts the listener calls `sweep` several times a second; that is where deadlines are
// kept, that of a first call for handshakes too.

import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { MESSAGE_BYTES_MAX } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import type { Counters, Log } from '../rpc/reporting.js'
import { addressGroup } from './address-limits.js'
import type { CallGate } from './call-gate.js'
import type { Certificate } from './certificate.js'
import { foreignLength } from './foreign-bytes.js'
import { FrameReader } from './frame-reader.js'
import type { Link, SendResult } from './link.js'
import { type CallHandler, RpcConnection } from './rpc-connection.js'

/** A frame must be complete this long after its first byte, milliseconds. Beyond: close PROTOCOL_ERROR. */
export const FRAME_TIMEOUT_MS = 5_000

/** A peer that was told to go has this long to take its last replies, milliseconds; then the socket is destroyed. */
export const TCP_LINGER_MS = 500

/** Replies to calls that came together leave together, up to this many bytes at a time. */
const CORKED_BYTES_MAX = 65_536

const LENGTH_BYTES = 4

export interface TcpListenerOptions {
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
  /** Speak TLS and show this. */
  readonly certificate: Certificate | undefined
  readonly calls: CallHandler
  readonly gate: CallGate
  readonly nowMs: () => number
  readonly nextConnectionId: () => number
  /** Asks for room for one more socket of an address. Undefined refuses it; the function gives the room back. */
  readonly admit: (address: string) => (() => void) | undefined
  /** The socket is gone; what its caller held can be given up. */
  readonly onClosed: (caller: Caller) => void
  readonly counters: Counters
  readonly log: Log
}

export class TcpListener {
  private readonly connections = new Set<TcpConnection>()
  private secureContext: SecureContext | undefined

  private constructor(
    private readonly server: Server,
    private readonly options: TcpListenerOptions,
  ) {
    if (options.certificate !== undefined) this.renew(options.certificate)
    server.on('connection', (socket: Socket) => this.accept(socket))
    server.on('error', (error) => options.log.error({ err: error }, 'the TCP listener failed'))
  }

  /** Rejects when the port cannot be had. */
  static listen(options: TcpListenerOptions): Promise<TcpListener> {
    const server = createServer({ noDelay: true, keepAlive: true })
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, options.host, () => {
        server.off('error', reject)
        resolve(new TcpListener(server, options))
      })
    })
  }

  get port(): number {
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('the TCP listener is closed')
    return address.port
  }

  get socketCount(): number {
    return this.connections.size
  }

  /** New connections see this certificate; for a listener that speaks TLS. */
  renew({ cert, key }: Certificate): void {
    this.secureContext = createSecureContext({ cert, key })
  }

  /** Keeps the deadlines of all connections. */
  sweep(nowMs: number): void {
    for (const connection of this.connections) connection.sweep(nowMs)
  }

  /** Closes the connections on which a player is logged in. */
  closePlayer(playerId: string, message: string): void {
    for (const { rpc } of this.connections) rpc.closePlayer(playerId, message)
  }

  /** Closes every connection for `reason` and resolves when all sockets are gone, after TCP_LINGER_MS at the latest. */
  close(reason: CloseReason): Promise<void> {
    for (const connection of this.connections) connection.rpc.close(reason)
    const linger = setTimeout(() => {
      for (const connection of this.connections) connection.destroy()
    }, TCP_LINGER_MS)
    return new Promise((resolve) => {
      this.server.close(() => {
        clearTimeout(linger)
        resolve()
      })
    })
  }

  private accept(socket: Socket): void {
    socket.on('error', () => undefined) // what follows is always 'close'
    const address = socket.remoteAddress === undefined ? undefined : addressGroup(socket.remoteAddress)
    const release = address === undefined ? undefined : this.options.admit(address)
    if (address === undefined || release === undefined) {
      this.options.counters.count('tcp_sockets_refused')
      socket.destroy()
      return
    }
    const stream = this.secured(socket)
    const connection = new TcpConnection(stream, address, this.options)
    this.connections.add(connection)
    stream.once('close', () => {
      this.connections.delete(connection)
      release()
      connection.rpc.onSocketClosed()
      this.options.onClosed(connection.rpc.caller)
    })
  }

  /** The same socket, below TLS where the listener speaks it. */
  private secured(socket: Socket): Socket {
    const { secureContext } = this
    if (secureContext === undefined) return socket
    const secure = new TLSSocket(socket, { isServer: true, secureContext })
    secure.on('error', () => undefined) // as above
    secure.disableRenegotiation() // each costs us a handshake and the peer nothing
    return secure
  }
}

class TcpConnection implements Link {
  readonly rpc: RpcConnection
  private readonly frames = new FrameReader(MESSAGE_BYTES_MAX)
  private destroyAtMs: number | undefined

  constructor(
    private readonly socket: Socket,
    address: string,
    private readonly options: TcpListenerOptions,
  ) {
    const { calls, gate, counters, nextConnectionId, nowMs } = options
    const connectionId = nextConnectionId()
    this.rpc = new RpcConnection({ calls, gate, link: this, connectionId, address, openedAtMs: nowMs(), counters })
    socket.on('data', (chunk: Buffer) => this.read(chunk))
  }

  send(bytes: Uint8Array): SendResult {
    const frame = Buffer.allocUnsafe(LENGTH_BYTES + bytes.length)
    frame.writeInt32BE(bytes.length)
    frame.set(bytes, LENGTH_BYTES)
    const sent = this.socket.write(frame)
    // What is only corked must not look as if the peer did not read it.
    if (this.socket.writableCorked > 0 && this.socket.writableLength > CORKED_BYTES_MAX) {
      this.socket.uncork()
      this.socket.cork()
    }
    return sent ? 1 : 0
  }

  close(reason: CloseReason, message?: string): void {
    if (message !== undefined) this.options.log.warn({ why: message }, 'a TCP peer was told to go')
    // One that does not read would keep what is buffered for it; the others get their last replies.
    if (reason === CloseReason.SLOW_CONSUMER) this.destroy()
    else this.socket.destroySoon()
    this.destroyAtMs = this.options.nowMs() + TCP_LINGER_MS
  }

  bufferedBytes(): number {
    return this.socket.writableLength
  }

  sweep(nowMs: number): void {
    if (this.destroyAtMs !== undefined && nowMs >= this.destroyAtMs) this.destroy()
    this.rpc.sweep(nowMs)
    const { startedAtMs } = this.frames
    if (startedAtMs !== undefined && nowMs - startedAtMs >= FRAME_TIMEOUT_MS) this.rpc.close(CloseReason.PROTOCOL_ERROR)
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** The stream cannot be read on: a frame that is too large, or no frames at all. */
  private refuseLength(): void {
    const { kind, text } = foreignLength(this.frames.badLength)
    this.options.counters.count('rpc_foreign_bytes', kind)
    if (kind === 'UNKNOWN') this.rpc.close(CloseReason.TOO_LARGE)
    else this.rpc.close(CloseReason.PROTOCOL_ERROR, text)
  }

  private read(chunk: Buffer): void {
    if (this.destroyAtMs !== undefined) return
    this.socket.cork()
    const readable = this.frames.push(chunk, this.options.nowMs(), (frame) => this.rpc.receive(frame))
    this.socket.uncork()
    if (!readable) this.refuseLength()
  }
}
