// JSON: the whole state in every tick, as text in UTF-8.

import { avatarOf, type Codec, type RoundedAvatar, roundedAvatars } from './codec.js'

export const json: Codec = {
  name: 'JSON, whole state',
  encoder: () => ({ encode: (frame) => Buffer.from(JSON.stringify(roundedAvatars(frame))) }),
  decoder() {
    let state: readonly RoundedAvatar[] = []
    return {
      decode(bytes) {
        state = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as RoundedAvatar[]
      },
      avatars: () => state.map(avatarOf),
    }
  },
}
