// Players who may not speak for a while. `Mutes` is what operators' calls and chat need of it; `MemoryMutes` holds them in
// this process.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'

/** Mutes kept. One more is refused LIMIT_REACHED. */
export const MUTES_MAX = 100_000

export interface Mutes {
  /** When the player may speak again, milliseconds since 1970; undefined: now. */
  untilMs(playerId: string, wallMs: number): number | undefined
  /** @throws RefusedError LIMIT_REACHED */
  checkMute(playerId: string, wallMs: number): void
  /** @throws as `checkMute` */
  mute(playerId: string, untilMs: number, wallMs: number): void
  unmute(playerId: string): void
}

export class MemoryMutes implements Mutes {
  private readonly untilByPlayer = new Map<string, number>()

  untilMs(playerId: string, wallMs: number): number | undefined {
    const untilMs = this.untilByPlayer.get(playerId)
    if (untilMs === undefined || wallMs < untilMs) return untilMs
    this.untilByPlayer.delete(playerId)
    return undefined
  }

  checkMute(playerId: string, wallMs: number): void {
    if (this.untilByPlayer.has(playerId) || this.untilByPlayer.size < MUTES_MAX) return
    for (const mutedId of this.untilByPlayer.keys()) this.untilMs(mutedId, wallMs)
    if (this.untilByPlayer.size < MUTES_MAX) return
    throw new RefusedError(ErrorCode.LIMIT_REACHED, `this server keeps at most ${MUTES_MAX} mutes`)
  }

  mute(playerId: string, untilMs: number, wallMs: number): void {
    this.checkMute(playerId, wallMs)
    this.untilByPlayer.set(playerId, untilMs)
  }

  unmute(playerId: string): void {
    this.untilByPlayer.delete(playerId)
  }
}
