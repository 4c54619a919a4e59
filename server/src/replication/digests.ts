// Digests of what clients hold, for the self-check: one number over the known list, its values and the owner record. What an
// entity adds is computed once an emission, when the first of the checked clients knows it, and shared by the others. Read
// from the server's own tables right behind a snapshot; the replica comes to the same number from its views alone.

import { digestHeader, digestOwned, digestSlot, KnownFlag, type RoomSchema } from '@tickwire/protocol'
import { type Hash, hashInt, NO_ENTITY, newHash } from '@tickwire/simulation'
import type { Emission } from './emission.js'
import { SlotState } from './known-list.js'
import type { ReplicationClient } from './replication-client.js'

/** Where a hash begins. */
const FRESH = newHash().value

export class Digests {
  /** By entity index: the digest, and the tick of the emission that it belongs to. */
  private readonly digest: Uint32Array
  private readonly digestTick: Uint32Array
  private readonly whole: Hash = newHash()
  private readonly part: Hash = newHash()

  constructor(
    private readonly schema: RoomSchema,
    private readonly emission: Emission,
  ) {
    this.digest = new Uint32Array(emission.entitiesMax)
    this.digestTick = new Uint32Array(emission.entitiesMax)
  }

  /** Of a client that took the snapshot of the current emission and holds nothing stale. */
  of(client: ReplicationClient): number {
    const { known } = client
    const hash = this.whole
    hash.value = FRESH
    digestHeader(hash, client.lastTick, client.sentCommandSeq, client.sentSubstituted)
    this.addOwner(client)
    hashInt(hash, known.end)
    for (let slot = 0; slot < known.end; slot++) {
      const state = known.state[slot]!
      if (state === SlotState.free) continue
      const flags = state === SlotState.quiet ? KnownFlag.asleep : 0
      digestSlot(hash, slot, flags, this.entityDigest(known.index[slot]!, known.entity[slot]!))
    }
    for (const slot of known.free) hashInt(hash, slot)
    return hash.value >>> 0
  }

  private addOwner(client: ReplicationClient): void {
    hashInt(this.whole, client.ownedEntity)
    if (client.ownedEntity === NO_ENTITY) return
    const { linear } = this.schema.entities[this.emission.typeOf[client.avatarIndex]!]!.owner!
    for (let i = 0; i < linear.length; i++) digestOwned(this.whole, linear[i]!, client.owned(i), client.ownedRate(i))
  }

  private entityDigest(index: number, entity: number): number {
    const { emission } = this
    const { tick } = emission
    if (this.digestTick[index] === tick) return this.digest[index]!
    const encoder = emission.encoderOf(index)
    const hash = this.part
    hash.value = FRESH
    hashInt(hash, entity)
    hashInt(hash, emission.typeOf[index]!)
    encoder.digestInto(index - encoder.indexBase, hash)
    this.digestTick[index] = tick
    this.digest[index] = hash.value
    return this.digest[index]!
  }
}
