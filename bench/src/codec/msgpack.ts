// msgpackr: the whole state in every tick. With records both ends know the names of the fields beforehand, as its documentation
// advises for many objects of one shape; without, it is plain MessagePack that any library reads.

import { Packr } from 'msgpackr'
import { avatarOf, type Codec, type RoundedAvatar, roundedAvatars } from './codec.js'

const FIELDS = ['id', 'x', 'y', 'heading', 'health']

export const msgpackRecords = codecOf(
  'msgpackr with records, whole state',
  () => new Packr({ structures: [[...FIELDS]] }),
)
export const msgpackPlain = codecOf('msgpackr without records, whole state', () => new Packr({ useRecords: false }))

function codecOf(name: string, create: () => Packr): Codec {
  return {
    name,
    encoder() {
      const packr = create()
      return { encode: (frame) => packr.pack(roundedAvatars(frame)) }
    },
    decoder() {
      const packr = create()
      let state: readonly RoundedAvatar[] = []
      return {
        decode(bytes) {
          state = packr.unpack(bytes) as RoundedAvatar[]
        },
        avatars: () => state.map(avatarOf),
      }
    },
  }
}
