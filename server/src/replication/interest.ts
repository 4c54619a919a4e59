// What should change in a client's known list: which entities leave, and which wait to enter, nearest first. Looks at a
// quarter of the clients each emission; at the others only for what died and what was born. Works on sets of entity
// indexes: who should be known less who is known. Netcode rules 1, 7 and 14.

import { LeaveReason } from '@tickwire/protocol'
import { type EntityRef, NO_ENTITY } from '@tickwire/simulation'
import { Crowding } from './crowding.js'
import { type Emission, NOWHERE } from './emission.js'
import { NO_RECORD } from './entity-indexes.js'
import { lowestBit, newIndexSet, remove } from './index-set.js'
import { type KnownList, NO_SLOT, SlotState } from './known-list.js'
import type { Plan } from './plan.js'
import type { ReplicationClient } from './replication-client.js'

/** Clients are re-evaluated every so many emissions, spread evenly over them. */
export const INTEREST_PHASES = 4

/** An entity enters a little outside the radius, so that what is drawn is known, and leaves farther out: an entity that
 * walks to and fro on the border must not cost an enter each time. */
export const ENTER_RADIUS_FACTOR = 1.05
export const LEAVE_RADIUS_FACTOR = 1.15

/** An entity stays known this long at least, milliseconds. */
export const DWELL_MS = 1_000

export class Interest {
  /** Limits that were reached: clients that could not know of all in sight, entities that made room for nearer ones. */
  readonly crowding = new Crowding()
  crowded = 0
  /** Of the client under way: who should be known, and who may stay known. */
  private readonly wanted: Uint32Array
  private readonly allowed: Uint32Array
  private readonly ref: { type: number; row: number } = { type: 0, row: 0 }
  private readonly enterRadius: number
  private readonly leaveRadius: number
  /** Who is known and near may still be hidden, or its team record. */
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
  }

  /** @param phase - counts emissions */
  plan(client: ReplicationClient, phase: number, plan: Plan): void {
    plan.clear()
    plan.evaluated = client.evaluateNext || (phase + client.row) % INTEREST_PHASES === 0
    if (client.lastTick === this.emission.previousTick) this.planDeaths(client, plan)
    else this.planMissedDeaths(client, plan)
    if (plan.evaluated) {
      this.look(client)
      this.planChanges(client, plan)
    } else if (this.emission.bornCount > 0) this.planBirths(client, plan)
    if (client.known.count - plan.leaveCount + plan.candidates.count > client.knownMax) {
      this.crowded++
      this.crowding.resolve(client, plan)
    }
    plan.candidates.sort(phase, client.knownMax - client.known.count + plan.leaveCount)
  }

  private planDeaths({ known }: ReplicationClient, plan: Plan): void {
    const { diedIndex, diedEntity, diedCount } = this.emission
    for (let i = 0; i < diedCount; i++) {
      const slot = known.slotOf(diedIndex[i]!, diedEntity[i]!)
      if (slot !== NO_SLOT) this.leaveDead(known, plan, slot)
    }
  }

  /** A client that missed emissions may know what died in any of them. */
  private planMissedDeaths({ known }: ReplicationClient, plan: Plan): void {
    const { entityAt, recordsFrom } = this.emission
    for (let slot = 0; slot < known.end; slot++) {
      const index = known.index[slot]!
      const isDead = known.state[slot] !== SlotState.free && entityAt[index] !== known.entity[slot]
      if (isDead && index < recordsFrom) this.leaveDead(known, plan, slot)
    }
  }

  private leaveDead(known: KnownList, plan: Plan, slot: number): void {
    const index = known.index[slot]!
    const { table, indexBase } = this.emission.encoderOf(index)
    const row = index - indexBase
    const cause = table.lastDestroyed[row] === known.entity[slot] ? table.lastCause[row]! : 0
    plan.leave(known, slot, LeaveReason.DESTROYED, cause)
  }

  /** Who should be known to this client, whatever it knows. */
  private look(client: ReplicationClient): void {
    const { wanted, allowed, emission } = this
    wanted.set(emission.everywhere)
    emission.addressees.mark(client.team, client.seat, wanted)
    allowed.set(wanted)
    // Without an avatar ever there is no place to look from: nothing enters, and what is near that place may stay.
    const enterRadius = client.avatar === NO_ENTITY ? Number.NaN : this.enterRadius
    for (const { grid, extent } of emission.levels) {
      if (client.isSpectator) {
        grid.markAll(wanted, allowed)
        continue
      }
      const { centreX, centreY } = client
      grid.mark(centreX, centreY, enterRadius + extent, wanted, this.leaveRadius + extent, allowed)
    }
    if (client.avatarIndex < 0) return
    remove(wanted, client.avatarIndex)
    remove(allowed, client.avatarIndex)
  }

  private planChanges(client: ReplicationClient, plan: Plan): void {
    const { wanted, allowed } = this
    const { indexes } = client.known
    const words = this.emission.recordsFrom >>> 5
    for (let word = 0; word < words; word++) {
      // What is dead leaves already; who was born in its row since is not known yet.
      const known = indexes[word]! & ~plan.leaving[word]!
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
    const isTaken = index === client.avatarIndex || this.emission.audienceOf(index) !== 'area'
    if (isTaken || !this.sees(client, index)) plan.leave(known, slot, LeaveReason.HIDDEN)
    else if (this.emission.tick - known.enteredTick[slot]! >= this.dwellTicks) {
      plan.leave(known, slot, LeaveReason.OUT_OF_RANGE)
    } else this.planTeamRecord(client, plan, index)
  }

  private planStay(client: ReplicationClient, plan: Plan, index: number): void {
    const { known } = client
    if (this.sees(client, index)) this.planTeamRecord(client, plan, index)
    else plan.leave(known, known.slotAt(index), LeaveReason.HIDDEN)
  }

  /** Of an entity that stays. */
  private planTeamRecord(client: ReplicationClient, plan: Plan, index: number): void {
    const { known, team, seat } = client
    const record = this.emission.teamRecordOf(index)
    if (record === NO_RECORD) return
    const slot = known.slotOf(record, this.emission.entityAt[index]!)
    const isMine = this.emission.isFor(record, team, seat)
    if (isMine && slot === NO_SLOT) plan.candidates.add(record, client)
    if (!isMine && slot !== NO_SLOT) plan.leave(known, slot, LeaveReason.HIDDEN)
  }

  private planEnter(client: ReplicationClient, plan: Plan, index: number): void {
    if (this.sees(client, index)) plan.candidates.add(index, client)
  }

  /** Between evaluations what was born in sight enters at once: a shot must not appear when it has landed. */
  private planBirths(client: ReplicationClient, plan: Plan): void {
    const { bornIndex, bornCount } = this.emission
    for (let i = 0; i < bornCount; i++) {
      const index = bornIndex[i]!
      if (index !== client.avatarIndex && this.reaches(client, index)) this.planEnter(client, plan, index)
    }
  }

  /** Whether an entity is for a client; what `look` finds out for all entities at once. */
  private reaches(client: ReplicationClient, index: number): boolean {
    const audience = this.emission.audienceOf(index)
    if (audience === 'area') return client.isSpectator ? this.stands(index) : this.isNear(client, index)
    return audience === 'all' || this.emission.isFor(index, client.team, client.seat)
  }

  private stands(index: number): boolean {
    return this.emission.x[index] !== NOWHERE
  }

  private isNear(client: ReplicationClient, index: number): boolean {
    const dx = this.emission.x[index]! - client.centreX
    const dy = this.emission.y[index]! - client.centreY
    const radius = this.enterRadius + this.emission.extentOf[this.emission.typeOf[index]!]!
    return client.avatar !== NO_ENTITY && dx * dx + dy * dy <= radius * radius
  }

  private sees(client: ReplicationClient, index: number): boolean {
    if (this.canSee === undefined) return true
    this.ref.type = this.emission.typeOf[index]!
    this.ref.row = index - this.emission.encoders[this.ref.type]!.indexBase
    return this.canSee(client.seat, this.ref)
  }
}
