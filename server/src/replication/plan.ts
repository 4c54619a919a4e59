// What should change in one client's known list with the snapshot under way. Scratch of the room: `interest` makes it for one
// client, `snapshot` writes as much of it as fits and commits that, and the next client's plan overwrites it.

import { KNOWN_ENTITIES_MAX } from '@tickwire/protocol'
import type { Emission } from './emission.js'
import { insert, newIndexSet } from './index-set.js'
import { NearestFirst } from './nearest-first.js'

export class Plan {
  /** Slots that leave, and why, the first `leaveCount`. */
  readonly leaveSlot = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly leaveReason = new Uint8Array(KNOWN_ENTITIES_MAX)
  readonly leaveCause = new Uint8Array(KNOWN_ENTITIES_MAX)
  leaveCount = 0
  /** Set of the entity indexes under which they are known. */
  readonly leaving: Uint32Array
  /** Who should enter; the snapshot takes as many as fit. */
  readonly candidates: NearestFirst
  /** Candidates come from a fresh evaluation: when all of them fit, the client has everything in sight. */
  evaluated = false
  private readonly leaveIndex = new Uint32Array(KNOWN_ENTITIES_MAX)

  constructor(emission: Emission, viewRadius: number) {
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
   * @param index - under which the slot's entity is known
   * @param reason - a LeaveReason
   */
  leave(slot: number, index: number, reason: number, cause = 0): void {
    this.leaveSlot[this.leaveCount] = slot
    this.leaveIndex[this.leaveCount] = index
    this.leaveReason[this.leaveCount] = reason
    this.leaveCause[this.leaveCount++] = cause
    insert(this.leaving, index)
  }
}
