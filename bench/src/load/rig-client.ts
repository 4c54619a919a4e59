// One client of the rig: a raw socket and the contender's protocol on it.

import { RawSocket, type RawSocketEvents } from '@tickwire/loadtest/raw-socket'
import type { ClientProtocol, ProtocolClient } from './client-protocol.js'

/** What all clients of a rig report to. */
export interface RigListener {
  /** An update of the state came to this client. */
  updated(client: number, bytes: number): void
  /** The server ended this client's socket. */
  closed(client: number, why: string): void
  /** Something went wrong that makes the whole round worthless. */
  failed(why: string): void
}

export class RigClient {
  /** It has had an update of the state. */
  readonly joined: Promise<void>
  private readonly client: ProtocolClient
  private socket: RawSocket | undefined
  private isPaused = false
  private setJoined: (() => void) | undefined
  private readonly send = (message: Uint8Array): void => this.socket?.send(message)

  constructor(
    private readonly protocol: ClientProtocol,
    private readonly number: number,
    private readonly listener: RigListener,
    private readonly localAddress?: string,
  ) {
    this.client = protocol.newClient(number)
    this.joined = new Promise((resolve) => {
      this.setJoined = resolve
    })
  }

  /** Resolves when the play socket is open and greeted. */
  async connect(url: string): Promise<void> {
    const { localAddress } = this
    const { playUrl, hello } = await this.protocol.seat(url, this.number, localAddress)
    await new Promise<void>((resolve, reject) => {
      const events: RawSocketEvents = {
        opened: () => {
          if (hello !== undefined) this.send(hello)
          resolve()
        },
        message: (message) => this.receive(message),
        closed: (code, reason) => {
          this.listener.closed(this.number, `client ${this.number}: closed ${code} ${reason}`)
          reject(new Error(reason))
        },
      }
      this.socket = new RawSocket(playUrl, events, { localAddress })
    })
  }

  sendInput(): void {
    if (!this.isPaused) this.send(this.client.input())
  }

  /** Neither reads nor sends until `resume`: a line or a player's machine that hangs. */
  pause(): void {
    this.isPaused = true
    this.socket?.pause()
  }

  resume(): void {
    this.isPaused = false
    this.socket?.resume()
  }

  private receive(message: Uint8Array): void {
    try {
      if (!this.client.receive(message, this.send)) return
    } catch (error) {
      this.listener.failed(`client ${this.number}: ${String(error)}`)
    }
    this.listener.updated(this.number, message.length)
    this.setJoined?.()
    this.setJoined = undefined
  }
}
