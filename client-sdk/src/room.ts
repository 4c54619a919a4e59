// A room as an application sees it: the entities that it may know of, what happens to them, the own avatar, and the ways
// to act: commands, room calls, ad-hoc messages. Typed by the generated schema and service; all work is done by the
// session behind it.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import {
  EnterReason,
  type EntityType,
  type EntityView,
  type EventType,
  type LeaveReason,
  type OwnView,
  type RoomSchema,
  type ServiceType,
  SPECTATOR_SEAT,
} from '@tickwire/protocol'
import type { CommandTable, Prediction, Table, World } from '@tickwire/simulation'
import { loadMessageCodec } from '#on-demand'
import { type Closed, closedError } from './errors.js'
import { Listeners, type ReportError } from './listeners.js'
import type { OwnPrediction } from './own-prediction.js'
import { type Playing, type PlayOptions, PlaySession } from './play-session.js'

/** Figures of a connection, for display. */
export interface RoomStats {
  /** Round trip, smoothed. */
  readonly rttMs: number
  /** Of the last snapshot. */
  readonly tick: number
  /** Received, without WebSocket and TCP headers. */
  readonly bytesPerSecond: number
  readonly snapshotsPerSecond: number
  /** Snapshots that the server left out because this client was behind, since the join. */
  readonly snapshotsMissed: number
  /** How far in the past remote entities are shown. */
  readonly interpolationDelayMs: number
  /** How early the last command arrived before its tick; negative: late. */
  readonly commandSlackMs: number
}

/** Where a seat is, and what it takes to ask for it again. */
export interface RoomPlace<I extends object, C> {
  readonly roomId: string
  readonly schema: RoomSchema<World, CommandTable, I>
  /** Undefined where the room is played without calls. */
  readonly service: ServiceType<C> | undefined
  readonly password: string | undefined
  readonly asSpectator?: boolean | undefined
}

export type RoomOptions<I extends object, C> = Omit<PlayOptions<I, C>, 'listener' | 'schema'> & {
  readonly place: RoomPlace<I, C>
  readonly report: ReportError
}

/**
 * @typeParam I - the command's input
 * @typeParam C - the client of the room's service; undefined where the room is played without calls
 */
export class Room<I extends object, C = undefined> {
  /** Calls to the room: they run inside a tick, and answers arrive after the snapshot of that tick. */
  readonly calls: C
  private readonly session: PlaySession<I, C>
  private readonly playing: Playing
  private readonly events = new Map<number, Listeners<[unknown]>>()
  private readonly messages = new Map<string, Listeners<[unknown]>>()
  private readonly enters: Listeners<[EntityView, EnterReason]>
  private readonly leaves: Listeners<[EntityView, LeaveReason, number]>
  private readonly snapshots: Listeners<[number]>
  private readonly closes: Listeners<[Closed]>
  /** Why the room is over, once it is. */
  private closedInfo: Closed | undefined

  private constructor(
    session: PlaySession<I, C>,
    playing: Playing,
    /** For `Client.rejoin`. */
    readonly place: RoomPlace<I, C>,
    private readonly report: ReportError,
  ) {
    this.session = session
    this.playing = playing
    this.calls = session.calls?.methods as C // which is undefined where there are none
    this.enters = new Listeners(report)
    this.leaves = new Listeners(report)
    this.snapshots = new Listeners(report)
    this.closes = new Listeners(report)
  }

  /** Connects to a room and waits for its welcome. Rejects with CallError CLOSED, whose `details.closed` says why. */
  static join<I extends object, C>({ place, report, ...options }: RoomOptions<I, C>): Promise<Room<I, C>> {
    return new Promise((resolve, reject) => {
      let room: Room<I, C> | undefined
      const session: PlaySession<I, C> = new PlaySession({
        ...options,
        schema: place.schema,
        listener: {
          welcomed: (playing) => {
            room = new Room(session, playing, place, report)
            resolve(room)
          },
          entered: (view, reason) => room?.enters.emit(view, reason),
          left: (view, reason, cause) => room?.leaves.emit(view, reason, cause),
          event: (type, event) => room?.events.get(type.id)?.emit(event),
          applied: (tick) => room?.snapshots.emit(tick),
          message: (type, value) => room?.messages.get(type)?.emit(value),
          failed: report,
          closed: (closed) => {
            reject(closedError(closed))
            room?.end(closed)
          },
        },
      })
    })
  }

  // ---- what there is ----

  /** Everything that this client knows of, by entity id; the own avatar is not among it. */
  get entities(): ReadonlyMap<number, EntityView> {
    return this.playing.replica.entities
  }

  /** The entities of one type. */
  *of<V extends EntityView>(type: EntityType<V>): IterableIterator<V> {
    for (const view of this.entities.values()) if (view.type === type.id) yield view as V
  }

  /** The own avatar as of the last snapshot; `instanceof` tells its type. Undefined for one who only watches. */
  get own(): OwnView | undefined {
    return this.playing.replica.own
  }

  get roomId(): string {
    return this.place.roomId
  }

  /** Whether this client only watches: `sendCommand` and `send` throw, and the server refuses room calls. */
  get isSpectator(): boolean {
    return this.seat === SPECTATOR_SEAT
  }

  /** Number of the own seat in the room; SPECTATOR_SEAT for one who watches. */
  get seat(): number {
    return this.playing.welcome.seat
  }

  get tickRateHz(): number {
    return this.playing.welcome.tickRateHz
  }

  get stats(): RoomStats {
    const { replica, clock } = this.playing
    const nowMs = this.session.nowMs
    return {
      rttMs: this.session.rttMs,
      tick: replica.tick,
      bytesPerSecond: this.session.bytesReceived.perSecond(nowMs),
      snapshotsPerSecond: this.session.snapshotsReceived.perSecond(nowMs),
      snapshotsMissed: replica.missedCount,
      interpolationDelayMs: clock.interpolationDelayMs,
      commandSlackMs: replica.commands.slackMs,
    }
  }

  // ---- what happens; each returns the function that unregisters the callback ----

  /** Calls back at once for everything that is there already (CAME_INTO_VIEW), then for whatever enters. */
  onEnter(callback: (view: EntityView, reason: EnterReason) => void): () => void {
    for (const view of this.entities.values()) this.enters.call(callback, view, EnterReason.CAME_INTO_VIEW)
    return this.enters.add(callback)
  }

  /** @param callback - `cause` is the game's number for why something was destroyed, else 0 */
  onLeave(callback: (view: EntityView, reason: LeaveReason, cause: number) => void): () => void {
    return this.leaves.add(callback)
  }

  onEvent<E>(type: EventType<E>, callback: (event: E) => void): () => void {
    return this.listenersOf(this.events, type.id).add((event) => callback(event as E))
  }

  /** Ad-hoc messages of one type. What they hold is the game's affair: check it. */
  onMessage(type: string, callback: (value: unknown) => void): () => void {
    loadMessageCodec().catch(this.report)
    return this.listenersOf(this.messages, type).add(callback)
  }

  /** After each snapshot, when all its other callbacks are done. */
  onSnapshot(callback: (tick: number) => void): () => void {
    return this.snapshots.add(callback)
  }

  /** The room is over for this client; calls back at once if it is already. Nothing else is called back afterwards. */
  onClose(callback: (closed: Closed) => void): () => void {
    if (this.closedInfo !== undefined) this.closes.call(callback, this.closedInfo)
    return this.closes.add(callback)
  }

  // ---- what one does ----

  /** Moves every view's `shown` to now; once a frame. `nowMs` is `performance.now()`, as animation frames give it. */
  update(nowMs = this.session.nowMs): void {
    this.session.render(nowMs)
  }

  /**
   * Runs the own avatar ahead of the server, with the game's own code, so that it answers at once; `update` moves what the answer
   * shows. Another call takes the place of this one.
   */
  predict<T extends Table, K extends CommandTable, P extends string>(
    type: EntityType,
    prediction: Prediction<T, K, P>,
  ): OwnPrediction<T, K, P> {
    return this.session.predict(type, prediction)
  }

  /** The player's present input; call it as often as it may have changed. It stays in force until the next one. */
  sendCommand(input: I): void {
    this.refuseSpectator('sendCommand')
    this.session.sendCommand(input)
  }

  /**
   * An ad-hoc message to the game: whatever msgpack can carry, at most 4 KiB. The first one waits until msgpackr is loaded. Resolves
   * when the message is on its way, so before `leave` wait for it; rejects one that the server would refuse.
   */
  async send(type: string, value: unknown): Promise<void> {
    this.refuseSpectator('send')
    await this.session.sendMessage(type, value)
  }

  /** Gives up the seat. */
  leave(): void {
    this.session.close(CloseReason.NORMAL, 'left the room')
  }

  private refuseSpectator(method: string): void {
    if (this.isSpectator) throw new Error(`a spectator cannot ${method}: join the room without asSpectator`)
  }

  private end(closed: Closed): void {
    this.closedInfo = closed
    this.closes.emit(closed)
  }

  private listenersOf<K>(kinds: Map<K, Listeners<[unknown]>>, kind: K): Listeners<[unknown]> {
    let listeners = kinds.get(kind)
    if (listeners === undefined) {
      listeners = new Listeners(this.report)
      kinds.set(kind, listeners)
    }
    return listeners
  }
}
