// The part of `ws` that the bots use; it ships no types of its own.

declare module 'ws' {
  export class WebSocket {
    constructor(url: string, options: { readonly perMessageDeflate: boolean; readonly skipUTF8Validation: boolean })
    on(event: 'open', listener: () => void): this
    on(event: 'message', listener: (data: Uint8Array, isBinary: boolean) => void): this
    on(event: 'close', listener: (code: number, reason: Uint8Array) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    send(data: Uint8Array): void
    close(code: number, reason: string): void
  }
}
