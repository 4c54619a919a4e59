// @colyseus/schema on its own, without a room: patches of what changed, with its quantised fields. The state is a map by id, as
// its documentation shows for players. Setting a field is part of encoding, because that is when it notes the change.

import { Decoder, Encoder, type MapSchema, type Schema, schema, t } from '@colyseus/schema'
import { WORLD_SIZE } from '@tickwire/arena/simulation'
import type { Avatar, Codec, FrameDecoder, FrameEncoder } from './codec.js'
import type { Frame } from './trace.js'

const AvatarState = schema(
  {
    x: t.quantized({ min: 0, max: WORLD_SIZE, bits: 16 }),
    y: t.quantized({ min: 0, max: WORLD_SIZE, bits: 16 }),
    heading: t.angle({ bits: 8 }),
    health: t.uint8(),
  },
  'Avatar',
)
const ArenaState = schema({ avatars: t.map(AvatarState) }, 'Arena')

type AvatarSchema = Schema & { x: number; y: number; heading: number; health: number }
type ArenaSchema = Schema & { avatars: MapSchema<AvatarSchema> }

class PatchEncoder implements FrameEncoder {
  private readonly state = new ArenaState() as ArenaSchema
  private readonly encoder = new Encoder(this.state)
  /** By slot, with the key in the map. */
  private readonly avatars: AvatarSchema[] = []
  private readonly keys: string[] = []

  encode(frame: Frame): Uint8Array {
    this.take(frame)
    const patch = this.encoder.encode()
    this.encoder.discardChanges()
    return patch
  }

  private take({ left, entered, slot, id, x, y, heading, health }: Frame): void {
    for (const gone of left) this.state.avatars.delete(this.keys[gone]!)
    for (const come of entered) this.avatars[come] = new AvatarState() as AvatarSchema
    for (let i = 0; i < slot.length; i++) {
      const avatar = this.avatars[slot[i]!]!
      avatar.x = x[i]!
      avatar.y = y[i]!
      avatar.heading = heading[i]!
      avatar.health = health[i]!
    }
    for (const come of entered) {
      const key = String(id[slot.indexOf(come)])
      this.keys[come] = key
      this.state.avatars.set(key, this.avatars[come]!)
    }
  }
}

class PatchDecoder implements FrameDecoder {
  private readonly state = new ArenaState() as ArenaSchema
  private readonly decoder = new Decoder(this.state)

  decode(bytes: Uint8Array): void {
    this.decoder.decode(bytes)
  }

  avatars(): Iterable<Avatar> {
    return this.state.avatars.values()
  }
}

export const colyseusSchema: Codec = {
  name: '@colyseus/schema quantized, patches',
  encoder: () => new PatchEncoder(),
  decoder: () => new PatchDecoder(),
}
