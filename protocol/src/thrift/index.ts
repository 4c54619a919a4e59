// @tickwire/protocol/thrift: the strict binary and the compact protocol of Thrift, for both ends of a call. Apart from the
// package's other entry, so that who only plays does not carry it. Old-style binary, JSON, header and HTTP do not exist
// here and are refused before they are read.

import { THRIFT_BINARY, THRIFT_COMPACT } from '../frames.js'
import { BinaryReader } from './binary.js'
import { CompactReader } from './compact.js'
import type { ReadBudget } from './limits.js'
import { ProtocolError, type ThriftReader } from './reader.js'

export { BinaryReader, BinaryWriter } from './binary.js'
export { CompactReader, CompactWriter } from './compact.js'
export * from './limits.js'
export { ProtocolError, type ProtocolErrorReason, ThriftReader } from './reader.js'
export { ApplicationError, type MessageHeader, MessageType, Type } from './types.js'
export { ThriftWriter } from './writer.js'

/**
 * The reader of a complete message, by its first byte.
 * @throws ProtocolError BAD_PROTOCOL when the first byte belongs to neither protocol
 */
export function openReader(message: Uint8Array, budget: ReadBudget): ThriftReader {
  if (message[0] === THRIFT_BINARY) return new BinaryReader(message, budget)
  if (message[0] === THRIFT_COMPACT) return new CompactReader(message, budget)
  throw new ProtocolError('BAD_PROTOCOL')
}
