// Where each ticket's own limits stand in the present cycle: worked out once for all anchors that look at it. Limits are taken at their
// loosest where the match's wait is not known yet (`waitOf` OLDEST or NEWEST); the check of the whole match is exact.

import { WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import type { Limit } from './limit.js'
import type { Plan } from './plan.js'
import type { Rows } from './rows.js'

export class Standings {
  /** By row, once `mayMatch` was asked: skill distance that it accepts. */
  spread = new Float64Array(0)
  offRole = new Float64Array(0)
  /** Bits of the regions that it can play in, and of the rules that hold for every match with it. */
  regions = new Int32Array(0)
  active = new Int32Array(0)
  /** The cycle that the figures are of, and the one in which an older anchor keeps it. */
  private workedOutIn = new Float64Array(0)
  private heldIn = new Float64Array(0)
  private cycle = 0
  private nowMs = 0
  private poolOldestMs = 0

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
  ) {}

  /** A cycle: from now on rows do not change. @param poolOldestMs - the longest wait in the pool */
  begin(nowMs: number, poolOldestMs: number): void {
    this.cycle++
    this.nowMs = nowMs
    this.poolOldestMs = poolOldestMs
    const rows = this.rows.state.length
    if (this.spread.length === rows) return
    this.spread = new Float64Array(rows)
    this.offRole = new Float64Array(rows)
    this.regions = new Int32Array(rows)
    this.active = new Int32Array(rows)
    this.workedOutIn = new Float64Array(rows)
    this.heldIn = new Float64Array(rows)
  }

  hold(row: number): void {
    this.heldIn[row] = this.cycle
  }

  /** An overdue anchor keeps it for itself, in the present cycle. */
  isHeld(row: number): boolean {
    return this.heldIn[row] === this.cycle
  }

  /** False: it fits no match now. */
  mayMatch(row: number): boolean {
    if (this.workedOutIn[row] !== this.cycle) {
      this.workedOutIn[row] = this.cycle
      this.workOut(row)
    }
    return this.regions[row] !== 0
  }

  /** How far from the mean of a room. */
  roomDistanceOf(row: number): number {
    return this.loosest(this.plan.roomDistance, this.nowMs - this.rows.enqueuedMs[row]!)
  }

  private workOut(row: number): void {
    const { plan, rows } = this
    const waited = this.nowMs - rows.enqueuedMs[row]!
    const active = this.activeRules(plan.waitOf === WaitOf.OLDEST ? Math.max(waited, this.poolOldestMs) : waited)
    const offRole = this.loosest(plan.offRole, waited)
    this.active[row] = active
    this.offRole[row] = offRole
    this.spread[row] = this.loosest(plan.spread, waited)
    const fits =
      rows.partySpread[row]! <= this.loosest(plan.partySpread, waited) &&
      rows.offRole[row]! <= offRole &&
      (rows.failedRules[row]! & active & plan.matchRules) === 0
    this.regions[row] = fits ? this.regionsOf(row, this.loosest(plan.latency, waited)) : 0
  }

  private loosest(limit: Limit, waited: number): number {
    if (!limit.isSet) return limit.at(0)
    switch (this.plan.waitOf) {
      case WaitOf.EACH:
        return limit.at(waited)
      case WaitOf.OLDEST:
        return limit.loosest(waited, Math.max(waited, this.poolOldestMs))
      case WaitOf.NEWEST:
        return limit.loosest(-Infinity, waited)
    }
  }

  /** Rules that no match with a ticket of that wait is free of. */
  private activeRules(waitedMs: number): number {
    const { rules } = this.plan
    let bits = 0
    for (let i = 0; i < rules.length; i++) if (waitedMs < rules[i]!.dropAfterMs) bits |= 1 << i
    return bits & this.plan.matchRules
  }

  private regionsOf(row: number, maxMs: number): number {
    const { plan, rows } = this
    if (plan.config.latency == null) return 1
    const count = plan.regions.length
    let bits = 0
    for (let i = 0; i < count; i++) if (rows.latencyWorst[row * count + i]! <= maxMs) bits |= 1 << i
    return bits
  }
}
