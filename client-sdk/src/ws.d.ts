// The part of `ws` that this package and its tests use; it ships no types of its own.

declare module 'ws' {
  import type { AddressInfo } from 'node:net'

  export const WebSocket: new (url: string, options: object) => unknown

  /** A connection as a `WebSocketServer` gives it. */
  export interface ServerSocket {
    send(message: Uint8Array | string): void
    close(code: number, reason: string): void
    terminate(): void
    on(event: 'message', listener: (data: Uint8Array, isBinary: boolean) => void): void
    on(event: 'close', listener: (code: number, reason: Uint8Array) => void): void
  }

  export class WebSocketServer {
    constructor(options: { readonly host: string; readonly port: number })
    address(): AddressInfo
    close(): void
    on(event: 'connection', listener: (socket: ServerSocket) => void): void
    once(event: 'listening', listener: () => void): void
  }
}
