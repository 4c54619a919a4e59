// The limits of Thrift messages that both ends must agree on; each end has its own budget for what it reads.

/** Largest Thrift message from a client, bytes: bounds what it can cost to read. Beyond: close TOO_LARGE. */
export const MESSAGE_BYTES_MAX = 65_536

/** Longest service name (with its room id) and longest method name, bytes each. Beyond: malformed, NAME_LENGTH. */
export const NAME_BYTES_MAX = 64

/** What one message may hold. All is checked before anything is allocated for it; beyond, the message is malformed. */
export interface ReadBudget {
  /** Deepest nesting of structs and containers; the arguments, or the result, are level 1. */
  readonly nestingMax: number
  /** Elements of all containers of a message together, a map entry counting once. */
  readonly elementsMax: number
}
