// The owner record: a client's own avatar at the precision that prediction needs, left out of the public part of its
// snapshots. Written as a delta against the record that the client holds; becomes that record when the packet was
// accepted. Netcode rule 5.

import {
  type BitWriter,
  bitsFor,
  Group,
  OwnerKind,
  type OwnerType,
  predictRate,
  type RoomSchema,
  writeResidual,
  writeVaruint,
} from '@tickwire/protocol'
import { NO_ENTITY } from '@tickwire/simulation'
import { type Emission, NO_RECORD } from './emission.js'
import { OWNER_FIELDS_MAX, type ReplicationClient } from './replication-client.js'

export class OwnerRecordWriter {
  /** The record as it stands in the packet under way. */
  private readonly now = new Int32Array(OWNER_FIELDS_MAX)
  private entity = NO_ENTITY
  private readonly typeBits: number

  constructor(
    private readonly schema: RoomSchema,
    private readonly emission: Emission,
  ) {
    this.typeBits = bitsFor(emission.types.length - 1)
    for (const { name, owner } of schema.entities) {
      const fields = owner?.bits.length ?? 0
      if (fields > OWNER_FIELDS_MAX)
        throw new Error(`${name} has ${fields} owner fields; ${OWNER_FIELDS_MAX} is the most`)
    }
  }

  write(client: ReplicationClient, w: BitWriter): void {
    const index = client.avatarIndex
    this.entity = index < 0 ? NO_ENTITY : client.avatar
    if (this.entity === NO_ENTITY) {
      w.write(client.ownedEntity === NO_ENTITY ? OwnerKind.unchanged : OwnerKind.none, 2)
      return
    }
    const typeId = this.emission.typeOf[index]!
    const encoder = this.emission.encoders[typeId]!
    const owner = this.schema.entities[typeId]?.owner
    if (owner === undefined)
      throw new Error(
        `${this.schema.entities[typeId]?.name} cannot be an avatar: give one of its fields a tw.ownerStep`,
      )
    const row = index - encoder.indexBase
    owner.capture(encoder.table, row, this.now)
    if (client.ownedEntity !== this.entity) {
      w.write(OwnerKind.other, 2)
      w.write(typeId, this.typeBits)
      writeVaruint(w, this.entity, Group.entity)
      encoder.writeOnce(row, w)
      const record = this.emission.teamRecordOf(index)
      if (record !== NO_RECORD) this.emission.encoderOf(record).writeOnce(row, w)
      for (let i = 0; i < owner.bits.length; i++) w.write(this.now[i]!, owner.bits[i]!)
      return
    }
    this.writeChange(client, owner, w)
  }

  private writeChange(client: ReplicationClient, owner: OwnerType, w: BitWriter): void {
    const fields = owner.bits.length
    let changed = false
    for (let i = 0; i < fields; i++) if (this.now[i] !== client.owned[i]) changed = true
    w.write(changed ? OwnerKind.changed : OwnerKind.unchanged, 2)
    if (!changed) return
    for (let i = 0; i < fields; i++) {
      const held = client.owned[i]!
      const predicted = owner.linear[i] ? predictRate(held, client.ownedRate[i]!, owner.max[i]!) : held
      writeResidual(w, this.now[i]! - predicted, this.now[i]!, owner.bits[i]!)
    }
  }

  /** A rate is what a field changed by since the record before of the same avatar; another avatar begins without. */
  commit(client: ReplicationClient): void {
    const isSame = client.ownedEntity === this.entity
    for (let i = 0; i < OWNER_FIELDS_MAX; i++) {
      client.ownedRate[i] = isSame ? this.now[i]! - client.owned[i]! : 0
      client.owned[i] = this.now[i]!
    }
    client.ownedEntity = this.entity
  }
}
