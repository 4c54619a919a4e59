// What the connection was like in the last seconds, snapshot by snapshot: the SDK's figures of the room, kept for the net graph.

import type { Corrections } from '@tickwire/client'
import type { ArenaRoom } from './match.js'

/** How far back the graph goes, milliseconds. */
export const HISTORY_MS = 10_000

/** The state of things at the arrival of one snapshot. */
export interface Sample {
  readonly atMs: number
  /** Since the one before. */
  readonly gapMs: number
  /** Snapshots that the server left out before it. */
  readonly missed: number
  readonly bytesPerSecond: number
  readonly rttMs: number
  readonly interpolationDelayMs: number
  readonly slackMs: number
  /** Corrections of the own avatar that it brought: of our own making (a mistake, a late command), and by others. */
  readonly ownCorrections: number
  readonly othersCorrections: number
}

/** Since the room was entered. */
export interface Totals {
  readonly missed: number
  readonly late: number
  readonly mistakes: number
  readonly others: number
}

export class NetHistory {
  /** Oldest first. */
  readonly samples: Sample[] = []
  private seen: Totals = { missed: 0, late: 0, mistakes: 0, others: 0 }

  constructor(
    private readonly room: ArenaRoom,
    private readonly corrections: Corrections,
  ) {
    room.onSnapshot(() => this.add(performance.now()))
  }

  get totals(): Totals {
    return this.seen
  }

  /** Between two snapshots when all is well, milliseconds. */
  get intervalMs(): number {
    return 1_000 / this.room.tickRateHz
  }

  private add(nowMs: number): void {
    const { bytesPerSecond, rttMs, interpolationDelayMs, commandSlackMs, snapshotsMissed } = this.room.stats
    const { late, mistakes, others } = this.corrections
    const { samples, seen } = this
    this.seen = { missed: snapshotsMissed, late, mistakes, others }
    samples.push({
      atMs: nowMs,
      gapMs: nowMs - (samples.at(-1)?.atMs ?? nowMs),
      missed: snapshotsMissed - seen.missed,
      bytesPerSecond,
      rttMs,
      interpolationDelayMs,
      slackMs: commandSlackMs,
      ownCorrections: late + mistakes - seen.late - seen.mistakes,
      othersCorrections: others - seen.others,
    })
    while (samples[0] !== undefined && samples[0].atMs < nowMs - HISTORY_MS) samples.shift()
  }
}
