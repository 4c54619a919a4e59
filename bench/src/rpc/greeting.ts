// The one call that every contender of the rpc bench answers: a name goes in, a greeting comes out. All servers say the same
// words, so that all replies carry the same payload, and every reply can be checked to the last byte.

import { BinaryWriter, MessageType, Type } from '@tickwire/protocol/thrift'

export const NAME = 'Tickwire'

/** What our Greeter says (server/src/rpc/greeter), and so everybody. */
export function greetingOf(name: string): string {
  return `Hello, ${name}!`
}

const METHOD = 'SayHello'

/** Far more than a greeting takes, bytes. */
const MESSAGE_BYTES_MAX = 256

/** A ready-made Thrift message (strict binary protocol) in which only the number of the call changes. */
export interface Template {
  readonly bytes: Buffer
  /** Where the number of the call stands. */
  readonly seqidAt: number
}

/** @param service - stands before the method's name where a server offers several services, else empty */
export function callTemplate(service: string): Template {
  return templateOf(MessageType.CALL, service === '' ? METHOD : `${service}:${METHOD}`, 1, NAME)
}

export function replyTemplate(): Template {
  return templateOf(MessageType.REPLY, METHOD, 0, greetingOf(NAME))
}

/** Arguments and results are alike: a struct with one struct with one string. @param field - id of the inner struct */
function templateOf(type: number, name: string, field: number, text: string): Template {
  const writer = new BinaryWriter(MESSAGE_BYTES_MAX)
  writer.begin()
  writer.writeMessageBegin(name, type, 0)
  const seqidAt = writer.take().length - 4
  writer.writeFieldBegin('', Type.STRUCT, field)
  writer.writeFieldBegin('', Type.STRING, 1)
  writer.writeString(text)
  writer.writeFieldStop()
  writer.writeFieldStop()
  return { bytes: Buffer.from(writer.take()), seqidAt }
}
