// The region that all of a set can play in, and what its latency is worth in quality; the room's own where there is one.

import { RegionChoice } from '@tickwire/gen-nodejs/queues.types.js'
import type { Plan } from './plan.js'
import type { Room } from './room.js'
import type { Rows } from './rows.js'
import type { Standing } from './rule-tests.js'

/** Milliseconds at which latency is worth nothing. */
const WORTHLESS_LATENCY_MS = 250

export class SetRegion {
  /** After `choose`: index in the queue's regions. */
  region = 0
  /** From 0 to 1. */
  worth = 0
  private worstMs = 0
  private meanMs = 0
  /** By member: what its wait lets it have of latency. */
  private readonly latencyMax: Float64Array

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
  ) {
    this.latencyMax = new Float64Array(plan.playersMax)
  }

  /** False: there is none. @param standing - where limits stand for the set */
  choose(members: readonly number[], room: Room | undefined, standing: Standing): boolean {
    const { plan } = this
    const { latency } = plan.config
    this.region = room === undefined ? 0 : room.region
    this.worth = 0
    if (latency == null) return true
    for (let i = 0; i < members.length; i++) this.latencyMax[i] = standing.own(plan.latency, members[i]!)
    const spreadMax = standing.strictest(plan.latencySpread)
    let best = Infinity
    for (let region = 0; region < plan.regions.length; region++) {
      if (room !== undefined && region !== room.region) continue
      if (!this.measure(members, region, spreadMax)) continue
      const score = latency.choice === RegionChoice.LOWEST_WORST ? this.worstMs : this.meanMs
      if (score >= best) continue
      best = score
      this.region = region
      this.worth = Math.max(0, 1 - this.worstMs / WORTHLESS_LATENCY_MS)
    }
    return best < Infinity
  }

  /** False: somebody is too far from that region, or too much farther than others. */
  private measure(members: readonly number[], region: number, spreadMax: number): boolean {
    const { rows, latencyMax } = this
    const regions = this.plan.regions.length
    let worst = -Infinity
    let least = Infinity
    let sum = 0
    let players = 0
    for (let i = 0; i < members.length; i++) {
      const at = members[i]! * regions + region
      if (rows.latencyWorst[at]! > latencyMax[i]!) return false
      worst = Math.max(worst, rows.latencyWorst[at]!)
      least = Math.min(least, rows.latencyLeast[at]!)
      sum += rows.latencySum[at]!
      players += rows.size[members[i]!]!
    }
    this.worstMs = worst
    this.meanMs = sum / players
    return worst - least <= spreadMax
  }
}
