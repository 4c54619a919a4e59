// The other end for tests: Apache's own generated clients and protocols, wired to a dispatcher without a socket.
// Requests and replies pass as whole messages, so a test can also keep, cut and bend them.

import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type { MethodType, ServiceType } from '@tickwire/protocol'
import thrift from 'thrift'
import { SteppedScheduler } from '../events/testing.js'
import type { Reply } from './call.js'
import { Dispatcher, type DispatcherOptions, type Verdict } from './dispatcher.js'
import type { Caller, RoomCalls, RoomJob } from './ports.js'
import type { CallCounters } from './reporting.js'

export type ProtocolName = 'binary' | 'compact'

export const PROTOCOL_NAMES: readonly ProtocolName[] = ['binary', 'compact']

export const PROTOCOLS = { binary: thrift.TBinaryProtocol, compact: thrift.TCompactProtocol } as const

/** Counts what was counted, by `name` and `name{label}`, and keeps the times of calls: method, request, response. */
export class TestCounters implements CallCounters {
  readonly counts: Record<string, number> = {}
  readonly times: [string, number, number][] = []

  count(name: string, label?: string): void {
    const key = label === undefined ? name : `${name}{${label}}`
    this.counts[key] = (this.counts[key] ?? 0) + 1
  }

  answered(method: string, requestMs: number, responseMs: number): void {
    this.times.push([method, requestMs, responseMs])
  }
}

export class TestLog {
  readonly errors: object[] = []

  warn(): void {}

  error(fields: object): void {
    this.errors.push(fields)
  }
}

/** Rooms whose ticks a test runs by hand. */
export class TestRooms implements RoomCalls {
  readonly jobs: RoomJob[] = []
  readonly submitted: { roomId: string; kind: string }[] = []
  /** Thrown by the next `submit`s. */
  refusal: Error | undefined

  submit(roomId: string, kind: string, _caller: Caller, job: RoomJob): void {
    if (this.refusal !== undefined) throw this.refusal
    this.submitted.push({ roomId, kind })
    this.jobs.push(job)
  }
}

export function testDispatcher(options: Partial<DispatcherOptions> = {}) {
  const scheduler = new SteppedScheduler()
  const counters = new TestCounters()
  const log = new TestLog()
  const rooms = new TestRooms()
  const dispatcher = new Dispatcher({ serves: 'players', rooms, scheduler, counters, log, ...options })
  return { dispatcher, scheduler, counters, log, rooms }
}

export function testCaller(fields: Partial<Caller> = {}): Caller {
  const player = { playerId: 'p1', displayName: 'Ada' }
  return { connectionId: 1, address: '192.0.2.1', player, operator: undefined, roomId: undefined, ...fields }
}

type Handle = (message: Uint8Array, reply: Reply) => Verdict | undefined

/** What Apache's Multiplexer and clients need of a connection. */
class MemoryConnection {
  readonly seqId2Service: Record<number, string> = {}
  readonly transport = thrift.TFramedTransport
  readonly client: Record<string, Record<string, (input: object, type: number, seqid: number) => void>> = {}
  readonly protocol: (typeof PROTOCOLS)[ProtocolName]

  constructor(
    protocol: ProtocolName,
    private readonly handle: Handle,
  ) {
    this.protocol = PROTOCOLS[protocol]
  }

  /** Takes a frame from the client's transport. */
  write(frame: Buffer): void {
    this.handle(frame.subarray(4), (bytes) => this.receive(Buffer.from(bytes)))
  }

  private receive(message: Buffer): void {
    const input = new this.protocol(new thrift.TFramedTransport(message))
    const header = input.readMessageBegin()
    const client = this.client[this.seqId2Service[header.rseqid] ?? '']
    const receive = client?.[`recv_${header.fname}`]
    if (client === undefined || receive === undefined) throw new Error(`a reply to no call: ${header.fname}`)
    receive.call(client, input, header.mtype, header.rseqid)
  }
}

/** A client as Apache's compiler made it. `target` is its name on the wire, such as "ArenaRoom@arena-1". */
export function memoryClient<C>(
  service: ServiceType<C>,
  protocol: ProtocolName,
  handle: Handle,
  target: string = service.name,
): C {
  const connection = new MemoryConnection(protocol, handle)
  return new thrift.Multiplexer().createClient(target, service.Client as never, connection as never) as C
}

/** The message that a client's call makes. */
export function messageOf<C>(
  service: ServiceType<C>,
  protocol: ProtocolName,
  call: (client: C) => unknown,
  target?: string,
): Buffer {
  let message: Buffer | undefined
  const note: Handle = (bytes) => {
    message = Buffer.from(bytes)
    return undefined
  }
  call(memoryClient(service, protocol, note, target))
  if (message === undefined) throw new Error('the call sent nothing')
  return message
}

export interface ApplicationException {
  readonly method: string
  readonly seqid: number
  readonly type: number
  readonly message: string
}

/** What Apache's class is once it was read; its published type knows half of it. */
interface ReadException {
  read(input: object): void
  readonly type: number
  readonly message: string
}

/** A reply that must be a `TApplicationException`, with its type, which Apache's class drops. */
export function applicationException(reply: Uint8Array, protocol: ProtocolName): ApplicationException {
  const input = new PROTOCOLS[protocol](new thrift.TFramedTransport(Buffer.from(reply)))
  const { fname, mtype, rseqid } = input.readMessageBegin()
  if (mtype !== thrift.Thrift.MessageType.EXCEPTION) throw new Error(`not an exception: message type ${mtype}`)
  const error = new thrift.Thrift.TApplicationException(0, '') as unknown as ReadException
  error.read(input)
  return { method: fname, seqid: rseqid, type: error.type, message: error.message }
}

/** What the Lobby's methods that give a seat answer. */
export const ASSIGNMENT = {
  roomId: 'r1',
  roomKind: 'arena',
  playUrl: 'ws://here/play',
  seatToken: 'secret',
  expiresInMs: 30_000,
  schemaHash: '0123456789abcdef',
}

/** A service with every method of another, each doing the same. */
export function everyMethod(service: ServiceType, handler: (...args: never[]) => unknown): object {
  return Object.fromEntries(service.methods.map(({ name }) => [name, handler]))
}

/** The same service with other rules for its methods, or as a room's. */
export function changed<C>(service: ServiceType<C>, rules: Partial<MethodType>, room?: string): ServiceType<C> {
  const methods = service.methods.map((method) => ({ ...method, ...rules }))
  return room === undefined ? { ...service, methods } : { ...service, methods, room }
}

/** What the tests are about is not held up by the rates of the Lobby's methods. */
const UNRATED = changed(lobbyService, { rate: { count: 1_000_000, perMs: 1_000 } })

/** A lobby that does the same for every method, and a player who calls it. */
export function lobbyWith(protocol: ProtocolName, handler: (...args: never[]) => unknown, service = UNRATED) {
  const test = testDispatcher()
  test.dispatcher.register(service, everyMethod(service, handler))
  const caller = testCaller()
  const client = memoryClient(service, protocol, (message, reply) => test.dispatcher.handle(message, caller, reply))
  return { ...test, caller, client, join: () => client.joinRoom('r1', { asSpectator: false }) }
}

/** The error of a promise that must reject. */
export async function rejection(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await promise
  } catch (error) {
    return error as Record<string, unknown>
  }
  throw new Error('it did not reject')
}

/** Lets promises that are ready run. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
