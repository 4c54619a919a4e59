// What one client was sent since both ends last agreed: a checkpoint (a resync frame) and the snapshots after it, so that a
// failed self-check can be replayed. The link between replicator and socket keeps it, in two buffers that take turns: the
// recording under way, and the one that the last check has closed and a report may still ask for. Exists only while
// self-checks are on.

import type { SnapshotLink } from './replication-client.js'

/** Longest recording of a client, checkpoint included, bytes: 64 snapshots of 2 KB. Beyond: given up until the next check. */
export const SELF_CHECK_RECORD_BYTES_MAX = 131_072

/** Where a buffer begins; it doubles as needed. */
const FIRST_BYTES = 4_096

/** Result of a link's `send` that means the packet is gone. */
export const SEND_DROPPED = 2

export class Recording {
  private bytes = new Uint8Array(FIRST_BYTES)
  /** Where each frame ends; the first is the checkpoint. */
  private readonly ends: number[] = []
  private used = 0
  private givenUp = true

  /** @param checkpoint - borrowed; undefined: nothing to begin with, so nothing is kept */
  begin(checkpoint: Uint8Array | undefined): void {
    this.ends.length = 0
    this.used = 0
    this.givenUp = checkpoint === undefined
    if (checkpoint !== undefined) this.add(checkpoint)
  }

  add(frame: Uint8Array): void {
    const end = this.used + frame.length
    if (end > SELF_CHECK_RECORD_BYTES_MAX) this.givenUp = true
    if (this.givenUp) return
    this.reserve(end)
    this.bytes.set(frame, this.used)
    this.used = end
    this.ends.push(end)
  }

  /** Checkpoint first; undefined when it was given up. */
  frames(): Uint8Array[] | undefined {
    if (this.givenUp) return undefined
    return this.ends.map((end, i) => this.bytes.slice(i === 0 ? 0 : this.ends[i - 1], end))
  }

  private reserve(bytes: number): void {
    if (bytes <= this.bytes.length) return
    const before = this.bytes
    this.bytes = new Uint8Array(Math.max(bytes, 2 * before.length))
    this.bytes.set(before)
  }
}

export class RecordedLink implements SnapshotLink {
  /** What led to the last check. */
  closed = new Recording()
  private current = new Recording()

  constructor(private readonly link: SnapshotLink) {}

  /** A snapshot: part of the recording if the socket takes it. */
  send(bytes: Uint8Array): number {
    const result = this.link.send(bytes)
    if (result !== SEND_DROPPED) this.current.add(bytes)
    return result
  }

  /** A frame that a replay does without. False when it is lost. */
  sendAside(bytes: Uint8Array): boolean {
    return this.link.send(bytes) !== SEND_DROPPED
  }

  bufferedBytes(): number {
    return this.link.bufferedBytes()
  }

  /** Begins anew where both ends agree for another reason than a check. */
  restart(checkpoint: Uint8Array | undefined): void {
    this.current.begin(checkpoint)
  }

  /** A check was sent: what led to it stays until the next one. */
  turn(checkpoint: Uint8Array | undefined): void {
    const { current, closed } = this
    this.closed = current
    this.current = closed
    this.current.begin(checkpoint)
  }
}
