// One call from its decoded arguments to its reply. It is settled once, by whichever comes first: the handler, a
// refusal, or the timeout; whatever comes later is ignored. Nothing that goes wrong here reaches the connection or the
// tick: at worst the caller gets "internal error" and the log gets the reason. It also knows where its time went.

import type { MethodType } from '@tickwire/protocol'
import { ApplicationError, type ThriftWriter } from '@tickwire/protocol/thrift'
import type { Scheduler } from '../events/scheduler.js'
import type { WriteResult } from './argument-decoder.js'
import { failureOf, writeApplicationError } from './errors.js'
import type { CallCounters, Log } from './reporting.js'

/** Where a reply goes. The bytes are borrowed until it returns; `tick` comes with what ran inside a tick. */
export type Reply = (bytes: Uint8Array, tick?: number) => void

export interface CallContext {
  /** `Service.method`, for counters and the log. */
  readonly label: string
  readonly method: MethodType
  readonly seqid: number
  readonly writer: ThriftWriter
  readonly write: WriteResult
  readonly reply: Reply
  readonly counters: CallCounters
  readonly log: Log
  readonly scheduler: Scheduler
  /** When its message came, by the scheduler's clock. */
  readonly arrivedMs: number
}

export class Call {
  private settled = false
  /** When its handler started; undefined: it never got that far. */
  private startedMs: number | undefined

  constructor(private readonly context: CallContext) {}

  get arrivedMs(): number {
    return this.context.arrivedMs
  }

  /** The handler is about to run. */
  start(): void {
    this.startedMs = this.context.scheduler.nowMs()
  }

  succeed(value: unknown, tick?: number): void {
    if (this.settled) return
    this.settled = true
    const { method, write } = this.context
    if (method.oneway) return
    try {
      this.send(() => write(null, method.result(value)), tick)
    } catch (error) {
      this.sendInternalError(error, tick)
    }
  }

  fail(error: unknown, tick?: number): void {
    if (this.settled) return
    this.settled = true
    const { method, counters, write } = this.context
    const failure = failureOf(error, method.throws)
    if (failure.code === undefined) {
      this.sendInternalError(error, tick)
      return
    }
    counters.count('rpc_refused', failure.code)
    const { declared } = failure
    try {
      if (declared === undefined) this.sendApplicationError(failure.type, failure.message, tick)
      else this.send(() => write(declared), tick)
    } catch (cause) {
      this.sendInternalError(cause, tick)
    }
  }

  private sendInternalError(error: unknown, tick: number | undefined): void {
    const { label, counters, log } = this.context
    counters.count('rpc_internal_errors', label)
    log.error({ err: error, method: label }, 'a call failed')
    try {
      this.sendApplicationError(ApplicationError.INTERNAL_ERROR, 'internal error', tick)
    } catch (cause) {
      log.error({ err: cause, method: label }, 'a reply could not be sent')
    }
  }

  private sendApplicationError(type: number, message: string, tick: number | undefined): void {
    const { writer, method, seqid } = this.context
    this.send(() => writeApplicationError(writer, method.name, seqid, type, message), tick)
  }

  /** The whole reply or nothing: `encode` writes into the scratch buffer, which only leaves when it came through. */
  private send(encode: () => void, tick: number | undefined): void {
    const { writer, method, reply, scheduler } = this.context
    if (method.oneway) return
    writer.begin()
    encode()
    const bytes = writer.take()
    if (this.startedMs === undefined) {
      reply(bytes, tick)
      return
    }
    const repliedMs = scheduler.nowMs()
    reply(bytes, tick)
    const { label, counters, arrivedMs } = this.context
    counters.answered(label, this.startedMs - arrivedMs, repliedMs - this.startedMs)
  }
}
