// More to be known than a client may know: decides who makes room for whom. The nearest are kept (rank: `nearest-first`), and
// who is known already stays until something clearly nearer needs the place, so that two at the rim of a crowd do not change
// places each time. A few passes over ranks and no sort: crowds are where time is short.

import { LeaveReason } from '@tickwire/protocol'
import { has } from './index-set.js'
import { SlotState } from './known-list.js'
import { RANK_MAX } from './nearest-first.js'
import type { Plan } from './plan.js'
import type { ReplicationClient } from './replication-client.js'

/** Entities are counted in so many classes: rings of equal width around the client, 256 within its view. */
const CLASSES = 512
const CLASS_WIDTH = Math.sqrt(RANK_MAX) / CLASSES

/** Who is known counts as somewhat nearer: this share of its distance. */
const KNOWN_SHARE = 0.95

export class Crowding {
  /** Entities that had to leave because nearer ones needed their place. */
  evicted = 0
  private readonly members = new Uint32Array(CLASSES + 1)

  /** Drops the candidates that cannot enter, and lets leave who must make room for the others. */
  resolve(client: ReplicationClient, plan: Plan): void {
    const { candidates } = plan
    const staying = this.count(client, plan)
    const last = this.lastClassThatFits(client.knownMax)
    let entering = 0
    for (let i = 0; i < candidates.count; i++) if (classOf(candidates.rankAt(i)) <= last) entering++
    this.evict(client, plan, last, staying + entering - client.knownMax)
    // Of the next class some may still find a place, and nobody leaves for them.
    candidates.keepUpTo(((last + 2) * CLASS_WIDTH) ** 2 - 1)
  }

  /** Counts who stays and who would enter by class; how many stay. */
  private count(client: ReplicationClient, plan: Plan): number {
    const { members } = this
    const { known } = client
    const { candidates } = plan
    let staying = 0
    members.fill(0)
    for (let slot = 0; slot < known.end; slot++) {
      if (!stays(client, plan, slot)) continue
      members[knownClassOf(client, plan, slot)]!++
      staying++
    }
    for (let i = 0; i < candidates.count; i++) members[classOf(candidates.rankAt(i))]!++
    return staying
  }

  /** First who is far beyond the last class, then who is in the next one, and no more than needed. */
  private evict(client: ReplicationClient, plan: Plan, last: number, needed: number): void {
    const { known } = client
    let left = needed
    for (let beyond = last + 1; beyond >= last; beyond--) {
      for (let slot = 0; slot < known.end && left > 0; slot++) {
        if (!stays(client, plan, slot) || knownClassOf(client, plan, slot) <= beyond) continue
        const before = plan.leaveCount
        plan.leave(known, slot, LeaveReason.OUT_OF_RANGE)
        this.evicted += plan.leaveCount - before
        left -= plan.leaveCount - before
      }
    }
  }

  /** The last class up to which all members together fit; -1 when not even those of the first do. */
  private lastClassThatFits(max: number): number {
    let sum = 0
    for (let i = 0; i <= CLASSES; i++) {
      sum += this.members[i]!
      if (sum > max) return i - 1
    }
    return CLASSES
  }
}

function stays({ known }: ReplicationClient, plan: Plan, slot: number): boolean {
  return known.state[slot] !== SlotState.free && !has(plan.leaving, known.index[slot]!)
}

function knownClassOf(client: ReplicationClient, { candidates }: Plan, slot: number): number {
  return classOf(candidates.rank(client.known.index[slot]!, client) * KNOWN_SHARE ** 2)
}

function classOf(rank: number): number {
  return Math.floor(Math.sqrt(rank) / CLASS_WIDTH)
}
