// Whether one client keeps up, judged by what it acknowledges and not by what the socket buffers: a stopped reader hides
// megabytes in kernel buffers before any shows up here. Decides when to skip a snapshot and when to give up on the
// client. Netcode rule 2. Time is an argument, milliseconds on any monotonic clock.

import { ACK_INTERVAL_MS } from '@tickwire/protocol'
import type { ClientColumns } from './client-columns.js'

/** Skip snapshots while the oldest unacknowledged one is older than the round trip plus this; a quiet client's own
 * acknowledgement interval is part of it. */
export const UNACKED_BEYOND_RTT_MS = 150 + ACK_INTERVAL_MS

/** A client that is skipped still gets a snapshot this often, milliseconds: it acknowledges only what arrives, so without
 * one a short pause of either end would silence both for ever. */
export const PROBE_INTERVAL_MS = 2 * ACK_INTERVAL_MS

/** Close the client when its oldest unacknowledged snapshot is older than this. */
export const UNACKED_MS_MAX = 10_000

/** Close the client when its socket buffers more than this in user space, bytes. */
export const BUFFERED_BYTES_MAX = 262_144

/** The round trip is the least that was seen in the last one to two windows, milliseconds. */
const RTT_WINDOW_MS = 5_000

/** Sent ticks remembered: a second at the highest rate. Of one that has more under way the oldest stay, because by their
 * age it is judged. */
export const SENT_MAX = 128

/** No round trip was seen yet. Like all times here a whole number: fractions are boxed, and a box is memory that every
 * snapshot of every client would have to wait for. */
const RTT_UNKNOWN_MS = 2 ** 30

export class Congestion {
  private head = 0
  private count = 0
  private windowStartedMs = 0
  private windowMinMs = RTT_UNKNOWN_MS
  private previousMinMs = RTT_UNKNOWN_MS
  /** Newest tick that the client says it holds. */
  ackedTick = 0
  /** Newest tick that was sent. */
  sentTick = 0
  private sentAtMs = 0

  /** The client's ring in `columns.unacked` begins there. */
  private readonly ring: number

  /** @param row - the client's, in `columns` */
  constructor(
    private readonly columns: ClientColumns,
    row: number,
  ) {
    this.ring = 2 * SENT_MAX * row
  }

  /** Round trip, milliseconds; 0 before the first acknowledgement. */
  get rttMs(): number {
    const least = Math.min(this.windowMinMs, this.previousMinMs)
    return least === RTT_UNKNOWN_MS ? 0 : least
  }

  /** Age of the oldest snapshot that was sent and not acknowledged; 0 when there is none. */
  unackedMs(nowMs: number): number {
    return this.count === 0 ? 0 : Math.floor(nowMs) - this.columns.unacked[this.ring + 2 * this.head + 1]!
  }

  sent(tick: number, nowMs: number): void {
    this.sentTick = tick
    this.sentAtMs = Math.floor(nowMs)
    if (this.count === SENT_MAX) return
    const at = this.ring + 2 * ((this.head + this.count++) % SENT_MAX)
    this.columns.unacked[at] = tick
    this.columns.unacked[at + 1] = this.sentAtMs
  }

  /** Takes a client's `lastTickReceived`. False when it names a tick that was never sent. */
  acknowledge(tick: number, nowMs: number): boolean {
    if (tick > this.sentTick) return false
    let sentMs = -1
    const { unacked } = this.columns
    while (this.count > 0 && unacked[this.ring + 2 * this.head]! <= tick) {
      sentMs = unacked[this.ring + 2 * this.head + 1]!
      this.head = (this.head + 1) % SENT_MAX
      this.count--
    }
    // From the start again: one that keeps up stays within the same few entries, and they within the cache.
    if (this.count === 0) this.head = 0
    if (sentMs >= 0) this.sampleRtt(Math.floor(nowMs) - sentMs, Math.floor(nowMs))
    if (tick > this.ackedTick) this.ackedTick = tick
    return true
  }

  mustSkip(nowMs: number): boolean {
    if (this.count === 0) return false
    return this.unackedMs(nowMs) > this.rttMs + UNACKED_BEYOND_RTT_MS && nowMs - this.sentAtMs < PROBE_INTERVAL_MS
  }

  mustClose(nowMs: number, bufferedBytes: number): boolean {
    return this.unackedMs(nowMs) > UNACKED_MS_MAX || bufferedBytes > BUFFERED_BYTES_MAX
  }

  private sampleRtt(rttMs: number, nowMs: number): void {
    if (nowMs - this.windowStartedMs > RTT_WINDOW_MS) {
      this.windowStartedMs = nowMs
      this.previousMinMs = this.windowMinMs
      this.windowMinMs = RTT_UNKNOWN_MS
    }
    if (rttMs < this.windowMinMs) this.windowMinMs = rttMs
  }
}
