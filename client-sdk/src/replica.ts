// The client's copy of what it may know of a room: applies snapshots to a slot table that mirrors the server's known list
// for this client, and reports what entered, left and happened. A team record has a slot of its own and hangs on its entity's
// view. It can say what it holds in one number, and be set to what the server says that it should hold. No socket, no clock. A
// snapshot is applied in two phases: all leaves and enters, then values; events and callbacks come after both, so they see
// one consistent tick. A snapshot that does not decode is the end of the connection: the replica says why and must be thrown
// away.

import {
  BitReader,
  bitsFor,
  digestHeader,
  digestOwned,
  digestSlot,
  EnterReason,
  type EntityType,
  type EntityView,
  EVENT_BYTES_PER_SNAPSHOT_MAX,
  type EventType,
  Group,
  KNOWN_ENTITIES_MAX,
  KnownFlag,
  LeaveReason,
  OwnerKind,
  type OwnerType,
  type OwnView,
  predictRate,
  type RoomSchema,
  readRate,
  readResidual,
  readUint,
  readVaruint,
  recordTypes,
  ServerFrame,
  type TeamRecordType,
  TIME_FACTOR_ONE,
  unzigzag,
} from '@tickwire/protocol'
import { hashInt, NO_ENTITY, newHash } from '@tickwire/simulation'
import { readKnownTable } from './known-table.js'

/** More events than bits for them: an event without fields has no bits, so the end of the frame would not end the count. */
const EVENTS_PER_SNAPSHOT_MAX = EVENT_BYTES_PER_SNAPSHOT_MAX * 8

/** What a replica tells its owner, each after the snapshot that caused it was applied whole. */
export interface ReplicaListener {
  entered(view: EntityView, reason: EnterReason): void
  left(view: EntityView, reason: LeaveReason, cause: number): void
  event(type: EventType, event: unknown): void
}

/** What the header of the last snapshot said about this client's commands. */
export interface CommandAck {
  /** Last command that the server applied. */
  seq: number
  /** How early it arrived before its target tick, milliseconds; negative: late. */
  slackMs: number
  /** Ticks that the server simulated without a command that came too late for them. */
  substituted: number
}

export class Replica {
  /** Tick of the last snapshot; the welcome's before the first. */
  tick: number
  /** Ticks between the last two emissions: more than usual while the server is overloaded. */
  interval: number
  /** The last snapshot came after others that the server had left out. */
  missed = false
  /** How many those were, since the join. */
  missedCount = 0
  /** Wall rate of the simulation, 1 unless the server is overloaded. */
  timeFactor = 1
  readonly commands: CommandAck = { seq: 0, slackMs: 0, substituted: 0 }
  /** The own avatar as of the last owner record. */
  own: OwnView | undefined
  /** Everything in sight at the join has arrived. */
  initialComplete = false
  /** By entity id. */
  readonly entities = new Map<number, EntityView>()

  private readonly reader = new BitReader()
  private slots: (EntityView | undefined)[] = []
  private free: number[] = []
  /** The type of the own avatar's record, and the record as quantised values. */
  ownerType: OwnerType | undefined
  owned = new Int32Array(0)
  private ownedRate = new Int32Array(0)
  private readonly types: readonly EntityType[]
  private readonly typeBits: number
  private readonly eventBits: number
  private readonly fresh = new Set<EntityView>()
  private readonly notices: (() => void)[] = []

  /** @param emissionInterval - ticks between emissions, from the welcome */
  constructor(
    private readonly schema: RoomSchema,
    welcomeTick: number,
    private readonly emissionInterval: number,
    private readonly listener: ReplicaListener,
  ) {
    this.tick = welcomeTick
    this.interval = emissionInterval
    this.types = recordTypes(schema)
    this.typeBits = bitsFor(this.types.length - 1)
    this.eventBits = bitsFor(schema.events.length - 1)
  }

  /** Applies one snapshot frame. Returns why it was refused, or undefined. */
  apply(frame: Uint8Array): string | undefined {
    const r = this.reader.open(frame)
    this.notices.length = 0
    this.fresh.clear()
    if (r.read(8) !== ServerFrame.snapshot) r.fail('FRAME_KIND')
    this.readHeader(r)
    this.readOwner(r)
    if (r.read(1) === 1) this.readStructure(r)
    this.readValues(r)
    this.readEvents(r)
    r.close()
    if (r.failure !== undefined) return r.failure
    for (const notice of this.notices) notice()
    return undefined
  }

  /**
   * Takes a resync frame: all that the server takes this replica to hold, in place of what it holds. Views stay where id and
   * type do; the rest leaves and enters. Returns why it was refused, or undefined.
   */
  resync(frame: Uint8Array): string | undefined {
    const r = this.reader.open(frame)
    this.notices.length = 0
    if (r.read(8) !== ServerFrame.resync) r.fail('FRAME_KIND')
    this.tick = r.read(32)
    this.commands.seq = r.read(32)
    this.commands.substituted = r.read(32)
    this.initialComplete = r.read(1) === 1
    if (r.read(1) === 1) this.readWholeOwner(r)
    else this.own = undefined
    this.replaceKnown(r)
    r.close()
    if (r.failure !== undefined) return r.failure
    for (const notice of this.notices) notice()
    return undefined
  }

  /** Tells the listener nothing more of the snapshot under way. */
  silence(): void {
    this.notices.length = 0
  }

  /** One number over all known entities and their quantised values, for self-checks; stale entities do not count. */
  hash(): number {
    const hash = newHash()
    for (const id of [...this.entities.keys()].sort((a, b) => a - b)) {
      const entity = this.entities.get(id)!
      for (const view of [entity, entity.teamRecord]) {
        if (view === undefined || view.stale) continue
        hashInt(hash, id)
        view.hashInto(hash)
      }
    }
    return hash.value >>> 0
  }

  /** One number over all that snapshots go on from, for self-checks: equal to the server's exactly when both hold the same. */
  digest(): number {
    const hash = newHash()
    digestHeader(hash, this.tick, this.commands.seq, this.commands.substituted)
    hashInt(hash, this.own?.id ?? NO_ENTITY)
    if (this.own !== undefined) {
      this.ownerType?.linear.forEach((isLinear, i) => {
        digestOwned(hash, isLinear, this.owned[i]!, this.ownedRate[i]!)
      })
    }
    hashInt(hash, this.slots.length)
    this.slots.forEach((view, slot) => {
      if (view === undefined) return
      const flags = (view.asleep ? KnownFlag.asleep : 0) | (view.stale ? KnownFlag.stale : 0)
      digestSlot(hash, slot, flags, digestOf(view))
    })
    for (const slot of this.free) hashInt(hash, slot)
    return hash.value >>> 0
  }

  private readHeader(r: BitReader): void {
    const isUsual = r.read(1) === 0
    const ticks = isUsual ? this.emissionInterval : readVaruint(r, Group.tick)
    if (ticks === 0 || this.tick + ticks > 0xffffffff) r.fail('TICK')
    this.tick += ticks
    this.missed = !isUsual && r.read(1) === 1
    if (this.missed) {
      this.missedCount += Math.max(1, Math.round(ticks / this.interval) - 1)
      this.markStale()
    } else this.interval = ticks
    this.timeFactor = r.read(1) === 0 ? 1 : r.read(8) / TIME_FACTOR_ONE
    if (this.timeFactor === 0) r.fail('TIME_FACTOR')
    if (r.read(1) === 0) return
    this.commands.seq = (this.commands.seq + readVaruint(r, Group.seq)) >>> 0
    this.commands.slackMs = unzigzag(readVaruint(r, Group.slack))
    this.commands.substituted += readVaruint(r, Group.substituted)
  }

  /** Snapshots were missed: what was awake is out of date until its refresh. */
  private markStale(): void {
    for (const view of this.slots) if (view !== undefined && !view.asleep) view.stale = true
  }

  private readOwner(r: BitReader): void {
    const kind = r.read(2)
    if (kind === OwnerKind.unchanged) {
      this.ownedRate.fill(0)
      return
    }
    if (kind === OwnerKind.none) {
      this.own = undefined
      return
    }
    if (kind === OwnerKind.other) this.readOtherOwner(r)
    else if (this.own === undefined || this.ownerType === undefined) r.fail('OWNER')
    else this.readOwnerChange(r, this.ownerType)
    this.own?.assign(this.owned)
  }

  private readOwnerChange(r: BitReader, { bits, max, linear }: OwnerType): void {
    const { owned, ownedRate } = this
    for (let i = 0; i < bits.length; i++) {
      const held = owned[i]!
      const predicted = linear[i] ? predictRate(held, ownedRate[i]!, max[i]!) : held
      const now = readResidual(r, predicted, max[i]!, bits[i]!)
      ownedRate[i] = now - held
      owned[i] = now
    }
  }

  private readOtherOwner(r: BitReader): void {
    const owner = this.readOwnerIdentity(r)
    if (owner === undefined) return
    for (let i = 0; i < owner.bits.length; i++) this.owned[i] = readUint(r, owner.max[i]!, owner.bits[i]!)
  }

  /** Whose record follows; it begins without rates. */
  private readOwnerIdentity(r: BitReader): OwnerType | undefined {
    const owner = this.schema.entities[r.read(this.typeBits)]?.owner
    const id = readVaruint(r, Group.entity)
    if (owner === undefined) {
      r.fail('OWNER_TYPE')
      return undefined
    }
    if (this.own?.id !== id || this.ownerType !== owner) this.own = owner.createOwn(id)
    this.ownerType = owner
    this.own.readOnce(r)
    this.owned = new Int32Array(owner.bits.length)
    this.ownedRate = new Int32Array(owner.bits.length)
    return owner
  }

  /** The record of a resync: its rates too. */
  private readWholeOwner(r: BitReader): void {
    const owner = this.readOwnerIdentity(r)
    if (owner === undefined) return
    for (let i = 0; i < owner.bits.length; i++) {
      this.owned[i] = readUint(r, owner.max[i]!, owner.bits[i]!)
      if (owner.linear[i]) this.ownedRate[i] = readRate(r)
    }
    this.own?.assign(this.owned)
  }

  private readStructure(r: BitReader): void {
    const slotBits = bitsFor(this.slots.length - 1)
    if (r.read(1) === 1) this.initialComplete = true
    for (let count = this.readCount(r); count > 0; count--) this.readLeave(r, slotBits)
    for (let count = this.readCount(r); count > 0; count--) this.readEnter(r)
    for (let count = this.readCount(r); count > 0; count--) {
      const view = this.viewAt(r, r.read(slotBits))
      if (view !== undefined) view.asleep = false
    }
    for (let count = this.readCount(r); count > 0; count--) {
      const view = this.viewAt(r, r.read(slotBits))
      if (view === undefined) return
      view.readState(r, this.tick)
      this.fresh.add(view)
    }
  }

  /** A count of slots; 0 after a failure, so that no loop runs on noise. */
  private readCount(r: BitReader): number {
    const count = readVaruint(r, Group.count)
    if (count > KNOWN_ENTITIES_MAX) r.fail('COUNT')
    return r.failure === undefined ? count : 0
  }

  private viewAt(r: BitReader, slot: number): EntityView | undefined {
    const view = this.slots[slot]
    if (view === undefined) r.fail('BAD_SLOT')
    return view
  }

  private readLeave(r: BitReader, slotBits: number): void {
    const slot = r.read(slotBits)
    const reason = r.read(2)
    const cause = reason === LeaveReason.DESTROYED && r.read(1) === 1 ? r.read(8) : 0
    const view = this.viewAt(r, slot)
    if (reason > LeaveReason.HIDDEN) r.fail('LEAVE_REASON')
    if (view === undefined || r.failure !== undefined) return
    this.slots[slot] = undefined
    this.free.push(slot)
    if (this.teamType(view.type) !== undefined) {
      this.entities.get(view.id)!.teamRecord = undefined
      return
    }
    if (view.teamRecord !== undefined) r.fail('TEAM_RECORD')
    this.entities.delete(view.id)
    this.notices.push(() => this.listener.left(view, reason as LeaveReason, cause))
  }

  private readEnter(r: BitReader): void {
    const id = readVaruint(r, Group.entity)
    const type = this.types[r.read(this.typeBits)]
    const reason = r.read(1) as EnterReason
    const slot = this.free.pop() ?? this.slots.length
    if (type === undefined || slot >= KNOWN_ENTITIES_MAX || !this.mayEnter(id, type)) {
      r.fail('ENTER')
      return
    }
    const view = type.createView(id)
    view.readState(r, this.tick)
    view.readOnce(r)
    this.slots[slot] = view
    this.fresh.add(view)
    const entity = this.entities.get(id)
    if (entity !== undefined) {
      entity.teamRecord = view
      return
    }
    this.entities.set(id, view)
    this.notices.push(() => this.listener.entered(view, reason))
  }

  /** What a resync says is known, in the place of what was. */
  private replaceKnown(r: BitReader): void {
    const { entities, listener } = this
    const before = new Map(entities)
    const table = readKnownTable(r, this.schema, this.tick, before)
    this.slots = table.slots
    this.free = table.free
    entities.clear()
    for (const [id, view] of table.entities) entities.set(id, view)
    for (const [id, view] of before) {
      if (entities.get(id) !== view) this.notices.push(() => listener.left(view, LeaveReason.OUT_OF_RANGE, 0))
    }
    for (const [id, view] of entities) {
      if (before.get(id) !== view) this.notices.push(() => listener.entered(view, EnterReason.CAME_INTO_VIEW))
    }
  }

  /** An entity must be new; a team record must find its entity, and none there. */
  private mayEnter(id: number, type: EntityType): boolean {
    const entity = this.entities.get(id)
    const team = this.teamType(type.id)
    if (team === undefined) return entity === undefined
    return entity?.type === team.entity && entity.teamRecord === undefined
  }

  /** The team record that a type id means; undefined for an entity's. */
  private teamType(type: number): TeamRecordType | undefined {
    return this.schema.teamRecords[type - this.schema.entities.length]
  }

  private readValues(r: BitReader): void {
    for (const view of this.slots) {
      if (view === undefined || view.asleep || view.stale || this.fresh.has(view)) continue
      view.readCode(r, this.tick, this.interval)
      if (r.failure !== undefined) return
    }
  }

  private readEvents(r: BitReader): void {
    const events = readVaruint(r, Group.events)
    if (events > EVENTS_PER_SNAPSHOT_MAX) r.fail('EVENTS')
    for (let count = events; count > 0 && r.failure === undefined; count--) {
      const type = this.schema.events[r.read(this.eventBits)]
      if (type === undefined) r.fail('EVENT_TYPE')
      else {
        const event = type.read(r)
        this.notices.push(() => this.listener.event(type, event))
      }
    }
  }
}

function digestOf(view: EntityView): number {
  const hash = newHash()
  hashInt(hash, view.id)
  hashInt(hash, view.type)
  view.digestInto(hash)
  return hash.value
}
