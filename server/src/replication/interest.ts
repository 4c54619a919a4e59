// What should change in a client's known list: which entities leave, and which wait to enter, nearest first. Looks at a
// quarter of the clients each emission; at the others only for what died and what was born. A plan is scratch: it is made
// for one client, written into its snapshot, committed, and overwritten by the next client's. Netcode rules 1 and 7.

import { KNOWN_ENTITIES_MAX, LeaveReason } from '@tickwire/protocol'
import { type EntityRef, NO_ENTITY } from '@tickwire/simulation'
import type { Emission } from './emission.js'
import { nearness } from './grid.js'
import { NO_SLOT, SlotState } from './known-list.js'
import type { ReplicationClient } from './replication-client.js'

/** Clients are re-evaluated every so many emissions, spread evenly over them. */
export const INTEREST_PHASES = 4

/** An entity enters a little outside the radius, so that what is drawn is known, and leaves farther out: an entity that
 * walks to and fro on the border must not cost an enter each time. */
export const ENTER_RADIUS_FACTOR = 1.05
export const LEAVE_RADIUS_FACTOR = 1.15

/** An entity stays known this long at least, milliseconds. */
export const DWELL_MS = 1_000

/** Entities looked at for one client; more stand so dense that the known list is full long before. */
const CANDIDATES_MAX = 4_096

/** What changes with one packet. Slots and indexes are valid up to their counts. */
export class Plan {
  readonly leaveSlot = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly leaveReason = new Uint8Array(KNOWN_ENTITIES_MAX)
  readonly leaveCause = new Uint8Array(KNOWN_ENTITIES_MAX)
  leaveCount = 0
  /** Entity indexes that should enter, nearest first; the snapshot takes as many as fit. */
  readonly candidate = new Uint32Array(CANDIDATES_MAX)
  candidateCount = 0
  /** Candidates come from a fresh evaluation: when all of them fit, the client has everything in sight. */
  evaluated = false
}

export class Interest {
  private readonly near = new Uint32Array(CANDIDATES_MAX)
  private readonly order = new Float64Array(CANDIDATES_MAX)
  private readonly ref: { type: number; row: number } = { type: 0, row: 0 }
  private readonly enterRadius: number
  private readonly leaveRadiusSquared: number

  constructor(
    private readonly emission: Emission,
    viewRadius: number,
    private readonly dwellTicks: number,
    private readonly canSee: ((seat: number, entity: EntityRef) => boolean) | undefined,
  ) {
    this.enterRadius = viewRadius * ENTER_RADIUS_FACTOR
    this.leaveRadiusSquared = (viewRadius * LEAVE_RADIUS_FACTOR) ** 2
  }

  /** @param phase - counts emissions */
  plan(client: ReplicationClient, phase: number, plan: Plan): void {
    plan.leaveCount = 0
    plan.candidateCount = 0
    plan.evaluated = client.evaluateNext || (phase + client.seat) % INTEREST_PHASES === 0
    if (!plan.evaluated) {
      this.planDeaths(client, plan)
      this.planBirths(client, plan)
      return
    }
    this.planLeaves(client, plan)
    this.planEnters(client, plan)
  }

  /** Between evaluations only what died leaves. A client that missed an emission is evaluated, so none is overlooked. */
  private planDeaths({ known }: ReplicationClient, plan: Plan): void {
    const { diedIndex, diedEntity, diedCount } = this.emission
    for (let i = 0; i < diedCount; i++) {
      const slot = known.slotOf(diedIndex[i]!, diedEntity[i]!)
      if (slot === NO_SLOT) continue
      this.leave(plan, slot, LeaveReason.DESTROYED, this.causeOf(diedIndex[i]!, diedEntity[i]!))
    }
  }

  private planLeaves(client: ReplicationClient, plan: Plan): void {
    const { known } = client
    const { entityAt } = this.emission
    for (let slot = 0; slot < known.end; slot++) {
      if (known.state[slot] === SlotState.free) continue
      const index = known.index[slot]!
      const stayed = this.emission.tick - known.enteredTick[slot]!
      if (entityAt[index] !== known.entity[slot]) {
        this.leave(plan, slot, LeaveReason.DESTROYED, this.causeOf(index, known.entity[slot]!))
      } else if (index === client.avatarIndex || !this.sees(client, index)) {
        this.leave(plan, slot, LeaveReason.HIDDEN, 0)
      } else if (stayed >= this.dwellTicks && this.distanceSquared(client, index) > this.leaveRadiusSquared) {
        this.leave(plan, slot, LeaveReason.OUT_OF_RANGE, 0)
      }
    }
  }

  private leave(plan: Plan, slot: number, reason: number, cause: number): void {
    plan.leaveSlot[plan.leaveCount] = slot
    plan.leaveReason[plan.leaveCount] = reason
    plan.leaveCause[plan.leaveCount++] = cause
  }

  private causeOf(index: number, entity: number): number {
    const { table, indexBase } = this.emission.encoders[this.emission.typeOf[index]!]!
    const row = index - indexBase
    return table.lastDestroyed[row] === entity ? table.lastCause[row]! : 0
  }

  private planEnters(client: ReplicationClient, plan: Plan): void {
    let count = this.addEverywhere(client, 0)
    if (client.avatar !== NO_ENTITY) count = this.addNear(client, count)
    this.takeNearest(plan, count)
  }

  /** Between evaluations what was born in sight enters at once: a shot must not appear when it has landed. */
  private planBirths(client: ReplicationClient, plan: Plan): void {
    const { bornIndex, bornCount } = this.emission
    let count = 0
    for (let i = 0; i < bornCount && count < CANDIDATES_MAX; i++) {
      const index = bornIndex[i]!
      const distanceSquared = this.distanceSquared(client, index)
      if (index === client.avatarIndex || distanceSquared > this.enterRadius ** 2) continue
      if (client.avatar === NO_ENTITY && this.hasPosition(index)) continue
      if (this.isKnown(client, index) || !this.sees(client, index)) continue
      this.near[count] = index
      this.order[count] = nearness(distanceSquared) * CANDIDATES_MAX + count
      count++
    }
    this.takeNearest(plan, count)
  }

  private takeNearest(plan: Plan, count: number): void {
    if (count === 0) return
    const order = this.order.subarray(0, count).sort()
    for (let i = 0; i < count; i++) plan.candidate[i] = this.near[order[i]! % CANDIDATES_MAX]!
    plan.candidateCount = count
  }

  /** Entities of types without a position: everybody in the room knows them. */
  private addEverywhere(client: ReplicationClient, from: number): number {
    let count = from
    for (const { x, table, indexBase } of this.emission.encoders) {
      if (x !== undefined) continue
      for (let row = 0; row < table.end && count < CANDIDATES_MAX; row++) {
        const index = indexBase + row
        if (table.id[row] === NO_ENTITY || this.isKnown(client, index) || !this.sees(client, index)) continue
        this.near[count] = index
        this.order[count] = count
        count++
      }
    }
    return count
  }

  private addNear(client: ReplicationClient, from: number): number {
    const { near } = this
    const found = this.emission.grid.near(client.centreX, client.centreY, this.enterRadius, near, from)
    let count = from
    for (let i = from; i < found; i++) {
      const index = near[i]!
      if (index === client.avatarIndex || this.isKnown(client, index) || !this.sees(client, index)) continue
      near[count] = index
      this.order[count] = nearness(this.distanceSquared(client, index)) * CANDIDATES_MAX + count
      count++
    }
    return count
  }

  /** A newborn may stand under the index of an entity that leaves in this very packet: it is not known yet. */
  private isKnown({ known }: ReplicationClient, index: number): boolean {
    return known.slotOf(index, this.emission.entityAt[index]!) !== NO_SLOT
  }

  /** 0 for a type without position. */
  private distanceSquared(client: ReplicationClient, index: number): number {
    if (!this.hasPosition(index)) return 0
    const dx = this.emission.x[index]! - client.centreX
    const dy = this.emission.y[index]! - client.centreY
    return dx * dx + dy * dy
  }

  private hasPosition(index: number): boolean {
    return this.emission.encoders[this.emission.typeOf[index]!]!.x !== undefined
  }

  private sees(client: ReplicationClient, index: number): boolean {
    if (this.canSee === undefined) return true
    this.ref.type = this.emission.typeOf[index]!
    this.ref.row = index - this.emission.encoders[this.ref.type]!.indexBase
    return this.canSee(client.seat, this.ref)
  }
}
