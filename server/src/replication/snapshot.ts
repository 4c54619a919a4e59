// One client's packet for one emission, from plan to bytes, and the commit of what it changed. Reads from top to bottom
// like the packet: header, owner record, structure (leaves, enters, wakes, refreshes), values, events. The bytes are
// borrowed until the next `write`; nothing of the client changes until `commit`, so a packet that the socket dropped has
// never happened.

import {
  BitWriter,
  bitsFor,
  EnterReason,
  Group,
  KNOWN_ENTITIES_MAX,
  LeaveReason,
  REFRESH_BYTES_PER_SNAPSHOT_MAX,
  type RoomSchema,
  ServerFrame,
  SNAPSHOT_BYTES_MAX,
  TIME_FACTOR_ONE,
  writeVaruint,
  zigzag,
} from '@tickwire/protocol'
import type { Emission } from './emission.js'
import { NO_RECORD } from './entity-indexes.js'
import { EventStream } from './event-stream.js'
import { has, insert, lowestBit, newIndexSet } from './index-set.js'
import { type KnownList, NO_SLOT, SlotState } from './known-list.js'
import { NearestFirst } from './nearest-first.js'
import { OwnerRecordWriter } from './owner-record.js'
import type { Plan } from './plan.js'
import type { ReplicationClient } from './replication-client.js'

/** Room for one snapshot beyond its limit, so that an oversized one is noticed and not cut. */
const WRITER_BYTES = 4 * SNAPSHOT_BYTES_MAX

/** Enters and refreshes take no more than this share of what is left of a client's bytes: what moves must find the rest, or a
 * join would use it all up and be answered with fewer entities. */
const RECORDS_SHARE = 1 / 2

/** While something waits to enter, refreshes take no more than this share: a link that always falls behind must not keep
 * its client from all that is new. */
const REFRESH_SHARE = 3 / 4

/** Where the packets of all rooms are written: a process runs one tick at a time, and a packet has been sent before the next
 * begins. */
const packet = new BitWriter(WRITER_BYTES)

export class SnapshotWriter {
  /** Refreshes and enters: written first, because their count stands before them. The last to begin may be as long as all before
   * it, and its team record too. */
  private readonly records = new BitWriter(3 * REFRESH_BYTES_PER_SNAPSHOT_MAX)
  private readonly owner: OwnerRecordWriter
  private readonly events: EventStream
  private readonly typeBits: number

  /** Slots of the packet under way, by what happens to them; leaves and wakes as sets too. */
  private readonly leaving = newIndexSet(KNOWN_ENTITIES_MAX)
  private readonly waking = newIndexSet(KNOWN_ENTITIES_MAX)
  private readonly wakes = new Uint32Array(KNOWN_ENTITIES_MAX)
  private wakeCount = 0
  private readonly sleeps = new Uint32Array(KNOWN_ENTITIES_MAX)
  private sleepCount = 0
  /** Entity indexes that need a refresh, and how many of them are written. */
  private readonly refreshes: NearestFirst
  private refreshCount = 0
  /** Entity indexes that enter, and how many candidates were looked at for them. */
  private readonly enters = new Uint32Array(KNOWN_ENTITIES_MAX)
  private enterCount = 0
  private takenCount = 0
  private initialComplete = false
  /** Entity indexes with a code, where the known list's own order does not hold. */
  private readonly coded = new Uint32Array(KNOWN_ENTITIES_MAX)

  constructor(
    schema: RoomSchema,
    private readonly emission: Emission,
    private readonly emissionInterval: number,
    viewRadius: number,
  ) {
    this.owner = new OwnerRecordWriter(schema, emission)
    this.events = new EventStream(emission, viewRadius)
    this.refreshes = new NearestFirst(emission, viewRadius)
    this.typeBits = bitsFor(emission.types.length - 1)
  }

  /**
   * The packet, or undefined when it would be larger than SNAPSHOT_BYTES_MAX.
   * @param bytesLeft - of the client's budget: enters and refreshes beyond it wait
   */
  write(client: ReplicationClient, plan: Plan, timeFactor: number, bytesLeft: number): Uint8Array | undefined {
    const w = packet
    w.reset()
    this.survey(client, plan)
    this.writeHeader(client, timeFactor, w)
    this.owner.write(client, w)
    this.writeStructure(client, plan, bytesLeft, w)
    this.writeValues(client, plan, w)
    this.events.write(client, w)
    for (let i = 0; i < plan.leaveCount; i++) this.leaving[plan.leaveSlot[i]! >>> 5] = 0
    for (let i = 0; i < this.wakeCount; i++) this.waking[this.wakes[i]! >>> 5] = 0
    return w.byteLength > SNAPSHOT_BYTES_MAX ? undefined : w.bytes()
  }

  /** Finds out which slots wake, fall asleep, or need a refresh. */
  private survey(client: ReplicationClient, plan: Plan): void {
    const { known } = client
    const { codes } = this.emission
    for (let i = 0; i < plan.leaveCount; i++) insert(this.leaving, plan.leaveSlot[i]!)
    this.wakeCount = 0
    for (let i = 0; i < codes.wokenCount; i++) {
      const slot = this.stayingSlot(known, codes.woken[i]!, SlotState.quiet)
      if (slot === NO_SLOT) continue
      insert(this.waking, slot)
      this.wakes[this.wakeCount++] = slot
    }
    this.sleepCount = 0
    for (let i = 0; i < codes.sleptCount; i++) {
      const slot = this.stayingSlot(known, codes.slept[i]!, SlotState.live)
      if (slot !== NO_SLOT) this.sleeps[this.sleepCount++] = slot
    }
    this.refreshes.clear()
    if (known.staleCount > 0) this.surveyStale(client)
  }

  private surveyStale(client: ReplicationClient): void {
    const { known } = client
    for (let slot = 0; slot < known.end; slot++) {
      if (known.state[slot] !== SlotState.stale || has(this.leaving, slot)) continue
      this.refreshes.add(known.index[slot]!, client)
    }
    this.refreshes.sort(this.emission.tick)
  }

  /** The slot of an entity that is known, in this state, and does not leave; or NO_SLOT. */
  private stayingSlot(known: KnownList, index: number, state: number): number {
    const slot = known.slotOf(index, this.emission.entityAt[index]!)
    return slot !== NO_SLOT && known.state[slot] === state && !has(this.leaving, slot) ? slot : NO_SLOT
  }

  private writeHeader(client: ReplicationClient, timeFactor: number, w: BitWriter): void {
    w.write(ServerFrame.snapshot, 8)
    const ticks = this.emission.tick - client.lastTick
    w.write(ticks === this.emissionInterval ? 0 : 1, 1)
    if (ticks !== this.emissionInterval) {
      writeVaruint(w, ticks, Group.tick)
      w.write(client.lastTick === this.emission.previousTick ? 0 : 1, 1)
    }
    const factor = Math.round(timeFactor * TIME_FACTOR_ONE)
    w.write(factor === TIME_FACTOR_ONE ? 0 : 1, 1)
    if (factor !== TIME_FACTOR_ONE) w.write(factor, 8)
    const acknowledges = client.commandSeq !== client.sentCommandSeq || client.substituted !== client.sentSubstituted
    w.write(acknowledges ? 1 : 0, 1)
    if (!acknowledges) return
    writeVaruint(w, client.commandSeq - client.sentCommandSeq, Group.seq)
    writeVaruint(w, zigzag(client.slackMs), Group.slack)
    writeVaruint(w, client.substituted - client.sentSubstituted, Group.substituted)
  }

  private writeStructure(client: ReplicationClient, plan: Plan, bytesLeft: number, w: BitWriter): void {
    const slotBits = bitsFor(client.known.end - 1)
    const bytesMax = Math.min(REFRESH_BYTES_PER_SNAPSHOT_MAX, bytesLeft * RECORDS_SHARE)
    this.records.reset()
    this.writeRefreshes(client, slotBits, plan.candidates.count > 0 ? bytesMax * REFRESH_SHARE : bytesMax)
    const refreshBits = this.records.bitLength
    this.writeEnters(client, plan, bytesMax)
    this.records.flush()
    const fits = plan.evaluated && this.takenCount === plan.candidates.count
    this.initialComplete = client.initialComplete || fits
    const completes = this.initialComplete !== client.initialComplete
    const changes = plan.leaveCount + this.enterCount + this.wakeCount + this.refreshCount
    w.write(changes > 0 || completes ? 1 : 0, 1)
    if (changes === 0 && !completes) return
    w.write(completes ? 1 : 0, 1)
    this.writeLeaves(plan, slotBits, w)
    writeVaruint(w, this.enterCount, Group.count)
    w.copy(this.records, refreshBits, this.records.bitLength - refreshBits)
    writeVaruint(w, this.wakeCount, Group.count)
    for (let i = 0; i < this.wakeCount; i++) w.write(this.wakes[i]!, slotBits)
    writeVaruint(w, this.refreshCount, Group.count)
    w.copy(this.records, 0, refreshBits)
  }

  private writeLeaves(plan: Plan, slotBits: number, w: BitWriter): void {
    writeVaruint(w, plan.leaveCount, Group.count)
    for (let i = 0; i < plan.leaveCount; i++) {
      const cause = plan.leaveCause[i]!
      w.write(plan.leaveSlot[i]!, slotBits)
      w.write(plan.leaveReason[i]!, 2)
      if (plan.leaveReason[i] !== LeaveReason.DESTROYED) continue
      w.write(cause === 0 ? 0 : 1, 1)
      if (cause !== 0) w.write(cause, 8)
    }
  }

  /** As many as begin within so many bytes. */
  private writeRefreshes({ known }: ReplicationClient, slotBits: number, bytesMax: number): void {
    this.refreshCount = 0
    while (this.refreshCount < this.refreshes.count && this.records.byteLength < bytesMax) {
      const index = this.refreshes.at(this.refreshCount++)
      this.records.write(known.slotAt(index), slotBits)
      this.writeState(index)
    }
  }

  /** As many as begin within so many bytes, refreshes included, and find a place. An entity's team record follows at once. */
  private writeEnters(client: ReplicationClient, plan: Plan, bytesMax: number): void {
    const { emission } = this
    const { candidates } = plan
    const places = client.knownMax - client.known.count + plan.leaveCount
    this.enterCount = 0
    this.takenCount = 0
    while (this.takenCount < candidates.count && this.enterCount < places && this.records.byteLength < bytesMax) {
      const index = candidates.at(this.takenCount++)
      if (!this.findsEntity(client, plan, index)) continue
      this.writeEnter(client, index)
      const record = emission.teamRecordOf(index)
      if (record === NO_RECORD || this.enterCount >= places) continue
      if (emission.isFor(record, client.team, client.seat)) this.writeEnter(client, record)
    }
  }

  /** A team record is nothing without its entity, which may have had to make room for others. */
  private findsEntity({ known }: ReplicationClient, plan: Plan, index: number): boolean {
    if (index < this.emission.recordsFrom) return true
    const entity = this.emission.entityOf(index)
    return known.slotOf(entity, this.emission.entityAt[entity]!) !== NO_SLOT && !has(plan.leaving, entity)
  }

  private writeEnter(client: ReplicationClient, index: number): void {
    const encoder = this.emission.encoderOf(index)
    const row = index - encoder.indexBase
    const spawned = encoder.bornTick[row]! > client.lastTick
    writeVaruint(this.records, encoder.entity[row]!, Group.entity)
    this.records.write(this.emission.typeOf[index]!, this.typeBits)
    this.records.write(spawned ? EnterReason.SPAWNED : EnterReason.CAME_INTO_VIEW, 1)
    this.writeState(index)
    encoder.writeOnce(row, this.records)
    this.enters[this.enterCount++] = index
  }

  private writeState(index: number): void {
    const encoder = this.emission.encoderOf(index)
    const row = index - encoder.indexBase
    this.records.write(encoder.asleep[row]!, 1)
    encoder.writeBaseline(row, this.records)
  }

  /** One code for each slot that is live or wakes, lowest slot first. */
  private writeValues({ known }: ReplicationClient, plan: Plan, w: BitWriter): void {
    const { codes } = this.emission
    if (plan.leaveCount + this.wakeCount > 0) codes.append(this.coded, this.listCoded(known), w)
    else codes.append(known.liveIndexes, known.liveCount, w)
  }

  private listCoded({ live, index, end }: KnownList): number {
    const words = (end + 31) >>> 5
    let count = 0
    for (let word = 0; word < words; word++) {
      let bits = (live[word]! | this.waking[word]!) & ~this.leaving[word]!
      for (; bits !== 0; bits &= bits - 1) this.coded[count++] = index[word * 32 + lowestBit(bits)]!
    }
    return count
  }

  /** The socket took the packet: what it said is now what the client holds. */
  commit(client: ReplicationClient, plan: Plan): void {
    const { known } = client
    const { tick } = this.emission
    for (let i = 0; i < this.wakeCount; i++) known.setState(this.wakes[i]!, SlotState.live)
    for (let i = 0; i < this.sleepCount; i++) known.setState(this.sleeps[i]!, SlotState.quiet)
    for (let i = 0; i < this.refreshCount; i++) {
      const index = this.refreshes.at(i)
      known.setState(known.slotAt(index), this.stateAfter(index))
    }
    for (let i = 0; i < plan.leaveCount; i++) known.leave(plan.leaveSlot[i]!)
    for (let i = 0; i < this.enterCount; i++) {
      const index = this.enters[i]!
      known.enter(this.emission.entityAt[index]!, index, this.stateAfter(index), tick)
    }
    client.evaluateNext = this.takenCount < plan.candidates.count && known.count < client.knownMax
    client.initialComplete = this.initialComplete
    client.sentCommandSeq = client.commandSeq
    client.sentSubstituted = client.substituted
    client.lastTick = tick
    this.owner.commit(client)
    this.events.commit(client)
  }

  private stateAfter(index: number): number {
    const encoder = this.emission.encoderOf(index)
    return encoder.asleep[index - encoder.indexBase] === 1 ? SlotState.quiet : SlotState.live
  }
}
