// A set of tickets into teams, as evenly as can be. Up to 12 players every way is tried, but for those that differ only in which of
// several equal teams is which; above, a snake draft (the best left goes to the weakest of the emptiest teams), then swaps
// of tickets of one size while they help.

import type { MatchCheck } from './match-check.js'
import type { Plan } from './plan.js'
import type { Rows } from './rows.js'

/** Players of a match up to which every split is tried. 10 players in two teams: 126. */
const EXACT_PLAYERS_MAX = 12
/** Splits of a set that are tried at most: more only where teams may be left with seats open. */
const SPLITS_MAX = 1_024
/** Swaps that are tried at most, for one set. */
const SWAPS_MAX = 256
/** Times that all pairs are gone through to even the teams out, and what a swap must bring their means nearer. */
const EVENING_PASSES_MAX = 8
const EVENING_MIN = 1e-6
/** A split whose skill part is this near to even is not bettered. */
const EVEN_ENOUGH = 0.01

export class TeamSplit {
  /** By member, after `best`: its team. */
  teamOf: Int8Array
  /** Of that split. */
  quality = -Infinity
  private tried: Int8Array
  private readonly order: number[] = []
  private readonly counts: Int32Array
  /** Of each team's skills, while it is drafted. */
  private readonly sums: Float64Array
  private readonly seats: Int32Array
  /** Of each team's players, for its roles. */
  private readonly bits: Int32Array
  private splits = 0
  private left = 0

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
    private readonly check: MatchCheck,
  ) {
    this.teamOf = new Int8Array(plan.playersMax)
    this.tried = new Int8Array(plan.playersMax)
    this.counts = new Int32Array(plan.teams.length)
    this.sums = new Float64Array(plan.teams.length)
    this.seats = new Int32Array(plan.teams.length)
    this.bits = new Int32Array(plan.teams.length)
  }

  /** The best teams for the set that `check` was prepared with; false when there are none. */
  best(): boolean {
    const { check, order, rows, seats, counts } = this
    const { members, room } = check
    order.length = 0
    for (let i = 0; i < members.length; i++) order.push(i)
    const sizeOf = (i: number) => rows.size[members[i]!]!
    order.sort((a, b) => sizeOf(b) - sizeOf(a) || rows.skill[members[b]!]! - rows.skill[members[a]!]! || a - b)
    for (let team = 0; team < counts.length; team++) {
      counts[team] = 0
      this.bits[team] = 0
      seats[team] = room === undefined ? this.plan.teams[team]!.playersMax : room.teams[team]!.open
    }
    this.quality = -Infinity
    this.splits = 0
    this.left = check.players
    if (check.players <= EXACT_PLAYERS_MAX) this.tryAll(0)
    else if (this.draft()) {
      this.evenOut()
      this.swap()
    }
    return this.quality > -Infinity
  }

  private tryAll(at: number): boolean {
    const { check, order, counts, seats, bits, tried } = this
    if (at === order.length) return this.keepIfBetter()
    const member = order[at]!
    const size = this.rows.size[check.members[member]!]!
    this.left -= size
    for (let team = 0; team < counts.length; team++) {
      if (counts[team]! + size > seats[team]! || this.isLikeAnEarlier(team)) continue
      tried[member] = team
      counts[team] = counts[team]! + size
      bits[team] = bits[team]! | check.memberBits[member]!
      const holds = this.canStillFill() && check.rolesCanHold(team, bits[team]!, seats[team]! - counts[team]!)
      const isDone = holds && this.tryAll(at + 1)
      bits[team] = bits[team]! & ~check.memberBits[member]!
      counts[team] = counts[team]! - size
      if (isDone) return true
    }
    this.left += size
    return false
  }

  /** Teams of one kind that are empty are one and the same. */
  private isLikeAnEarlier(team: number): boolean {
    const { plan, counts, check } = this
    if (counts[team] !== 0 || check.room !== undefined) return false
    for (let other = team - 1; other >= 0 && plan.teams[other]!.kind === plan.teams[team]!.kind; other--) {
      if (counts[other] === 0) return true
    }
    return false
  }

  /** Whether who is left is enough for the teams that still lack players. */
  private canStillFill(): boolean {
    if (this.check.room !== undefined || this.check.mayHaveBots) return true
    let missing = 0
    for (let team = 0; team < this.counts.length; team++) {
      missing += Math.max(0, this.plan.teams[team]!.playersMin - this.counts[team]!)
    }
    return missing <= this.left
  }

  /** True: no need to go on. */
  private keepIfBetter(): boolean {
    const quality = this.check.evaluate(this.tried, this.quality)
    this.splits++
    if (!Number.isNaN(quality)) {
      this.quality = quality
      this.teamOf.set(this.tried)
    }
    return this.splits >= SPLITS_MAX || this.quality >= this.check.qualityAtBest - EVEN_ENOUGH
  }

  private draft(): boolean {
    const { check, order, counts, seats, tried, rows, sums } = this
    sums.fill(0)
    check.room?.teams.forEach(({ skillSum }, team) => {
      sums[team] = skillSum
    })
    for (const member of order) {
      const row = check.members[member]!
      const size = rows.size[row]!
      let chosen = -1
      for (let team = 0; team < counts.length; team++) {
        if (counts[team]! + size > seats[team]!) continue
        if (chosen < 0 || this.isWeaker(team, chosen)) chosen = team
      }
      if (chosen < 0) return false
      tried[member] = chosen
      counts[chosen] = counts[chosen]! + size
      sums[chosen] = sums[chosen]! + size * rows.skill[row]!
    }
    this.keepIfBetter()
    return true
  }

  private isWeaker(team: number, than: number): boolean {
    const { counts, sums } = this
    return counts[team] !== counts[than] ? counts[team]! < counts[than]! : sums[team]! < sums[than]!
  }

  /** Swaps that bring the teams' skills nearer, while there are any; kept if the teams are better for it. */
  private evenOut(): void {
    const { check, counts, rows, sums, tried } = this
    const { members } = check
    for (let pass = 0, isBetter = true; isBetter && pass < EVENING_PASSES_MAX; pass++) {
      isBetter = false
      for (let a = 0; a < members.length; a++) {
        for (let b = a + 1; b < members.length; b++) {
          const [from, to] = [tried[a]!, tried[b]!]
          const size = rows.size[members[a]!]!
          if (from === to || size !== rows.size[members[b]!]) continue
          const moved = size * (rows.skill[members[a]!]! - rows.skill[members[b]!]!)
          const lead = sums[from]! / counts[from]! - sums[to]! / counts[to]!
          const change = moved / counts[from]! + moved / counts[to]!
          if (Math.abs(lead - change) >= Math.abs(lead) - EVENING_MIN) continue
          sums[from] = sums[from]! - moved
          sums[to] = sums[to]! + moved
          exchange(tried, a, b)
          isBetter = true
        }
      }
    }
    this.keepIfBetter()
    if (this.quality > -Infinity) tried.set(this.teamOf)
  }

  private swap(): void {
    const { check, rows, tried } = this
    const { members } = check
    let left = SWAPS_MAX
    for (let a = 0; a < members.length; a++) {
      for (let b = a + 1; b < members.length; b++) {
        if (tried[a] === tried[b] || rows.size[members[a]!] !== rows.size[members[b]!]) continue
        if (--left < 0) return
        const before = this.quality
        exchange(tried, a, b)
        if (this.keepIfBetter()) return
        if (this.quality === before) exchange(tried, a, b)
      }
    }
  }
}

function exchange(list: Int8Array, a: number, b: number): void {
  const held = list[a]!
  list[a] = list[b]!
  list[b] = held
}
