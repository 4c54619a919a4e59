// A match laid out for judging: who plays in which team, how long each has waited, and where limits stand for them. Tickets come
// from a proposal (`holds`); who plays in the room already counts as a ticket of one player that has no wait.

import { type Curve, type QueueConfig, type TeamDef, WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import { type PoolBackfill, type PoolPlayer, type PoolTicket, teamNames } from '../model.js'
import { LimitCurve } from './curve.js'
import type { Bound } from './verdict.js'

/** A match to be judged. */
export interface Match {
  /** The queue's teams by name, in any order; one that is absent is empty. */
  readonly teams: readonly MatchTeam[]
  readonly region: string | undefined
  /** The role of each player in a team with roles, by player id. */
  readonly roles: ReadonlyMap<string, string>
  /** The running room that the tickets join. */
  readonly backfill: PoolBackfill | undefined
}

export interface MatchTeam {
  readonly team: string
  readonly tickets: readonly PoolTicket[]
  readonly bots: number
}

/** A ticket, or one who plays in the room already. */
export interface Entrant {
  /** The ticket's; of who is present the player's. */
  readonly id: string
  readonly players: readonly PoolPlayer[]
  /** Undefined: present already, and no limit is this entrant's. */
  readonly waitedMs: number | undefined
  readonly avoid: readonly string[]
}

export interface TeamLineUp {
  readonly name: string
  readonly def: TeamDef
  readonly entrants: readonly Entrant[]
  readonly players: number
  readonly bots: number
  /** Free seats of a running room before anybody joins; undefined in a new match. */
  readonly open: number | undefined
}

export class LineUp {
  readonly teams: readonly TeamLineUp[]
  /** Everybody, by team. */
  readonly entrants: readonly Entrant[]
  /** Only those of tickets. */
  readonly newcomers: readonly Entrant[]
  readonly oldestMs: number
  readonly newestMs: number

  constructor(
    readonly config: QueueConfig,
    readonly match: Match,
    nowMs: number,
  ) {
    const defs = config.teams.flatMap((def) => Array.from({ length: def.quantity }, () => def))
    this.teams = teamNames(config).map((name, i) => teamLineUp(name, defs[i]!, match, nowMs))
    this.entrants = this.teams.flatMap(({ entrants }) => entrants)
    this.newcomers = this.entrants.filter(({ waitedMs }) => waitedMs !== undefined)
    const waits = this.newcomers.map(({ waitedMs }) => waitedMs ?? 0)
    this.oldestMs = Math.max(...waits)
    this.newestMs = Math.min(...waits)
  }

  /** Where a limit stands for one entrant. */
  limitOf(curve: Curve, { waitedMs }: Entrant): number | undefined {
    const wait = this.config.waitOf === WaitOf.EACH ? waitedMs : this.matchWaitMs
    return wait === undefined ? undefined : new LimitCurve(curve, this.config.interpolation).at(wait)
  }

  /** Where a limit on the whole match stands: the strictest of all tickets'. */
  strictest(curve: Curve, bound: Bound): number | undefined {
    const limits = this.newcomers.map((entrant) => this.limitOf(curve, entrant)).filter((limit) => limit !== undefined)
    if (limits.length === 0) return undefined
    return bound === 'most' ? Math.min(...limits) : Math.max(...limits)
  }

  /** Whether a rule holds no longer. With EACH all tickets must have waited so long. */
  isDropped(dropAfterMs: number | null | undefined): boolean {
    return dropAfterMs != null && this.matchWaitMs >= dropAfterMs
  }

  /** The wait that counts for the whole match. */
  private get matchWaitMs(): number {
    return this.config.waitOf === WaitOf.OLDEST ? this.oldestMs : this.newestMs
  }
}

function teamLineUp(name: string, def: TeamDef, { teams, backfill }: Match, nowMs: number): TeamLineUp {
  const { tickets, bots } = teams.find(({ team }) => team === name) ?? { tickets: [], bots: 0 }
  const room = backfill?.teams.find(({ team }) => team === name)
  const present = (room?.present ?? []).map((player) => {
    return { id: player.playerId, players: [player], waitedMs: undefined, avoid: [] }
  })
  const newcomers = tickets.map(({ ticketId, players, enqueuedMs, avoid }) => {
    return { id: ticketId, players, waitedMs: nowMs - enqueuedMs, avoid }
  })
  const entrants = [...newcomers, ...present]
  const open = backfill === undefined ? undefined : (room?.open ?? 0)
  return { name, def, entrants, players: sizeOf(entrants), bots, open }
}

/** Players of all of them. */
export function sizeOf(entrants: readonly Entrant[]): number {
  return entrants.reduce((sum, { players }) => sum + players.length, 0)
}

/** Calls back for every two of a list, once. */
export function forEachPair<T>(list: readonly T[], call: (a: T, b: T) => void): void {
  for (let i = 0; i < list.length; i++) for (let j = i + 1; j < list.length; j++) call(list[i]!, list[j]!)
}
