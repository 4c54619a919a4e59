// A running game: one world, who sits in it (`seating`), and the tick that moves it. `tick` reads like the path of the data:
// mailbox, joins and leaves, commands, step, capture, encode, send, replies. The sends may be paused, for the sockets to be
// served; between them the world stands still, and what comes in waits for the next tick. Knows no sockets, timers or Thrift:
// links, jobs and the clock come as arguments. A step that throws ends this room, with a dump that names seed, tick and stack,
// and no other.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import type { CommandFrame, TickDigest } from '@tickwire/protocol'
import type { CommandTable, RoomCall, World } from '@tickwire/simulation'
import type { MessageCall } from '../game.js'
import type { ReplicationClient } from '../replication/replication-client.js'
import { Replicator } from '../replication/replicator.js'
import { SelfCheck } from '../replication/self-check.js'
import { Admission } from './admission.js'
import { CommandingSeats } from './commanding-seats.js'
import { desyncDump } from './desync-dump.js'
import { LoadGovernor } from './load-governor.js'
import { Mailbox } from './mailbox.js'
import { RoomCounts } from './room-counts.js'
import type { RoomObserver } from './room-observer.js'
import type { RoomSettings } from './room-settings.js'
import { Seating } from './seating.js'
import { isHeld, type PlayLink, type Seat, type Seats } from './seats.js'
import { SendOrder } from './send-order.js'
import { TickSchedule } from './tick-schedule.js'

/** A room without any player's seat taken or reserved closes after this long, milliseconds. */
export const EMPTY_ROOM_MS = 30_000

/** A room whose match has ended closes after this long, milliseconds: time to read the result. */
export const MATCH_OVER_MS = 30_000

/** A tick that has begun. */
interface RunningTick {
  readonly tick: number
  readonly dueMs: number
  readonly startMs: number
  readonly emits: boolean
}

export class Room {
  readonly world: World
  readonly seating: Seating
  readonly schedule: TickSchedule
  /** Tick that runs next. */
  tickNumber = 1
  /** Why the room is over, or undefined while it runs. */
  closed: CloseReason | undefined
  /** An operator lets no new players in. */
  locked = false
  readonly mailbox = new Mailbox()
  readonly admission = new Admission()
  readonly governor: LoadGovernor
  private readonly commands: CommandTable
  private readonly commanding: CommandingSeats
  private readonly replicator: Replicator
  private readonly selfCheck: SelfCheck | undefined
  private readonly counts: RoomCounts
  private readonly sendOrder: SendOrder
  /** The tick whose sends are paused. */
  private running: RunningTick | undefined
  /** When the match ended. */
  private matchOverAtMs: number | undefined

  /** @param nowMs - a monotonic clock, milliseconds */
  constructor(
    readonly settings: RoomSettings,
    private readonly nowMs: () => number,
    private readonly observer: RoomObserver,
  ) {
    const { schema, simulation, viewRadius, spectatorsMax = 0 } = settings.game
    const { canSee } = simulation
    this.world = simulation.create(settings.options, settings.seed, settings.match)
    this.commands = schema.command.createTable(settings.playersMax)
    this.replicator = new Replicator(
      schema,
      this.world,
      viewRadius,
      canSee === undefined ? undefined : (seat, entity) => canSee.call(simulation, this.world, seat, entity),
      settings.game,
    )
    this.selfCheck = settings.selfCheck ? new SelfCheck(schema, this.replicator.current) : undefined
    this.sendOrder = new SendOrder(settings.playersMax + spectatorsMax)
    this.schedule = new TickSchedule(schema.tickRateHz, nowMs())
    this.governor = new LoadGovernor(this.schedule.stepMs, this.replicator.emissionInterval)
    const { replicator, schedule, admission, governor, sendOrder } = this
    this.counts = new RoomCounts({ replicator, schedule, admission, governor, sendOrder })
    const { world, selfCheck, counts } = this
    this.seating = new Seating({ settings, world, replicator, selfCheck, admission, counts, observer, nowMs })
    this.commanding = new CommandingSeats(this.seats)
    observer.roomOpened(settings.roomId)
  }

  get seats(): Seats {
    return this.seating.seats
  }

  /** When `tick` should be called next: at once while sends are left. */
  get dueMs(): number {
    return this.running === undefined ? this.schedule.dueMs : Number.NEGATIVE_INFINITY
  }

  /**
   * Runs the tick that is due, or goes on with the one whose sends are paused.
   * @param sendsMax - pause after so many
   */
  tick(sendsMax = Number.POSITIVE_INFINITY): void {
    try {
      this.running ??= this.runTick()
      if (!this.sendSnapshots(sendsMax)) return
      this.mailbox.reply(this.running.tick)
    } catch (error) {
      this.fail(error)
      return
    }
    this.endTick(this.running)
  }

  /** Everything but the sends. */
  private runTick(): RunningTick {
    const { simulation } = this.settings.game
    const tick = this.tickNumber
    const { dueMs } = this.schedule
    const startMs = this.nowMs()
    this.schedule.begin()
    if (this.world.past !== undefined) this.world.past.tick = tick
    this.admission.beginTick()
    this.mailbox.drain(tick)
    this.seating.applyJoinsAndLeaves()
    this.commands.clear()
    this.commanding.take(tick, this.commands)
    simulation.step(this.world, this.commands, tick)
    this.world.snap()
    this.reportResults()
    const emits = this.emitsAt(tick)
    if (emits) this.emit(tick)
    else if (this.seating.clientCount === 0) this.replicator.forgetEvents()
    this.tickNumber = tick + 1
    return { tick, dueMs, startMs, emits }
  }

  private endTick({ tick, dueMs, startMs, emits }: RunningTick): void {
    this.running = undefined
    const endMs = this.nowMs()
    const overrunsBefore = this.schedule.overruns
    this.schedule.finish(endMs)
    this.governor.ticked(dueMs, endMs, emits)
    this.observer.ticked(endMs - dueMs, startMs - dueMs, this.schedule.overruns > overrunsBefore)
    if (tick % this.settings.game.schema.tickRateHz === 0) this.reportCounts()
    this.closeWhenOver(endMs)
  }

  /** Once, after the step that ended the match. */
  private reportResults(): void {
    const { matchResults } = this.world
    if (matchResults === undefined || this.matchOverAtMs !== undefined) return
    this.matchOverAtMs = this.nowMs()
    const results = matchResults.flatMap(({ seat, rank, score }) => {
      const playerId = this.seats.at(seat)?.playerId
      return playerId === undefined ? [] : [{ playerId, rank, score }]
    })
    this.observer.matchEnded(this.settings.roomId, results)
  }

  private reportCounts(): void {
    this.counts.report(this.seats.all(), (count, more) => this.observer.counted(count, more))
  }

  /**
   * A room without clients makes no emissions. One that cannot keep up leaves some out, for all of its clients alike: each
   * entity is still encoded once.
   */
  private emitsAt(tick: number): boolean {
    const { emissionInterval } = this.replicator
    if (tick % emissionInterval !== 0 || this.seating.clientCount === 0) return false
    return this.replicator.eventsPress || !this.governor.omits(tick / emissionInterval)
  }

  private emit(tick: number): void {
    this.replicator.emit(tick, this.seating.clients)
    this.sendOrder.begin(this.seating.clients)
  }

  /** False when it paused before everybody had a turn. */
  private sendSnapshots(sendsMax: number): boolean {
    // One time for all of a part: asking the clock costs as much as a header.
    const nowMs = this.nowMs()
    const { timeFactor } = this.schedule
    for (let sends = 0; !this.sendOrder.isDone; sends++) {
      if (sends >= sendsMax) {
        this.sendOrder.pauses++
        return false
      }
      const client = this.seating.clients[this.sendOrder.next()]
      // Without a client the seat was left since the emission.
      if (client !== undefined) this.sendSnapshot(client, nowMs, timeFactor)
    }
    return true
  }

  private sendSnapshot(client: ReplicationClient, nowMs: number, timeFactor: number): void {
    const bytesBefore = client.bytesSent
    const outcome = this.replicator.send(client, nowMs, timeFactor)
    this.observer.snapshot(outcome, client.bytesSent - bytesBefore)
    if (outcome === 'behind') this.closeClient(client, CloseReason.SLOW_CONSUMER, 'no acknowledgement for too long')
    else if (outcome === 'overflow') {
      this.closeClient(client, CloseReason.SLOW_CONSUMER, 'too many reliable events waiting')
    } else if (outcome === 'sent' && this.selfCheck?.afterSnapshot(client) === false) {
      this.closeClient(client, CloseReason.TOO_LARGE, 'what it should know does not fit into one frame: join again')
    }
  }

  private closeClient({ seat: number }: ReplicationClient, reason: CloseReason, message: string): void {
    const seat = this.seats.at(number)
    if (seat?.link !== undefined) this.giveUpOn(seat, seat.link, reason, message)
  }

  /** Closes a connection that nothing gets through: its player may come back on a better one. */
  giveUpOn(seat: Seat, link: PlayLink, reason: CloseReason, message: string): void {
    this.lose(seat, link)
    link.close(reason, message)
  }

  /** The seat's play connection is lost: where the seat waits for its player, the avatar lets go of the controls. */
  lose(seat: Seat, link: PlayLink): void {
    if (!this.seating.lose(seat, link)) return
    seat.commands.letGo(this.tickNumber)
    this.commanding.add(seat.number)
  }

  /** Takes one frame of commands and acknowledgement. False when it names a tick that was never sent. */
  receiveCommands(seat: Seat, frame: CommandFrame): boolean {
    const { client } = seat
    if (client === undefined) return true
    const nowMs = this.nowMs()
    if (!client.congestion.acknowledge(frame.lastTickReceived, nowMs)) return false
    const { dueMs, stepMs } = this.schedule
    seat.commands.receive(frame, this.tickNumber, dueMs - nowMs, stepMs)
    this.commanding.add(seat.number)
    return true
  }

  acknowledge(seat: Seat, tick: number): boolean {
    return seat.client === undefined || seat.client.congestion.acknowledge(tick, this.nowMs())
  }

  /** A client says that its digest is another. False when it was not asked, or has answered that already. */
  receiveMismatch(seat: Seat, said: TickDigest): boolean {
    if (seat.client === undefined) return true
    const mismatch = this.selfCheck?.report(seat.client, said)
    if (mismatch === undefined) return false
    this.observer.desynced(desyncDump(this.settings, seat.number, said, mismatch))
    if (mismatch.isLast)
      this.seating.closeLink(seat, CloseReason.PROTOCOL_ERROR, 'its state differs at every check: join again')
    return true
  }

  /** An ad-hoc message, run inside the next tick. False when the mailbox is full. */
  receiveMessage(seat: Seat, type: string, value: unknown): boolean {
    const { onMessage } = this.settings.game
    if (onMessage === undefined) return true
    if (this.mailbox.isFull) return false
    this.mailbox.put({
      isReady: () => true,
      run: (tick) => {
        if (!seat.joined) return
        try {
          onMessage(this.messageCallOf(seat, tick), type, value)
        } catch (error) {
          this.observer.messageFailed(this.settings.roomId, error)
        }
      },
      answer: () => {},
      abandon: () => {},
    })
    return true
  }

  /** Whether a call by this seat may run now, or waits for its player's turn to join. */
  mayCall(seat: Seat): boolean {
    return seat.joined || !isHeld(seat) || this.admission.admitsAll
  }

  /** The context of a call by this seat; joins a seat that was only reserved, or whose player was away. */
  callOf(seat: Seat, tick: number): RoomCall<World> {
    if (isHeld(seat) && (!seat.joined || seat.away)) this.seating.join(seat)
    return { world: this.world, tick, seat: seat.number, playerId: seat.playerId }
  }

  private messageCallOf(seat: Seat, tick: number): MessageCall<World> {
    return {
      ...this.callOf(seat, tick),
      broadcast: (type, value) => {
        for (const { link } of this.seats.all()) link?.message(tick, type, value)
      },
      reply: (type, value) => seat.link?.message(tick, type, value),
    }
  }

  /** Ends the room and tells everybody why. */
  close(reason: CloseReason, message: string): void {
    if (this.closed !== undefined) return
    this.closed = reason
    this.mailbox.abandon()
    this.seating.closeAll(reason, message)
    this.reportCounts()
    this.observer.roomClosed(this.settings.roomId, reason, message)
  }

  private closeWhenOver(nowMs: number): void {
    if (this.matchOverAtMs !== undefined && nowMs - this.matchOverAtMs >= MATCH_OVER_MS) {
      this.close(CloseReason.ROOM_CLOSED, 'the match is over')
      return
    }
    if (this.seating.emptyForMs(nowMs) < EMPTY_ROOM_MS) return
    this.close(CloseReason.ROOM_CLOSED, 'the room was empty')
  }

  private fail(error: unknown): void {
    const { roomId, game, seed, options } = this.settings
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const players = this.seats.count
    const tick = this.running?.tick ?? this.tickNumber
    const kind = game.schema.name
    this.observer.roomFailed({ roomId, kind, seed, tick, options, players, stack })
    this.close(CloseReason.ROOM_FAILED, 'the game stopped with an error')
  }
}
