// What a connection needs of its socket, whichever kind it is. Listeners implement it over uWebSockets and node:net,
// tests over arrays.

import type { CloseReason } from '@tickwire/gen-nodejs/common.types.js'

/** What became of the bytes, in the numbers of uWebSockets: buffered, sent, or dropped because too much is buffered. */
export type SendResult = 0 | 1 | 2

export interface Link {
  /** Sends one message. The bytes are borrowed: they may be overwritten as soon as it returns. */
  send(bytes: Uint8Array): SendResult
  /**
   * Closes the socket and tells the peer why, as far as the transport can. Further sends are ignored.
   * @param message - what a person should know or do, at most 123 bytes
   */
  close(reason: CloseReason, message?: string): void
  /** Bytes accepted by `send` that the peer has not taken yet. */
  bufferedBytes(): number
}
