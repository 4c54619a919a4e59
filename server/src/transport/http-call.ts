// One Thrift call as an HTTP request: gathers the body within MESSAGE_BYTES_MAX and BODY_TIMEOUT_MS, hands it to the
// dispatcher with a caller of its own, and answers with the reply. A peer that goes away before it is called ends it;
// later, the call takes its course (a poll ends) and the reply has nowhere to go.

import type { Reply } from '../rpc/call.js'
import { MESSAGE_BYTES_MAX } from '../rpc/limits.js'
import type { Caller } from '../rpc/ports.js'
import type { Counters } from '../rpc/reporting.js'
import type { CallGate, GatedConnection } from './call-gate.js'
import { foreignMessage } from './foreign-bytes.js'
import { type HttpAnswer, textAnswer } from './http-answer.js'
import type { CallHandler } from './rpc-connection.js'

/** A body must be whole this long after its head, milliseconds. Beyond: 408. */
export const BODY_TIMEOUT_MS = 5_000

/** First size of the gathered body, bytes. */
const GATHER_BYTES = 1_024

export const BODY_TOO_LARGE = `a message may have ${MESSAGE_BYTES_MAX} bytes`

export interface HttpCallOptions {
  readonly calls: CallHandler
  readonly gate: CallGate
  readonly caller: Caller
  /** The service in the URL, for clients that do not multiplex. */
  readonly service: string | undefined
  readonly startedAtMs: number
  readonly counters: Counters
  readonly respond: (answer: HttpAnswer) => void
  /** The peer is gone before its answer: a poll ends. */
  readonly onGone: () => void
  /** Nothing is open any more on this side: neither the body nor the call. */
  readonly onEnd: () => void
}

export class HttpCall implements GatedConnection {
  private body: Buffer = Buffer.alloc(0)
  private length = 0
  private state: 'reading' | 'waiting' | 'calling' | 'ended' = 'reading'

  constructor(private readonly options: HttpCallOptions) {}

  /** The next piece of the body; borrowed until it returns. */
  receive(chunk: Uint8Array, isLast: boolean): void {
    if (this.state !== 'reading') return
    if (this.length + chunk.length > MESSAGE_BYTES_MAX) this.refuse(413, 'TOO_LARGE', BODY_TOO_LARGE)
    else if (isLast && this.length === 0) this.pass(chunk)
    else {
      this.gather(chunk)
      if (isLast) this.pass(this.body.subarray(0, this.length))
    }
  }

  /** Keeps the deadline of the body; to be called several times a second. */
  sweep(nowMs: number): void {
    if (this.state !== 'reading' || nowMs - this.options.startedAtMs < BODY_TIMEOUT_MS) return
    this.refuse(408, 'BODY_TIMEOUT', `the body was not whole after ${BODY_TIMEOUT_MS} ms`)
  }

  /** The peer is gone. */
  abort(): void {
    if (this.state === 'calling') this.options.onGone()
    else if (this.state !== 'ended') this.end()
  }

  /** No tick is under way: the call may be made. */
  receiveNow(message: Uint8Array): void {
    const { calls, caller, service } = this.options
    this.state = 'calling'
    const verdict = calls.handle(message, caller, (bytes, tick) => this.reply(bytes, tick), service)
    if (this.isEnded()) return
    if (verdict === 'oneway' || verdict === 'unknown') this.answer({ status: 200, headers: REPLY_HEADERS, body: '' })
    if (verdict !== 'malformed') return
    const foreign = foreignMessage(message)
    this.refuse(400, foreign?.kind ?? 'MALFORMED', foreign?.text ?? 'malformed Thrift message')
  }

  private pass(message: Uint8Array): void {
    this.state = 'waiting'
    if (!this.options.gate.pass(this, message)) throw new Error('the gate has no room for one message')
    this.body = Buffer.alloc(0)
  }

  private readonly reply: Reply = (bytes) => {
    if (!this.isEnded()) this.answer({ status: 200, headers: REPLY_HEADERS, body: bytes })
  }

  private isEnded(): boolean {
    return this.state === 'ended'
  }

  private refuse(status: number, reason: string, text: string): void {
    this.options.counters.count('http_calls_refused', reason)
    this.answer({ ...textAnswer(status, text), closes: this.state === 'reading' })
  }

  private answer(answer: HttpAnswer): void {
    this.end()
    this.options.respond(answer)
  }

  private end(): void {
    this.options.gate.forget(this)
    this.state = 'ended'
    this.body = Buffer.alloc(0)
    this.options.onEnd()
  }

  private gather(chunk: Uint8Array): void {
    const length = this.length + chunk.length
    if (length > this.body.length) {
      const size = Math.min(MESSAGE_BYTES_MAX, Math.max(length, this.body.length * 2, GATHER_BYTES))
      const larger = Buffer.allocUnsafeSlow(size)
      this.body.copy(larger, 0, 0, this.length)
      this.body = larger
    }
    this.body.set(chunk, this.length)
    this.length = length
  }
}

const REPLY_HEADERS = [
  ['Content-Type', 'application/x-thrift'],
  ['Cache-Control', 'no-store'],
] as const
