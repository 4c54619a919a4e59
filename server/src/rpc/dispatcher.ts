// Where a Thrift message becomes a call: one complete message in, at most one reply out. It reads the header, finds
// the method in its own map, decodes the arguments at arrival, asks whether the caller may, and then runs the handler:
// at once for a service of the server, in the next tick for a room's. Names: `Service:method` as TMultiplexedProtocol
// makes them, `Service@roomId:method` for a room's service away from `/play`. Nothing throws out of `handle`.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { type MethodRole, type MethodType, type ServiceType, THRIFT_COMPACT } from '@tickwire/protocol'
import {
  ApplicationError,
  BinaryWriter,
  CompactWriter,
  type MessageHeader,
  MessageType,
  NAME_BYTES_MAX,
  openReader,
  ProtocolError,
  type ThriftReader,
  type ThriftWriter,
  Type,
} from '@tickwire/protocol/thrift'
import { RefusedError } from '@tickwire/simulation'
import type { Scheduler } from '../events/scheduler.js'
import { UnavailableError } from '../finder/unavailable-error.js'
import { ArgumentDecoder } from './argument-decoder.js'
import { Call, type Reply } from './call.js'
import { writeApplicationError } from './errors.js'
import { CALL_BUDGET, CALL_TIMEOUT_MS, CALLS_IN_FLIGHT_MAX, LONG_POLL_GRACE_MS, REPLY_BYTES_MAX } from './limits.js'
import type { Caller, OperatorSession, RoomCalls, RoomJob } from './ports.js'
import { type Rate, RateLimiter } from './rate-limiter.js'
import type { CallCounters, Log } from './reporting.js'

/** When a caller should try a call again that was given up, milliseconds. */
const RETRY_AFTER_MS = 1_000

/** Each may do what the ones before it may. */
const ROLES: readonly MethodRole[] = ['viewer', 'operator', 'admin']

/** What the bytes were: a call, a call without a reply, the name of a method that nobody serves, or no Thrift message. The last
 * two count against their connection. */
export type Verdict = 'accepted' | 'oneway' | 'unknown' | 'malformed'

export interface DispatcherOptions {
  /** Whom it serves: methods with `tw.role` are answered to operators only, on a listener of their own. */
  readonly serves: 'players' | 'operators'
  /** An operator was refused for want of a role. */
  readonly onForbidden?: (operator: OperatorSession, method: string) => void
  /** What counts as one address for rates; undefined: it is not limited. Default: the address itself. */
  readonly rateAddress?: (address: string) => string | undefined
  readonly rooms: RoomCalls
  readonly scheduler: Scheduler
  readonly counters: CallCounters
  readonly log: Log
}

interface Route {
  /** `Service.method`, for counters and the log. */
  readonly label: string
  readonly service: string
  readonly method: MethodType
  readonly decoder: ArgumentDecoder
  /** The kind of room that runs it inside its tick; undefined for the server's own services. */
  readonly room: string | undefined
  /** @param context - the Caller, or the RoomCall for a room's method */
  readonly run: (context: unknown, args: readonly unknown[]) => unknown
}

export class Dispatcher {
  private readonly routes = new Map<string, Route>()
  private readonly binary = new BinaryWriter(REPLY_BYTES_MAX)
  private readonly compact = new CompactWriter(REPLY_BYTES_MAX)
  private readonly rates = new RateLimiter()
  /** Unanswered calls by connection; no entry means none. */
  private readonly inFlight = new Map<number, number>()

  constructor(private readonly options: DispatcherOptions) {}

  /**
   * Takes a service and what implements it.
   * @param handlers - the generated `...Handlers`: one function a method. The first argument is the Caller; for a
   *   service with `tw.room` it is the RoomCall, and the function runs inside the tick and answers at once.
   */
  register(service: ServiceType, handlers: object): void {
    const decoder = new ArgumentDecoder(service)
    for (const method of service.methods) {
      const label = `${service.name}.${method.name}`
      const handler: unknown = Reflect.get(handlers, method.name)
      if (typeof handler !== 'function') throw new Error(`${label} has no handler`)
      if (method.role !== undefined && this.options.serves === 'players') {
        throw new Error(`${label} has tw.role: it belongs on the operator listener`)
      }
      this.routes.set(`${service.name}:${method.name}`, {
        label,
        service: service.name,
        method,
        decoder,
        room: service.room,
        run: (context, args) => handler.call(handlers, context, ...args),
      })
    }
  }

  /**
   * @param reply - called once, now or later, unless the answer is 'oneway', or 'malformed' with bytes that name no call to
   *   answer; a connection that is gone by then ignores it
   * @param service - for a plain client, whose messages name only the method: `Service` or `Service@roomId`
   */
  handle(message: Uint8Array, caller: Caller, reply: Reply, service?: string): Verdict {
    const writer = message[0] === THRIFT_COMPACT ? this.compact : this.binary
    const arrivedMs = this.options.scheduler.nowMs()
    let header: MessageHeader | undefined
    try {
      const reader = openReader(message, CALL_BUDGET)
      header = reader.readHeader()
      const name = service === undefined ? header.name : `${service}:${header.name}`
      return this.dispatch(header, name, arrivedMs, reader, writer, caller, reply)
    } catch (error) {
      const { counters, log } = this.options
      const answer = (type: number, text: string) => {
        if (header !== undefined) this.refuseMessage(header, writer, reply, type, text)
      }
      if (error instanceof ProtocolError) {
        counters.count('rpc_protocol_errors', error.reason)
        answer(ApplicationError.PROTOCOL_ERROR, error.message)
        return 'malformed'
      }
      counters.count('rpc_internal_errors', 'Dispatcher.handle')
      log.error({ err: error }, 'a message could not be dispatched')
      answer(ApplicationError.INTERNAL_ERROR, 'internal error')
      return 'accepted'
    }
  }

  private dispatch(
    header: MessageHeader,
    name: string,
    arrivedMs: number,
    reader: ThriftReader,
    writer: ThriftWriter,
    caller: Caller,
    reply: Reply,
  ): Verdict {
    if (header.type !== MessageType.CALL && header.type !== MessageType.ONEWAY) {
      throw new ProtocolError('BAD_MESSAGE_TYPE')
    }
    const { route, roomId } = this.find(name)
    if (route === undefined) {
      reader.skip(Type.STRUCT)
      reader.readMessageEnd()
      this.options.counters.count('rpc_unknown_methods')
      this.refuseMessage(header, writer, reply, ApplicationError.UNKNOWN_METHOD, 'unknown service or method')
      return 'unknown'
    }
    const { method, decoder, label } = route
    if (header.type === MessageType.ONEWAY && !method.oneway) throw new ProtocolError('BAD_MESSAGE_TYPE')
    const { args, write } = decoder.decode(reader, writer, method.name, header.seqid)
    const { counters, log, scheduler } = this.options
    const { seqid } = header
    const call = new Call({ label, method, seqid, writer, write, reply, counters, log, scheduler, arrivedMs })
    counters.count('rpc_calls', label)
    this.start(route, call, args, caller, roomId)
    return method.oneway ? 'oneway' : 'accepted'
  }

  private find(name: string): { route: Route | undefined; roomId?: string } {
    const route = this.routes.get(name)
    if (route !== undefined) return { route }
    const { service, roomId, method } = parseName(name)
    if (roomId === undefined) return { route: undefined }
    const roomRoute = this.routes.get(`${service}:${method}`)
    return { route: roomRoute?.room === undefined ? undefined : roomRoute, roomId }
  }

  private start(route: Route, call: Call, args: readonly unknown[], caller: Caller, roomId: string | undefined): void {
    try {
      this.admit(route, args, caller, call.arrivedMs)
      if (route.room === undefined) this.runNow(route, call, args, caller)
      else this.runInTick(route, route.room, call, args, caller, roomId ?? caller.roomId)
    } catch (error) {
      call.fail(error)
    }
  }

  /** @throws RefusedError when the caller may not make this call now, or not with these arguments */
  private admit({ method, label }: Route, args: readonly unknown[], caller: Caller, nowMs: number): void {
    if (method.auth !== 'none') this.checkWho(method, label, caller)
    const missing = method.missing(args)
    if (missing !== undefined) {
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, `${missing} is missing`, { parameter: missing })
    }
    if ((this.inFlight.get(caller.connectionId) ?? 0) >= CALLS_IN_FLIGHT_MAX) {
      const message = `${CALLS_IN_FLIGHT_MAX} calls of this connection wait for their answers: wait for one`
      throw new RefusedError(ErrorCode.LIMIT_REACHED, message)
    }
    if (method.rate !== undefined) this.takeRate(method, method.rate, label, caller, nowMs)
  }

  /** A method for everybody is rated by address, whoever the caller is by now: a login must not buy the next one. */
  private takeRate({ auth }: MethodType, rate: Rate, label: string, caller: Caller, nowMs: number): void {
    const { rateAddress = (address: string) => address } = this.options
    const who = auth === 'none' ? rateAddress(caller.address) : (caller.player?.playerId ?? caller.operator?.name)
    const retryAfterMs = who === undefined ? 0 : this.rates.take(`${label} ${who}`, rate, nowMs)
    if (retryAfterMs === 0) return
    const message = `at most ${rate.count} calls in ${rate.perMs} ms`
    throw new RefusedError(ErrorCode.RATE_LIMITED, message, { retryAfterMs })
  }

  private checkWho(method: MethodType, label: string, { player, operator }: Caller): void {
    const isKnown = this.options.serves === 'players' ? player !== undefined : operator !== undefined
    if (!isKnown)
      throw new RefusedError(
        ErrorCode.UNAUTHENTICATED,
        'log in on this connection first: Session.login (client.login() in the SDK)',
      )
    if (method.role === undefined || operator === undefined) return
    if (ROLES.indexOf(operator.role) >= ROLES.indexOf(method.role)) return
    this.options.onForbidden?.(operator, label)
    throw new RefusedError(ErrorCode.FORBIDDEN, `${label} needs the role ${method.role}, not ${operator.role}`)
  }

  /** A service of the server: a plain value answers now, a promise later or never. */
  private runNow({ run, method, label }: Route, call: Call, args: readonly unknown[], caller: Caller): void {
    call.start()
    const outcome = run(caller, args)
    if (!isPromise(outcome)) {
      call.succeed(outcome)
      return
    }
    const end = this.begin(caller)
    const timeoutMs = method.longPollMs === undefined ? CALL_TIMEOUT_MS : method.longPollMs + LONG_POLL_GRACE_MS
    const cancel = this.options.scheduler.after(timeoutMs, () => {
      end()
      this.options.counters.count('rpc_timeouts', label)
      const message = `no answer within ${timeoutMs} ms; the call may still take effect`
      call.fail(new UnavailableError(message, RETRY_AFTER_MS))
    })
    const settle = (deliver: () => void) => {
      cancel()
      end()
      deliver()
    }
    outcome.then(
      (value) => settle(() => call.succeed(value)),
      (error: unknown) => settle(() => call.fail(error)),
    )
  }

  /** A room's service: the handler runs in the room's next tick, the reply leaves after that tick's snapshots. */
  private runInTick(
    { run, service }: Route,
    kind: string,
    call: Call,
    args: readonly unknown[],
    caller: Caller,
    roomId: string | undefined,
  ): void {
    if (roomId === undefined) {
      const message = `say which room: address the service as "${service}@{roomId}"`
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, message)
    }
    const end = this.begin(caller)
    try {
      this.options.rooms.submit(
        roomId,
        kind,
        caller,
        roomJob((roomCall) => run(roomCall, args), call, end),
      )
    } catch (error) {
      end()
      throw error
    }
  }

  /** Counts a call as unanswered until the function it returns was called. */
  private begin({ connectionId }: Caller): () => void {
    this.inFlight.set(connectionId, (this.inFlight.get(connectionId) ?? 0) + 1)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const left = (this.inFlight.get(connectionId) ?? 1) - 1
      if (left === 0) this.inFlight.delete(connectionId)
      else this.inFlight.set(connectionId, left)
    }
  }

  /** Answers a message that did not become a call; its own name is echoed because clients find the call by it. */
  private refuseMessage(header: MessageHeader, writer: ThriftWriter, reply: Reply, type: number, text: string): void {
    if (header.type !== MessageType.CALL) return
    const method = header.name.slice(header.name.indexOf(':') + 1)
    writer.begin()
    writeApplicationError(writer, isNameTooLong(method) ? '' : method, header.seqid, type, text)
    reply(writer.take())
  }
}

function roomJob(run: (roomCall: unknown) => unknown, call: Call, end: () => void): RoomJob {
  let settle: ((tick: number) => void) | undefined
  return {
    run(roomCall) {
      call.start()
      try {
        const value = run(roomCall)
        if (isPromise(value)) {
          value.then(undefined, () => undefined)
          throw new Error('a room handler returned a promise: it runs inside a tick, so let it answer at once')
        }
        settle = (tick) => call.succeed(value, tick)
      } catch (error) {
        settle = (tick) => call.fail(error, tick)
      }
    },
    answer(tick) {
      end()
      if (settle === undefined) call.fail(new Error('the room answered a call that it did not run'), tick)
      else settle(tick)
    },
    abandon() {
      end()
      call.fail(new RefusedError(ErrorCode.ROOM_CLOSED, 'the room closed before the call had its turn'))
    },
  }
}

/** Takes `Service@roomId:method` apart. A name without a service finds nothing later. */
function parseName(name: string): { service: string; roomId: string | undefined; method: string } {
  const colon = name.indexOf(':')
  const target = name.slice(0, Math.max(colon, 0))
  const method = name.slice(colon + 1)
  if (isNameTooLong(target) || isNameTooLong(method)) throw new ProtocolError('NAME_LENGTH')
  const at = target.indexOf('@')
  if (at < 0) return { service: target, roomId: undefined, method }
  return { service: target.slice(0, at), roomId: target.slice(at + 1), method }
}

function isNameTooLong(name: string): boolean {
  return Buffer.byteLength(name) > NAME_BYTES_MAX
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
