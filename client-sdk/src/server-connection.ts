// The client's way to its server for calls, through one `/rpc` connection after another: when one that had logged in is
// lost, or its server stops, a new one is opened and logs in again. A connection that the server ended with another reason stays
// closed, and so does one that never was a player's. Calls under way fail with the connection; calls made meanwhile wait for the next one.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { ServiceType } from '@tickwire/protocol'
import type { CallChannel, ClientChannelOptions } from './call-channel.js'
import { CallError, type Closed, closedFor, isPassing } from './errors.js'
import { retrying, wait, waitMs } from './retry.js'
import { RpcConnection } from './rpc-connection.js'
import type { OpenSocket } from './socket.js'

/** 'online' once there is a connection again; 'closed' is the end. */
export type ConnectionState = 'online' | 'reconnecting' | 'closed'

export interface ServerConnectionOptions extends ClientChannelOptions {
  readonly url: string
  readonly openSocket: OpenSocket
  readonly random: () => number
  /** @param closed - why the last connection is over, unless online */
  readonly onState: (state: ConnectionState, closed: Closed | undefined) => void
}

export class ServerConnection {
  private current: RpcConnection
  private logIn: ((channel: CallChannel) => Promise<unknown>) | undefined
  /** Settles, never rejects, when reconnecting has come to an end. */
  private reconnecting: Promise<void> | undefined
  /** No more connections are made. */
  private over = false
  private ended = false

  constructor(private readonly options: ServerConnectionOptions) {
    this.current = this.next()
  }

  /** Closed for good. */
  get isOver(): boolean {
    return this.over
  }

  /** A client of one service that outlives connections. */
  calls<C>(service: ServiceType<C>, address: string): C {
    const call = (name: string, args: readonly unknown[]): unknown => {
      const client = this.current.channel.calls(service, address) as Record<string, (...args: unknown[]) => unknown>
      return client[name]!(...args)
    }
    const methods = service.methods.map(({ name }) => [
      name,
      (...args: unknown[]) =>
        this.reconnecting === undefined ? call(name, args) : this.reconnecting.then(() => call(name, args)),
    ])
    return Object.fromEntries(methods) as C
  }

  /** The connection has become a player's. @param logIn - does it again on another one */
  loggedIn(logIn: (channel: CallChannel) => Promise<unknown>): void {
    this.logIn = logIn
  }

  /** The connection is nobody's any more: when it is lost now, that is the end. */
  loggedOut(): void {
    this.logIn = undefined
  }

  close(): void {
    const message = 'closed by the client'
    this.over = true
    this.current.close(CloseReason.NORMAL, message)
    this.end(closedFor(CloseReason.NORMAL, message))
  }

  private next(): RpcConnection {
    const { url, openSocket } = this.options
    const connection = new RpcConnection(url, openSocket, (closed) => this.onClosed(connection, closed), this.options)
    return connection
  }

  private onClosed(connection: RpcConnection, closed: Closed): void {
    // While reconnecting, each attempt learns of its end by its login.
    if (connection !== this.current || this.reconnecting !== undefined) return
    if (this.over || this.logIn === undefined || !isPassing(closed)) this.end(closed)
    else this.reconnecting = this.reconnect(this.logIn, closed)
  }

  private async reconnect(logIn: (channel: CallChannel) => Promise<unknown>, lost: Closed): Promise<void> {
    const { scheduler, random, onState } = this.options
    onState('reconnecting', lost)
    await wait(scheduler, waitMs(0, random()))
    try {
      await retrying(() => this.attempt(logIn), { scheduler, random, isOver: () => this.over })
    } catch (error) {
      this.reconnecting = undefined
      this.end((error instanceof CallError ? error.details.closed : undefined) ?? { ...lost, message: String(error) })
      return
    }
    this.reconnecting = undefined
    const { closedInfo } = this.current
    if (closedInfo === undefined) onState('online', undefined)
    else this.onClosed(this.current, closedInfo)
  }

  private async attempt(logIn: (channel: CallChannel) => Promise<unknown>): Promise<void> {
    if (this.over) return
    const connection = this.next()
    this.current = connection
    try {
      await logIn(connection.channel)
    } catch (error) {
      connection.close(CloseReason.NORMAL, 'could not log in again')
      throw error
    }
  }

  private end(closed: Closed): void {
    if (this.ended) return
    this.ended = true
    this.over = true
    this.options.onState('closed', closed)
  }
}
