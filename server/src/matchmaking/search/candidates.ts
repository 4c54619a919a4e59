// Whom an anchor could play with: tickets of its partition, nearest in rating first, that accept it and that it accepts, each with
// what the selection asks of it.

import type { Partition, PartitionWalk } from './partition.js'
import type { Plan } from './plan.js'
import { RoleSupply } from './role-supply.js'
import type { Room } from './room.js'
import type { Rows } from './rows.js'
import { pairFits } from './rule-tests.js'
import type { Standings } from './standings.js'

/** Tickets that are looked at for each candidate that may be found: beyond it an anchor's window is full of others' matches. */
const LOOKED_AT_PER_CANDIDATE = 4

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
  private readonly countMax: number
  private readonly supply: RoleSupply

  constructor(
    private readonly plan: Plan,
    private readonly pool: Rows,
    private readonly standings: Standings,
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

  /** False: the anchor fits no match now. */
  beginAt(anchor: number, partition: Partition, nowMs: number): boolean {
    const { pool, plan } = this
    this.begin(nowMs, undefined)
    this.playersPassed = pool.size[anchor]!
    if (!this.add(anchor)) return false
    this.isAnchored = true
    this.isStarved = plan.shortAfterMs === Infinity && !this.supply.suffices(partition.wishing, this.offRole[0]!)
    if (this.isStarved) return false
    this.window = this.spread[0]!
    this.walk = partition.walkFrom(pool.skill[anchor]!, pool.sequence[anchor]!)
    return true
  }

  /** @param poolOldestMs - the longest wait in the pool */
  beginAtRoom(room: Room, partition: Partition, nowMs: number, poolOldestMs: number): void {
    this.begin(nowMs, room)
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
      if (this.standings.isHeld(row)) this.wasHeld = true
      else this.add(row)
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

  /** The anchor is not one of those for want of whom there was no match. */
  get isAnchorOfCrowd(): boolean {
    return this.supply.isOfCrowd(this.rows[0]!)
  }

  /** Bits of the regions in which a full match may be among them: there are enough players, and enough of them for each role. */
  sufficientRegions(): number {
    const regions = this.supply.sufficientRegions(this.regions[0]!, this.offRole[0]!)
    this.isStarved = this.supply.isStarved
    return regions
  }

  /**
   * All of them, nearest first, but for those who wish what more wish than can be used: they come last. A set that lacks
   * a scarce role is then known to fail before many ways to choose of the crowd are tried.
   */
  scarceFirst(): readonly number[] {
    const order: number[] = []
    const crowd: number[] = []
    for (let i = 0; i < this.count; i++) {
      const isCrowd = i > 0 && this.isAnchored && this.supply.hasEnoughOf(this.rows[i]!)
      if (isCrowd) crowd.push(i)
      else order.push(i)
    }
    return order.concat(crowd)
  }

  private begin(nowMs: number, room: Room | undefined): void {
    this.nowMs = nowMs
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

  /** False: it fits no match now, or not the anchor's. */
  private add(row: number): boolean {
    const { pool, standings, count } = this
    if (!standings.mayMatch(row)) return false
    const regions = standings.regions[row]!
    if (count > 0 && this.isAnchored && !this.fitsAnchor(row, regions)) return false
    if (this.room !== undefined && !this.fitsRoom(row, regions)) return false
    this.rows[count] = row
    this.supply.count(row, regions)
    this.spread[count] = standings.spread[row]!
    this.regions[count] = regions
    this.active[count] = standings.active[row]!
    this.offRole[count] = standings.offRole[row]!
    this.players += pool.size[row]!
    this.oldestMs = Math.max(this.oldestMs, this.nowMs - pool.enqueuedMs[row]!)
    this.count++
    return true
  }

  private fitsAnchor(row: number, regions: number): boolean {
    const { pool, plan, standings } = this
    const anchor = this.rows[0]!
    if ((regions & this.regions[0]!) === 0) return false
    if (Math.abs(pool.skill[row]! - pool.skill[anchor]!) > standings.spread[row]!) return false
    return pool.size[anchor]! + pool.size[row]! <= plan.playersMax && pairFits(plan, pool, anchor, row, this.active[0]!)
  }

  private fitsRoom(row: number, regions: number): boolean {
    const { plan, pool } = this
    const room = this.room!
    const distance = this.standings.roomDistanceOf(row)
    if (room.rows.length > 0 && Math.abs(pool.skill[row]! - room.skill) > distance) return false
    return pool.size[row]! <= room.open && (plan.config.latency == null || (regions & (1 << room.region)) !== 0)
  }
}
