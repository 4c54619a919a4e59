// The model that replication is held against: a small field of avatars, chests and scores that random operations stir, and
// clients on links that stall, drop and come back. After every tick `check` compares what each client decoded with what
// the server encoded, value by value and by the digests of the self-check. At times emissions are left out, as by a room that
// cannot keep up, and for every fourth seed not all that is in sight fits. Everything follows from one seed.

import { Replica } from '@tickwire/client/replica'
import {
  decodeTickDigest,
  type EntityView,
  type EventType,
  KNOWN_ENTITIES_MAX,
  type LeaveReason,
  type RoomSchema,
  ServerFrame,
} from '@tickwire/protocol'
import {
  type ClientCheck,
  type ClientLimits,
  INTEREST_PHASES,
  LEAVE_RADIUS_FACTOR,
  RecordedLink,
  type ReplicationClient,
  Replicator,
  SelfCheck,
  SlotState,
} from '@tickwire/server/internals'
import { newHash, Random } from '@tickwire/simulation'
import {
  type Announced,
  type AvatarView,
  FieldWorld,
  fieldSchema,
  type OwnAvatar,
  type Pinged,
  type Rallied,
} from '../gen-nodejs/field.state.js'
import { ReplicationSides } from './replication-sides.js'

export const VIEW_RADIUS = 300
const FIELD = 1_000
const TICK_MS = 50
const DWELL_TICKS = 20

/** Every so manieth check is answered as if it had failed, so that resyncs come in whatever state things are. */
const CHECKS_PER_LIE = 4

/** Chests reach far beyond their place and count more than others. */
const SCHEMA: RoomSchema = {
  ...fieldSchema,
  entities: fieldSchema.entities.map((type) => (type.name === 'Chest' ? { ...type, extent: 60, priority: 2 } : type)),
}

/** Of every fourth seed: too little of everything. */
const CRAMPED: ClientLimits = { knownEntitiesMax: 16, bytesPerSecondMax: 300 }

/** One client: the server's half, the replica, and the link between them. */
export class ModelClient {
  readonly client: ReplicationClient
  readonly check: ClientCheck
  readonly replica: Replica
  /** Packets under way; a stalled link keeps them. */
  private readonly wire: Uint8Array[] = []
  stalled = false
  dropNext = false
  readonly lasting = new Map<string, number>()
  /** Checks that came, and resyncs. */
  checks = 0
  resyncs = 0
  readonly announced: string[] = []
  readonly granted: number[] = []
  /** Signals of events to the own team: received, and those of emissions that this client was in. */
  readonly rallied: number[] = []
  readonly pinged: number[] = []
  readonly expected = { rallied: [] as number[], pinged: [] as number[] }
  readonly left: { readonly view: EntityView; readonly reason: LeaveReason; readonly cause: number }[] = []

  constructor(
    replicator: Replicator,
    readonly selfCheck: SelfCheck,
    readonly seat: number,
    welcomeTick: number,
  ) {
    const link = new RecordedLink({
      send: (bytes) => {
        if (this.dropNext) {
          this.dropNext = false
          return 2
        }
        this.wire.push(bytes.slice())
        return 1
      },
      bufferedBytes: () => 0,
    })
    this.client = replicator.createClient(seat, link, welcomeTick)
    this.check = selfCheck.follow(this.client, link)
    this.replica = new Replica(fieldSchema, welcomeTick, 1, {
      entered: () => {},
      left: (view, reason, cause) => this.left.push({ view, reason, cause }),
      event: (type, event) => this.takeEvent(type, event),
    })
  }

  /** Applies what has arrived and acknowledges it. Throws when a packet does not decode. */
  receive(nowMs: number): void {
    if (this.stalled) return
    for (const packet of this.wire.splice(0)) {
      const failure = this.take(packet)
      if (failure !== undefined) throw new Error(`seat ${this.seat}: ${failure}`)
    }
    if (!this.client.congestion.acknowledge(this.replica.tick, nowMs)) throw new Error('acknowledged the future')
  }

  private take(packet: Uint8Array): string | undefined {
    if (packet[0] === ServerFrame.check) return this.compare(packet)
    if (packet[0] === ServerFrame.snapshot) return this.replica.apply(packet)
    this.resyncs++
    return this.replica.resync(packet)
  }

  private compare(packet: Uint8Array): string | undefined {
    const { tick, digest } = decodeTickDigest(packet)!
    if (tick !== this.replica.tick) return `a check of ${tick} behind the snapshot of ${this.replica.tick}`
    if (digest !== this.replica.digest()) return `the check of ${tick} failed`
    const lies = ++this.checks % CHECKS_PER_LIE === 0
    return !lies || this.check.report({ tick, digest: ~digest >>> 0 }) ? undefined : 'a report was refused'
  }

  /** It may know of one more. */
  get hasRoom(): boolean {
    return this.client.known.count < this.client.knownMax
  }

  /** For how many checks in a row something has been so, this one included. */
  persists(what: string, now: boolean): number {
    const checks = now ? (this.lasting.get(what) ?? 0) + 1 : 0
    this.lasting.set(what, checks)
    return checks
  }

  private takeEvent(type: EventType, event: unknown): void {
    if (type.name === 'Announced') this.announced.push((event as Announced).text)
    if (type.name === 'Granted') this.granted.push((event as { item: number }).item)
    if (type.name === 'Rallied') this.rallied.push((event as Rallied).signal)
    if (type.name === 'Pinged') this.pinged.push((event as Pinged).signal)
  }
}

export class ReplicationModel {
  readonly random: Random
  readonly world: FieldWorld
  readonly replicator: Replicator
  private readonly limits: ClientLimits
  private readonly selfCheck: SelfCheck
  readonly clients: ModelClient[] = []
  readonly sides: ReplicationSides
  tick = 0
  /** Every so many ticks the world is sent. */
  private emissionTicks = 1
  /** Everything ever announced, by the tick that emitted it. */
  readonly announcements: { readonly tick: number; readonly text: string }[] = []
  readonly seen = {
    skips: 0,
    drops: 0,
    recoveries: 0,
    rejoins: 0,
    leftOut: 0,
    checks: 0,
    resyncs: 0,
    exhausted: 0,
    evicted: 0,
  }
  private readonly velocity = new Map<number, { x: number; y: number }>()

  constructor(seed: number) {
    this.random = new Random(seed)
    this.world = new FieldWorld(seed, { avatar: 60, chest: 20, score: 10, beacon: 10, note: 10, landmark: 10 })
    this.limits = seed % 4 === 0 ? CRAMPED : {}
    this.replicator = new Replicator(SCHEMA, this.world, VIEW_RADIUS, undefined, this.limits)
    this.selfCheck = new SelfCheck(fieldSchema, this.replicator.current)
    this.sides = new ReplicationSides(this.world, this.random, FIELD)
    for (let i = 0; i < 30; i++) this.spawnAvatar()
    for (let i = 0; i < 12; i++) this.spawnChest()
    for (let seat = 0; seat < 4; seat++) this.join(seat)
  }

  get nowMs(): number {
    return this.tick * TICK_MS
  }

  /** One tick: stir, emit, send, receive. */
  step(): void {
    this.tick++
    this.stirWorld()
    this.moveAvatars()
    this.sides.stir()
    this.world.snap()
    this.stirLinks()
    this.stirLoad()
    if (this.tick % this.emissionTicks !== 0) {
      this.seen.leftOut++
      return
    }
    for (const { client } of this.clients) this.replicator.follow(client, this.avatarOf(client.seat))
    this.sides.expectEvents(this.clients)
    this.replicator.emit(
      this.tick,
      this.clients.map(({ client }) => client),
    )
    for (const model of this.clients) this.send(model)
  }

  private send(model: ModelClient): void {
    const { client } = model
    const gap = client.lastTick < this.replicator.current.previousTick
    const outcome = this.replicator.send(client, this.nowMs, 1)
    if (outcome === 'skipped') this.seen.skips++
    if (outcome === 'dropped') this.seen.drops++
    if (outcome === 'exhausted') this.seen.exhausted++
    this.seen.evicted = this.replicator.entitiesEvicted
    if (outcome === 'sent' && gap) this.seen.recoveries++
    if (outcome === 'sent') model.check.afterSnapshot()
    const { checks, resyncs } = model
    model.receive(this.nowMs)
    this.seen.checks += model.checks - checks
    this.seen.resyncs += model.resyncs - resyncs
  }

  // ---- what happens ----

  private stirWorld(): void {
    const { random, world } = this
    if (random.chance(0.2)) this.spawnAvatar()
    if (random.chance(0.05)) this.spawnChest()
    if (random.chance(0.15)) this.destroyAvatar()
    if (random.chance(0.1)) this.destroyIn('chest')
    if (random.chance(0.05)) this.stirScores()
    if (random.chance(0.3)) world.explosion.emit(random.between(0, FIELD), random.between(0, FIELD))
    if (random.chance(0.1)) world.granted.emit(random.below(4), random.below(32))
    if (random.chance(0.1)) {
      const text = `news ${this.tick}`
      this.announcements.push({ tick: this.tick, text })
      world.announced.emit(text)
    }
    for (let row = 0; row < world.chest.end; row++) {
      if (world.chest.id[row] !== 0 && random.chance(0.02)) world.chest.open[row] = 1 - world.chest.open[row]!
    }
  }

  private moveAvatars(): void {
    const { random } = this
    const { avatar } = this.world
    for (let row = 0; row < avatar.end; row++) {
      if (avatar.id[row] === 0) continue
      const velocity = this.velocity.get(row) ?? { x: 0, y: 0 }
      this.velocity.set(row, velocity)
      if (random.chance(0.05)) Object.assign(velocity, { x: random.between(-15, 15), y: random.between(-15, 15) })
      if (random.chance(0.03)) Object.assign(velocity, { x: 0, y: 0 })
      avatar.x[row] = Math.min(FIELD, Math.max(0, avatar.x[row]! + velocity.x))
      avatar.y[row] = Math.min(FIELD, Math.max(0, avatar.y[row]! + velocity.y))
      if (random.chance(0.1)) avatar.heading[row] = random.between(-7, 7)
      if (random.chance(0.03)) avatar.health[row] = random.below(101)
      if (random.chance(0.02)) avatar.stance[row] = random.below(3)
      if (random.chance(0.05)) avatar.ammo[row] = random.below(1000)
      avatar.cooldown[row] = random.chance(0.1) ? random.between(0, 10) : Math.max(0, avatar.cooldown[row]! - 0.05)
      if (random.chance(0.01)) {
        avatar.x[row] = random.between(0, FIELD)
        avatar.y[row] = random.between(0, FIELD)
        avatar.jump(row)
      }
    }
  }

  private stirLinks(): void {
    const { random } = this
    for (const model of this.clients) {
      if (random.chance(0.02)) model.dropNext = true
      if (model.stalled ? random.chance(0.08) : random.chance(0.01)) model.stalled = !model.stalled
    }
    if (!random.chance(0.01)) return
    const at = random.below(this.clients.length)
    const { seat } = this.clients[at]!
    this.clients.splice(at, 1)
    this.join(seat)
    this.seen.rejoins++
  }

  private stirLoad(): void {
    if (this.random.chance(0.03)) this.emissionTicks = 2 ** this.random.below(3)
  }

  private join(seat: number): void {
    this.clients.push(new ModelClient(this.replicator, this.selfCheck, seat, this.replicator.current.tick))
  }

  private avatarOf(seat: number): number {
    const { avatar } = this.world
    for (let row = 0; row < avatar.end; row++)
      if (avatar.id[row] !== 0 && avatar.seat[row] === seat) return avatar.id[row]!
    return 0
  }

  private spawnAvatar(): void {
    const { avatar } = this.world
    const row = avatar.spawn()
    if (row < 0) return
    avatar.x[row] = this.random.between(0, FIELD)
    avatar.y[row] = this.random.between(0, FIELD)
    avatar.name[row] = `avatar ${avatar.id[row]}`
    const vacant = [0, 1, 2, 3].find((seat) => this.avatarOf(seat) === 0)
    avatar.seat[row] = vacant ?? 99
  }

  private spawnChest(): void {
    const { chest } = this.world
    const row = chest.spawn()
    if (row < 0) return
    chest.x[row] = this.random.between(0, FIELD)
    chest.y[row] = this.random.between(0, FIELD)
  }

  private destroyAvatar(): void {
    this.destroyIn('avatar')
  }

  private destroyIn(name: 'avatar' | 'chest'): void {
    const table = this.world[name]
    const row = this.random.below(Math.max(1, table.end))
    if (table.id[row] !== 0 && table.id[row] !== undefined) table.destroy(row, this.random.below(4))
  }

  private stirScores(): void {
    const { score } = this.world
    if (score.count < 8) score.spawn()
    for (let row = 0; row < score.end; row++) {
      if (score.id[row] === 0) continue
      if (this.random.chance(0.1)) score.destroy(row)
      else {
        score.points[row] = this.random.below(1000)
        score.player[row] = `player ${this.random.below(100)} ✓`
      }
    }
  }

  // ---- what must hold ----

  /** The first thing wrong with any client that is up to date, or undefined. */
  check(): string | undefined {
    if (this.replicator.current.tick !== this.tick) return undefined
    for (const model of this.clients) {
      if (model.stalled || model.client.lastTick !== this.tick || model.replica.tick !== this.tick) {
        model.lasting.clear()
        continue
      }
      const wrong =
        this.checkKnown(model) ??
        this.checkInterest(model) ??
        this.checkOwn(model) ??
        this.checkDigest(model) ??
        this.sides.check(model, this.replicator)
      if (wrong !== undefined) return `tick ${this.tick}, seat ${model.seat}: ${wrong}`
    }
    return undefined
  }

  private checkKnown({ client, replica }: ModelClient): string | undefined {
    const { known } = client
    const { current } = this.replicator
    let inUse = 0
    for (let slot = 0; slot < known.end; slot++) {
      if (known.state[slot] === SlotState.free) continue
      inUse++
      const entity = replica.entities.get(known.entity[slot]!)
      const type = current.typeOf[known.index[slot]!]!
      const view = type < fieldSchema.entities.length ? entity : entity?.teamRecord
      if (view?.type !== type) return `entity ${known.entity[slot]} in slot ${slot} is not in the replica`
      const encoder = current.encoders[type]!
      const row = known.index[slot]! - encoder.indexBase
      if (known.state[slot] === SlotState.stale) continue
      if (view.stale) return `entity ${view.id} is stale on one side`
      if (view.asleep !== (encoder.asleep[row] === 1)) return `entity ${view.id} sleeps on one side`
      const sent = newHash()
      encoder.hashInto(row, sent)
      const received = newHash()
      view.hashInto(received)
      if (sent.value !== received.value) return `entity ${view.id} differs from the server's baseline`
      const wrong = this.checkAgainstWorld(view, row)
      if (wrong !== undefined) return wrong
    }
    const entities = [...replica.entities.values()]
    const held = entities.length + entities.filter(({ teamRecord }) => teamRecord !== undefined).length
    return inUse === held ? undefined : `replica knows ${held}, server ${inUse}`
  }

  /** The baseline itself must be the world, within half a step. */
  private checkAgainstWorld(view: EntityView, row: number): string | undefined {
    if (view.type !== 0) return undefined
    const { avatar } = this.world
    const decoded = view as AvatarView
    if (decoded.id !== avatar.id[row]) return `entity ${decoded.id} is not in row ${row}`
    if (Math.abs(decoded.x - avatar.x[row]!) > 0.0501) return `x ${decoded.x}, world ${avatar.x[row]}`
    if (decoded.health !== avatar.health[row]) return `health ${decoded.health}, world ${avatar.health[row]}`
    return decoded.name === avatar.name[row] ? undefined : `name ${decoded.name}`
  }

  /** Exactly what it may see: all inside the radius at the next evaluation, nothing far outside, never the own avatar. */
  private checkInterest(model: ModelClient): string | undefined {
    const { client, replica } = model
    const { knownEntitiesMax = KNOWN_ENTITIES_MAX } = this.limits
    if (client.known.count > knownEntitiesMax) return `${client.known.count} entities are known`
    if (replica.entities.has(client.avatar) && client.avatar !== 0) return 'the own avatar is in the public part'
    if (client.evaluateNext || !client.initialComplete || client.avatarIndex < 0) return undefined
    for (const { id, audience, extent } of SCHEMA.entities) {
      const { x, y, table } = this.replicator.current.encoders[id]!
      if (audience !== 'area') continue
      for (let row = 0; row < table.end; row++) {
        const id = table.id[row]!
        if (id === 0 || id === client.avatar || x === undefined || y === undefined) continue
        const distance = Math.hypot(x[row]! - client.centreX, y[row]! - client.centreY) - extent
        const knows = replica.entities.has(id)
        const missing = model.persists(`misses ${id}`, distance < VIEW_RADIUS && !knows && model.hasRoom)
        if (missing > INTEREST_PHASES) return `entity ${id} at ${distance} has not been known for ${missing} ticks`
        const far = model.persists(`keeps ${id}`, distance > VIEW_RADIUS * LEAVE_RADIUS_FACTOR && knows)
        if (far > INTEREST_PHASES + DWELL_TICKS) return `entity ${id} at ${distance} is known for ${far} ticks too long`
      }
    }
    return undefined
  }

  private checkOwn({ client, replica }: ModelClient): string | undefined {
    const own = replica.own as OwnAvatar | undefined
    if (client.avatarIndex < 0) return own === undefined ? undefined : 'has an owner record without an avatar'
    const { avatar } = this.world
    const row = client.avatarIndex
    if (own === undefined || own.id !== avatar.id[row]) return 'has no owner record of its avatar'
    if (own.x !== avatar.x[row] || own.cooldown !== avatar.cooldown[row]) return 'owner record is not bit-equal'
    return own.ammo === avatar.ammo[row] &&
      own.name === avatar.name[row] &&
      own.mana === avatar.mana[row] &&
      own.badge === avatar.badge[row]
      ? undefined
      : 'owner record differs'
  }

  /** Of what is stale the server does not know what the client holds. */
  private checkDigest({ client, replica }: ModelClient): string | undefined {
    if (client.known.staleCount > 0) return undefined
    return this.selfCheck.digests.of(client) === replica.digest() ? undefined : 'the digests differ'
  }
}
