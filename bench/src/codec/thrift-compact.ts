// Apache Thrift's compact protocol over memory, with its generated code for idl/avatars.thrift: the whole state in every tick.

import thrift from 'thrift'
import avatarsTypes from '#apache/avatars_types.js'
import { avatarOf, type Codec, headingStep, type RoundedAvatar, steps } from './codec.js'
import type { Frame } from './trace.js'

/** A byte of Thrift has a sign: steps 0 to 255 are sent as -128 to 127. */
const HEADING_SHIFT = 128

type Struct = thrift.TStructLike & { avatars: RoundedAvatar[] }

export const thriftCompact: Codec = {
  name: 'Thrift compact, whole state',
  encoder() {
    let bytes: Uint8Array = new Uint8Array(0)
    const transport = new thrift.TBufferedTransport(undefined, (written) => {
      bytes = written ?? bytes
    })
    const protocol = new thrift.TCompactProtocol(transport)
    return {
      encode(frame) {
        structOf(frame).write(protocol)
        protocol.flush()
        return bytes
      },
    }
  },
  decoder() {
    let state: readonly RoundedAvatar[] = []
    return {
      decode(bytes) {
        const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        const struct = newStruct()
        struct.read(new thrift.TCompactProtocol(new thrift.TFramedTransport(buffer)))
        state = struct.avatars
      },
      avatars: () => state.map((avatar) => avatarOf({ ...avatar, heading: avatar.heading + HEADING_SHIFT })),
    }
  },
}

function structOf({ id, x, y, heading, health }: Frame): Struct {
  const struct = newStruct()
  struct.avatars = []
  for (let i = 0; i < id.length; i++) {
    const avatar = new avatarsTypes.Avatar()
    avatar.id = id[i]!
    avatar.x = steps(x[i]!)
    avatar.y = steps(y[i]!)
    avatar.heading = headingStep(heading[i]!) - HEADING_SHIFT
    avatar.health = health[i]!
    struct.avatars.push(avatar)
  }
  return struct
}

/** The generated declarations leave out that structs read and write themselves. */
function newStruct(): Struct {
  return new avatarsTypes.Avatars() as unknown as Struct
}
