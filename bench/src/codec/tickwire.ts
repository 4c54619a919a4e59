// Our snapshot stream, to one client: the world is captured and encoded, then that client's packet is made, which the replica of
// the client SDK applies. The arena's own schema and whole packets with their headers; the server would do the first half
// once for all its clients, here it is charged to one.

import { ArenaWorld, type AvatarView, arenaSchema } from '@tickwire/arena/schema'
import { WORLD_SIZE } from '@tickwire/arena/simulation'
import { Replica } from '@tickwire/client/replica'
import { type ReplicationClient, Replicator } from '@tickwire/server/internals'
import type { Codec, FrameDecoder, FrameEncoder } from './codec.js'
import type { Frame } from './trace.js'

/** The frames hold what is in sight; from the middle of the world this reaches all of it. */
const VIEW_RADIUS = WORLD_SIZE

/** More than anybody sees at a time. */
const AVATARS_MAX = 256

/** The client's own avatar, which is no part of the comparison: one that has left, so that there is no owner record. */
const GONE = 0xffff_ffff

const TICK_MS = 1000 / arenaSchema.tickRateHz

const NOBODY = { entered() {}, left() {}, event() {} }

class Encoder implements FrameEncoder {
  private readonly world = new ArenaWorld(0, {
    avatar: AVATARS_MAX,
    bullet: 1,
    pickup: 1,
    chest: 1,
    score: 1,
    match: 1,
  })
  private readonly replicator = new Replicator(arenaSchema, this.world, VIEW_RADIUS)
  private readonly client: ReplicationClient
  private readonly clients: readonly ReplicationClient[]
  private readonly rows = new Int32Array(AVATARS_MAX)
  private packet = new Uint8Array(0)
  private tick = 0

  constructor() {
    const link = {
      send: (bytes: Uint8Array) => {
        this.packet = bytes as Uint8Array<ArrayBuffer>
        return 1
      },
      bufferedBytes: () => 0,
    }
    this.client = this.replicator.createClient(0, link, this.tick)
    this.replicator.follow(this.client, GONE)
    this.client.moveCentre(WORLD_SIZE / 2, WORLD_SIZE / 2)
    this.clients = [this.client]
  }

  encode(frame: Frame): Uint8Array {
    this.take(frame)
    this.tick++
    const nowMs = this.tick * TICK_MS
    this.replicator.emit(this.tick, this.clients)
    const outcome = this.replicator.send(this.client, nowMs, 1)
    if (outcome !== 'sent') throw new Error(`the snapshot of tick ${this.tick} was ${outcome}`)
    this.client.congestion.acknowledge(this.tick, nowMs)
    return this.packet
  }

  /** The frame into the world: what a simulation's step would have left there. */
  private take({ left, entered, slot, x, y, heading, health }: Frame): void {
    const { avatar } = this.world
    for (const gone of left) avatar.destroy(this.rows[gone]!)
    for (const come of entered) this.rows[come] = avatar.spawn()
    for (let i = 0; i < slot.length; i++) {
      const row = this.rows[slot[i]!]!
      avatar.x[row] = x[i]!
      avatar.y[row] = y[i]!
      avatar.heading[row] = heading[i]!
      avatar.health[row] = health[i]!
    }
  }
}

class Decoder implements FrameDecoder {
  private readonly replica = new Replica(arenaSchema, 0, 1, NOBODY)

  decode(bytes: Uint8Array): void {
    const failure = this.replica.apply(bytes)
    if (failure !== undefined) throw new Error(`a snapshot was refused: ${failure}`)
  }

  avatars(): Iterable<AvatarView> {
    return this.replica.entities.values() as Iterable<AvatarView>
  }
}

export const tickwire: Codec = { name: 'Tickwire', encoder: () => new Encoder(), decoder: () => new Decoder() }
