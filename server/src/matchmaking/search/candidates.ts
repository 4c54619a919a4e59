// Whom an anchor could play with: tickets of its partition, nearest in rating first, that accept it and that it accepts, each with
// what the selection asks of it. Limits are taken at their loosest where the match's wait is not known yet (`waitOf` OLDEST or
// NEWEST); the check of the whole match is exact.

import { WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import type { Limit } from './limit.js'
import type { Partition, PartitionWalk } from './partition.js'
import type { Plan } from './plan.js'
import { RoleSupply } from './role-supply.js'
import type { Room } from './room.js'
import type { Rows } from './rows.js'
import { pairFits } from './rule-tests.js'

/** Tickets that are looked at for each candidate that may be found: beyond it an anchor's window is full of others' matches. */
const LOOKED_AT_PER_CANDIDATE = 8

export class Candidates {
  /** How many there are; the anchor's is the first (none for a room). */
  count = 0
  readonly rows: Int32Array
  /** Skill distance that each accepts. */
  readonly spread: Float64Array
  /** Bits of the regions that each can play in. */
  readonly regions: Int32Array
  /** Bits of the rules that hold for every match with it. */
  readonly active: Int32Array
  readonly offRole: Float64Array
  /** Players of all, the anchor's included. */
  players = 0
  oldestMs = 0
  /** Players in the window, whether they fit otherwise or not; Infinity: more of some wish than could be used. */
  playersPassed = 0
  /** Somebody was left out because an older anchor keeps them. */
  wasHeld = false
  private room: Room | undefined
  private walk: PartitionWalk | undefined
  private window = 0
  lookedAt = 0
  private pending = -1
  private isAnchored = false
  private nowMs = 0
  private poolOldestMs = 0
  private readonly countMax: number
  private readonly supply: RoleSupply

  constructor(
    private readonly plan: Plan,
    private readonly pool: Rows,
    /** By row: the cycle in which an overdue anchor keeps it. */
    private readonly isHeld: (row: number) => boolean,
  ) {
    this.countMax = plan.config.candidatesMax + 1
    this.supply = new RoleSupply(plan, pool)
    this.rows = new Int32Array(this.countMax)
    this.spread = new Float64Array(this.countMax)
    this.regions = new Int32Array(this.countMax)
    this.active = new Int32Array(this.countMax)
    this.offRole = new Float64Array(this.countMax)
  }

  /** No full match was possible with so few who wish some role. */
  isStarved = false

  /** False: the anchor fits no match now. @param poolOldestMs - the longest wait in the pool */
  beginAt(anchor: number, partition: Partition, nowMs: number, poolOldestMs: number): boolean {
    const { pool, plan } = this
    this.begin(nowMs, poolOldestMs, undefined)
    this.playersPassed = pool.size[anchor]!
    if (!this.add(anchor)) return false
    this.isAnchored = true
    this.isStarved = plan.shortAfterMs === Infinity && !this.supply.suffices(this.offRole[0]!, partition.wishing)
    if (this.isStarved) return false
    this.window = this.spread[0]!
    this.walk = partition.walkFrom(pool.skill[anchor]!, pool.sequence[anchor]!)
    return true
  }

  beginAtRoom(room: Room, partition: Partition, nowMs: number, poolOldestMs: number): void {
    this.begin(nowMs, poolOldestMs, room)
    this.isAnchored = false
    const { roomDistance } = this.plan
    const isNear = roomDistance.isSet && room.rows.length > 0
    this.window = isNear ? roomDistance.loosest(-Infinity, poolOldestMs) : Infinity
    this.walk = partition.walkFrom(room.skill, -1)
  }

  /** Goes on until there are so many, or no more. */
  extendTo(count: number): void {
    const { walk, pool, countMax } = this
    if (walk === undefined) return
    const lookedAtMax = countMax * LOOKED_AT_PER_CANDIDATE
    while (this.count < Math.min(count, countMax) && this.lookedAt < lookedAtMax) {
      const row = walk.next()
      if (row < 0) break
      if (walk.distance > this.window) {
        this.pending = row
        break
      }
      if (this.isAnchored && row === this.rows[0]) continue
      if (this.isAnchored && this.supply.hasEnoughOf(row)) {
        this.playersPassed = Infinity
        walk.leaveList()
        continue
      }
      this.lookedAt++
      this.playersPassed += pool.size[row]!
      if (this.isHeld(row)) this.wasHeld = true
      else if (this.fitsAnchor(row)) this.add(row)
    }
    if (this.count < Math.min(count, countMax)) this.isExhausted = true
  }

  /** No more can be found. */
  isExhausted = false

  /** How far the window must reach to hold so many players; Infinity when there are not so many. Call once, at the end. */
  reachOf(players: number): number {
    const { walk } = this
    if (walk === undefined || this.pending < 0) return Infinity
    let passed = this.playersPassed
    for (let row = this.pending; row >= 0; row = walk.next()) {
      if (row !== this.rows[0]) passed += this.pool.size[row]!
      if (passed >= players) return walk.distance
    }
    return Infinity
  }

  /** False: no full match is among them, for want of a role. */
  mayFillRoles(): boolean {
    this.isStarved = !this.supply.suffices(this.offRole[0]!)
    return !this.isStarved
  }

  private begin(nowMs: number, poolOldestMs: number, room: Room | undefined): void {
    this.nowMs = nowMs
    this.poolOldestMs = poolOldestMs
    this.room = room
    this.count = 0
    this.players = 0
    this.oldestMs = -Infinity
    this.lookedAt = 0
    this.playersPassed = 0
    this.pending = -1
    this.wasHeld = false
    this.isStarved = false
    this.isExhausted = false
    this.walk = undefined
    this.supply.begin()
  }

  private fitsAnchor(row: number): boolean {
    if (!this.isAnchored) return true
    const { pool, plan } = this
    const anchor = this.rows[0]!
    return pool.size[anchor]! + pool.size[row]! <= plan.playersMax && pairFits(plan, pool, anchor, row, this.active[0]!)
  }

  /** False: it fits no match now, or not the anchor's. */
  private add(row: number): boolean {
    const { plan, pool, nowMs, poolOldestMs, count } = this
    const waited = nowMs - pool.enqueuedMs[row]!
    const from = plan.waitOf === WaitOf.NEWEST ? -Infinity : waited
    const to = plan.waitOf === WaitOf.OLDEST ? Math.max(waited, poolOldestMs) : waited
    const loosest = (limit: Limit) => (from === to ? limit.at(waited) : limit.loosest(from, to))
    if (plan.partySpread.isSet && pool.partySpread[row]! > loosest(plan.partySpread)) return false
    const offRole = loosest(plan.offRole)
    if (pool.offRole[row]! > offRole) return false
    const active = this.activeRules(plan.waitOf === WaitOf.OLDEST ? to : waited)
    if ((pool.failedRules[row]! & active & plan.matchRules) !== 0) return false
    const regions = this.regionsOf(row, loosest(plan.latency))
    const spread = loosest(plan.spread)
    if (regions === 0) return false
    if (count > 0 && this.isAnchored) {
      if (Math.abs(pool.skill[row]! - pool.skill[this.rows[0]!]!) > spread) return false
      if ((regions & this.regions[0]!) === 0) return false
    }
    if (this.room !== undefined && !this.fitsRoom(row, regions, loosest(plan.roomDistance))) return false
    this.rows[count] = row
    this.supply.count(row)
    this.spread[count] = spread
    this.regions[count] = regions
    this.active[count] = active
    this.offRole[count] = offRole
    this.players += pool.size[row]!
    this.oldestMs = Math.max(this.oldestMs, waited)
    this.count++
    return true
  }

  private fitsRoom(row: number, regions: number, distance: number): boolean {
    const { plan, pool } = this
    const room = this.room!
    if (room.rows.length > 0 && Math.abs(pool.skill[row]! - room.skill) > distance) return false
    return pool.size[row]! <= room.open && (plan.config.latency == null || (regions & (1 << room.region)) !== 0)
  }

  /** Rules that no match with a ticket of that wait is free of. */
  private activeRules(waitedMs: number): number {
    const { rules } = this.plan
    let bits = 0
    for (let i = 0; i < rules.length; i++) if (waitedMs < rules[i]!.dropAfterMs) bits |= 1 << i
    return bits & this.plan.matchRules
  }

  private regionsOf(row: number, maxMs: number): number {
    const { plan, pool } = this
    if (plan.config.latency == null) return 1
    const count = plan.regions.length
    let bits = 0
    for (let i = 0; i < count; i++) if (pool.latencyWorst[row * count + i]! <= maxMs) bits |= 1 << i
    return bits
  }
}
