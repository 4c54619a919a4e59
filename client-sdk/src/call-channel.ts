// The Thrift calls of one connection: makes typed clients of services, numbers the calls, and brings each answer to the
// one that waits for it. Works on complete messages and knows no socket; `/rpc` and `/play` each own one. Every call ends:
// by its answer, its timeout, or the end of the connection.

import { type MethodType, PLAY_FRAME_BYTES_MAX, type ServiceType } from '@tickwire/protocol'
import {
  BinaryWriter,
  CompactWriter,
  MessageType,
  openReader,
  ProtocolError,
  type ReadBudget,
  type ThriftReader,
  type ThriftWriter,
} from '@tickwire/protocol/thrift'
import { callFailure } from './call-failure.js'
import { CallError, type Closed, closedError } from './errors.js'
import type { OpenCalls } from './play-session.js'
import type { Scheduler } from './scheduler.js'

export type ThriftProtocol = 'compact' | 'binary'

/** A call without an answer fails after this, milliseconds. */
export const CALL_TIMEOUT_MS = 10_000

/** How long beyond its `tw.longPoll` a long poll is waited for, milliseconds. */
export const LONG_POLL_GRACE_MS = 5_000

/** What a reply may hold: any number of elements that fit into the server's largest reply, 1 MiB. */
const REPLY_BUDGET: ReadBudget = { nestingMax: 64, elementsMax: 1_048_576 }

/** What all channels of one client have in common. */
export interface ClientChannelOptions {
  readonly protocol: ThriftProtocol
  readonly callTimeoutMs: number
  readonly scheduler: Scheduler
}

export interface ChannelOptions extends ClientChannelOptions {
  /** The largest call that the server takes on this connection, bytes. A larger one fails and is not sent. */
  readonly callBytesMax: number
  readonly send: (message: Uint8Array) => void
}

/** What this file uses of a client class that the Apache compiler made. */
interface ApacheClient {
  /** Number of the call that is being written. */
  _seqid: number
  /** Who waits for which answer. */
  readonly _reqs: Record<number, (error: unknown, result?: unknown) => void>
  [member: `send_${string}`]: (...args: unknown[]) => void
  [member: `recv_${string}`]: (input: ThriftReader, messageType: number, seqid: number) => void
}

interface PendingCall {
  readonly client: ApacheClient
  readonly method: MethodType
  /** Ends the call unanswered. */
  readonly fail: (error: Error) => void
}

export class CallChannel {
  private readonly writer: ThriftWriter
  private readonly pending = new Map<number, PendingCall>()
  private lastSeqid = 0
  private closed: Closed | undefined

  constructor(private readonly options: ChannelOptions) {
    const { protocol, callBytesMax } = options
    this.writer = protocol === 'compact' ? new CompactWriter(callBytesMax) : new BinaryWriter(callBytesMax)
  }

  /**
   * A client of one service.
   * @param address - name of the service, with `@roomId` for a room's service outside `/play`
   */
  calls<C>(service: ServiceType<C>, address = service.name): C {
    const { writer } = this
    const output = { flush: () => this.options.send(writer.take().slice()) }
    // Generated code makes a protocol for each message, `new Protocol(output)`: it gets the channel's one writer.
    function Protocol() {
      return writer
    }
    const client = new service.Client(output as never, Protocol as never) as ApacheClient
    const methods = service.methods.map((method) => [
      method.name,
      (...args: unknown[]) => this.call(client, address, method, args),
    ])
    return Object.fromEntries(methods) as C
  }

  private call(client: ApacheClient, address: string, method: MethodType, args: readonly unknown[]): Promise<unknown> {
    if (this.closed !== undefined) return Promise.reject(closedError(this.closed))
    const call = `${address}.${method.name}`
    const seqid = this.nextSeqid()
    return new Promise((resolve, reject) => {
      const timeoutMs = this.timeoutMs(method)
      const cancelTimeout = this.options.scheduler.after(timeoutMs, () => {
        fail(new CallError('TIMEOUT', `${call}: no answer within ${timeoutMs} ms`))
      })
      const settle = () => {
        cancelTimeout()
        this.pending.delete(seqid)
        delete client._reqs[seqid]
      }
      const fail = (error: Error) => {
        settle()
        reject(error)
      }
      client._reqs[seqid] = (error, result) => {
        settle()
        if (error == null) resolve(result)
        else reject(callFailure(call, method, error))
      }
      this.pending.set(seqid, { client, method, fail })
      client._seqid = seqid
      this.writer.begin(`${address}:`)
      try {
        client[`send_${method.name}`]!(...args)
        if (method.oneway) client._reqs[seqid]!(null)
      } catch (error) {
        fail(error as Error)
      }
    })
  }

  /**
   * Takes one message from the server. Answers to calls that nobody waits for any more are dropped.
   * @returns why the message is malformed, or undefined; a malformed one must end the connection
   */
  receive(message: Uint8Array): string | undefined {
    try {
      const reader = openReader(message, REPLY_BUDGET)
      const header = reader.readHeader()
      const call = this.pending.get(header.seqid)
      if (call === undefined) return undefined
      if (header.type !== MessageType.REPLY && header.type !== MessageType.EXCEPTION) return 'not a reply'
      if (header.name !== call.method.name) return `an answer of ${header.name} to ${call.method.name}`
      call.client[`recv_${call.method.name}`]!(reader, header.type, header.seqid)
      return undefined
    } catch (error) {
      return error instanceof ProtocolError ? error.reason : String(error)
    }
  }

  /** Fails all pending and all later calls. */
  close(closed: Closed): void {
    this.closed = closed
    for (const { fail } of [...this.pending.values()]) fail(closedError(closed))
  }

  private timeoutMs({ longPollMs }: MethodType): number {
    return longPollMs === undefined ? this.options.callTimeoutMs : longPollMs + LONG_POLL_GRACE_MS
  }

  private nextSeqid(): number {
    this.lastSeqid = this.lastSeqid === 0x7fffffff ? 1 : this.lastSeqid + 1
    return this.lastSeqid
  }
}

/** The calls of a room, on its own connection. */
export function roomCalls<C>(service: ServiceType<C>, options: ClientChannelOptions): OpenCalls<C> {
  return (send) => {
    const channel = new CallChannel({ ...options, callBytesMax: PLAY_FRAME_BYTES_MAX, send })
    return {
      methods: channel.calls(service),
      receive: (reply) => channel.receive(reply),
      close: (closed) => channel.close(closed),
    }
  }
}
