// Lets a generated `Processor` do what it is good at, reading arguments and writing results, and nothing else. Its
// handler here only notes the arguments and the callback; the dispatcher decides what happens with them. Callback style
// is chosen by `length`, so that no promise, and no message of an error, is handled by generated code.

import type { ServiceType } from '@tickwire/protocol'
import type { BoundedReader } from './bounded-reader.js'
import type { ReplyWriter } from './reply-writer.js'
import type { MessageHeader } from './thrift-types.js'

/** Writes the result, or an exception that the IDL declares, into the writer that `decode` was given. */
export type WriteResult = (declared: Error | null, result?: unknown) => void

export interface DecodedCall {
  readonly args: readonly unknown[]
  readonly write: WriteResult
}

export class ArgumentDecoder {
  private readonly processor: { process(input: never, output: never): void }
  private decoded: DecodedCall | undefined

  constructor(service: ServiceType) {
    const notes: Record<string, unknown> = Object.create(null)
    for (const { name, arity } of service.methods) {
      const note = (...all: unknown[]) => {
        this.decoded = { args: all.slice(0, arity), write: all[arity] as WriteResult }
      }
      notes[name] = Object.defineProperty(note, 'length', { value: arity + 1 })
    }
    this.processor = new service.Processor(notes)
  }

  /** @throws ProtocolError when the arguments are malformed */
  decode(reader: BoundedReader, writer: ReplyWriter, header: MessageHeader): DecodedCall {
    this.decoded = undefined
    reader.address(header)
    this.processor.process(reader as never, writer as never)
    if (this.decoded === undefined) throw new Error(`the generated processor does not know ${header.fname}`)
    return this.decoded
  }
}
