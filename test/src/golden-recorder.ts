// Records golden snapshots: one client's frames of a scripted world, and beside each what a decoder holds after it. The
// real replicator makes the frames, the real replica says what they mean.

import { Replica } from '@tickwire/client/replica'
import { type EntityView, type RoomSchema, recordTypes } from '@tickwire/protocol'
import { type ReplicationClient, Replicator, ResyncWriter } from '@tickwire/server/internals'
import { NO_ENTITY, type World } from '@tickwire/simulation'
import { hex, type SnapshotVector } from './golden-format.js'

const TICK_MS = 50
const VIEW_RADIUS = 300

/** Names of once-fields, by type name, those of team records too. */
export type OnceFields = Readonly<Record<string, readonly string[]>>

/** What a replica says while it applies a snapshot, in the form of the vectors. */
export class Notices {
  left: SnapshotVector['left'][number][] = []
  entered: SnapshotVector['entered'][number][] = []
  events: unknown[] = []

  constructor(
    private readonly schema: RoomSchema,
    private readonly once: OnceFields,
  ) {}

  /** @param tick - the welcome's */
  replica(tick: number): Replica {
    const { schema } = this
    return new Replica(schema, tick, schema.tickRateHz / schema.sendRateHz, {
      left: (view, reason, cause) => this.left.push({ id: view.id, reason, cause }),
      entered: (view, reason) => {
        const type = schema.entities[view.type]!.name
        this.entered.push({ id: view.id, type, reason, once: this.onceOf(view) })
      },
      event: (type, event) => this.events.push({ [type.name]: event }),
    })
  }

  /** What the replica holds and has said since the last call. */
  take(replica: Replica): Omit<SnapshotVector, 'what' | 'frame'> {
    const { left, entered, events } = this
    this.left = []
    this.entered = []
    this.events = []
    const { seq, slackMs, substituted } = replica.commands
    return {
      tick: replica.tick,
      timeFactor: replica.timeFactor,
      ack: { number: seq, slackMs, lateTicks: substituted },
      own: replica.own === undefined ? null : { ...replica.own },
      complete: replica.initialComplete,
      left,
      entered,
      entities: idsOf(replica, () => true),
      asleep: idsOf(replica, ({ asleep }) => asleep),
      stale: idsOf(replica, ({ stale }) => stale),
      teamRecords: this.teamRecords(replica),
      events,
      hash: replica.hash(),
      digest: replica.digest(),
    }
  }

  private teamRecords(replica: Replica): SnapshotVector['teamRecords'] {
    const records = [...replica.entities.values()].flatMap(({ teamRecord }) => teamRecord ?? [])
    return records
      .sort((a, b) => a.id - b.id)
      .map((view) => ({ id: view.id, asleep: view.asleep, stale: view.stale, once: this.onceOf(view) }))
  }

  private onceOf(view: EntityView): object {
    const names = this.once[recordTypes(this.schema)[view.type]!.name] ?? []
    const fields = view as unknown as Readonly<Record<string, unknown>>
    return Object.fromEntries(names.map((name) => [name, fields[name]]))
  }
}

function idsOf(replica: Replica, chosen: (view: EntityView) => boolean): number[] {
  const views = [...replica.entities.values()].filter(chosen)
  return views.map(({ id }) => id).sort((a, b) => a - b)
}

export class Recorder {
  readonly vectors: SnapshotVector[] = []
  readonly client: ReplicationClient
  /** Entity id of the avatar. */
  avatar = NO_ENTITY
  timeFactor = 1
  /** Whether the socket takes what is sent. */
  takes = true
  private readonly interval: number
  private readonly replicator: Replicator
  private readonly resyncs: ResyncWriter
  private readonly notices: Notices
  private readonly replica: Replica
  private packet: Uint8Array | undefined

  constructor(
    schema: RoomSchema,
    private readonly world: World,
    private tick: number,
    once: OnceFields,
  ) {
    this.replicator = new Replicator(schema, world, VIEW_RADIUS)
    this.resyncs = new ResyncWriter(schema, this.replicator.current)
    this.interval = this.replicator.emissionInterval
    this.replicator.emit(tick, [])
    const send = (bytes: Uint8Array): number => {
      if (!this.takes) return 2
      this.packet = bytes.slice()
      return 1
    }
    this.client = this.replicator.createClient(0, { send, bufferedBytes: () => 0 }, tick)
    this.notices = new Notices(schema, once)
    this.replica = this.notices.replica(tick)
  }

  /** The next emission. @param ticks - since the last one, for a room that leaves some out */
  step(what: string, ticks = this.interval): void {
    this.tick += ticks
    this.world.snap()
    this.packet = undefined
    this.replicator.follow(this.client, this.avatar)
    this.replicator.emit(this.tick, [this.client])
    this.replicator.send(this.client, this.tick * TICK_MS, this.timeFactor)
    this.client.congestion.acknowledge(this.client.lastTick, this.tick * TICK_MS)
    if (this.packet === undefined) return
    this.take(what, this.packet, this.replica.apply(this.packet))
  }

  /** All of it once more, behind the last snapshot. */
  resync(what: string): void {
    const frame = this.resyncs.write(this.client)!
    this.resyncs.commit(this.client)
    this.take(what, frame, this.replica.resync(frame))
  }

  private take(what: string, frame: Uint8Array, failure: string | undefined): void {
    if (failure !== undefined) throw new Error(`${what}: ${failure}`)
    const { tick, ...held } = this.notices.take(this.replica)
    this.vectors.push({ tick, what, frame: hex(frame), ...held })
  }

  /** An emission that the client misses. */
  miss(ticks = this.interval): void {
    this.takes = false
    this.step('', ticks)
    this.takes = true
  }
}
