// Lets a generated `Processor` do what it is good at, reading arguments and writing results, and nothing else. Its
// handler here only notes the arguments and the callback; the dispatcher decides what happens with them. Callback style
// is chosen by `length`, so that no promise, and no message of an error, is handled by generated code.

import type { ServiceType } from '@tickwire/protocol'
import type { ThriftReader, ThriftWriter } from '@tickwire/protocol/thrift'

/** Writes the result, or an exception that the IDL declares, into the writer that `decode` was given. */
export type WriteResult = (declared: Error | null, result?: unknown) => void

export interface DecodedCall {
  readonly args: readonly unknown[]
  readonly write: WriteResult
}

/** What this file uses of a `Processor`: not its `process`, which looks names from the wire up on an object. */
interface ApacheProcessor {
  readonly [member: `process_${string}`]: (seqid: number, input: ThriftReader, output: ThriftWriter) => void
}

export class ArgumentDecoder {
  private readonly processor: ApacheProcessor
  private decoded: DecodedCall | undefined

  constructor(service: ServiceType) {
    const notes: Record<string, unknown> = Object.create(null)
    for (const { name, arity } of service.methods) {
      const note = (...all: unknown[]) => {
        this.decoded = { args: all.slice(0, arity), write: all[arity] as WriteResult }
      }
      notes[name] = Object.defineProperty(note, 'length', { value: arity + 1 })
    }
    this.processor = new service.Processor(notes) as unknown as ApacheProcessor
  }

  /**
   * @param method - one of the service's, by its own name
   * @throws ProtocolError when the arguments are malformed
   */
  decode(reader: ThriftReader, writer: ThriftWriter, method: string, seqid: number): DecodedCall {
    this.decoded = undefined
    this.processor[`process_${method}`]?.(seqid, reader, writer)
    if (this.decoded === undefined) throw new Error(`the generated processor does not know ${method}`)
    return this.decoded
  }
}
