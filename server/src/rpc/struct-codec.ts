// One Thrift struct alone, in compact protocol, as `RoomRequest.options` carries it: read within the same budgets as a
// whole message.

import { CompactReader } from '@tickwire/protocol/thrift'
import { CALL_BUDGET } from './limits.js'

/** A struct class as the Apache compiler makes it; built from nothing it holds the IDL's defaults. */
export type StructClass = new (fields?: object) => object

interface ReadableStruct {
  read(input: unknown): void
}

/** @throws ProtocolError when the bytes are not exactly one such struct */
export function decodeStruct(struct: StructClass, bytes: Uint8Array): object {
  const reader = new CompactReader(bytes, CALL_BUDGET)
  const value = new struct()
  ;(value as ReadableStruct).read(reader)
  reader.readMessageEnd()
  return value
}
