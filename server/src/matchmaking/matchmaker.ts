// Matchmaking of this process: players wait in queues, matches are found, offered, and become rooms. Every call of the services comes
// through here; what happens to a ticket then is `tickets`, to a match `proposals`, `offers` and `placement`. Called by `rpc/matchmaking`.

import type { QueueInfo, RatedMatch, Ticket as WireTicket } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { NotFoundError } from '@tickwire/simulation'
import type { Presence } from '../events/presence.js'
import type { Scheduler } from '../events/scheduler.js'
import type { RoomDirectory } from '../finder/room-directory.js'
import type { RoomFinder } from '../finder/room-finder.js'
import { Backfills } from './backfills.js'
import { Graces } from './graces.js'
import { LiveMatches, type LivePlayer } from './live-matches.js'
import type { Match } from './match.js'
import type { MatchStore } from './match-store.js'
import type { OpenMatcher } from './matcher-host.js'
import type { PoolPlayer } from './model.js'
import { Offers } from './offers.js'
import { Penalties } from './penalties.js'
import { Placement } from './placement.js'
import { badArgument } from './player-entry.js'
import { Proposals } from './proposals.js'
import { QueueDesk } from './queue-desk.js'
import { QueueLoop } from './queue-loop.js'
import { matchFigures } from './queue-stats.js'
import type { Rating, RatingStore } from './rating-store.js'
import { RecentOpponents } from './recent-opponents.js'
import { type PlayerResult, type Rate, Results } from './results.js'
import type { QueueSurroundings } from './rules/check-queue-config.js'
import { endedTicket, holdsPlayer, playerIdsOf, type Ticket, TicketStatus } from './ticket.js'
import { ticketView } from './ticket-view.js'
import { AWAIT_MS_MAX, TicketWaits } from './ticket-waits.js'
import { Tickets } from './tickets.js'
import { Arrivals } from './trial/arrivals.js'
import { type RunTrials, Trials } from './trial/trials.js'

export interface MatchmakerOptions {
  readonly queues: readonly QueueConfig[]
  readonly store: MatchStore
  readonly ratings: RatingStore
  readonly scheduler: Scheduler
  readonly presence: Presence
  readonly rooms: RoomFinder
  readonly directory: RoomDirectory
  readonly openMatcher: OpenMatcher
  readonly rate: Rate
  /** Tells it to a player, if that one listens. */
  readonly tell: (playerId: string, told: { readonly ticket: WireTicket } | { readonly rated: RatedMatch }) => void
  /** 128 fresh random bits as URL-safe text. */
  readonly randomToken: () => string
  /** 32 fresh random bits. */
  readonly randomU32: () => number
  readonly isDraining: () => boolean
  /** What configs of queues are checked against. */
  readonly surroundings: QueueSurroundings
  readonly runTrials: RunTrials
  /** @param fields - for the log */
  readonly onError: (error: unknown, message: string, fields?: object) => void
}

export class Matchmaker {
  readonly backfills: Backfills
  readonly results: Results
  readonly penalties: Penalties
  /** For operators: queues, and what a config would do. */
  readonly desk: QueueDesk
  readonly trials: Trials
  private readonly arrivals: Arrivals
  private readonly queues = new Map<string, QueueLoop>()
  private readonly waits: TicketWaits
  private readonly tickets: Tickets
  private readonly offers: Offers
  private readonly placement: Placement
  private readonly proposals: Proposals
  private readonly graces: Graces
  private readonly live = new LiveMatches()
  private readonly opponents = new RecentOpponents()

  constructor(private readonly options: MatchmakerOptions) {
    const { store, scheduler, presence, tell, onError } = options
    const queueOf = (name: string) => this.queues.get(name)
    const configOf = (name: string) => this.queues.get(name)?.config
    const nowMs = () => scheduler.nowMs()
    this.waits = new TicketWaits(scheduler, presence)
    this.penalties = new Penalties(nowMs)
    this.tickets = new Tickets({
      ...options,
      waits: this.waits,
      queueOf,
      onMoved: (ticket) => this.moved(ticket),
      onAnswered: (ticket) => this.tellPlayers(ticket),
    })
    this.placement = new Placement({
      ...options,
      tickets: this.tickets,
      nowMs,
      queueOf,
      fallThrough: (match, end, why) => this.offers.fallThrough(match, end, why),
      onPlaced: (match, roomId, tickets) => this.placed(match, roomId, tickets),
      onRoomRefused: (backfillId) => this.backfills.refused(backfillId),
      onError: (error) => onError(error, 'the room of a match could not be made'),
    })
    this.offers = new Offers({
      store,
      scheduler,
      tickets: this.tickets,
      penalties: this.penalties,
      acceptanceOf: (queue) => configOf(queue)?.acceptance ?? undefined,
      place: (match) => this.placement.place(match),
    })
    this.proposals = new Proposals({
      ...options,
      tickets: this.tickets,
      begin: (match) => this.offers.begin(match),
    })
    this.backfills = new Backfills({ ...options, tickets: this.tickets, configOf })
    this.results = new Results({ ...options, configOf, tell: (playerId, rated) => tell(playerId, { rated }) })
    this.desk = new QueueDesk({
      ...options,
      queues: this.queues,
      openQueue: (config) => this.openQueue(config),
      tickets: this.tickets,
      backfills: this.backfills,
      view: (ticket) => this.view(ticket, ''),
      withdraw: (ticketId, reason) => {
        const ticket = store.ticket(ticketId)
        if (ticket !== undefined) this.withdraw(ticket, undefined, reason)
      },
    })
    this.arrivals = new Arrivals(nowMs())
    this.trials = new Trials({ arrivals: this.arrivals, run: options.runTrials, nowMs, randomU32: options.randomU32 })
    for (const config of options.queues) this.queues.set(config.name, this.openQueue(config))
    this.graces = new Graces({
      scheduler,
      presence,
      isWaiting: (playerId) => store.ticketOf(playerId) !== undefined,
      onGone: (playerId) => this.leave(playerId, 'a player is not connected any more'),
    })
  }

  /** Timers and calls that wait; 0 when nobody does. */
  get pending(): number {
    const { tickets, offers, backfills, graces, waits } = this
    return tickets.timerCount + offers.timerCount + backfills.timerCount + graces.timerCount + waits.count
  }

  /** @throws NotFoundError */
  configOf(queue: string): QueueConfig {
    return this.queueOf(queue).config
  }

  list(): QueueInfo[] {
    return [...this.queues.values()].map((queue): QueueInfo => {
      const { name, roomKind, open, party } = queue.config
      return {
        name,
        roomKind,
        open,
        partySizeMax: party.soloOnly ? 1 : party.sizeMax,
        playersWaiting: queue.playersWaiting,
        waitP50Ms: rounded(queue.waits.quantileMs(0.5)),
        waitP90Ms: rounded(queue.waits.quantileMs(0.9)),
      }
    })
  }

  /** Takes in a ticket that has been checked. False when one of its players waits already. */
  add(ticket: Ticket): boolean {
    const isAdded = this.tickets.add(ticket)
    if (isAdded) this.arrivals.add(ticket.queue, ticket.enqueuedMs, ticket.players)
    return isAdded
  }

  ratingOf(queue: string, playerId: string): Rating {
    return this.options.ratings.of(this.configOf(queue).name, playerId)
  }

  /** What the matchmaker itself knows of a player. */
  knownOf(config: QueueConfig, playerId: string) {
    const recentOpponents = this.opponents.of(playerId, config.quality.recentOpponents)
    return { rating: this.options.ratings.of(config.name, playerId), recentOpponents }
  }

  /** Whether a player sits in a room that the queue plays in, or fills. */
  isPlaying(queue: string, playerId: string): boolean {
    const { directory, store } = this.options
    return [...directory.roomsOf(playerId)].some(
      ({ roomId }) => this.live.of(roomId)?.queue === queue || store.backfillOf(roomId)?.queue === queue,
    )
  }

  /** @throws NotFoundError unless the player is one of it: to others a ticket is not there */
  mine(ticketId: string, playerId: string): Ticket {
    this.options.presence.touch(playerId)
    const ticket = this.options.store.ticket(ticketId)
    if (ticket === undefined || !holdsPlayer(ticket, playerId)) throw new NotFoundError('ticket', ticketId)
    return ticket
  }

  /** The ticket with which a player waits. @throws NotFoundError */
  open(playerId: string): Ticket {
    const ticket = this.options.store.ticketOf(playerId)
    if (ticket === undefined) throw new NotFoundError('ticket of', playerId)
    return ticket
  }

  view(ticket: Ticket, playerId: string): WireTicket {
    const { store, scheduler } = this.options
    const { queue, matchId = '' } = ticket
    const expectedWaitMs = this.queues.get(queue)?.waits.quantileMs(0.5)
    return ticketView(ticket, playerId, { nowMs: scheduler.nowMs(), expectedWaitMs, match: store.match(matchId) })
  }

  /** @param connectionId - its end ends the wait. @throws RefusedError BAD_ARGUMENT; NotFoundError */
  async await(
    ticketId: string,
    playerId: string,
    knownVersion: number,
    waitMs: number,
    connectionId: number,
  ): Promise<WireTicket> {
    if (!(waitMs >= 0 && waitMs <= AWAIT_MS_MAX)) throw badArgument('waitMs', `must be 0 to ${AWAIT_MS_MAX}`)
    const ticket = this.mine(ticketId, playerId)
    if (ticket.version === knownVersion && waitMs > 0) {
      await this.waits.wait(ticketId, playerId, waitMs, connectionId)
    }
    // One that ended and was forgotten meanwhile is as it was.
    return this.view(this.options.store.ticket(ticketId) ?? ticket, playerId)
  }

  /** @throws RefusedError OFFER_EXPIRED; NotFoundError */
  accept(ticketId: string, playerId: string, matchId: string): WireTicket {
    this.offers.accept(this.mine(ticketId, playerId), playerId, matchId)
    return this.view(this.mine(ticketId, playerId), playerId)
  }

  /** @throws RefusedError OFFER_EXPIRED; NotFoundError */
  decline(ticketId: string, playerId: string, matchId: string): WireTicket {
    this.offers.decline(this.mine(ticketId, playerId), playerId, matchId, 'a match was declined')
    return this.view(this.mine(ticketId, playerId), playerId)
  }

  /** @throws NotFoundError */
  cancel(ticketId: string, playerId: string): void {
    this.withdraw(this.mine(ticketId, playerId), playerId, 'cancelled by a player')
  }

  /** A player logs out, is banned, or leaves the party. */
  leave(playerId: string, reason: string): void {
    const ticket = this.options.store.ticketOf(playerId)
    if (ticket !== undefined) this.withdraw(ticket, playerId, reason)
  }

  /** A party goes together, as it was when it began to wait. @param memberIds - its members now */
  partyChanged(partyId: string, memberIds: readonly string[]): void {
    for (const memberId of memberIds) {
      const ticket = this.options.store.ticketOf(memberId)
      if (ticket?.partyId !== partyId) continue
      const gone = playerIdsOf(ticket).find((playerId) => !memberIds.includes(playerId))
      if (gone !== undefined || ticket.players.length !== memberIds.length) {
        this.withdraw(ticket, gone, 'the party has changed')
      }
    }
  }

  /** To be called several times a second: forgets what is over, and ends all waits when the server drains. */
  sweep(): void {
    this.tickets.sweep()
    if (!this.options.isDraining()) return
    for (const ticket of [...this.options.store.openTickets()]) {
      const now = this.options.store.ticket(ticket.ticketId)
      if (now !== undefined) this.withdraw(now, undefined, 'the server is about to stop')
    }
  }

  /** Nobody reads the answers on that connection any more. */
  connectionClosed(connectionId: number): void {
    this.waits.connectionClosed(connectionId)
  }

  /** A seat of a room is free again. */
  seatEnded(roomId: string, playerId: string): void {
    this.backfills.seatLeft(roomId, playerId, this.live.of(roomId))
  }

  /** A game says how its match ended. */
  matchEnded(roomId: string, results: readonly PlayerResult[]): void {
    const match = this.live.of(roomId)
    if (match === undefined || match.isDecided) return
    this.live.decide(roomId)
    this.backfills.roomEnded(roomId)
    if (!this.queues.has(match.queue)) return // nobody asks for ratings of a queue that was removed
    this.results.reportLive(match, results, this.options.scheduler.nowMs())
  }

  roomClosed(roomId: string): void {
    this.live.end(roomId)
    this.backfills.roomEnded(roomId)
  }

  private queueOf(name: string): QueueLoop {
    const queue = this.queues.get(name)
    if (queue === undefined) throw new NotFoundError('queue', name)
    return queue
  }

  private openQueue(config: QueueConfig): QueueLoop {
    const { onError } = this.options
    return new QueueLoop(config, {
      ...this.options,
      onProposals: (queue, proposals, nowMs) => this.proposals.take(queue, proposals, nowMs),
      onMatcherFailed: (name, error, restartMs) => {
        onError(error, `the matcher of queue ${name} has failed`, { queue: name, restartMs })
      },
    })
  }

  private placed(match: Match, roomId: string, tickets: readonly Ticket[]): void {
    const { scheduler } = this.options
    const { matchId, queue, region, teams } = match
    const players = livePlayers(match, tickets)
    const loop = this.queues.get(queue)
    loop?.figures.matched(matchFigures(loop.config, match, tickets, scheduler.nowMs()), scheduler.nowMs())
    if (match.backfill === undefined) {
      const startedMs = scheduler.nowMs()
      const byId = new Map(players.map((player) => [player.playerId, player]))
      this.live.begin({ matchId, queue, roomId, region, startedMs, players: byId, isDecided: false })
    } else {
      this.live.add(roomId, players)
      this.backfills.placed(match)
    }
    this.opponents.met(teams.map((team) => team.players.map(({ playerId }) => playerId)))
  }

  /** A ticket ends because somebody goes. @param playerId - who; pays for it while a match is offered. Undefined: nobody does */
  private withdraw(ticket: Ticket, playerId: string | undefined, reason: string): void {
    const { status, matchId = '' } = ticket
    if (status === TicketStatus.SEARCHING) {
      this.tickets.update({ tickets: [endedTicket(ticket, TicketStatus.CANCELLED, reason)] })
    } else if (status === TicketStatus.OFFERED && playerId !== undefined) {
      this.offers.decline(ticket, playerId, matchId, reason)
    } else if (status === TicketStatus.OFFERED) {
      const match = this.options.store.match(matchId)
      const end = (of: Ticket) => {
        return of.ticketId === ticket.ticketId ? endedTicket(of, TicketStatus.CANCELLED, reason) : undefined
      }
      if (match !== undefined) this.offers.fallThrough(match, end, 'somebody waits no longer')
    }
  }

  private moved(ticket: Ticket): void {
    this.queues.get(ticket.queue)?.figures.moved(ticket.status, this.options.scheduler.nowMs())
    this.tellPlayers(ticket)
    for (const playerId of playerIdsOf(ticket)) {
      if (this.options.store.ticketOf(playerId) === undefined) this.graces.end(playerId)
    }
  }

  private tellPlayers(ticket: Ticket): void {
    for (const playerId of playerIdsOf(ticket)) this.options.tell(playerId, { ticket: this.view(ticket, playerId) })
  }
}

function livePlayers({ teams }: Match, tickets: readonly Ticket[]): LivePlayer[] {
  const byId = new Map<string, PoolPlayer>()
  for (const { players } of tickets) for (const player of players) byId.set(player.playerId, player)
  return teams.flatMap(({ team, players }) => players.map(({ playerId }) => ({ ...byId.get(playerId)!, team })))
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms)
}
