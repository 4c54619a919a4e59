// Matchmaking for tests, with time, chance, rooms, connections and matchers in the test's hand, and all that players were told.
// The matcher is the simplest one: whoever waits longest, as far as the teams have places.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { PlayerEntry, TicketRequest, Ticket as WireTicket } from '@tickwire/gen-nodejs/matchmaking.types.js'
import { Interpolation, type QueueConfig, WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import { RefusedError } from '@tickwire/simulation'
import { Presence } from '../events/presence.js'
import { SteppedScheduler } from '../events/testing.js'
import { RoomFinder } from '../finder/room-finder.js'
import { TestDirectory } from '../finder/testing.js'
import type { Group } from '../groups/group.js'
import { MemoryMatchStore } from './match-store.js'
import type { MatcherHost, OpenMatcher } from './matcher-host.js'
import { localMatcher } from './matcher-host.js'
import { Matchmaker } from './matchmaker.js'
import {
  type Matcher,
  type PoolBackfill,
  type PoolTicket,
  type Proposal,
  type ProposedTeam,
  teamNames,
} from './model.js'
import { MemoryRatingStore } from './rating-store.js'
import { createMatcher } from './search/matcher.js'
import { TicketRequests } from './ticket-requests.js'
import { localTrials } from './trial/trials.js'

/** A queue for two teams of one. */
export function duel(fields: Partial<QueueConfig> = {}): QueueConfig {
  return {
    name: 'duel',
    version: 1,
    open: true,
    roomKind: 'arena',
    regions: [],
    teams: [{ name: 'team', playersMin: 1, playersMax: 1, quantity: 2, roles: [] }],
    attributes: [],
    party: { sizeMax: 1, skillSpreadMax: [], teamPartySizeGapMax: [], soloOnly: false },
    rules: [],
    quality: {
      qualityMin: [],
      skillWeight: 1,
      latencyWeight: 0.5,
      roleWeight: 0.5,
      partyWeight: 0.5,
      waitWeight: 0.2,
      recentOpponents: 0,
    },
    waitOf: WaitOf.EACH,
    interpolation: Interpolation.LINEAR,
    ticketTimeoutMs: 300_000,
    cycleMs: 500,
    candidatesMax: 128,
    roomTags: {},
    roomOptions: {},
    botsAfterMs: 0,
    fillForMs: 5_000,
    ...fields,
  }
}

/** Two teams of two, who are asked, and whose rooms fill up again. */
export function ranked(fields: Partial<QueueConfig> = {}): QueueConfig {
  return duel({
    name: 'ranked',
    teams: [{ name: 'team', playersMin: 1, playersMax: 2, quantity: 2, roles: [] }],
    party: { sizeMax: 2, skillSpreadMax: [], teamPartySizeGapMax: [], soloOnly: false },
    acceptance: { timeoutMs: 10_000, declinesFree: 1, penaltyMsByOffence: [30_000, 120_000] },
    backfill: { priority: 2, seatHoldMs: 10_000, skillDistanceMax: [] },
    ...fields,
  })
}

/** Fills backfills, then new matches, first come, first served. */
export class FirstComeMatcher implements Matcher {
  private readonly tickets = new Map<string, PoolTicket>()
  private readonly backfills = new Map<string, PoolBackfill>()

  constructor(private readonly config: QueueConfig) {}

  addTicket(ticket: PoolTicket): void {
    this.tickets.set(ticket.ticketId, ticket)
  }

  removeTicket(ticketId: string): void {
    this.tickets.delete(ticketId)
  }

  addBackfill(backfill: PoolBackfill): void {
    this.backfills.set(backfill.backfillId, backfill)
  }

  removeBackfill(backfillId: string): void {
    this.backfills.delete(backfillId)
  }

  cycle(): Proposal[] {
    const free = [...this.tickets.values()].sort((a, b) => a.enqueuedMs - b.enqueuedMs)
    const proposals: Proposal[] = []
    for (const backfill of this.backfills.values()) {
      const places = backfill.teams.map(({ open }) => open)
      const there = backfill.teams.flatMap(({ present }) => present.map(({ playerId }) => playerId))
      const found = this.fill(free, places, there)
      if (found !== undefined) proposals.push({ ...found, region: backfill.region, backfill })
    }
    for (;;) {
      const sizes = this.config.teams.flatMap(({ playersMax, quantity }) => Array<number>(quantity).fill(playersMax))
      const found = this.fill(free, sizes, [])
      if (found === undefined || found.teams.some(({ players }, i) => players.length < sizes[i]!)) return proposals
      proposals.push({ ...found, backfill: undefined })
    }
  }

  /** Takes tickets out of `free` that fit; undefined when none does. */
  private fill(free: PoolTicket[], places: number[], there: readonly string[]): Omit<Proposal, 'backfill'> | undefined {
    const left = [...places]
    const present = new Map<string, readonly string[]>(there.map((playerId) => [playerId, []]))
    const teams = teamNames(this.config).map((team): ProposedTeam & { players: object[] } => ({
      team,
      players: [],
      bots: 0,
    }))
    const taken = free.filter((ticket) => {
      const team = left.findIndex((open) => open >= ticket.players.length)
      const ids = ticket.players.map(({ playerId }) => playerId)
      const isUnwelcome = [...present].some(([id, avoid]) => {
        return ids.includes(id) || ticket.avoid.includes(id) || avoid.some((avoided) => ids.includes(avoided))
      })
      if (team < 0 || isUnwelcome) return false
      left[team]! -= ids.length
      for (const playerId of ids) {
        present.set(playerId, ticket.avoid)
        teams[team]!.players.push({ playerId, role: undefined })
      }
      return true
    })
    if (taken.length === 0) return undefined
    const isWhole = left.every((open) => open === 0)
    const isFit = isWhole || places.some((open, i) => open !== this.sizes[i])
    if (isFit) for (const ticket of taken) free.splice(free.indexOf(ticket), 1)
    return { tickets: taken, teams, region: this.config.regions[0], quality: 1 }
  }

  private get sizes(): number[] {
    return this.config.teams.flatMap(({ playersMax, quantity }) => Array<number>(quantity).fill(playersMax))
  }
}

/** A worker that a test holds: what it proposes comes when the test says so, twice if it says so, or never. */
export class HeldMatchers {
  /** Bends what is proposed. */
  bend = (proposal: Proposal): Proposal => proposal
  /** Answers the cycles under way, oldest first. */
  readonly held: { answer: () => void; fail: () => void }[] = []
  isHolding = false
  /** Says again what it said before. */
  isRepeating = false
  /** Before each cycle of a queue; what it throws is what the matcher does. */
  atCycle = (_queue: string): void => {}

  /** From now on it neither throws nor breaks a rule. */
  mend(): void {
    this.bend = (proposal) => proposal
    this.atCycle = () => {}
  }

  readonly open: OpenMatcher = (config) => {
    const host = localMatcher((of) => new FirstComeMatcher(of))(config)
    // A matcher repeats itself, not what another one said by another config.
    const said = { before: [] as readonly Proposal[] }
    const cycle = async (nowMs: number, seed: number) => {
      this.atCycle(config.name)
      return this.cycle(host, said, nowMs, seed)
    }
    return { ...host, cycle }
  }

  private async cycle(
    host: MatcherHost,
    said: { before: readonly Proposal[] },
    nowMs: number,
    seed: number,
  ): Promise<readonly Proposal[]> {
    const fresh = (await host.cycle(nowMs, seed)).map((proposal) => this.bend(proposal))
    const proposals = this.isRepeating ? [...fresh, ...fresh, ...said.before] : fresh
    said.before = fresh
    if (!this.isHolding) return proposals
    return new Promise((resolve, reject) => {
      this.held.push({ answer: () => resolve(proposals), fail: () => reject(new Error('the worker was killed')) })
    })
  }
}

export interface Heard {
  readonly playerId: string
  readonly told: Parameters<ConstructorParameters<typeof Matchmaker>[0]['tell']>[1]
}

export class TestMatchmaking {
  readonly scheduler = new SteppedScheduler()
  readonly presence = new Presence(this.scheduler)
  readonly directory = new TestDirectory()
  readonly store = new MemoryMatchStore()
  readonly ratings = new MemoryRatingStore()
  readonly matchers = new HeldMatchers()
  readonly parties = new Map<string, Group>()
  readonly told: Heard[] = []
  /** What each player heard last of each ticket, by both ids. */
  readonly standing = new Map<string, WireTicket>()
  readonly errors: unknown[] = []
  readonly banned = new Set<string>()
  readonly matchmaker: Matchmaker
  readonly requests: TicketRequests
  isDraining = false
  private readonly connected = new Set<string>()
  private made = 0

  constructor(queues: readonly QueueConfig[]) {
    const { scheduler, presence, directory, store, ratings } = this
    const isDraining = () => this.isDraining
    const nowMs = () => scheduler.nowMs()
    const checkEntry = (playerId: string) => {
      if (this.banned.has(playerId)) throw new RefusedError(ErrorCode.BANNED, `${playerId} is banned`)
    }
    const rooms = new RoomFinder({ directory, region: 'here', playUrl: () => '/play', isDraining, checkEntry, nowMs })
    const randomToken = () => `t${++this.made}`
    const world = { store, scheduler, presence, rooms, directory, ratings, isDraining, randomToken }
    this.matchmaker = new Matchmaker({
      ...world,
      queues,
      surroundings: { regions: ['here', 'there'], roomKinds: [{ kind: 'arena', playersMax: 64, options: [] }] },
      runTrials: localTrials(createMatcher, () => scheduler.nowMs()),
      openMatcher: this.matchers.open,
      rate: (teams) => teams.map((team) => team.map(({ mu, sigma }) => ({ mu: mu + 1, sigma: sigma - 1 }))),
      tell: (playerId, told) => {
        this.told.push({ playerId, told })
        if ('ticket' in told) this.standing.set(`${playerId} ${told.ticket.ticketId}`, told.ticket)
      },
      randomU32: () => ++this.made,
      onError: (error) => this.errors.push(error),
    })
    this.requests = new TicketRequests({
      ...world,
      matchmaker: this.matchmaker,
      partyOf: ({ playerId }) =>
        [...this.parties.values()].find(({ members }) => members.some((m) => m.playerId === playerId))!,
      displayNameOf: () => undefined,
    })
  }

  /** A player begins to wait; answers the ticket's id. */
  queue(playerId: string, fields: Partial<TicketRequest> = {}): string {
    const queue = this.matchmaker.list()[0]!.name
    const request = { queue, avoid: [], requestId: `r${++this.made}`, ...fields }
    return this.requests.create(player(playerId), request).ticketId
  }

  /** Lets cycles run until `ms` are over, and their answers come. */
  async step(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.scheduler.step(Math.min(left, 500))
      this.matchmaker.sweep()
      await settled()
    }
  }

  statusOf(ticketId: string): number | undefined {
    return this.store.ticket(ticketId)?.status
  }

  /** The player polls from now on. */
  connect(playerId: string): void {
    if (!this.connected.has(playerId)) this.presence.pollBegins(playerId)
    this.connected.add(playerId)
  }

  disconnect(playerId: string): void {
    if (this.connected.delete(playerId)) this.presence.pollEnds(playerId)
  }

  /** Somebody's seat is free again. */
  leaveRoom(roomId: string, playerId: string): void {
    if (this.directory.leave(roomId, playerId)) this.matchmaker.seatEnded(roomId, playerId)
  }
}

export function player(playerId: string): { playerId: string; displayName: string } {
  return { playerId, displayName: playerId.toUpperCase() }
}

export function entry(fields: Partial<PlayerEntry> = {}): PlayerEntry {
  return { playerId: '', attributes: {}, latencyMsByRegion: {}, roles: [], ...fields }
}

/** Answers that are there have come. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 8; turns++) await undefined
}
