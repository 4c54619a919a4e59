// The numbers of the Thrift wire formats that readers and writers share, as the Thrift specification gives them. The first
// bytes of messages stand in `frames`, because they tell Thrift from the other frames of `/play`.

/** Type ids as the binary protocol writes them and as generated code compares them. */
export const Type = {
  STOP: 0,
  BOOL: 2,
  BYTE: 3,
  DOUBLE: 4,
  I16: 6,
  I32: 8,
  I64: 10,
  STRING: 11,
  STRUCT: 12,
  MAP: 13,
  SET: 14,
  LIST: 15,
  UUID: 16,
} as const

export const MessageType = { CALL: 1, REPLY: 2, EXCEPTION: 3, ONEWAY: 4 } as const

/** Kinds of `TApplicationException` that a server of this project sends. */
export const ApplicationError = {
  /** A refusal of a method that declares no exception for it: "CODE: message". */
  UNKNOWN: 0,
  UNKNOWN_METHOD: 1,
  INTERNAL_ERROR: 6,
  PROTOCOL_ERROR: 7,
} as const

export const BINARY_VERSION = 0x8001
export const COMPACT_VERSION = 1

/** A bool field of a compact struct carries its value in the type; elements of containers are these bytes. */
export const COMPACT_TRUE = 1
export const COMPACT_FALSE = 2

/** Compact type ids by common type id; 0 where there is none. */
export const COMPACT_TYPE = Uint8Array.of(0, 0, COMPACT_TRUE, 3, 7, 0, 4, 0, 5, 0, 6, 8, 12, 11, 10, 9, 13)

/** Common type ids by compact type id; 0 where there is none. */
export const TYPE_OF_COMPACT = Uint8Array.of(0, 2, 2, 3, 6, 8, 10, 4, 11, 15, 14, 13, 12, 16, 0, 0)

/** Fewest bytes that a value takes, by common type id, 0 for no type: what a container's size is checked against. */
export const BINARY_BYTES_MIN = Uint8Array.of(0, 0, 1, 1, 8, 0, 2, 0, 4, 0, 8, 4, 1, 6, 5, 5, 16)
export const COMPACT_BYTES_MIN = Uint8Array.of(0, 0, 1, 1, 8, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 16)

/** What stands before the arguments of a call or the body of a reply. */
export interface MessageHeader {
  /** The method; in a call `Service:method`. */
  readonly name: string
  readonly type: number
  /** Number of the call, which its reply repeats. */
  readonly seqid: number
}
