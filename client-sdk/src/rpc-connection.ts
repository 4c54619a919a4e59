// The client's `/rpc` socket: one WebSocket message is one Thrift message. Opened by the first call, because a server
// closes a connection on which nothing is called; calls made before it is open wait. Once closed it stays closed:
// `ServerConnection` makes the next one.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { MESSAGE_BYTES_MAX } from '@tickwire/protocol/thrift'
import { CallChannel, type ClientChannelOptions } from './call-channel.js'
import { CLOSE_CODE_BASE, type Closed, closedFor, closedFromCode, neverOpened } from './errors.js'
import type { OpenSocket, Socket, SocketEvents } from './socket.js'

export class RpcConnection implements SocketEvents {
  readonly channel: CallChannel
  private socket: Socket | undefined
  /** Calls that wait for the socket to open; undefined afterwards. */
  private waiting: Uint8Array[] | undefined = []
  /** Why it is over, once it is. */
  closedInfo: Closed | undefined

  /** @param onClosed - called once, at the end of a connection that was opened */
  constructor(
    private readonly url: string,
    private readonly openSocket: OpenSocket,
    private readonly onClosed: (closed: Closed) => void,
    options: ClientChannelOptions,
  ) {
    const send = (message: Uint8Array) => this.send(message)
    this.channel = new CallChannel({ ...options, callBytesMax: MESSAGE_BYTES_MAX, send })
  }

  private send(message: Uint8Array): void {
    this.socket ??= this.openSocket(this.url, this)
    if (this.waiting === undefined) this.socket.send(message)
    else this.waiting.push(message)
  }

  opened(): void {
    const waiting = this.waiting ?? []
    this.waiting = undefined
    for (const message of waiting) this.socket?.send(message)
  }

  received(message: Uint8Array | string): void {
    if (this.closedInfo !== undefined) return
    const problem = typeof message === 'string' ? 'a text message' : this.channel.receive(message)
    if (problem !== undefined) this.close(CloseReason.PROTOCOL_ERROR, `the server's message is malformed: ${problem}`)
  }

  closed(code: number, reason: string): void {
    const closed = closedFromCode(code, reason)
    const isNeverOpened = this.waiting !== undefined && closed.reason === undefined
    this.finish(isNeverOpened ? neverOpened(this.url, reason) : closed)
  }

  close(reason: CloseReason, message: string): void {
    this.socket?.close(CLOSE_CODE_BASE + reason, message)
    this.finish(closedFor(reason, message))
  }

  private finish(closed: Closed): void {
    if (this.closedInfo !== undefined) return
    this.closedInfo = closed
    this.channel.close(closed)
    this.onClosed(closed)
  }
}
