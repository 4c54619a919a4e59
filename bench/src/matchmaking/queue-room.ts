// Colyseus' QueueRoom (@colyseus/core, src/rooms/QueueRoom.ts), the real class, in simulated time: its clients are stubs, its cycle is
// called instead of timed, and the rooms it asks for are never made. Set up as its page advises (docs.colyseus.io/room/built-in/queue):
// `compare` widens with the cycles waited, priority comes at the end of the widening; one queue for each region, where the
// latency is lowest for all of a ticket (`filterBy`). It has no word for the rest: roles and teams are dealt as evenly as for
// the other baseline, and parties that it tears apart show in the measures.

import { type Client, QueueRoom } from '@colyseus/core'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, PoolPlayer, PoolTicket, Proposal } from '@tickwire/server/match-function'
import { type Entry, entryOf, type Limits } from './entry.js'
import { limitAt } from './queue.js'
import { seatedOf, splitOf } from './split.js'

/** The class takes averages below 1 for empty groups: ranks are ratings far from 0. */
const RANK_OFFSET = 1_000

interface Rank {
  readonly rank: number
  readonly currentCycle?: number
}

/** Limits that hold always: what the class cannot check it does not check. */
const NO_LIMITS: Limits = {
  spread: Number.POSITIVE_INFINITY,
  teamGap: Number.POSITIVE_INFINITY,
  offRole: Number.POSITIVE_INFINITY,
  partySizeGap: Number.POSITIVE_INFINITY,
  regions: ~0,
}

/** One who waits: a client of the room. */
interface Waiting {
  readonly client: Client
  readonly player: PoolPlayer
  readonly ticket: PoolTicket
}

export class QueueRoomMatcher implements Matcher {
  private readonly rooms = new Map<string, QueueRoom>()
  private readonly waiting = new Map<string, Waiting>()
  /** By ticket. */
  private readonly homes = new Map<string, { readonly room: QueueRoom; readonly ticket: PoolTicket }>()
  private formed: Proposal[] = []

  constructor(private readonly config: QueueConfig) {}

  addTicket(ticket: PoolTicket): void {
    const region = this.regionOf(ticket)
    const room = this.rooms.get(region) ?? this.open(region)
    this.homes.set(ticket.ticketId, { room, ticket })
    // A ticket is a team of its own: only so are its players next to each other.
    const team = this.hasParties() ? { teamId: ticket.ticketId } : {}
    for (const player of ticket.players) {
      const client = stubOf(player.playerId)
      this.waiting.set(player.playerId, { client, player, ticket })
      room.clients.push(client)
      room.onJoin(client, { rank: RANK_OFFSET + player.attributes.mu!.number!, ...team })
    }
  }

  removeTicket(ticketId: string): void {
    const home = this.homes.get(ticketId)
    this.homes.delete(ticketId)
    for (const { playerId } of home?.ticket.players ?? []) this.leave(home!.room, playerId)
  }

  addBackfill(): void {
    throw new Error('the traces have no running rooms')
  }

  removeBackfill(): void {}

  cycle(): readonly Proposal[] {
    this.formed = []
    for (const room of this.rooms.values()) room.reassignMatchGroups()
    return this.formed
  }

  private hasParties(): boolean {
    return this.config.party.sizeMax > 1
  }

  private open(region: string): QueueRoom {
    const { skill, teams, cycleMs } = this.config
    const spread = skill!.matchSpreadMax
    const room = new QueueRoom()
    room.cycleTickInterval = cycleMs
    room.onCreate({
      matchRoomName: this.config.roomKind,
      maxPlayers: teams.reduce((sum, { playersMax, quantity }) => sum + playersMax * quantity, 0),
      ...(this.hasParties() && { maxTeamSize: this.config.party.sizeMax }),
      maxWaitingCyclesForPriority: Math.ceil((spread.at(-1)?.waitedMs ?? 0) / cycleMs),
      // Not `averageRank`: with teams the class counts the last team's ranks twice and the others' not at all.
      compare: ({ rank, currentCycle = 0 }, { clients }) => {
        const average = clients.reduce((sum, { userData }) => sum + (userData as Rank).rank, 0) / clients.length
        return Math.abs(rank - average) <= limitAt(spread, currentCycle * cycleMs) / 2
      },
      onGroupReady: ({ clients }) => {
        this.form(room, region, clients)
        // The room never comes: what follows, seats and messages, is not matching.
        return new Promise(() => {})
      },
    })
    // The class has started its timer: without one nothing happens but by `cycle`.
    room.setTimestep()
    this.rooms.set(region, room)
    return room
  }

  private form(room: QueueRoom, region: string, clients: readonly Client[]): void {
    const players = clients.map(({ sessionId }) => this.waiting.get(sessionId)!)
    const split = this.splitOf(players)
    for (const { sessionId } of clients) this.leave(room, sessionId)
    // A ticket is done with its last player.
    const tickets = [...new Set(players.map(({ ticket }) => ticket))]
    const done = tickets.filter((ticket) => !ticket.players.some(({ playerId }) => this.waiting.has(playerId)))
    this.formed.push({
      tickets: done.map(({ ticketId, version }) => ({ ticketId, version })),
      teams: seatedOf(this.config, split),
      region: region === '' ? undefined : region,
      quality: 0,
      backfill: undefined,
    })
  }

  /** Parties whole, where they can be. */
  private splitOf(players: readonly Waiting[]): readonly (readonly Entry[])[] {
    const enter = (ticket: PoolTicket, members: readonly PoolPlayer[]) =>
      entryOf(this.config, { ...ticket, players: members }, ticket.enqueuedMs)
    const parties = new Map<PoolTicket, PoolPlayer[]>()
    for (const { ticket, player } of players) parties.set(ticket, [...(parties.get(ticket) ?? []), player])
    const whole = [...parties].map(([ticket, members]) => enter(ticket, members))
    const split = splitOf(this.config, whole, NO_LIMITS)
    if (split !== undefined) return split.teams
    const alone = players.map(({ ticket, player }) => enter(ticket, [player]))
    return splitOf(this.config, alone, NO_LIMITS)!.teams
  }

  private leave(room: QueueRoom, playerId: string): void {
    const waiting = this.waiting.get(playerId)
    if (waiting === undefined) return
    this.waiting.delete(playerId)
    room.clients.splice(room.clients.indexOf(waiting.client), 1)
  }

  /** Where the worst latency of the ticket is lowest; empty where the queue has no regions. */
  private regionOf(ticket: PoolTicket): string {
    const { latenciesMs } = entryOf(this.config, ticket, ticket.enqueuedMs)
    return this.config.regions[latenciesMs.indexOf(Math.min(...latenciesMs))] ?? ''
  }
}

/** A client that hears nothing. */
function stubOf(sessionId: string): Client {
  const silent: Pick<Client, 'sessionId' | 'send' | 'leave'> = { sessionId, send: () => {}, leave: () => {} }
  return silent as Client
}
