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
import type { Emission } from './emission.js'
import { NO_RECORD } from './entity-indexes.js'
import type { ReplicationClient } from './replication-client.js'

/** Fields of an owner record. A schema with more is refused when its first room is made. */
const OWNER_FIELDS_MAX = 32

export class OwnerRecordWriter {
  /** The record as it stands in the packet under way, and how many fields it has. */
  private readonly now: Int32Array
  private fields = 0
  private entity = NO_ENTITY
  private kind: number = OwnerKind.unchanged
  private readonly typeBits: number

  constructor(
    private readonly schema: RoomSchema,
    private readonly emission: Emission,
  ) {
    this.typeBits = bitsFor(emission.types.length - 1)
    this.now = new Int32Array(ownerFieldsMax(schema))
  }

  write(client: ReplicationClient, w: BitWriter): void {
    const index = client.avatarIndex
    this.entity = index < 0 ? NO_ENTITY : client.avatar
    if (this.entity === NO_ENTITY) {
      this.kind = client.ownedEntity === NO_ENTITY ? OwnerKind.unchanged : OwnerKind.none
      w.write(this.kind, 2)
      return
    }
    const encoder = this.emission.encoderOf(index)
    const owner = this.ownerTypeOf(index)
    const row = index - encoder.indexBase
    this.fields = owner.bits.length
    owner.capture(encoder.table, row, this.now)
    if (client.ownedEntity === this.entity) {
      this.writeChange(client, owner, w)
      return
    }
    this.kind = OwnerKind.other
    w.write(this.kind, 2)
    w.write(this.emission.typeOf[index]!, this.typeBits)
    writeVaruint(w, this.entity, Group.entity)
    encoder.writeOnce(row, w)
    const record = this.emission.teamRecordOf(index)
    if (record !== NO_RECORD) this.emission.encoderOf(record).writeOnce(row, w)
    for (let i = 0; i < this.fields; i++) w.write(this.now[i]!, owner.bits[i]!)
  }

  private ownerTypeOf(index: number): OwnerType {
    const type = this.schema.entities[this.emission.typeOf[index]!]!
    if (type.owner !== undefined) return type.owner
    throw new Error(`${type.name} cannot be an avatar: give one of its fields a tw.ownerStep`)
  }

  private writeChange(client: ReplicationClient, owner: OwnerType, w: BitWriter): void {
    const { now, fields } = this
    let changed = false
    for (let i = 0; i < fields; i++) if (now[i] !== client.owned(i)) changed = true
    this.kind = changed ? OwnerKind.changed : OwnerKind.unchanged
    w.write(this.kind, 2)
    if (!changed) return
    for (let i = 0; i < fields; i++) {
      const held = client.owned(i)
      const predicted = owner.linear[i] ? predictRate(held, client.ownedRate(i), owner.max[i]!) : held
      writeResidual(w, now[i]! - predicted, now[i]!, owner.bits[i]!)
    }
  }

  /** A rate is what a field changed by since the record before of the same avatar; without a change there is none. */
  commit(client: ReplicationClient): void {
    client.ownedEntity = this.entity
    if (this.entity === NO_ENTITY) return
    for (let i = 0; i < this.fields; i++) {
      const now = this.now[i]!
      client.setOwned(i, now, this.kind === OwnerKind.changed ? now - client.owned(i) : 0)
    }
  }
}

/** Most fields of an owner record of this game. Throws when they are too many. */
export function ownerFieldsMax(schema: RoomSchema): number {
  let most = 0
  for (const { name, owner } of schema.entities) {
    const fields = owner?.bits.length ?? 0
    if (fields > OWNER_FIELDS_MAX) {
      throw new Error(`${name} has ${fields} owner fields; ${OWNER_FIELDS_MAX} is the most`)
    }
    most = Math.max(most, fields)
  }
  return most
}
