// Who came to which queue in the last hour, as far as a trial needs it: when, and what a matcher knows of them, under other ids and
// without whom they avoid or met. Written with each new ticket, read by `trials`; ends with the process.

import type { PoolPlayer } from '../model.js'

/** What is older is not replayed, milliseconds: an hour. */
export const ARRIVALS_MS = 3_600_000
/** Arrivals kept, all queues. Beyond, the oldest are forgotten, and a trial replays less time. A plain one takes some 500 bytes. */
export const ARRIVALS_MAX = 10_000

/** A ticket without its names. */
export interface Arrival {
  /** On the clock of the pool it is put into. */
  readonly atMs: number
  readonly players: readonly PoolPlayer[]
}

interface Kept extends Arrival {
  readonly queue: string
}

export class Arrivals {
  /** The oldest is at `next` once all places are taken. */
  private readonly kept: Kept[] = []
  private next = 0
  private players = 0

  constructor(private readonly openedMs: number) {}

  add(queue: string, atMs: number, players: readonly PoolPlayer[]): void {
    this.kept[this.next] = { queue, atMs, players: players.map((player) => this.unnamed(player)) }
    this.next = (this.next + 1) % ARRIVALS_MAX
  }

  /** Of one queue since a moment, the oldest first. */
  since(queue: string, fromMs: number): readonly Arrival[] {
    const inOrder = [...this.kept.slice(this.next), ...this.kept.slice(0, this.next)]
    return inOrder.filter((arrival) => arrival.queue === queue && arrival.atMs >= fromMs)
  }

  /** From when on everybody who came is known. */
  knownSinceMs(nowMs: number): number {
    const isFull = this.kept.length === ARRIVALS_MAX
    return Math.max(isFull ? this.kept[this.next]!.atMs : this.openedMs, nowMs - ARRIVALS_MS)
  }

  private unnamed({ attributes, latencyMsByRegion, roles }: PoolPlayer): PoolPlayer {
    return { playerId: `p${++this.players}`, attributes, latencyMsByRegion, roles, recentOpponents: [] }
  }
}
