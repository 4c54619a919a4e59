// Replication of one room, in the order of the data: the world is captured and encoded once (`emit`), then each client is
// sent what it should know of it (`send`). Knows no sockets and no clock: links and times come as arguments.

import { KNOWN_ENTITIES_MAX, type RoomSchema } from '@tickwire/protocol'
import { type EntityRef, EVENTS_PER_TICK_MAX, NO_ROW, NO_SEAT, NO_TEAM, type World } from '@tickwire/simulation'
import { ByteBudget } from './byte-budget.js'
import { ClientColumns } from './client-columns.js'
import { Emission, NOWHERE } from './emission.js'
import { inAudience } from './event-stream.js'
import { DWELL_MS, Interest } from './interest.js'
import { SlotState } from './known-list.js'
import { ownerFieldsMax } from './owner-record.js'
import { Plan } from './plan.js'
import { RELIABLE_EVENTS_MAX, ReplicationClient, type SnapshotLink } from './replication-client.js'
import { newPast, REWIND_MS, tellSight } from './rewinding.js'
import { SnapshotWriter } from './snapshot.js'

/**
 * What became of one client's snapshot: skipped, because it does not keep up; exhausted, because its bytes for this second
 * are used up. `behind` and `overflow` mean: close it SLOW_CONSUMER.
 */
export type SendOutcome = 'sent' | 'skipped' | 'exhausted' | 'dropped' | 'oversized' | 'behind' | 'overflow'

/** What one client may get. */
export interface ClientLimits {
  /** Entities that it knows at a time, at most KNOWN_ENTITIES_MAX, the default. */
  readonly knownEntitiesMax?: number | undefined
  /** Bytes of snapshots a second. Default: no limit. */
  readonly bytesPerSecondMax?: number | undefined
  /** How far back its shots may be taken, milliseconds. Default REWIND_MS. */
  readonly maxRewindMs?: number | undefined
}

/** Events of one type that should not wait for a later emission: a table takes EVENTS_PER_TICK_MAX from one emission to the
 * next, and what does not fit is lost, or ends the room if it is reliable. */
const EVENTS_WAITING_MAX = EVENTS_PER_TICK_MAX / 4

/** Result of a link's `send` that means the packet is gone. */
const SEND_DROPPED = 2

export class Replicator {
  private readonly emission: Emission
  private readonly columns: ClientColumns
  private readonly interest: Interest
  private readonly snapshots: SnapshotWriter
  private readonly plan: Plan
  private phase = 0

  /**
   * @param viewRadius - how far a client sees from its avatar, world units
   * @param canSee - `Simulation.canSee` bound to this world, if the game has one
   * @param limits - of each client
   */
  constructor(
    private readonly schema: RoomSchema,
    private readonly world: World,
    private readonly viewRadius: number,
    canSee?: (seat: number, entity: EntityRef) => boolean,
    private readonly limits: ClientLimits = {},
  ) {
    this.emission = new Emission(schema, world, viewRadius)
    this.columns = new ClientColumns(ownerFieldsMax(schema))
    const dwellTicks = Math.ceil((DWELL_MS * schema.tickRateHz) / 1000)
    this.plan = new Plan(this.emission, viewRadius)
    this.interest = new Interest(this.emission, viewRadius, dwellTicks, canSee)
    world.past = newPast(schema, this.emission, limits.maxRewindMs ?? REWIND_MS)
    this.snapshots = new SnapshotWriter(schema, this.emission, this.emissionInterval, viewRadius)
  }

  /** Ticks from one emission to the next, if the room leaves none out. */
  get emissionInterval(): number {
    return this.schema.tickRateHz / this.schema.sendRateHz
  }

  /** Totals of the room: events that no log or table had room for, spawns that a full table refused, snapshots to
   * clients that could not know of all in sight, entities that made room for nearer ones. */
  get eventsDropped(): number {
    return this.world.eventTables.reduce((sum, table) => sum + table.dropped, this.emission.events.dropped)
  }

  get spawnsRefused(): number {
    return this.world.tables.reduce((sum, table) => sum + table.refusedSpawns, 0)
  }

  get knownListsFull(): number {
    return this.interest.crowded
  }

  get entitiesEvicted(): number {
    return this.interest.crowding.evicted
  }

  /** So many events wait for the next emission that it should not be left out. */
  get eventsPress(): boolean {
    return this.world.eventTables.some(({ count }) => count >= EVENTS_WAITING_MAX)
  }

  /** Entity codes of the current emission, for measurements and tests. */
  get current(): Emission {
    return this.emission
  }

  /** A client that knows nothing yet. `welcomeTick` is the tick that it was told to count from. */
  createClient(seat: number, link: SnapshotLink, welcomeTick: number): ReplicationClient {
    return this.newClient(seat, seat, link, welcomeTick)
  }

  /** One that the game does not know: it sees the whole world, and of it what is for everybody. `row`: that of no player's seat. */
  createSpectator(row: number, link: SnapshotLink, welcomeTick: number): ReplicationClient {
    return this.newClient(row, NO_SEAT, link, welcomeTick)
  }

  private newClient(row: number, seat: number, link: SnapshotLink, welcomeTick: number): ReplicationClient {
    const { bytesPerSecondMax = Number.POSITIVE_INFINITY, knownEntitiesMax = KNOWN_ENTITIES_MAX } = this.limits
    const budget = new ByteBudget(bytesPerSecondMax, knownEntitiesMax)
    const { entitiesMax } = this.emission
    const sight = seat === NO_SEAT ? undefined : this.world.past?.open(seat)
    return new ReplicationClient(row, seat, link, this.columns, budget, welcomeTick, entitiesMax, sight)
  }

  /** Makes an entity the client's avatar: it looks from there, and gets the owner record instead of the public code. */
  follow(client: ReplicationClient, avatar: number): void {
    if (client.avatar === avatar) return
    client.avatar = avatar
    client.avatarIndex = -1
    client.evaluateNext = true
    for (const { id } of this.schema.entities) {
      const { table, indexBase } = this.emission.encoders[id]!
      const row = table.rowOf(avatar)
      if (row !== NO_ROW) client.avatarIndex = indexBase + row
    }
    if (client.avatarIndex < 0) this.refuseLocal(avatar)
  }

  private refuseLocal(avatar: number): void {
    const locals = this.world.tables.slice(this.schema.entities.length)
    if (locals.every((table) => table.rowOf(avatar) === NO_ROW)) return
    throw new Error(`entity ${avatar} cannot be an avatar: its type is tw.local, so no client is sent it`)
  }

  /** Captures and encodes the world after the step of `tick`, and queues its reliable events. */
  emit(tick: number, clients: Iterable<ReplicationClient | undefined>): void {
    this.phase++
    this.emission.capture(this.world, tick)
    if (this.emission.events.reliableCount === 0) return
    for (const client of clients) {
      if (client === undefined) continue
      this.locate(client)
      this.queueReliable(client)
    }
  }

  /** Nobody is there to be told: what happened is forgotten, what changed waits for the next emission. */
  forgetEvents(): void {
    for (const table of this.world.eventTables) table.clear()
  }

  /** Makes and sends one client's snapshot of the current emission. */
  send(client: ReplicationClient, nowMs: number, timeFactor: number): SendOutcome {
    const outcome = this.trySend(client, nowMs, timeFactor)
    if (outcome !== 'sent') client.evaluateNext = true
    return outcome
  }

  private trySend(client: ReplicationClient, nowMs: number, timeFactor: number): SendOutcome {
    const { congestion, budget } = client
    this.locate(client)
    if (client.reliable.length > RELIABLE_EVENTS_MAX) return 'overflow'
    if (congestion.mustClose(nowMs, client.link.bufferedBytes())) return 'behind'
    if (congestion.mustSkip(nowMs)) {
      client.skipped++
      return 'skipped'
    }
    const bytesLeft = budget.earn(nowMs)
    if (bytesLeft <= 0) {
      budget.exhaust(client.known.count, nowMs)
      return 'exhausted'
    }
    if (client.lastTick !== this.emission.previousTick) this.markStale(client)
    this.interest.plan(client, this.phase, this.plan)
    const bytes = this.snapshots.write(client, this.plan, timeFactor, bytesLeft)
    if (bytes === undefined) return 'oversized'
    if (client.link.send(bytes) === SEND_DROPPED) return 'dropped'
    this.snapshots.commit(client, this.plan)
    if (client.sight !== undefined) tellSight(client.sight, this.emission.tick, client.known)
    congestion.sent(this.emission.tick, nowMs)
    budget.spend(bytes.length)
    client.bytesSent += bytes.length
    return 'sent'
  }

  /**
   * Snapshots were missed since the client's last one: its awake entities need a refresh, and so do sleepers that changed
   * meanwhile. The client marks its awake ones by the same rule, told by a bit of the header. Netcode rule 3.
   */
  private markStale(client: ReplicationClient): void {
    const { known } = client
    for (let slot = 0; slot < known.end; slot++) {
      const state = known.state[slot]!
      if (state === SlotState.live || (state === SlotState.quiet && this.changedSince(known.index[slot]!, client))) {
        known.setState(slot, SlotState.stale)
      }
    }
  }

  private changedSince(index: number, client: ReplicationClient): boolean {
    const encoder = this.emission.encoderOf(index)
    return encoder.changedTick[index - encoder.indexBase]! > client.lastTick
  }

  /** Where the client looks from, and whose side it is on. */
  private locate(client: ReplicationClient): void {
    this.moveCentre(client)
    const team = client.isSpectator ? NO_TEAM : this.world.teamOf[client.seat]!
    if (team === client.team) return
    client.team = team
    client.evaluateNext = true
  }

  private moveCentre(client: ReplicationClient): void {
    const index = client.avatarIndex
    if (index < 0) return
    if (this.emission.entityAt[index] !== client.avatar) {
      client.avatarIndex = -1
      return
    }
    if (this.emission.x[index] === NOWHERE) return
    client.moveCentre(this.emission.x[index]!, this.emission.y[index]!)
  }

  private queueReliable(client: ReplicationClient): void {
    const { events } = this.emission
    for (let i = 0; i < events.count; i++) {
      const entry = events.entries[i]!
      if (entry.type.reliable && inAudience(entry, client, this.viewRadius)) client.reliable.push(events.keep(entry))
    }
  }
}
