// One connection that carries Thrift calls and nothing else, whichever socket is below: who calls, whether a first
// call came in time, how often the bytes were malformed, whether the peer reads its replies. The listener feeds it
// whole messages and sweeps it; it closes its link with a reason and is then silent.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { Reply } from '../rpc/call.js'
import type { Verdict } from '../rpc/dispatcher.js'
import { HELLO_TIMEOUT_MS, MESSAGE_BYTES_MAX, STRUCK_OUT_MS, UNREAD_REPLY_BYTES_MAX } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import type { Counters } from '../rpc/reporting.js'
import type { CallGate, GatedConnection } from './call-gate.js'
import { closeReasonName } from './close-reason.js'
import { foreignMessage } from './foreign-bytes.js'
import type { Link } from './link.js'
import { Strikes } from './strikes.js'

/** What a connection needs of the dispatcher. */
export interface CallHandler {
  /** @param service - of messages that name only the method */
  handle(message: Uint8Array, caller: Caller, reply: Reply, service?: string): Verdict
}

export interface RpcConnectionOptions {
  readonly calls: CallHandler
  readonly gate: CallGate
  readonly link: Link
  /** Unique in this process. */
  readonly connectionId: number
  readonly address: string
  readonly openedAtMs: number
  readonly counters: Counters
}

export class RpcConnection implements GatedConnection {
  readonly caller: Caller
  private readonly calls: CallHandler
  private readonly gate: CallGate
  private readonly link: Link
  private readonly counters: Counters
  private readonly helloDueMs: number
  private greeted = false
  private readonly strikes = new Strikes()
  /** Not heard any more, and to be closed at this time; Infinity until the next sweep sets it. */
  private struckOutMs: number | undefined
  private closed = false

  constructor({ calls, gate, link, connectionId, address, openedAtMs, counters }: RpcConnectionOptions) {
    this.caller = { connectionId, address, player: undefined, operator: undefined, roomId: undefined }
    this.calls = calls
    this.gate = gate
    this.link = link
    this.counters = counters
    this.helloDueMs = openedAtMs + HELLO_TIMEOUT_MS
  }

  /** One whole message from the peer; borrowed until it returns. */
  receive(message: Uint8Array): void {
    if (this.closed || this.struckOutMs !== undefined) return
    if (message.length > MESSAGE_BYTES_MAX) {
      this.close(CloseReason.TOO_LARGE)
    } else if (!this.gate.pass(this, message)) {
      this.close(CloseReason.RATE_LIMITED)
    }
  }

  receiveNow(message: Uint8Array): void {
    if (this.closed || this.struckOutMs !== undefined) return
    const verdict = this.calls.handle(message, this.caller, (bytes) => this.send(bytes))
    if (verdict !== 'malformed') this.greeted = true
    if (verdict === 'malformed' && this.closesAsForeign(message)) return
    if (!this.strikes.take(verdict)) this.strikeOut()
  }

  receiveText(): void {
    this.close(CloseReason.TEXT_FRAME, 'a text frame arrived: send binary frames, one Thrift message each')
  }

  /** Closes what has waited too long; to be called several times a second. */
  sweep(nowMs: number): void {
    if (this.struckOutMs === Number.POSITIVE_INFINITY) this.struckOutMs = nowMs + STRUCK_OUT_MS
    else if (this.struckOutMs !== undefined && nowMs >= this.struckOutMs) {
      this.close(CloseReason.PROTOCOL_ERROR, 'too many messages that are no call')
    }
    if (!this.greeted && nowMs >= this.helloDueMs) this.close(CloseReason.HELLO_TIMEOUT)
  }

  close(reason: CloseReason, message?: string): void {
    if (this.closed) return
    this.closed = true
    this.gate.forget(this)
    this.counters.count('rpc_closed', closeReasonName(reason))
    this.link.close(reason, message)
  }

  /** Closes the connection if it is this player's. */
  closePlayer(playerId: string, message: string): void {
    if (this.caller.player?.playerId === playerId) this.close(CloseReason.KICKED, message)
  }

  /** What it still sends costs less than its next connection, which it may open as soon as this one is closed. */
  private strikeOut(): void {
    this.struckOutMs = Number.POSITIVE_INFINITY
    this.gate.forget(this)
  }

  /** What speaks another protocol is told so at once: its next messages would be no better. */
  private closesAsForeign(message: Uint8Array): boolean {
    const foreign = foreignMessage(message)
    if (foreign === undefined) return false
    this.counters.count('rpc_foreign_bytes', foreign.kind)
    if (foreign.kind === 'EMPTY' || foreign.kind === 'UNKNOWN') return false
    this.close(CloseReason.PROTOCOL_ERROR, foreign.text)
    return true
  }

  /** The socket is gone: replies that are still to come have nowhere to go. */
  onSocketClosed(): void {
    this.closed = true
    this.gate.forget(this)
  }

  private send(bytes: Uint8Array): void {
    if (this.closed) return
    const dropped = this.link.send(bytes) === 2
    if (dropped || this.link.bufferedBytes() > UNREAD_REPLY_BYTES_MAX) this.close(CloseReason.SLOW_CONSUMER)
  }
}
