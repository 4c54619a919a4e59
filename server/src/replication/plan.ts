// What should change in one client's known list with the snapshot under way. Scratch of the room: `interest` makes it for one
// client, `snapshot` writes as much of it as fits and commits that, and the next client's plan overwrites it.

import { KNOWN_ENTITIES_MAX } from '@tickwire/protocol'
import type { Emission } from './emission.js'
import { NO_RECORD } from './entity-indexes.js'
import { has, insert, newIndexSet } from './index-set.js'
import { type KnownList, NO_SLOT } from './known-list.js'
import { NearestFirst } from './nearest-first.js'

export class Plan {
  /** Slots that leave, and why, the first `leaveCount`. */
  readonly leaveSlot = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly leaveReason = new Uint8Array(KNOWN_ENTITIES_MAX)
  readonly leaveCause = new Uint8Array(KNOWN_ENTITIES_MAX)
  leaveCount = 0
  /** Set of the entity indexes under which they are known. */
  readonly leaving: Uint32Array
  /** Who should enter; the snapshot takes as many as fit. Team records only of who is known: others enter with their entities. */
  readonly candidates: NearestFirst
  /** Candidates come from a fresh evaluation: when all of them fit, the client has everything in sight. */
  evaluated = false
  private readonly leaveIndex = new Uint32Array(KNOWN_ENTITIES_MAX)

  constructor(
    private readonly emission: Emission,
    viewRadius: number,
  ) {
    this.leaving = newIndexSet(emission.entitiesMax)
    this.candidates = new NearestFirst(emission, viewRadius)
  }

  clear(): void {
    for (let i = 0; i < this.leaveCount; i++) this.leaving[this.leaveIndex[i]! >>> 5] = 0
    this.leaveCount = 0
    this.candidates.clear()
    this.evaluated = false
  }

  /**
   * An entity leaves, with its team record before it; or a team record leaves alone.
   * @param reason - a LeaveReason
   */
  leave(known: KnownList, slot: number, reason: number, cause = 0): void {
    const index = known.index[slot]!
    const record = this.emission.teamRecordOf(index)
    if (record !== NO_RECORD && !has(this.leaving, record)) {
      const recordSlot = known.slotOf(record, known.entity[slot]!)
      if (recordSlot !== NO_SLOT) this.add(recordSlot, record, reason, cause)
    }
    this.add(slot, index, reason, cause)
  }

  private add(slot: number, index: number, reason: number, cause: number): void {
    this.leaveSlot[this.leaveCount] = slot
    this.leaveIndex[this.leaveCount] = index
    this.leaveReason[this.leaveCount] = reason
    this.leaveCause[this.leaveCount++] = cause
    insert(this.leaving, index)
  }
}
