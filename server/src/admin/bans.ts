// Players who are kept out. `Bans` is what operators' calls, the lobby and logins need of it; `MemoryBans` holds them in
// this process and forgets them with it.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'

/** Bans kept. One more is refused LIMIT_REACHED: a ban is never forgotten to make room. */
export const BANS_MAX = 100_000

/** Longest ban with an end, minutes: ten years. */
export const BAN_MINUTES_MAX = 5_256_000

export interface Ban {
  readonly banId: string
  readonly playerId: string
  readonly why: string
  /** The operator's name. */
  readonly by: string
  /** Milliseconds since 1970, UTC. */
  readonly startsAtMs: number
  /** undefined: for good. */
  readonly endsAtMs: number | undefined
}

export type NewBan = Omit<Ban, 'banId'>

export interface Bans {
  /** The ban of a player, if one is in force. */
  of(playerId: string, wallMs: number): Ban | undefined
  /** In force, oldest first. */
  list(wallMs: number): readonly Ban[]
  /** @throws RefusedError ALREADY_EXISTS, LIMIT_REACHED */
  checkAdd(ban: NewBan): void
  /** @throws as `checkAdd` */
  add(ban: NewBan): Ban
  /** @throws NotFoundError */
  get(banId: string, wallMs: number): Ban
  /** @throws NotFoundError */
  lift(banId: string, wallMs: number): void
}

export class MemoryBans implements Bans {
  /** By player, oldest first. */
  private readonly byPlayer = new Map<string, Ban>()
  private made = 0

  of(playerId: string, wallMs: number): Ban | undefined {
    const ban = this.byPlayer.get(playerId)
    if (ban === undefined || isInForce(ban, wallMs)) return ban
    this.byPlayer.delete(playerId)
    return undefined
  }

  list(wallMs: number): readonly Ban[] {
    for (const playerId of this.byPlayer.keys()) this.of(playerId, wallMs)
    return [...this.byPlayer.values()]
  }

  checkAdd({ playerId, startsAtMs }: NewBan): void {
    const ban = this.of(playerId, startsAtMs)
    if (ban !== undefined) {
      throw new RefusedError(ErrorCode.ALREADY_EXISTS, `${playerId} is banned already: lift ban ${ban.banId} first`)
    }
    if (this.byPlayer.size >= BANS_MAX && this.list(startsAtMs).length >= BANS_MAX) {
      throw new RefusedError(ErrorCode.LIMIT_REACHED, `this server keeps at most ${BANS_MAX} bans`)
    }
  }

  add(ban: NewBan): Ban {
    this.checkAdd(ban)
    const made = { banId: `ban-${++this.made}`, ...ban }
    this.byPlayer.set(ban.playerId, made)
    return made
  }

  get(banId: string, wallMs: number): Ban {
    const ban = this.list(wallMs).find((each) => each.banId === banId)
    if (ban === undefined) throw new NotFoundError('ban', banId)
    return ban
  }

  lift(banId: string, wallMs: number): void {
    this.byPlayer.delete(this.get(banId, wallMs).playerId)
  }
}

function isInForce({ endsAtMs }: Ban, wallMs: number): boolean {
  return endsAtMs === undefined || wallMs < endsAtMs
}
