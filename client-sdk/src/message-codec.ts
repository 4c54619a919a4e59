// Ad-hoc messages of a room: what has no schema, as msgpack of [type, value] behind the frame's kind. Few games have them, so
// browsers load this file, a quarter of the whole client, for the first one (`on-demand`).

import { ClientFrame, PLAY_FRAME_BYTES_MAX } from '@tickwire/protocol'
import { Packr, Unpackr } from 'msgpackr'

/** Longest type name of an ad-hoc message, characters. */
export const MESSAGE_TYPE_CHARS_MAX = 64

// Plain maps and arrays only: records would carry state from one message to the next, and need generated code.
const packr = new Packr({ useRecords: false })
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true })

/** The frame for a message. Throws when the server would refuse it. */
export function encodeMessage(type: string, value: unknown): Uint8Array {
  if (type.length > MESSAGE_TYPE_CHARS_MAX) {
    throw new RangeError(`message type "${type}" is longer than ${MESSAGE_TYPE_CHARS_MAX} characters`)
  }
  const packed = packr.pack([type, value])
  const frame = new Uint8Array(1 + packed.length)
  if (frame.length > PLAY_FRAME_BYTES_MAX) {
    throw new RangeError(
      `message "${type}" has ${frame.length} bytes, more than ${PLAY_FRAME_BYTES_MAX}: send less at once`,
    )
  }
  frame[0] = ClientFrame.message
  frame.set(packed, 1)
  return frame
}

/** The message, or undefined for anything that is not one. */
export function decodeMessage(payload: Uint8Array): { readonly type: string; readonly value: unknown } | undefined {
  try {
    const decoded: unknown = unpackr.unpack(payload)
    if (!Array.isArray(decoded) || decoded.length !== 2) return undefined
    const [type, value] = decoded as [unknown, unknown]
    return typeof type === 'string' && type.length <= MESSAGE_TYPE_CHARS_MAX ? { type, value } : undefined
  } catch {
    return undefined
  }
}
