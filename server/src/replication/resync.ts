// All that one client is taken to know, in one frame: header sums, owner record, the whole slot table with the order of its
// freed slots. A replica that reads it stands exactly where the server thinks it stands. Sent when a self-check failed, and
// kept as the start of a recording. Written right behind a snapshot of the current emission: that is when baselines and
// known list belong together.

import {
  BitWriter,
  bitsFor,
  Group,
  RESYNC_BYTES_MAX,
  type RoomSchema,
  ServerFrame,
  writeRate,
  writeVaruint,
} from '@tickwire/protocol'
import { NO_ENTITY } from '@tickwire/simulation'
import type { Emission } from './emission.js'
import { NO_RECORD } from './entity-indexes.js'
import { SlotState } from './known-list.js'
import type { ReplicationClient } from './replication-client.js'

export class ResyncWriter {
  private readonly frame = new BitWriter(RESYNC_BYTES_MAX)
  private readonly typeBits: number

  constructor(
    private readonly schema: RoomSchema,
    private readonly emission: Emission,
  ) {
    this.typeBits = bitsFor(emission.types.length - 1)
  }

  /** The frame, borrowed until the next call; undefined when it would be larger than RESYNC_BYTES_MAX. */
  write(client: ReplicationClient): Uint8Array | undefined {
    const w = this.frame
    w.reset()
    w.write(ServerFrame.resync, 8)
    w.write(client.lastTick, 32)
    w.write(client.sentCommandSeq, 32)
    w.write(client.sentSubstituted, 32)
    w.write(client.initialComplete ? 1 : 0, 1)
    this.writeOwner(client, w)
    this.writeSlots(client, w)
    return w.byteLength > RESYNC_BYTES_MAX ? undefined : w.bytes()
  }

  /** The client took the frame: nothing of it is stale any more. */
  commit({ known }: ReplicationClient): void {
    for (let slot = 0; slot < known.end; slot++) {
      if (known.state[slot] !== SlotState.stale) continue
      known.setState(slot, this.isAsleep(known.index[slot]!) ? SlotState.quiet : SlotState.live)
    }
  }

  private isAsleep(index: number): boolean {
    const encoder = this.emission.encoderOf(index)
    return encoder.asleep[index - encoder.indexBase] === 1
  }

  private writeOwner(client: ReplicationClient, w: BitWriter): void {
    const { ownedEntity, avatarIndex } = client
    w.write(ownedEntity === NO_ENTITY ? 0 : 1, 1)
    if (ownedEntity === NO_ENTITY) return
    const type = this.emission.typeOf[avatarIndex]!
    const owner = this.schema.entities[type]!.owner!
    const encoder = this.emission.encoderOf(avatarIndex)
    w.write(type, this.typeBits)
    writeVaruint(w, ownedEntity, Group.entity)
    const row = avatarIndex - encoder.indexBase
    encoder.writeOnce(row, w)
    const record = this.emission.teamRecordOf(avatarIndex)
    if (record !== NO_RECORD) this.emission.encoderOf(record).writeOnce(row, w)
    for (let i = 0; i < owner.bits.length; i++) {
      w.write(client.owned(i), owner.bits[i]!)
      if (owner.linear[i]) writeRate(w, client.ownedRate(i))
    }
  }

  private writeSlots({ known }: ReplicationClient, w: BitWriter): void {
    writeVaruint(w, known.end, Group.count)
    for (let slot = 0; slot < known.end; slot++) {
      const isFree = known.state[slot] === SlotState.free
      w.write(isFree ? 0 : 1, 1)
      if (!isFree) this.writeEntity(known.index[slot]!, known.entity[slot]!, w)
    }
    const slotBits = bitsFor(known.end - 1)
    for (const slot of known.free) w.write(slot, slotBits)
  }

  private writeEntity(index: number, entity: number, w: BitWriter): void {
    const encoder = this.emission.encoderOf(index)
    const row = index - encoder.indexBase
    writeVaruint(w, entity, Group.entity)
    w.write(this.emission.typeOf[index]!, this.typeBits)
    w.write(encoder.asleep[row]!, 1)
    encoder.writeBaseline(row, w)
    encoder.writeOnce(row, w)
  }
}
