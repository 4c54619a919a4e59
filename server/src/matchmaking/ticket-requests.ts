// From a wish to a ticket: who goes together, what is known of them, and everything for which a ticket is refused. The same
// request finds the same ticket again.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { PlayerEntry, TicketRequest } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { Presence } from '../events/presence.js'
import type { Scheduler } from '../events/scheduler.js'
import { RecentRequests } from '../finder/recent-requests.js'
import type { RoomFinder } from '../finder/room-finder.js'
import { checkRequestId } from '../finder/room-request.js'
import type { Group } from '../groups/group.js'
import type { MatchStore } from './match-store.js'
import type { Matchmaker } from './matchmaker.js'
import type { PoolPlayer } from './model.js'
import { badArgument, checkAvoid, checkEntry, NAME_CHARS_MAX, poolPlayer } from './player-entry.js'
import { type Ticket, type TicketPlayer, TicketStatus } from './ticket.js'

/** Tickets of this process that have not ended. Beyond: refused LIMIT_REACHED. */
export const TICKETS_MAX = 100_000
/** Players of one ticket made by a trusted caller. Beyond: refused BAD_ARGUMENT. */
export const TICKET_PLAYERS_MAX = 64

export interface TicketRequestsOptions {
  readonly matchmaker: Matchmaker
  readonly store: MatchStore
  readonly scheduler: Scheduler
  readonly presence: Presence
  readonly rooms: RoomFinder
  readonly randomToken: () => string
  /** The player's party. @throws NotFoundError */
  readonly partyOf: (player: Waiter) => Group
  /** The name by which others know somebody; undefined for who has no session. */
  readonly displayNameOf: (playerId: string) => string | undefined
}

export interface Waiter {
  readonly playerId: string
  readonly displayName: string
}

const NOTHING_SAID = { attributes: {}, latencyMsByRegion: {}, roles: [] }

export class TicketRequests {
  private readonly requests = new RecentRequests()
  /** What players who are there said of themselves. */
  private readonly described = new Map<string, PlayerEntry>()

  constructor(private readonly options: TicketRequestsOptions) {
    options.presence.listen((playerId, isPresent) => {
      if (!isPresent) this.described.delete(playerId)
    })
  }

  /** Holds for tickets made from now on, as long as the player is there. @throws RefusedError BAD_ARGUMENT */
  describe(player: Waiter, me: PlayerEntry, path = 'me'): void {
    checkEntry(me, path)
    const { playerId } = player
    if (me.playerId !== '' && me.playerId !== playerId) throw badArgument(`${path}.playerId`, 'is not yours')
    this.options.presence.touch(playerId)
    this.described.set(playerId, { ...me, playerId })
  }

  /** @throws RefusedError, NotFoundError, UnavailableError */
  create(player: Waiter, request: TicketRequest): Ticket {
    const { matchmaker, presence, rooms } = this.options
    const { queue, partyId, me, avoid, requestId } = request
    const made = this.made(player.playerId, requestId)
    if (made !== undefined) return made
    presence.touch(player.playerId)
    checkAvoid(avoid)
    if (me != null) this.describe(player, me, 'request.me')
    const config = matchmaker.configOf(queue)
    rooms.refuseIfDraining()
    const party = partyId == null ? undefined : this.party(player, partyId)
    const members = party?.members ?? [{ ...player, roles: [] }]
    checkPartySize(config, members.length)
    const players = members.map(({ playerId, displayName, roles }): TicketPlayer => {
      const said = this.described.get(playerId) ?? { playerId, ...NOTHING_SAID }
      const entry = said.roles.length > 0 ? said : { ...said, roles }
      const known = matchmaker.knownOf(config, playerId)
      return { ...poolPlayer(entry, config, known, false), displayName }
    })
    return this.add(config, players, { madeBy: player.playerId, requestId, partyId: partyId ?? undefined, avoid })
  }

  /** For players who did not ask themselves. @param madeBy - who asks for them. @throws as `create` */
  createFor(madeBy: string, queue: string, entries: readonly PlayerEntry[], requestId: string): Ticket {
    const { matchmaker, rooms, displayNameOf } = this.options
    const made = this.made(madeBy, requestId)
    if (made !== undefined) return made
    const config = matchmaker.configOf(queue)
    rooms.refuseIfDraining()
    if (!(entries.length >= 1 && entries.length <= TICKET_PLAYERS_MAX)) {
      throw badArgument('players', `must be 1 to ${TICKET_PLAYERS_MAX}`)
    }
    checkPartySize(config, entries.length)
    const players = entries.map((entry, i): TicketPlayer => {
      const { playerId } = entry
      checkEntry(entry, `players[${i}]`)
      const isNew = entries.findIndex((other) => other.playerId === playerId) === i
      if (!isNew || playerId === '' || playerId.length > NAME_CHARS_MAX) {
        throw badArgument(`players[${i}].playerId`, 'names nobody, or somebody twice')
      }
      const player = poolPlayer(entry, config, matchmaker.knownOf(config, playerId), true)
      return { ...player, displayName: displayNameOf(playerId) ?? playerId }
    })
    return this.add(config, players, { madeBy, requestId, partyId: undefined, avoid: [] })
  }

  private made(madeBy: string, requestId: string): Ticket | undefined {
    checkRequestId(requestId)
    const { store, scheduler } = this.options
    return store.ticket(this.requests.find(madeBy, requestId, scheduler.nowMs()) ?? '')
  }

  private add(
    config: QueueConfig,
    players: readonly TicketPlayer[],
    wish: {
      readonly madeBy: string
      readonly requestId: string
      readonly partyId: string | undefined
      readonly avoid: readonly string[]
    },
  ): Ticket {
    const { matchmaker, store, scheduler, randomToken } = this.options
    const { madeBy, requestId, partyId, avoid } = wish
    if (!config.open) throw new RefusedError(ErrorCode.QUEUE_PAUSED, `queue ${config.name} is paused: try again later`)
    if (store.openCount >= TICKETS_MAX) {
      throw new RefusedError(ErrorCode.LIMIT_REACHED, `${TICKETS_MAX} tickets wait here, the most: try again later`)
    }
    for (const player of players) this.checkPlayer(config, player)
    checkCommonRegion(config, players)
    const nowMs = scheduler.nowMs()
    const ticket: Ticket = {
      ticketId: `ticket-${randomToken()}`,
      version: 1,
      queue: config.name,
      requestId,
      players,
      partyId,
      avoid,
      enqueuedMs: nowMs,
      expiresAtMs: nowMs + config.ticketTimeoutMs,
      status: TicketStatus.SEARCHING,
      reason: undefined,
      matchId: undefined,
      placesFailed: 0,
      seats: {},
    }
    if (!matchmaker.add(ticket)) throw alreadyQueued()
    this.requests.remember(madeBy, requestId, ticket.ticketId, nowMs)
    return ticket
  }

  private checkPlayer(config: QueueConfig, player: TicketPlayer): void {
    const { matchmaker, store, rooms } = this.options
    const { playerId, displayName } = player
    if (store.ticketOf(playerId) !== undefined) throw alreadyQueued()
    const penaltyMs = matchmaker.penalties.leftMs(playerId)
    if (penaltyMs > 0) {
      const retryAfterMs = Math.ceil(penaltyMs)
      const message = `${displayName} declined matches and must wait ${Math.ceil(penaltyMs / 1_000)} s`
      throw new RefusedError(ErrorCode.PENALISED, message, { retryAfterMs })
    }
    rooms.checkSeat(player)
    if (matchmaker.isPlaying(config.name, playerId)) {
      throw new RefusedError(ErrorCode.ALREADY_EXISTS, `${displayName} sits in a room of this queue: leave it first`)
    }
  }

  private party(player: Waiter, partyId: string): Group {
    const party = this.options.partyOf(player)
    if (party.groupId !== partyId) throw new NotFoundError('party', partyId)
    if (party.ownerId !== player.playerId) {
      throw new RefusedError(ErrorCode.NOT_OWNER, "only the party's leader may look for a match")
    }
    const waitsFor = party.members.find(({ playerId, ready, connected }) => {
      return playerId !== party.ownerId && !(ready && connected)
    })
    if (waitsFor === undefined) return party
    throw new RefusedError(ErrorCode.NOT_READY, `${waitsFor.displayName} is not ready`, {
      parameter: 'request.partyId',
    })
  }
}

function checkPartySize({ party, name }: QueueConfig, size: number): void {
  const most = party.soloOnly ? 1 : party.sizeMax
  if (size <= most) return
  throw new RefusedError(ErrorCode.LIMIT_REACHED, `queue ${name} takes parties of at most ${most}`)
}

/** A party that no region will ever be near enough for is told at once. */
function checkCommonRegion({ latency, regions }: QueueConfig, players: readonly PoolPlayer[]): void {
  if (latency == null || regions.length === 0 || latency.maxMs.length === 0) return
  const mostMs = Math.max(...latency.maxMs.map(({ value }) => value))
  const isNear = (region: string) =>
    players.every(({ latencyMsByRegion }) => (latencyMsByRegion[region] ?? latency.unknownMs) <= mostMs)
  if (regions.some(isNear)) return
  const message = `no region of ${regions.join(', ')} is within ${mostMs} ms of everybody: measure them and say so in latencyMsByRegion`
  throw new RefusedError(ErrorCode.NO_COMMON_REGION, message, { parameter: 'request.me.latencyMsByRegion' })
}

function alreadyQueued(): RefusedError {
  return new RefusedError(ErrorCode.ALREADY_QUEUED, 'one of the players waits in a queue already: cancel that ticket')
}
