// Who sits in a room, and by which connection: seats are reserved, taken, lost, given up, and inside a tick the simulation and
// the replicator are told who came and who went. Owned by the room, which says when its tick is there; the directory reserves
// here, play connections attach and detach.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { SPECTATOR_SEAT } from '@tickwire/protocol'
import { NO_ENTITY, NO_ROW, type World } from '@tickwire/simulation'
import type { RoomPlayer } from '../finder/room-directory.js'
import type { ReplicationClient, SnapshotLink } from '../replication/replication-client.js'
import type { Replicator } from '../replication/replicator.js'
import type { SelfCheck } from '../replication/self-check.js'
import type { Admission } from './admission.js'
import { CommandQueue } from './command-queue.js'
import type { RoomCounts } from './room-counts.js'
import type { RoomObserver } from './room-observer.js'
import type { RoomSettings } from './room-settings.js'
import { isHeld, isOver, type PlayLink, SEAT_HOLD_MS, SEAT_TOKEN_MS, type Seat, Seats } from './seats.js'

/** What the room lends it. */
export interface SeatingParts {
  readonly settings: RoomSettings
  readonly world: World
  readonly replicator: Replicator
  readonly selfCheck: SelfCheck | undefined
  readonly admission: Admission
  readonly counts: RoomCounts
  readonly observer: RoomObserver
  /** A monotonic clock, milliseconds. */
  readonly nowMs: () => number
}

export class Seating {
  readonly seats: Seats
  /** By the number of their seats. */
  readonly clients: (ReplicationClient | undefined)[] = []
  clientCount = 0
  private emptySinceMs: number

  constructor(private readonly parts: SeatingParts) {
    const { playersMax, game } = parts.settings
    this.seats = new Seats(playersMax, game.spectatorsMax)
    this.emptySinceMs = parts.nowMs()
  }

  /** 0 while somebody plays or has a reservation for it. */
  emptyForMs(nowMs: number): number {
    return this.seats.count > 0 ? 0 : nowMs - this.emptySinceMs
  }

  // ---- inside a tick ----

  applyJoinsAndLeaves(): void {
    const { seats } = this
    const { admission } = this.parts
    const nowMs = this.parts.nowMs()
    for (let number = 0; number < seats.end; number++) {
      const seat = seats.at(number)
      if (seat === undefined) continue
      if (isOver(seat, nowMs)) this.vacate(seat)
      else if (seat.lost && !seat.away) this.drop(seat)
    }
    for (let seat = admission.next(); seat !== undefined; seat = admission.next()) this.join(seat)
  }

  /** The simulation learns that the player is there, or is back, unless it knows already; a play connection gets its welcome. */
  join(seat: Seat): void {
    this.parts.admission.admit(seat)
    if (!seat.joined && !seat.isSpectator) this.enter(seat)
    else if (seat.away) this.bringBack(seat)
    if (seat.link !== undefined && seat.client === undefined) this.welcome(seat, seat.link)
  }

  private enter(seat: Seat): void {
    const { settings, world, observer } = this.parts
    seat.joined = true
    const { number, playerId, displayName, team, role } = seat
    const id = settings.game.simulation.onJoin(world, { seat: number, playerId, displayName, team, role })
    seat.avatar = this.checkedAvatar(id, 'onJoin')
    observer.seatTaken(settings.roomId, playerId)
  }

  private drop(seat: Seat): void {
    const { settings, world } = this.parts
    seat.away = true
    settings.game.simulation.onDrop?.(world, seat.number)
  }

  private bringBack(seat: Seat): void {
    const { settings, world } = this.parts
    seat.away = false
    const id = settings.game.simulation.onReturn?.(world, seat.number)
    if (id !== undefined) seat.avatar = this.checkedAvatar(id, 'onReturn')
  }

  /** A row in the place of an id would let the player look out of another entity, or of none. */
  private checkedAvatar(id: number, from: 'onJoin' | 'onReturn'): number {
    const { settings, world } = this.parts
    if (id === NO_ENTITY || world.tables.some((table) => table.rowOf(id) !== NO_ROW)) return id
    const fix = 'return table.id[row], or NO_ENTITY for one who only watches'
    throw new Error(`${from} of game ${settings.game.schema.name} returned ${id}, which is no entity's id; ${fix}`)
  }

  private welcome(seat: Seat, link: PlayLink): void {
    const { replicator, selfCheck } = this.parts
    const { number, isSpectator } = seat
    // The last emission: the first snapshot is then an ordinary next one.
    const { tick } = replicator.current
    const create = (to: SnapshotLink) =>
      isSpectator ? replicator.createSpectator(number, to, tick) : replicator.createClient(number, to, tick)
    const client = selfCheck?.connect(link, create) ?? create(link)
    if (!isSpectator) replicator.follow(client, seat.avatar)
    this.setClient(seat, client)
    link.welcome(tick, isSpectator ? SPECTATOR_SEAT : number)
  }

  private vacate(seat: Seat): void {
    const { admission, counts, settings, world, observer, nowMs } = this.parts
    this.setClient(seat, undefined)
    admission.forget(seat)
    if (seat.lost && !seat.leaving) counts.lostSeats++
    this.seats.release(seat)
    counts.endSeat(seat)
    if (seat.joined) settings.game.simulation.onLeave(world, seat.number)
    observer.seatEnded(settings.roomId, seat.playerId)
    if (this.seats.count === 0 && !seat.isSpectator) this.emptySinceMs = nowMs()
  }

  private setClient(seat: Seat, client: ReplicationClient | undefined): void {
    if (seat.client !== undefined) this.clientCount--
    if (client !== undefined) this.clientCount++
    else this.parts.world.past?.close(seat.number)
    seat.client = client
    while (this.clients.length < seat.number) this.clients.push(undefined)
    this.clients[seat.number] = client
  }

  // ---- at any time ----

  /**
   * Holds a seat for a player, or answers the one that the player has; one that was about to end waits for its player
   * again. A spectator who is going to play gives up the seat for watching. The caller has checked that there is room.
   */
  reserve(player: RoomPlayer, asSpectator = false): Seat {
    const { settings, world, nowMs } = this.parts
    const held = this.seats.of(player.playerId)
    if (held === undefined || (held.isSpectator && !asSpectator)) {
      if (held !== undefined) this.endWatching(held)
      const commands = new CommandQueue(settings.game.schema.command, world.past?.ticksMax)
      return this.seats.reserve(player, nowMs(), commands, asSpectator)
    }
    held.leaving = false
    held.reservedUntilMs = Math.max(held.reservedUntilMs, nowMs() + SEAT_TOKEN_MS)
    return held
  }

  /** At once: the simulation has nothing to be told inside a tick. */
  private endWatching(seat: Seat): void {
    this.leave(seat, CloseReason.NORMAL, 'joined to play')
    this.vacate(seat)
  }

  /** A play connection takes a seat; one that held it before is closed REPLACED. */
  attach(seat: Seat, link: PlayLink): void {
    const before = seat.link
    seat.link = link
    seat.connectedAtMs = this.parts.nowMs()
    this.setClient(seat, undefined)
    seat.commands.restart()
    seat.connectionId = undefined
    seat.reservedUntilMs = 0
    seat.lost = false
    this.parts.admission.arrive(seat)
    before?.close(CloseReason.REPLACED, 'the same player connected again')
  }

  /** A connection takes a reserved seat that nobody holds, by a call. */
  hold(seat: Seat, connectionId: number): void {
    if (isHeld(seat)) return
    seat.connectionId = connectionId
    seat.reservedUntilMs = 0
    seat.lost = false
    if (!seat.joined || seat.away) this.parts.admission.arrive(seat)
  }

  /** A call that was a connection of its own has ended: unless somebody else holds the seat, it waits for the player's next one. */
  keep(seat: Seat, connectionId: number): void {
    if (seat.connectionId === connectionId) seat.connectionId = undefined
    if (!isHeld(seat) && !seat.leaving) seat.reservedUntilMs = this.parts.nowMs() + SEAT_TOKEN_MS
  }

  /** The seat's play connection is gone. A later one of the same player may hold it by now, or be about to. */
  detach(seat: Seat, link: PlayLink): void {
    if (seat.link !== link) return
    seat.link = undefined
    this.setClient(seat, undefined)
  }

  /** The same, and the player did not mean it. True: the seat waits for the game's `seatHoldMs`. */
  lose(seat: Seat, link: PlayLink): boolean {
    if (seat.link !== link) return false
    this.detach(seat, link)
    if (!seat.joined) return false
    const { settings, nowMs } = this.parts
    const { seatHoldMs = SEAT_HOLD_MS } = settings.game
    seat.lost = true
    seat.reservedUntilMs = Math.max(seat.reservedUntilMs, nowMs() + seatHoldMs)
    return true
  }

  leave(seat: Seat, reason: CloseReason = CloseReason.NORMAL, message = 'left the room'): void {
    seat.leaving = true
    seat.connectionId = undefined
    this.closeLink(seat, reason, message)
  }

  closeLink(seat: Seat, reason: CloseReason, message: string): void {
    const { link } = seat
    if (link === undefined) return
    link.close(reason, message)
    this.detach(seat, link)
  }

  /** The room is over: everybody is told why. */
  closeAll(reason: CloseReason, message: string): void {
    for (const seat of this.seats.all()) seat.link?.close(reason, message)
    this.clients.length = 0
    this.clientCount = 0
  }
}
