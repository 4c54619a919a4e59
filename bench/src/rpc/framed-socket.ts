// Thrift's framed transport over TCP, as cheap a client as the WebSocket one (@tickwire/loadtest/raw-socket): one read buffer
// for all sockets of a thread, messages handed out where they lie.

import { connect, type OnReadOpts, type Socket } from 'node:net'

export interface FramedSocketEvents {
  opened(): void
  /** @param bytes - one message, borrowed until this returns */
  message(bytes: Buffer): void
  /** Over, for whatever reason; called once. */
  closed(reason: string): void
}

/** What one read can bring, bytes. */
const READ_BYTES = 65_536

const LENGTH_BYTES = 4

/** Filled by one read at a time and parsed before the next. */
const shared = Buffer.allocUnsafe(READ_BYTES)
const EMPTY = Buffer.alloc(0)

export class FramedSocket {
  private readonly socket: Socket
  private closed = false
  /** The beginning of a message whose end has not come; a copy of its own. */
  private rest: Buffer = EMPTY

  constructor(
    host: string,
    port: number,
    private readonly events: FramedSocketEvents,
  ) {
    const onread: OnReadOpts = {
      buffer: shared,
      callback: (count) => {
        this.read(shared.subarray(0, count))
        return true
      },
    }
    this.socket = connect({ host, port, onread, noDelay: true })
    this.socket.once('connect', () => events.opened())
    this.socket.on('error', (error) => this.end(error.message))
    this.socket.on('close', () => this.end('the connection was cut'))
  }

  /** The bytes are copied. */
  send(message: Uint8Array): void {
    const frame = Buffer.allocUnsafe(LENGTH_BYTES + message.length)
    frame.writeInt32BE(message.length)
    frame.set(message, LENGTH_BYTES)
    this.socket.write(frame)
  }

  close(): void {
    this.closed = true
    this.socket.destroy()
  }

  private read(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    let at = 0
    while (!this.closed && bytes.length - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + bytes.readInt32BE(at)
      if (end > bytes.length) break
      this.events.message(bytes.subarray(at + LENGTH_BYTES, end))
      at = end
    }
    this.rest = at === bytes.length ? EMPTY : Buffer.from(bytes.subarray(at))
  }

  private end(reason: string): void {
    if (this.closed) return
    this.closed = true
    this.events.closed(reason)
  }
}
