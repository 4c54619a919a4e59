// The built-in matcher: a pool in rows, sorted by rating within each partition, and anchors that look for a match when there is a
// reason to: a ticket that has just arrived, or one whose limits have moved. What nobody's arrival or wait has changed is not
// looked at, so a cycle costs what has changed, not what waits. docs/MATCHMAKING.md, "The algorithm", says why that is enough.

import { BackfillPriority, type QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, PoolBackfill, PoolTicket, Proposal } from '../model.js'
import { Candidates } from './candidates.js'
import { Exchange } from './exchange.js'
import { Looks } from './looks.js'
import { MatchCheck } from './match-check.js'
import { Partition } from './partition.js'
import { Plan } from './plan.js'
import { proposalOf } from './proposal.js'
import { freeRoom, type Room, roomOf } from './room.js'
import { Rows, State } from './rows.js'
import { type Found, Selection, TRIES_MAX } from './selection.js'
import { SortedRows } from './sorted-rows.js'
import { Standings } from './standings.js'
import { TeamSplit } from './team-split.js'

/** From this share of the queue's time-out on, a ticket is overdue: it looks first, and younger ones leave it its candidates. */
const OVERDUE_SHARE_OF_TIMEOUT = 0.5
/** Overdue tickets that look in one cycle whatever has changed, the oldest. More are those of a queue that cannot match. */
const OVERDUE_LOOKS_MAX = 32
/** Rooms that look in one cycle, in turns. */
const ROOM_LOOKS_MAX = 256
/** Sets that hold and are compared, before the best is proposed: in nearest order, and in order of age. */
const NEAREST_SETS = 12
const OLDEST_SETS = 2
/** With so many anchors in a cycle each takes the first set that holds: a server that has just started, or an outage's end. */
const HURRIED_ANCHORS = 4_000
/** Anchors whose matches are compared before any is proposed. */
const COMPARED_ANCHORS = 256
/** After so many sets that were split the anchors that are left in a cycle, the youngest, are in a hurry too. */
const UNHURRIED_SETS = 2_000
/** Candidates that all anchors of a cycle may try together, so long as each has its least. */
const CYCLE_TRIES_MAX = 160_000
const ANCHOR_TRIES_MIN = 256
/** Candidates beyond those that a match needs that are gathered before the first attempt. */
const SPARE_CANDIDATES = 8

/** What the last cycle did. */
export interface CycleStats {
  anchorsSearched: number
  roomsSearched: number
}

export interface BuiltInMatcher extends Matcher {
  readonly stats: Readonly<CycleStats>
}

/** Finds matches by the rules of docs/MATCHMAKING.md. The same calls give the same proposals on every machine. */
export function createMatcher(config: QueueConfig): BuiltInMatcher {
  return new RatingMatcher(config)
}

class RatingMatcher implements BuiltInMatcher {
  readonly stats: CycleStats = { anchorsSearched: 0, roomsSearched: 0 }
  private readonly plan: Plan
  private readonly rows: Rows
  private readonly partitions = new Map<number, Partition>()
  /** Tickets that may be proposed, by age. */
  private readonly byAge = new SortedRows()
  private readonly rowOf = new Map<string, number>()
  private readonly rooms = new Map<string, RoomEntry>()
  private readonly standings: Standings
  private readonly candidates: Candidates
  private readonly check: MatchCheck
  private readonly selection: Selection
  private readonly exchange: Exchange
  private readonly looks: Looks
  private proposals: Proposal[] = []
  /** Of the present cycle, not said yet: they may still exchange tickets. */
  private matches: Found[] = []
  private nowMs = 0
  private seed = 0
  private isCrowded = false
  /** Of each anchor. */
  private triesMax = TRIES_MAX
  private hasArrivals = false
  /** Candidates looked at and tried in the present cycle. */
  private work = 0

  constructor(config: QueueConfig) {
    this.plan = new Plan(config)
    this.rows = new Rows(this.plan)
    this.standings = new Standings(this.plan, this.rows)
    this.candidates = new Candidates(this.plan, this.rows, this.standings)
    this.check = new MatchCheck(this.plan, this.rows)
    const split = new TeamSplit(this.plan, this.rows, this.check)
    this.selection = new Selection(this.plan, this.rows, this.candidates, this.check, split)
    this.exchange = new Exchange(this.rows, this.selection)
    this.looks = new Looks(this.plan, this.rows, this.candidates, this.selection)
  }

  addTicket(ticket: PoolTicket): void {
    const earlier = this.rowOf.get(ticket.ticketId)
    if (earlier !== undefined) {
      if (this.rows.state[earlier] === State.PROPOSED && this.rows.tickets[earlier]!.version === ticket.version) return
      this.removeTicket(ticket.ticketId)
    }
    const row = this.rows.addTicket(ticket)
    this.rowOf.set(ticket.ticketId, row)
    if (this.rows.state[row] !== State.WAITING) return
    this.partitionAt(row).insert(row)
    this.byAge.insert(row, this.rows.enqueuedMs[row]!, this.rows.sequence[row]!)
    this.looks.arrived(row)
    this.hasArrivals = true
  }

  removeTicket(ticketId: string): void {
    const row = this.rowOf.get(ticketId)
    if (row === undefined) return
    this.takeOut(row)
    this.rows.remove(row)
    this.rowOf.delete(ticketId)
  }

  addBackfill(backfill: PoolBackfill): void {
    const earlier = this.rooms.get(backfill.backfillId)
    if (earlier?.isProposed && earlier.room.backfill.version === backfill.version) return
    this.removeBackfill(backfill.backfillId)
    this.rooms.set(backfill.backfillId, {
      room: roomOf(this.plan, this.rows, backfill),
      isProposed: false,
      lookMs: -Infinity,
    })
  }

  removeBackfill(backfillId: string): void {
    const entry = this.rooms.get(backfillId)
    if (entry === undefined) return
    freeRoom(this.rows, entry.room)
    this.rooms.delete(backfillId)
  }

  cycle(nowMs: number, seed: number): readonly Proposal[] {
    this.nowMs = nowMs
    this.seed = seed
    this.proposals = []
    this.matches = []
    this.work = 0
    this.stats.anchorsSearched = 0
    this.stats.roomsSearched = 0
    this.standings.begin(nowMs, this.poolOldestMs())
    const anchors = this.looks.due(nowMs, this.byAge.size)
    this.isCrowded = anchors.length > HURRIED_ANCHORS
    this.selection.setsInCycle = 0
    const share = Math.floor(CYCLE_TRIES_MAX / Math.max(1, anchors.length))
    this.triesMax = Math.min(TRIES_MAX, Math.max(ANCHOR_TRIES_MIN, share))
    const priority = this.plan.config.backfill?.priority ?? BackfillPriority.NORMAL
    const rooms = this.dueRooms()
    if (priority === BackfillPriority.HIGH) for (const entry of rooms) this.searchRoom(entry)
    this.searchOverdue()
    if (priority === BackfillPriority.NORMAL) this.searchByAge(anchors, rooms)
    else this.searchByScore(anchors)
    if (priority === BackfillPriority.LOW) for (const entry of rooms) this.searchRoom(entry)
    const matches = this.isHurried ? this.matches : this.exchange.improved(this.matches, nowMs)
    for (const found of matches) this.propose(found, undefined)
    this.hasArrivals = false
    this.looks.cost(this.work, this.stats.anchorsSearched)
    return this.proposals
  }

  private searchOverdue(): void {
    const { rows, nowMs, plan } = this
    const overdueMs = plan.config.ticketTimeoutMs * OVERDUE_SHARE_OF_TIMEOUT
    const overdue = this.byAge.first(OVERDUE_LOOKS_MAX).filter((row) => nowMs - rows.enqueuedMs[row]! >= overdueMs)
    for (const row of overdue) {
      if (rows.state[row] !== State.WAITING || this.standings.isHeld(row)) continue
      this.looks.wake(row)
      const found = this.searchAnchor(row, true)
      if (found !== undefined) this.take(found)
    }
  }

  /** Tickets and rooms together, whoever has waited longer first. */
  private searchByAge(anchors: readonly number[], rooms: readonly RoomEntry[]): void {
    let next = 0
    for (const entry of rooms) {
      const from = next
      while (next < anchors.length && this.rows.enqueuedMs[anchors[next]!]! < entry.room.backfill.openedMs) next++
      this.searchByScore(anchors.slice(from, next))
      this.searchRoom(entry)
    }
    this.searchByScore(anchors.slice(next))
  }

  /** So many at a time, the oldest first. In a hurry one after the other. */
  private searchByScore(anchors: readonly number[]): void {
    let next = 0
    while (next < anchors.length) {
      const count = this.isHurried ? 1 : COMPARED_ANCHORS
      let left: readonly number[] = anchors.slice(next, next + count)
      while (left.length > 0) left = this.takeBestOf(left)
      next += count
    }
  }

  /** The oldest that has a match has it, then the best goes first. Says who is to search again: somebody of theirs was taken. */
  private takeBestOf(anchors: readonly number[]): readonly number[] {
    const { rows } = this
    const best = anchors.flatMap((anchor) => {
      const found = this.searchAnchor(anchor)
      return found === undefined ? [] : [{ anchor, found }]
    })
    const lost = new Set<number>()
    const [oldest, ...others] = best
    others.sort((a, b) => b.found.score - a.found.score)
    for (const { anchor, found } of oldest === undefined ? [] : [oldest, ...others]) {
      if (found.members.every((row) => rows.state[row] === State.WAITING)) this.take(found)
      else lost.add(anchor)
    }
    return anchors.filter((anchor) => lost.has(anchor))
  }

  /** What it could have; it sleeps when that is nothing. */
  private searchAnchor(anchor: number, isOverdue = false): Found | undefined {
    const { rows, looks } = this
    if (rows.state[anchor] !== State.WAITING || !looks.isAwake(anchor)) return undefined
    if (this.standings.isHeld(anchor)) looks.postpone(anchor)
    else if (this.findMatch(anchor)) return this.selection.found
    else {
      if (isOverdue) this.hold(anchor)
      looks.sleep(anchor)
    }
    return undefined
  }

  /** Leaves what it finds in the selection, and whom it looked at in the candidates. */
  private findMatch(anchor: number): boolean {
    const { candidates, selection, plan, nowMs } = this
    this.stats.anchorsSearched++
    selection.begin(undefined, nowMs, this.triesMax, this.isHurried)
    const mayMatch = candidates.beginAt(anchor, this.partitionAt(anchor), nowMs)
    if (mayMatch) {
      candidates.extendTo(plan.playersMax + SPARE_CANDIDATES)
      this.searchAnchored()
    }
    this.work += candidates.lookedAt + selection.tries
    if (mayMatch && selection.found === undefined && !candidates.isExhausted) {
      const { lookedAt } = candidates
      candidates.extendTo(plan.config.candidatesMax + 1)
      selection.begin(undefined, nowMs, this.triesMax, this.isHurried)
      this.searchAnchored()
      this.work += candidates.lookedAt - lookedAt + selection.tries
    }
    return selection.found !== undefined
  }

  /** Only where there is any use in looking; a short match has its own rules. */
  private searchAnchored(): void {
    const { candidates, plan } = this
    const regions = candidates.oldestMs >= plan.shortAfterMs ? ANY_REGION : candidates.sufficientRegions()
    if (regions !== 0) this.searchCandidates(true, regions)
  }

  /** An overdue ticket that is short of players keeps those it could play with, nearest first. */
  private hold(anchor: number): void {
    const { candidates, standings, plan } = this
    if (candidates.players >= plan.playersMax) return
    standings.hold(anchor)
    for (let i = 1; i < candidates.count; i++) standings.hold(candidates.rows[i]!)
  }

  private searchRoom(entry: RoomEntry): void {
    const { plan, candidates, selection, nowMs } = this
    const { room } = entry
    const { stopAfterMs } = plan.config.backfill ?? {}
    if (entry.isProposed || room.open === 0) return
    if (stopAfterMs != null && nowMs - room.backfill.openedMs >= stopAfterMs) return
    this.stats.roomsSearched++
    entry.lookMs = nowMs + ROOM_LOOK_MS
    for (const partition of this.partitionsOf(room)) {
      candidates.beginAtRoom(room, partition, nowMs, this.poolOldestMs())
      candidates.extendTo(plan.config.candidatesMax)
      selection.begin(room, nowMs, TRIES_MAX, this.isHurried)
      this.searchCandidates(false, ANY_REGION)
      if (selection.found === undefined) continue
      entry.isProposed = true
      for (const row of selection.found.members) this.markProposed(row)
      this.propose(selection.found, room)
      break
    }
  }

  /** Rooms that have a reason to look, oldest first: a ticket has arrived, or limits may have moved. */
  private dueRooms(): readonly RoomEntry[] {
    const due = [...this.rooms.values()].filter((entry) => {
      return !entry.isProposed && (this.hasArrivals || entry.lookMs <= this.nowMs)
    })
    due.sort((a, b) => a.lookMs - b.lookMs || a.room.backfill.openedMs - b.room.backfill.openedMs)
    due.length = Math.min(due.length, ROOM_LOOKS_MAX)
    return due.sort((a, b) => a.room.backfill.openedMs - b.room.backfill.openedMs)
  }

  private partitionsOf(room: Room): readonly Partition[] {
    if (Number.isNaN(room.skill)) return []
    const [first] = room.rows
    if (first === undefined) return [...this.partitions.values()]
    const isMixed = room.rows.some((row) => this.rows.partition[row] !== this.rows.partition[first])
    const partition = this.partitions.get(this.rows.partition[first]!)
    return isMixed || partition === undefined ? [] : [partition]
  }

  /** In order of rating, scarce roles first, and then, unless there is no time for it, in order of age. */
  private searchCandidates(isAnchored: boolean, regions: number): void {
    const { candidates, selection, rows } = this
    const nearest = candidates.scarceFirst()
    selection.tryOrder(nearest, isAnchored, this.isHurried ? 1 : NEAREST_SETS, regions)
    if (this.isHurried || selection.found === undefined) return
    const ageOf = (i: number) => (isAnchored && i === 0 ? -Infinity : rows.enqueuedMs[candidates.rows[i]!]!)
    const oldest = nearest.slice().sort((a, b) => ageOf(a) - ageOf(b) || a - b)
    selection.tryOrder(oldest, isAnchored, OLDEST_SETS, regions)
  }

  /** Nobody else has these any more. */
  private take(found: Found): void {
    for (const row of found.members) this.markProposed(row)
    this.matches.push(found)
  }

  private propose(found: Found, room: Room | undefined): void {
    const { rows, check, plan } = this
    check.prepare(found.members, room, this.nowMs)
    check.evaluate(found.teamOf)
    const turn = Math.imul(this.seed ^ (this.proposals.length + 1), 0x9e3779b1) >>> 8
    this.proposals.push(proposalOf(plan, rows, check, found, room, turn))
  }

  private get isHurried(): boolean {
    return this.isCrowded || this.selection.setsInCycle > UNHURRIED_SETS
  }

  private markProposed(row: number): void {
    this.takeOut(row)
    this.rows.state[row] = State.PROPOSED
  }

  private takeOut(row: number): void {
    if (this.rows.state[row] !== State.WAITING) return
    this.partitionAt(row).remove(row)
    this.byAge.remove(this.rows.enqueuedMs[row]!, this.rows.sequence[row]!)
  }

  private partitionAt(row: number): Partition {
    const number = this.rows.partition[row]!
    let partition = this.partitions.get(number)
    if (partition === undefined) {
      partition = new Partition(this.plan, this.rows)
      this.partitions.set(number, partition)
    }
    return partition
  }

  private poolOldestMs(): number {
    const [oldest] = this.byAge.first(1)
    return oldest === undefined ? 0 : this.nowMs - this.rows.enqueuedMs[oldest]!
  }
}

interface RoomEntry {
  readonly room: Room
  isProposed: boolean
  lookMs: number
}

/** Bits of all regions. */
const ANY_REGION = ~0
/** Between two looks of a room when nobody arrives, milliseconds. */
const ROOM_LOOK_MS = 1_000
