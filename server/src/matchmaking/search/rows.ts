// The pool as columns: one row a ticket, reused through a free list, columns doubled when they are full. What the search reads
// for every candidate is in typed arrays; what it reads for a chosen few stays with the ticket.

import type { PoolPlayer, PoolTicket } from '../model.js'
import { type Facts, factsOf, Numbering } from './facts.js'
import type { Plan } from './plan.js'

export const State = {
  FREE: 0,
  /** May be proposed. */
  WAITING: 1,
  /** Was proposed in this version. */
  PROPOSED: 2,
  /** No match can hold it, ever: a rule that is never dropped fails, or it is too large. */
  UNMATCHABLE: 3,
  /** Plays in a room that wants more. */
  PRESENT: 4,
} as const
export type State = (typeof State)[keyof typeof State]

const ROWS_AT_FIRST = 256

export class Rows {
  private capacity = ROWS_AT_FIRST
  private used = 0
  private readonly free: number[] = []
  private readonly numbering = new Numbering()
  private readonly partitionNumbers = new Numbering()
  private sequences = 0

  state = new Uint8Array(ROWS_AT_FIRST)
  size = new Uint16Array(ROWS_AT_FIRST)
  partition = new Int32Array(ROWS_AT_FIRST)
  skill = new Float64Array(ROWS_AT_FIRST)
  variance = new Float64Array(ROWS_AT_FIRST)
  partySpread = new Float64Array(ROWS_AT_FIRST)
  enqueuedMs = new Float64Array(ROWS_AT_FIRST)
  /** Counts additions: what is equal otherwise goes by it. */
  sequence = new Float64Array(ROWS_AT_FIRST)
  /** When to look again, on the server's clock. */
  lookMs = new Float64Array(ROWS_AT_FIRST)
  /** 1: some player of it met somebody lately. */
  hasMet = new Uint8Array(ROWS_AT_FIRST)
  /** Players that are off-role in any team. */
  offRole = new Float64Array(ROWS_AT_FIRST)
  /** Bits of the roles that any player of it wishes; all of them where somebody takes any. */
  wishedRoles = new Int32Array(ROWS_AT_FIRST)
  /** Bits of the rules that the ticket fails by itself. */
  failedRules = new Int32Array(ROWS_AT_FIRST)
  /** Of region r: [row * regions + r]. */
  latencyWorst: Float64Array
  latencyLeast: Float64Array
  latencySum: Float64Array
  /** Of rule r: [row * rules + r]. */
  ruleValue: Float64Array
  readonly players: (readonly PoolPlayer[])[] = []
  readonly tickets: (PoolTicket | undefined)[] = []
  readonly wishes: Facts['wishes'][] = []
  /** By player: bits of the roles wished; ANY_ROLE of who takes any. */
  readonly wishedSets: (readonly number[])[] = []
  readonly ruleIds: Facts['ruleIds'][] = []
  /** Undefined: avoids nobody. */
  readonly avoid: (ReadonlySet<string> | undefined)[] = []

  constructor(private readonly plan: Plan) {
    this.latencyWorst = new Float64Array(ROWS_AT_FIRST * plan.regions.length)
    this.latencyLeast = new Float64Array(ROWS_AT_FIRST * plan.regions.length)
    this.latencySum = new Float64Array(ROWS_AT_FIRST * plan.regions.length)
    this.ruleValue = new Float64Array(ROWS_AT_FIRST * plan.rules.length)
  }

  addTicket(ticket: PoolTicket): number {
    const row = this.add(ticket.players)
    const avoid = ticket.avoid.length > 0 ? new Set(ticket.avoid) : undefined
    this.tickets[row] = ticket
    this.avoid[row] = avoid
    this.enqueuedMs[row] = ticket.enqueuedMs
    this.state[row] = this.canEverMatch(row) ? State.WAITING : State.UNMATCHABLE
    return row
  }

  /** One who plays in a room already: is measured by the rules of a match, and waits for nothing. */
  addPresent(player: PoolPlayer): number {
    const row = this.add([player])
    this.tickets[row] = undefined
    this.avoid[row] = undefined
    this.state[row] = State.PRESENT
    return row
  }

  remove(row: number): void {
    this.state[row] = State.FREE
    this.tickets[row] = undefined
    this.players[row] = []
    this.avoid[row] = undefined
    this.free.push(row)
  }

  /** Pairs of players of two rows of whom one met the other lately. */
  rematchesOf(a: number, b: number): number {
    if (this.hasMet[a] === 0 && this.hasMet[b] === 0) return 0
    let pairs = 0
    for (const one of this.players[a]!) {
      for (const other of this.players[b]!) {
        if (one.recentOpponents.includes(other.playerId) || other.recentOpponents.includes(one.playerId)) pairs++
      }
    }
    return pairs
  }

  private add(players: readonly PoolPlayer[]): number {
    const row = this.free.pop() ?? this.used++
    if (row === this.capacity) this.grow()
    const facts = factsOf(this.plan, this.numbering, players)
    this.size[row] = players.length
    this.skill[row] = facts.skill
    this.variance[row] = facts.variance
    this.partySpread[row] = facts.partySpread
    this.sequence[row] = this.sequences++
    this.lookMs[row] = -Infinity
    this.latencyWorst.set(facts.latencyWorst, row * facts.latencyWorst.length)
    this.latencyLeast.set(facts.latencyLeast, row * facts.latencyLeast.length)
    this.latencySum.set(facts.latencySum, row * facts.latencySum.length)
    this.ruleValue.set(facts.ruleValues, row * facts.ruleValues.length)
    this.failedRules[row] = facts.ruleValues.reduce(
      (bits, value, i) => (Number.isNaN(value) ? bits | (1 << i) : bits),
      0,
    )
    this.hasMet[row] = players.some(({ recentOpponents }) => recentOpponents.length > 0) ? 1 : 0
    this.players[row] = players
    this.offRole[row] = facts.offRole
    this.wishes[row] = facts.wishes
    this.wishedSets[row] = facts.wishes.map(bitsOfRoles)
    this.wishedRoles[row] = this.wishedSets[row].reduce((bits, wished) => bits | wished, 0)
    this.ruleIds[row] = facts.ruleIds
    this.partition[row] = this.partitionOf(facts)
    return row
  }

  private canEverMatch(row: number): boolean {
    const { config, lastingRules, teams } = this.plan
    const size = this.size[row]!
    if (size > (config.party.soloOnly ? 1 : config.party.sizeMax)) return false
    if (!teams.some(({ playersMax }) => playersMax >= size)) return false
    return !Number.isNaN(this.skill[row]!) && (this.failedRules[row]! & lastingRules) === 0
  }

  private partitionOf({ ruleValues }: Facts): number {
    const { partitionRules } = this.plan
    return partitionRules.length === 0 ? 0 : this.partitionNumbers.of(partitionRules.map((i) => ruleValues[i]).join())
  }

  private grow(): void {
    this.capacity *= 2
    const { regions, rules } = this.plan
    this.state = grown(this.state, new Uint8Array(this.capacity))
    this.size = grown(this.size, new Uint16Array(this.capacity))
    this.partition = grown(this.partition, new Int32Array(this.capacity))
    this.skill = grown(this.skill, new Float64Array(this.capacity))
    this.variance = grown(this.variance, new Float64Array(this.capacity))
    this.partySpread = grown(this.partySpread, new Float64Array(this.capacity))
    this.enqueuedMs = grown(this.enqueuedMs, new Float64Array(this.capacity))
    this.sequence = grown(this.sequence, new Float64Array(this.capacity))
    this.lookMs = grown(this.lookMs, new Float64Array(this.capacity))
    this.hasMet = grown(this.hasMet, new Uint8Array(this.capacity))
    this.offRole = grown(this.offRole, new Float64Array(this.capacity))
    this.wishedRoles = grown(this.wishedRoles, new Int32Array(this.capacity))
    this.failedRules = grown(this.failedRules, new Int32Array(this.capacity))
    this.latencyWorst = grown(this.latencyWorst, new Float64Array(this.capacity * regions.length))
    this.latencyLeast = grown(this.latencyLeast, new Float64Array(this.capacity * regions.length))
    this.latencySum = grown(this.latencySum, new Float64Array(this.capacity * regions.length))
    this.ruleValue = grown(this.ruleValue, new Float64Array(this.capacity * rules.length))
  }
}

type Column = Uint8Array | Uint16Array | Int32Array | Float64Array

function grown<T extends Column>(from: T, to: T): T {
  to.set(from)
  return to
}

/** Who wishes nothing takes any role. */
export const ANY_ROLE = ~0

function bitsOfRoles(wished: readonly number[]): number {
  return wished.length === 0 ? ANY_ROLE : wished.reduce((bits, role) => bits | (1 << role), 0)
}
