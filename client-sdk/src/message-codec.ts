// Ad-hoc messages of a room: what has no schema, as msgpack of [type, value] behind the frame's kind. Few games have them, so
// browsers load msgpackr, a fifth of the whole client, for the first one. Once it is there, for all rooms, nothing waits for it.

import { ClientFrame, PLAY_FRAME_BYTES_MAX } from '@tickwire/protocol'
import { loadMsgpackr, msgpackr } from '#on-demand'

/** Longest type name of an ad-hoc message, characters. */
export const MESSAGE_TYPE_CHARS_MAX = 64

export class MessageCodec {
  private readonly packr
  private readonly unpackr

  constructor({ Packr, Unpackr }: NonNullable<typeof msgpackr>) {
    // Plain maps and arrays only: records would carry state from one message to the next, and need generated code.
    this.packr = new Packr({ useRecords: false })
    this.unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true })
  }

  /** The frame for a message. Throws when the server would refuse it. */
  encode(type: string, value: unknown): Uint8Array {
    if (type.length > MESSAGE_TYPE_CHARS_MAX) {
      throw new RangeError(`message type "${type}" is longer than ${MESSAGE_TYPE_CHARS_MAX} characters`)
    }
    const packed = this.packr.pack([type, value])
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
  decode(payload: Uint8Array): { readonly type: string; readonly value: unknown } | undefined {
    try {
      const decoded: unknown = this.unpackr.unpack(payload)
      if (!Array.isArray(decoded) || decoded.length !== 2) return undefined
      const [type, value] = decoded as [unknown, unknown]
      return typeof type === 'string' && type.length <= MESSAGE_TYPE_CHARS_MAX ? { type, value } : undefined
    } catch {
      return undefined
    }
  }
}

let codec: MessageCodec | undefined = msgpackr && new MessageCodec(msgpackr)

/** Undefined until msgpackr is loaded. */
export function messageCodec(): MessageCodec | undefined {
  return codec
}

/** Rejects when it cannot be fetched; the next call tries again. */
export async function loadMessageCodec(): Promise<MessageCodec> {
  codec ??= new MessageCodec(await loadMsgpackr())
  return codec
}
