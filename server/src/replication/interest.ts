// What should change in a client's known list: which entities leave, and which wait to enter, nearest first. Looks at a
// quarter of the clients each emission; at the others only for what died and what was born. Works on sets of entity
// indexes: who should be known less who is known. A team record enters behind its entity and leaves before it. A plan is scratch:
// it is made for one client, written into its snapshot, committed, and overwritten by the next client's. Netcode rules 1, 7
// and 14.

import { KNOWN_ENTITIES_MAX, LeaveReason } from '@tickwire/protocol'
import { type EntityRef, NO_ENTITY } from '@tickwire/simulation'
import { type Emission, NO_RECORD } from './emission.js'
import { insert, lowestBit, newIndexSet, remove } from './index-set.js'
import { type KnownList, NO_SLOT, SlotState } from './known-list.js'
import { NearestFirst } from './nearest-first.js'
import type { ReplicationClient } from './replication-client.js'

/** Clients are re-evaluated every so many emissions, spread evenly over them. */
export const INTEREST_PHASES = 4

/** An entity enters a little outside the radius, so that what is drawn is known, and leaves farther out: an entity that
 * walks to and fro on the border must not cost an enter each time. */
export const ENTER_RADIUS_FACTOR = 1.05
export const LEAVE_RADIUS_FACTOR = 1.15

/** An entity stays known this long at least, milliseconds. */
export const DWELL_MS = 1_000

/** What changes with one packet. Slots and indexes are valid up to their counts. */
export class Plan {
  readonly leaveSlot = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly leaveReason = new Uint8Array(KNOWN_ENTITIES_MAX)
  readonly leaveCause = new Uint8Array(KNOWN_ENTITIES_MAX)
  leaveCount = 0
  /** Entity indexes that should enter, nearest first; the snapshot takes as many as fit. */
  readonly candidates: NearestFirst
  /** Candidates come from a fresh evaluation: when all of them fit, the client has everything in sight. */
  evaluated = false

  constructor(emission: Emission, viewRadius: number) {
    this.candidates = new NearestFirst(emission, viewRadius)
  }
}

export class Interest {
  /** Of the client under way: who should be known, who may stay known, and who leaves with this packet. */
  private readonly wanted: Uint32Array
  private readonly allowed: Uint32Array
  private readonly leaving: Uint32Array
  private readonly ref: { type: number; row: number } = { type: 0, row: 0 }
  private readonly enterRadius: number
  private readonly leaveRadius: number
  /** Something may be kept from a client that knows of the place. */
  private readonly isSelective: boolean

  constructor(
    private readonly emission: Emission,
    viewRadius: number,
    private readonly dwellTicks: number,
    private readonly canSee: ((seat: number, entity: EntityRef) => boolean) | undefined,
  ) {
    this.enterRadius = viewRadius * ENTER_RADIUS_FACTOR
    this.leaveRadius = viewRadius * LEAVE_RADIUS_FACTOR
    this.isSelective = canSee !== undefined || emission.hasTeamRecords
    this.wanted = newIndexSet(emission.entitiesMax)
    this.allowed = newIndexSet(emission.entitiesMax)
    this.leaving = newIndexSet(emission.entitiesMax)
  }

  /** @param phase - counts emissions */
  plan(client: ReplicationClient, phase: number, plan: Plan): void {
    plan.leaveCount = 0
    plan.candidates.clear()
    plan.evaluated = client.evaluateNext || (phase + client.seat) % INTEREST_PHASES === 0
    if (client.lastTick === this.emission.previousTick) this.planDeaths(client, plan)
    else this.planMissedDeaths(client, plan)
    if (plan.evaluated) {
      this.look(client)
      this.planChanges(client, plan)
    } else if (this.emission.bornCount > 0) this.planBirths(client, plan)
    plan.candidates.sort()
    for (let i = 0; i < plan.leaveCount; i++) this.leaving[client.known.index[plan.leaveSlot[i]!]! >>> 5] = 0
  }

  private planDeaths({ known }: ReplicationClient, plan: Plan): void {
    const { diedIndex, diedEntity, diedCount } = this.emission
    for (let i = 0; i < diedCount; i++) {
      const slot = known.slotOf(diedIndex[i]!, diedEntity[i]!)
      if (slot !== NO_SLOT) this.leaveDead(known, plan, slot, diedIndex[i]!, diedEntity[i]!)
    }
  }

  /** A client that missed emissions may know what died in any of them. */
  private planMissedDeaths({ known }: ReplicationClient, plan: Plan): void {
    for (let slot = 0; slot < known.end; slot++) {
      const index = known.index[slot]!
      const entity = known.entity[slot]!
      if (known.state[slot] === SlotState.free || this.emission.entityAt[index] === entity) continue
      if (index < this.emission.recordsFrom) this.leaveDead(known, plan, slot, index, entity)
    }
  }

  private leaveDead(known: KnownList, plan: Plan, slot: number, index: number, entity: number): void {
    const { table, indexBase } = this.emission.encoderOf(index)
    const row = index - indexBase
    const cause = table.lastDestroyed[row] === entity ? table.lastCause[row]! : 0
    this.leave(known, plan, slot, index, LeaveReason.DESTROYED, cause)
  }

  /** An entity leaves, its team record before it. */
  private leave(known: KnownList, plan: Plan, slot: number, index: number, reason: number, cause: number): void {
    const record = this.emission.teamRecordOf(index)
    const recordSlot = record === NO_RECORD ? NO_SLOT : known.slotOf(record, known.entity[slot]!)
    if (recordSlot !== NO_SLOT) this.addLeave(plan, recordSlot, record, reason, cause)
    this.addLeave(plan, slot, index, reason, cause)
  }

  private addLeave(plan: Plan, slot: number, index: number, reason: number, cause: number): void {
    plan.leaveSlot[plan.leaveCount] = slot
    plan.leaveReason[plan.leaveCount] = reason
    plan.leaveCause[plan.leaveCount++] = cause
    insert(this.leaving, index)
  }

  /** Who should be known to this client, whatever it knows. */
  private look(client: ReplicationClient): void {
    const { wanted, allowed, emission } = this
    wanted.set(emission.everywhere)
    emission.addressees.mark(client.team, client.seat, wanted)
    allowed.set(wanted)
    // Without an avatar ever there is no place to look from: nothing enters, and what is near that place may stay.
    const enterRadius = client.avatar === NO_ENTITY ? Number.NaN : this.enterRadius
    emission.grid.mark(client.centreX, client.centreY, enterRadius, wanted, this.leaveRadius, allowed)
    if (client.avatarIndex < 0) return
    remove(wanted, client.avatarIndex)
    remove(allowed, client.avatarIndex)
  }

  private planChanges(client: ReplicationClient, plan: Plan): void {
    const { wanted, allowed, leaving } = this
    const { indexes } = client.known
    const words = this.emission.recordsFrom >>> 5
    for (let word = 0; word < words; word++) {
      // What is dead leaves already; who was born in its row since is not known yet.
      const known = indexes[word]! & ~leaving[word]!
      for (let bits = known & ~allowed[word]!; bits !== 0; bits &= bits - 1) {
        this.planLeave(client, plan, word * 32 + lowestBit(bits))
      }
      for (let bits = wanted[word]! & ~known; bits !== 0; bits &= bits - 1) {
        this.planEnter(client, plan, word * 32 + lowestBit(bits))
      }
      if (!this.isSelective) continue
      for (let bits = known & allowed[word]!; bits !== 0; bits &= bits - 1) {
        this.planStay(client, plan, word * 32 + lowestBit(bits))
      }
    }
  }

  private planLeave(client: ReplicationClient, plan: Plan, index: number): void {
    const { known } = client
    const slot = known.slotAt(index)
    const isHidden = index === client.avatarIndex || this.emission.audienceOf(index) !== 'area'
    if (isHidden || !this.sees(client, index)) {
      this.leave(known, plan, slot, index, LeaveReason.HIDDEN, 0)
    } else if (this.emission.tick - known.enteredTick[slot]! >= this.dwellTicks) {
      this.leave(known, plan, slot, index, LeaveReason.OUT_OF_RANGE, 0)
    } else this.planTeamRecord(client, plan, index)
  }

  private planStay(client: ReplicationClient, plan: Plan, index: number): void {
    const { known } = client
    if (this.sees(client, index)) this.planTeamRecord(client, plan, index)
    else this.leave(known, plan, known.slotAt(index), index, LeaveReason.HIDDEN, 0)
  }

  private planEnter(client: ReplicationClient, plan: Plan, index: number): void {
    if (!this.sees(client, index)) return
    plan.candidates.add(index, client.centreX, client.centreY)
    this.planTeamRecord(client, plan, index)
  }

  /** The team record of an entity that is known or enters: it ranks like its entity, and behind it. */
  private planTeamRecord({ known, team, seat, centreX, centreY }: ReplicationClient, plan: Plan, index: number): void {
    const record = this.emission.teamRecordOf(index)
    if (record === NO_RECORD) return
    const slot = known.slotOf(record, this.emission.entityAt[index]!)
    const isMine = this.emission.isFor(record, team, seat)
    if (isMine && slot === NO_SLOT) plan.candidates.add(record, centreX, centreY)
    if (!isMine && slot !== NO_SLOT) this.addLeave(plan, slot, record, LeaveReason.HIDDEN, 0)
  }

  /** Between evaluations what was born in sight enters at once: a shot must not appear when it has landed. */
  private planBirths(client: ReplicationClient, plan: Plan): void {
    const { bornIndex, bornCount } = this.emission
    for (let i = 0; i < bornCount; i++) {
      const index = bornIndex[i]!
      if (index !== client.avatarIndex && this.reaches(client, index)) this.planEnter(client, plan, index)
    }
  }

  /** Whether an entity is for a client where both stand; what `look` finds out for all entities. */
  private reaches(client: ReplicationClient, index: number): boolean {
    switch (this.emission.audienceOf(index)) {
      case 'area':
        return this.isNear(client, index)
      case 'all':
        return true
      default:
        return this.emission.isFor(index, client.team, client.seat)
    }
  }

  private isNear(client: ReplicationClient, index: number): boolean {
    const dx = this.emission.x[index]! - client.centreX
    const dy = this.emission.y[index]! - client.centreY
    return client.avatar !== NO_ENTITY && dx * dx + dy * dy <= this.enterRadius * this.enterRadius
  }

  private sees(client: ReplicationClient, index: number): boolean {
    if (this.canSee === undefined) return true
    this.ref.type = this.emission.typeOf[index]!
    this.ref.row = index - this.emission.encoders[this.ref.type]!.indexBase
    return this.canSee(client.seat, this.ref)
  }
}
