// A connection in memory: the server's end is a Link, the client's end the SDK's Socket. Messages arrive in order, in the next
// microtask, unless the client has stopped reading: then they pile up as they would in the kernel's buffers, and behind
// those in the server's.

import type { Socket, SocketEvents } from '@tickwire/client'
import type { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { Link, SendResult } from '../transport/link.js'

/** More than that, and the server's socket drops a message, bytes. */
const SOCKET_BYTES_MAX = 320 * 1_024

/** WebSocket close codes of the server are this plus a CloseReason. */
const CLOSE_CODE_BASE = 4_000

/** Close code of a connection that was lost without a word. */
const LOST = 1_006

/** Close code of a browser whose page goes. */
const GOING_AWAY = 1_001

/** The server's half of a connection: a PlayConnection, or an RpcConnection with what its listener does around it. */
export interface ServerConnection {
  receive(message: Uint8Array): void
  receiveText(): void
  onSocketClosed(code: number): void
  sweep(nowMs: number): void
}

export class MemorySocket implements Link {
  /** What the server sent and the client has not read, oldest first. */
  private unread: Uint8Array[] = []
  private unreadBytes = 0
  private reading = true
  /** The server's last word. */
  private farewell: { readonly code: number; readonly text: string } | undefined
  private over = false
  private readonly connection: ServerConnection
  /** What the kernels of both ends take before the server notices that nobody reads, bytes. */
  kernelBytes = 4_000_000
  /** Messages to the client for which it answers true get lost on the way, and the server does not notice. */
  loses: ((message: Uint8Array) => boolean) | undefined
  /** Most that was ever on its way to the client, bytes. */
  unreadBytesPeak = 0

  /** @param accept - makes the server's connection above this link */
  constructor(
    private readonly events: SocketEvents,
    accept: (link: Link) => ServerConnection,
  ) {
    this.connection = accept(this)
    queueMicrotask(() => events.opened())
  }

  // ---- the server's end ----

  send(bytes: Uint8Array): SendResult {
    if (this.over || this.farewell !== undefined || this.bufferedBytes() > SOCKET_BYTES_MAX) return 2
    if (this.loses?.(bytes) === true) return 1
    this.unread.push(new Uint8Array(bytes)) // not slice: a Buffer would share its memory
    this.unreadBytes += bytes.length
    this.unreadBytesPeak = Math.max(this.unreadBytesPeak, this.unreadBytes)
    queueMicrotask(() => this.deliver())
    return this.bufferedBytes() > 0 ? 0 : 1
  }

  close(reason: CloseReason, message = ''): void {
    if (this.over || this.farewell !== undefined) return
    this.farewell = { code: CLOSE_CODE_BASE + reason, text: message }
    queueMicrotask(() => {
      this.connection.onSocketClosed(CLOSE_CODE_BASE + reason)
      this.deliver()
    })
  }

  bufferedBytes(): number {
    return Math.max(0, this.unreadBytes - this.kernelBytes)
  }

  sweep(nowMs: number): void {
    if (!this.over) this.connection.sweep(nowMs)
  }

  // ---- the client's end ----

  readonly client: Socket = {
    send: (message) => {
      const copy = new Uint8Array(message)
      queueMicrotask(() => {
        if (!this.over && this.farewell === undefined) this.connection.receive(copy)
      })
    },
    close: (code) => queueMicrotask(() => this.cut(code)),
  }

  sendText(): void {
    queueMicrotask(() => this.connection.receiveText())
  }

  stopReading(): void {
    this.reading = false
  }

  startReading(): void {
    this.reading = true
    queueMicrotask(() => this.deliver())
  }

  /** The connection ends; unless a code is given it is lost, without a word to either end. */
  cut(code = LOST): void {
    if (this.over) return
    this.end(code, '')
    if (this.farewell === undefined) this.connection.onSocketClosed(code)
  }

  /** The client's page is loaded again: the server is told, and nothing of that page hears any more. */
  leavePage(): void {
    if (this.over) return
    this.over = true
    if (this.farewell === undefined) this.connection.onSocketClosed(GOING_AWAY)
  }

  private deliver(): void {
    if (!this.reading || this.over) return
    const messages = this.unread
    this.unread = []
    this.unreadBytes = 0
    for (const message of messages) this.events.received(message)
    if (this.farewell !== undefined) this.end(this.farewell.code, this.farewell.text)
  }

  private end(code: number, text: string): void {
    this.over = true
    this.events.closed(code, text)
  }
}
