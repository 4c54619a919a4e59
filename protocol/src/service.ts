// What generated code gives the server and the client about one Thrift service: the classes that the Apache compiler
// made, and what it does not say about each method. Everything here is plain data; `server/rpc` does the calling.

/** Who may call a method. */
export type MethodAuth = 'none' | 'player'
export type MethodRole = 'viewer' | 'operator' | 'admin'

/** An exception class as the Apache compiler makes it. */
export type ThriftException = new (fields: object) => Error

export interface MethodType {
  readonly name: string
  readonly arity: number
  readonly oneway: boolean
  readonly auth: MethodAuth
  /** Operator listener only. */
  readonly role?: MethodRole
  /** Most calls of one player: `count` in `perMs`. */
  readonly rate?: { readonly count: number; readonly perMs: number }
  /** The method may wait this long before it answers, milliseconds. */
  readonly longPollMs?: number
  /** Dotted path of the first argument or field that is missing though it is not optional, or undefined. */
  readonly missing: (args: readonly unknown[]) => string | undefined
  /** A handler's plain result as an object that Apache's code can write. */
  readonly result: (value: unknown) => unknown
  /** The exceptions that the IDL lets the method throw, by their names in common.thrift. */
  readonly throws: Readonly<Record<string, ThriftException>>
}

/**
 * One Thrift service.
 * @typeParam C - its typed client
 * @typeParam H - of a room's service: what answers its calls inside the tick
 */
export interface ServiceType<C = unknown, H = object> {
  readonly name: string
  /** The kind of room that implements it inside its tick; absent for a service of the server. */
  readonly room?: string
  readonly Processor: new (handler: object) => { process(input: never, output: never): void }
  readonly Client: new (output: never, protocol: never) => object
  /** The struct of a room's `tw.options`; built from nothing it holds the IDL's defaults. */
  readonly Options?: new (
    fields?: object,
  ) => object
  readonly methods: readonly MethodType[]
  /** Never present: carries the client's type to whoever takes a service. */
  readonly client?: C
  /** Never present: carries the handlers' type to `defineGame`. */
  readonly handlers?: H
}
