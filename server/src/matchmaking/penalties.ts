// What declining matches costs: the first ones of a while are free, each further one keeps the player out of all queues for
// longer. Offences are forgotten one by one.

import type { AcceptanceRule } from '@tickwire/gen-nodejs/queues.types.js'

/** One offence is forgotten after this long without another, milliseconds: a bad evening is not a bad week. */
export const OFFENCE_MS = 3_600_000
/** Offenders remembered. Beyond, who offended longest ago is forgotten. */
export const OFFENDERS_MAX = 100_000

interface Offender {
  readonly offences: number
  readonly lastMs: number
  readonly freeAtMs: number
}

export class Penalties {
  /** Who offended longest ago first. */
  private readonly offenders = new Map<string, Offender>()

  constructor(private readonly nowMs: () => number) {}

  /** Somebody declined a match, or did not answer. */
  add(playerId: string, { declinesFree, penaltyMsByOffence }: AcceptanceRule): void {
    const nowMs = this.nowMs()
    const offences = this.offencesOf(playerId) + 1
    const costly = offences - declinesFree
    const penaltyMs = costly <= 0 ? 0 : (penaltyMsByOffence[Math.min(costly, penaltyMsByOffence.length) - 1] ?? 0)
    const freeAtMs = Math.max(this.offenders.get(playerId)?.freeAtMs ?? 0, nowMs + penaltyMs)
    this.offenders.delete(playerId)
    this.offenders.set(playerId, { offences, lastMs: nowMs, freeAtMs })
    if (this.offenders.size > OFFENDERS_MAX) this.offenders.delete(this.offenders.keys().next().value!)
  }

  /** How long the player must wait yet, milliseconds. */
  leftMs(playerId: string): number {
    return Math.max(0, (this.offenders.get(playerId)?.freeAtMs ?? 0) - this.nowMs())
  }

  private offencesOf(playerId: string): number {
    const offender = this.offenders.get(playerId)
    if (offender === undefined) return 0
    return Math.max(0, offender.offences - Math.floor((this.nowMs() - offender.lastMs) / OFFENCE_MS))
  }
}
