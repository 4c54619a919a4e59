// Running rooms that want more players: opened by a trusted caller, or by itself when somebody leaves a match whose queue fills up. Seats
// found for are held until their players come or `seatHoldMs` are over; then they are open again.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { BackfillRequest, BackfillState } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { Scheduler } from '../events/scheduler.js'
import type { RoomDirectory } from '../finder/room-directory.js'
import { type Backfill, changedBackfill, heldSeats, openSeats, withoutHeld, withoutPlayer } from './backfill.js'
import type { LiveMatch } from './live-matches.js'
import type { Match } from './match.js'
import type { MatchStore } from './match-store.js'
import { type BackfillTeam, type PoolPlayer, teamNames } from './model.js'
import { badArgument, checkEntry, poolPlayer } from './player-entry.js'
import type { RatingStore } from './rating-store.js'
import type { Tickets } from './tickets.js'

/** Rooms that want players at once. Beyond: refused LIMIT_REACHED. */
export const BACKFILLS_MAX = 1_000
/** How long a seat is held where the queue does not say, milliseconds. */
export const SEAT_HOLD_MS = 10_000

export interface BackfillsOptions {
  readonly store: MatchStore
  readonly scheduler: Scheduler
  readonly tickets: Tickets
  readonly directory: RoomDirectory
  readonly ratings: RatingStore
  readonly configOf: (queue: string) => QueueConfig | undefined
  readonly randomToken: () => string
}

export class Backfills {
  /** What ends a backfill, and what ends the holding of a match's seats, by id. */
  private readonly timers = new Map<string, () => void>()

  constructor(private readonly options: BackfillsOptions) {}

  /** Timers that run; 0 when no room wants anybody. */
  get timerCount(): number {
    return this.timers.size
  }

  /** @throws RefusedError BAD_ARGUMENT, ALREADY_EXISTS, LIMIT_REACHED; NotFoundError */
  open(request: BackfillRequest): BackfillState {
    const { store } = this.options
    const config = this.checkedConfig(request)
    if (store.backfillOf(request.roomId) !== undefined) {
      throw new RefusedError(ErrorCode.ALREADY_EXISTS, 'this room has a backfill: update that one', {
        parameter: 'request.roomId',
      })
    }
    if ([...store.backfills()].length >= BACKFILLS_MAX) {
      throw new RefusedError(ErrorCode.LIMIT_REACHED, `this server fills ${BACKFILLS_MAX} rooms, the most`)
    }
    const { roomId, roomVersion, stopAfterMs } = request
    const teams = this.teamsOf(request, config)
    return stateOf(this.begin({ config, roomId, roomVersion, region: config.regions[0] ?? '', teams, stopAfterMs }))
  }

  /** @throws NotFoundError */
  get(backfillId: string): BackfillState {
    return stateOf(this.find(backfillId))
  }

  /** @throws RefusedError CONFLICT, BAD_ARGUMENT; NotFoundError */
  update(backfillId: string, ifVersion: number, request: BackfillRequest): BackfillState {
    const before = this.find(backfillId)
    const { version, roomId, roomVersion, queue } = before
    if (version !== ifVersion) throw conflict(`the backfill is at version ${version}, not ${ifVersion}`, 'ifVersion')
    if (request.roomId !== roomId || request.queue !== queue) {
      throw conflict(`the backfill is of ${roomId} and ${queue}`, 'request.roomId')
    }
    if (request.roomVersion < roomVersion)
      throw conflict(`the room was at ${roomVersion} before`, 'request.roomVersion')
    const teams = this.teamsOf(request, this.checkedConfig(request))
    const next = changedBackfill(before, { teams, roomVersion: request.roomVersion })
    this.options.tickets.update({ backfill: next })
    return stateOf(next)
  }

  /** Its room has refused somebody: nobody else is sent there. */
  refused(backfillId: string): void {
    const backfill = this.options.store.backfill(backfillId)
    if (backfill?.closed === false) this.end(backfill)
  }

  /** @throws NotFoundError */
  close(backfillId: string): void {
    this.end(this.find(backfillId))
  }

  /** A match for it has its seats: they are held until their players come. */
  placed({ matchId, backfill }: Match): void {
    const found = backfill && this.options.store.backfill(backfill.backfillId)
    if (found === undefined) return
    const { backfillId, queue, roomId } = found
    const holdMs = this.options.configOf(queue)?.backfill?.seatHoldMs ?? SEAT_HOLD_MS
    this.wait(matchId, holdMs, () => {
      const { store, directory } = this.options
      const now = store.backfill(backfillId)
      const held = now?.held.find((of) => of.matchId === matchId)
      if (now === undefined || held === undefined) return
      const late = held.players.map(({ player }) => player.playerId).filter((id) => !directory.isSeated(roomId, id))
      this.put(withoutHeld(now, matchId, (playerId) => !late.includes(playerId)))
      for (const playerId of late) directory.leave(roomId, playerId)
    })
  }

  /** Somebody's seat is free again. @param match - what the room plays, if the matchmaker made it */
  seatLeft(roomId: string, playerId: string, match: LiveMatch | undefined): void {
    const known = this.options.store.backfillOf(roomId)
    if (known !== undefined) {
      const next = withoutPlayer(known, playerId)
      if (next !== undefined) this.put(next)
      return
    }
    const team = match?.isDecided === false ? match.players.get(playerId)?.team : undefined
    if (match !== undefined && team !== undefined) this.openFor(match, team)
  }

  /** The room is over, or its match is. */
  roomEnded(roomId: string): void {
    const backfill = this.options.store.backfillOf(roomId)
    if (backfill === undefined) return
    const held = backfill.held.map(({ matchId }) => matchId)
    for (const matchId of held) this.stop(matchId)
    const left = held.reduce((next, matchId) => withoutHeld(next, matchId, () => true), backfill)
    // One step of the store, however many seats were held.
    this.end({ ...left, version: backfill.version })
  }

  /** A room of ours has an open seat: it wants somebody for the team, if its queue says so and anybody is left. */
  private openFor({ roomId, queue, region, players }: LiveMatch, team: string): void {
    const { configOf, directory, store } = this.options
    const config = configOf(queue)
    const there = new Set(directory.players(roomId))
    if (config?.backfill == null || there.size === 0 || directory.find(roomId) === undefined) return
    if ([...store.backfills()].length >= BACKFILLS_MAX) return
    const teams = teamNames(config).map((name) => ({
      team: name,
      open: name === team ? 1 : 0,
      present: [...players.values()].filter((player) => player.team === name && there.has(player.playerId)),
    }))
    this.begin({ config, roomId, roomVersion: 0, region: region ?? '', teams, stopAfterMs: undefined })
  }

  private begin(of: {
    readonly config: QueueConfig
    readonly roomId: string
    readonly roomVersion: number
    readonly region: string
    readonly teams: readonly BackfillTeam[]
    readonly stopAfterMs: number | null | undefined
  }): Backfill {
    const { scheduler, randomToken, tickets } = this.options
    const { config, roomId, roomVersion, region, teams } = of
    const backfillId = `backfill-${randomToken()}`
    const backfill = {
      backfillId,
      version: 1,
      openedMs: scheduler.nowMs(),
      region,
      teams,
      queue: config.name,
      roomId,
      roomVersion,
      held: [],
      closed: false,
    }
    tickets.update({ backfill })
    const stopAfterMs = of.stopAfterMs ?? config.backfill?.stopAfterMs
    if (stopAfterMs != null) this.wait(backfillId, stopAfterMs, () => this.close(backfillId))
    return backfill
  }

  /** Takes no more matches; seats that are held stay so. */
  private end(backfill: Backfill): void {
    this.stop(backfill.backfillId)
    this.put(changedBackfill(backfill, { closed: true }))
  }

  private put(next: Backfill): void {
    const before = this.options.store.backfill(next.backfillId)
    if (next === before) return
    this.options.tickets.update({ backfill: next })
  }

  private find(backfillId: string): Backfill {
    const backfill = this.options.store.backfill(backfillId)
    if (backfill === undefined || backfill.closed) throw new NotFoundError('backfill', backfillId)
    return backfill
  }

  private checkedConfig({ queue, roomId }: BackfillRequest): QueueConfig {
    const config = this.options.configOf(queue)
    if (config === undefined) throw new NotFoundError('queue', queue)
    const room = this.options.directory.find(roomId)
    if (room === undefined) throw new NotFoundError('room', roomId)
    if (room.hasPassword) throw badArgument('request.roomId', 'has a password: who is found for it does not know it')
    if (room.kind === config.roomKind) return config
    throw badArgument('request.roomId', `is a room of kind ${room.kind}; the queue is for ${config.roomKind}`)
  }

  private teamsOf({ teams, queue }: BackfillRequest, config: QueueConfig): BackfillTeam[] {
    const names = teamNames(config)
    const wrong = teams.find(({ team }, i) => !names.includes(team) || teams.findIndex((t) => t.team === team) !== i)
    if (wrong !== undefined)
      throw badArgument('request.teams', `names "${wrong.team}"; the teams are ${names.join(', ')}`)
    const sizes = config.teams.flatMap(({ playersMax, quantity }) => Array.from({ length: quantity }, () => playersMax))
    return names.map((name, i) => {
      const { open = 0, present = [] } = teams.find(({ team }) => team === name) ?? {}
      if (!(open >= 0 && open + present.length <= sizes[i]!)) {
        throw badArgument('request.teams', `wants more than the ${sizes[i]} of team "${name}"`)
      }
      for (const entry of present) checkEntry(entry, 'request.teams.present')
      return {
        team: name,
        open,
        present: present.map((entry): PoolPlayer => {
          const rating = this.options.ratings.of(queue, entry.playerId)
          return poolPlayer(entry, config, { rating, recentOpponents: [] }, true)
        }),
      }
    })
  }

  private wait(id: string, ms: number, run: () => void): void {
    this.stop(id)
    this.timers.set(
      id,
      this.options.scheduler.after(ms, () => {
        this.timers.delete(id)
        run()
      }),
    )
  }

  private stop(id: string): void {
    this.timers.get(id)?.()
    this.timers.delete(id)
  }
}

function stateOf(backfill: Backfill): BackfillState {
  const { backfillId, version, closed } = backfill
  return { backfillId, version, openSeats: openSeats(backfill), heldSeats: heldSeats(backfill), closed }
}

function conflict(problem: string, parameter: string): RefusedError {
  return new RefusedError(ErrorCode.CONFLICT, `${problem}: read it again and decide again`, { parameter })
}
