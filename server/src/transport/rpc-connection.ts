// One connection that carries Thrift calls and nothing else, whichever socket is below: who calls, whether a first
// call came in time, how often the bytes were malformed, whether the peer reads its replies. The listener feeds it
// whole messages and sweeps it; it closes its link with a reason and is then silent.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { Reply } from '../rpc/call.js'
import type { Verdict } from '../rpc/dispatcher.js'
import { CONNECTION_STRIKES_MAX, HELLO_TIMEOUT_MS, MESSAGE_BYTES_MAX, UNREAD_REPLY_BYTES_MAX } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import type { Counters } from '../rpc/reporting.js'
import type { CallGate, GatedConnection } from './call-gate.js'
import { closeReasonName } from './close-reason.js'
import type { Link } from './link.js'

/** What a connection needs of the dispatcher. */
export interface CallHandler {
  handle(message: Uint8Array, caller: Caller, reply: Reply): Verdict
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
  private strikes = 0
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
    if (this.closed) return
    if (message.length > MESSAGE_BYTES_MAX) {
      this.close(CloseReason.TOO_LARGE)
    } else if (!this.gate.pass(this, message)) {
      this.close(CloseReason.RATE_LIMITED)
    }
  }

  receiveNow(message: Uint8Array): void {
    if (this.closed) return
    const verdict = this.calls.handle(message, this.caller, (bytes) => this.send(bytes))
    if (verdict === 'accepted') this.greeted = true
    else if (++this.strikes >= CONNECTION_STRIKES_MAX) this.close(CloseReason.PROTOCOL_ERROR)
  }

  /** Closes what has waited too long; to be called several times a second. */
  sweep(nowMs: number): void {
    if (!this.greeted && nowMs >= this.helloDueMs) this.close(CloseReason.HELLO_TIMEOUT)
  }

  close(reason: CloseReason): void {
    if (this.closed) return
    this.closed = true
    this.gate.forget(this)
    this.counters.count('rpc_closed', closeReasonName(reason))
    this.link.close(reason)
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
