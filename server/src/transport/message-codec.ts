// Ad-hoc messages: what has no schema, as msgpack of [type, value]. Untrusted both ways: whatever does not decode to a pair
// with a short type is refused.

import { Packr, Unpackr } from 'msgpackr'

/** Longest type name of an ad-hoc message, characters. */
export const MESSAGE_TYPE_CHARS_MAX = 64

// Plain maps and arrays only: records would carry state from one message to the next.
const packr = new Packr({ useRecords: false })
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true })

export function encodeMessage(type: string, value: unknown): Uint8Array {
  return packr.pack([type, value])
}

/** The message, or undefined for anything that is not one. */
export function decodeMessage(bytes: Uint8Array): { readonly type: string; readonly value: unknown } | undefined {
  try {
    const decoded: unknown = unpackr.unpack(bytes)
    if (!Array.isArray(decoded) || decoded.length !== 2) return undefined
    const [type, value] = decoded as [unknown, unknown]
    return typeof type === 'string' && type.length <= MESSAGE_TYPE_CHARS_MAX ? { type, value } : undefined
  } catch {
    return undefined
  }
}
