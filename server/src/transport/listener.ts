// The HTTP and WebSocket port as the server sees it. Two listeners implement it, `uws-listener` and `ws-listener`; what they
// serve, to whom and with which refusals is the Edge's, so that both stay thin and answer alike.

import type { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { Certificate } from './certificate.js'
import type { Edge } from './edge.js'

export interface ListenerOptions {
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
  readonly edge: Edge
  /** Speak TLS and show this. */
  readonly certificate: Certificate | undefined
}

export interface Listener {
  readonly port: number
  /** Shows this certificate from now on; for one that speaks TLS. Who is connected notices nothing. */
  renew(certificate: Certificate): Promise<void>
  /** Tells every peer why; CLOSE_LINGER_MS later closes the port and every socket that is left. */
  close(reason: CloseReason, message: string): Promise<void>
}

/** Rejects when the port cannot be had. */
export type Listen = (options: ListenerOptions) => Promise<Listener>

/** Peers that were told to go have this long to hear it, milliseconds, before the port closes and cuts who still sends. */
export const CLOSE_LINGER_MS = 100

/** A silent socket is cut after this, seconds; it is pinged well before. */
export const IDLE_SECONDS = 30

/** WebSocket close codes of ours are 4000 + CloseReason. */
export const CLOSE_CODE_BASE = 4_000

/** Longest text of a close frame, bytes. */
const CLOSE_TEXT_BYTES_MAX = 123

/** As much of a text as a close frame takes. */
export function closeText(message: string): string {
  let text = message.slice(0, CLOSE_TEXT_BYTES_MAX)
  while (Buffer.byteLength(text) > CLOSE_TEXT_BYTES_MAX) text = text.slice(0, -1)
  return text
}
