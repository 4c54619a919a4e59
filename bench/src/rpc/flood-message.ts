// What a flood consists of: a call that is answered, one of a method that there is not, one whose bytes are no message.

import { BinaryWriter, MessageType } from '@tickwire/protocol/thrift'
import { callTemplate } from './greeting.js'

export type FloodKind = 'valid' | 'unknown' | 'malformed'

const MESSAGE_BYTES_MAX = 256

export function floodMessage(kind: FloodKind): Uint8Array {
  if (kind === 'valid') return callTemplate('Greeter').bytes
  const writer = new BinaryWriter(MESSAGE_BYTES_MAX)
  writer.begin()
  writer.writeMessageBegin('Greeter:Nothing', MessageType.CALL, 1)
  if (kind === 'unknown') writer.writeFieldStop()
  // Without its end the struct of arguments is cut off.
  return Buffer.from(writer.take())
}
