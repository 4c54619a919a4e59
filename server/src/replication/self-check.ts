// The self-check of a room: behind a snapshot, every 64 ticks, a client is sent a digest of all that it should know. One whose
// own digest is another says so; it is then sent all of it anew (a resync), and what it was sent since the check before is
// handed out for a dump. Stands beside the replicator and needs nothing of it but the emission; a room without it pays
// nothing. Netcode rule 8.

import { encodeTickDigest, type RoomSchema, ServerFrame, type TickDigest } from '@tickwire/protocol'
import { Digests } from './digests.js'
import type { Emission } from './emission.js'
import { RecordedLink } from './recording.js'
import type { ReplicationClient, SnapshotLink } from './replication-client.js'
import { ResyncWriter } from './resync.js'

/** A client is checked every so many ticks. Clients are spread over them by row: no tick pays for all. */
export const SELF_CHECK_INTERVAL_TICKS = 64

/** So many failed checks in a row close the client PROTOCOL_ERROR: resyncs do not mend it. */
export const MISMATCHES_IN_A_ROW_MAX = 3

/** What came of a client's report. */
export interface Mismatch {
  /** By the server, of the tick that was checked. */
  readonly digest: number
  /** It was the last that the client may have. */
  readonly isLast: boolean
  /** What the client was sent from checkpoint to check; undefined where it had grown too large. */
  readonly frames: readonly Uint8Array[] | undefined
}

export class SelfCheck {
  readonly digests: Digests
  readonly resyncs: ResyncWriter
  private readonly checks = new WeakMap<ReplicationClient, ClientCheck>()

  constructor(
    schema: RoomSchema,
    readonly emission: Emission,
  ) {
    this.digests = new Digests(schema, emission)
    this.resyncs = new ResyncWriter(schema, emission)
  }

  /** @param create - makes the client of a link: of the given one, recorded */
  connect(link: SnapshotLink, create: (link: SnapshotLink) => ReplicationClient): ReplicationClient {
    const recorded = new RecordedLink(link)
    const client = create(recorded)
    this.follow(client, recorded)
    return client
  }

  /** @param link - the client's */
  follow(client: ReplicationClient, link: RecordedLink): ClientCheck {
    const check = new ClientCheck(this, client, link)
    this.checks.set(client, check)
    return check
  }

  /** See `ClientCheck.afterSnapshot`. */
  afterSnapshot(client: ReplicationClient): boolean {
    return this.checks.get(client)?.afterSnapshot() ?? true
  }

  /** See `ClientCheck.report`. */
  report(client: ReplicationClient, said: TickDigest): Mismatch | undefined {
    return this.checks.get(client)?.report(said)
  }
}

export class ClientCheck {
  private lastTick: number
  /** Sent, and neither acknowledged nor reported yet: the only one that may be reported. */
  private open: TickDigest | undefined
  private mismatches = 0
  private resyncDue = false

  constructor(
    private readonly checks: SelfCheck,
    private readonly client: ReplicationClient,
    private readonly link: RecordedLink,
  ) {
    this.lastTick = client.lastTick
    link.restart(checks.resyncs.write(client))
  }

  /**
   * The client's snapshot of the current emission went out: what goes behind it.
   * @returns false when a resync is due and larger than may be sent
   */
  afterSnapshot(): boolean {
    this.settle()
    if (this.resyncDue) return this.resync()
    if (this.isDue()) this.check()
    return true
  }

  /** Takes the client's word that its digest is another; undefined when there is no such check, or not any more. */
  report({ tick, digest }: TickDigest): Mismatch | undefined {
    this.settle()
    const { open } = this
    if (open === undefined || open.tick !== tick || open.digest === digest) return undefined
    this.open = undefined
    this.resyncDue = true
    this.mismatches++
    const isLast = this.mismatches >= MISMATCHES_IN_A_ROW_MAX
    return { digest: open.digest, isLast, frames: this.link.closed.frames() }
  }

  /** Frames come in order: who acknowledges a later tick has passed the check. */
  private settle(): void {
    if (this.open === undefined || this.client.congestion.ackedTick <= this.open.tick) return
    this.open = undefined
    this.mismatches = 0
  }

  /** Once in each interval of the client's own, when the last check is settled and nothing is stale: of stale entities the
   * server does not know what the client holds. */
  private isDue(): boolean {
    const { row, known } = this.client
    const interval = (tick: number): number => Math.floor((tick + row) / SELF_CHECK_INTERVAL_TICKS)
    if (interval(this.checks.emission.tick) === interval(this.lastTick)) return false
    return this.open === undefined && known.staleCount === 0
  }

  private check(): void {
    const { tick } = this.checks.emission
    const open = { tick, digest: this.checks.digests.of(this.client) }
    if (!this.link.sendAside(encodeTickDigest(ServerFrame.check, open))) return
    this.open = open
    this.lastTick = tick
    this.link.turn(this.checks.resyncs.write(this.client))
  }

  private resync(): boolean {
    const { resyncs } = this.checks
    const frame = resyncs.write(this.client)
    if (frame === undefined) return false
    if (!this.link.sendAside(frame)) return true
    resyncs.commit(this.client)
    this.link.restart(frame)
    this.resyncDue = false
    return true
  }
}
