// Who is kept out: bans of players, and of the addresses that they came from. `sessions` asks at login and resume through
// `Bans`; the operator's service adds, lifts and lists. In memory: a ban is as old as the process at most. Times are
// milliseconds since 1970, because people write and read them.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'

/** Longest ban with an end, minutes: ten years. */
export const BAN_MINUTES_MAX = 5_256_000

/** Bans kept. One more is refused LIMIT_REACHED: none is ever forgotten before its time. */
export const BANS_MAX = 65_536

/** No peer has it. */
const NO_ADDRESS = ''

export interface NewBan {
  readonly playerId: string
  /** Whoever comes from there is kept out too. As `addressGroup` writes it. */
  readonly address?: string | undefined
  /** Told to who is kept out. */
  readonly why: string
  /** The operator. */
  readonly by: string
  readonly startsAtMs: number
  /** undefined: for good. */
  readonly endsAtMs?: number | undefined
}

export interface Ban extends NewBan {
  readonly banId: string
}

export interface Bans {
  /** The ban that keeps a player or an address out now; the one that lasts longest where there are several. */
  find(playerId: string | undefined, address: string, nowMs: number): Ban | undefined
}

/** What operators' calls need of bans. */
export interface BanBook extends Bans {
  /** The ban of a player, whatever the address. */
  of(playerId: string, nowMs: number): Ban | undefined
  /** In force, oldest first. */
  list(nowMs: number): Iterable<Ban>
  /** @throws RefusedError ALREADY_EXISTS for a player who is banned, LIMIT_REACHED */
  checkAdd(ban: NewBan): void
  /** @throws RefusedError LIMIT_REACHED */
  add(ban: NewBan): Ban
  /** @throws NotFoundError */
  get(banId: string, nowMs: number): Ban
  lift(banId: string): Ban | undefined
}

export class MemoryBans implements BanBook {
  /** Oldest first. */
  private readonly bans = new Map<string, Ban>()
  /** The ids of bans by `player id` and `address id`. */
  private readonly idsByKey = new Map<string, Set<string>>()
  private made = 0

  find(playerId: string | undefined, address: string, nowMs: number): Ban | undefined {
    const keys = [`address ${address}`, ...(playerId === undefined ? [] : [`player ${playerId}`])]
    let longest: Ban | undefined
    for (const banId of keys.flatMap((key) => [...(this.idsByKey.get(key) ?? [])])) {
      const ban = this.bans.get(banId)!
      if (isInForce(ban, nowMs) && (longest === undefined || endOf(ban) > endOf(longest))) longest = ban
    }
    return longest
  }

  of(playerId: string, nowMs: number): Ban | undefined {
    return this.find(playerId, NO_ADDRESS, nowMs)
  }

  get(banId: string, nowMs: number): Ban {
    const ban = this.bans.get(banId)
    if (ban === undefined || !isInForce(ban, nowMs)) throw new NotFoundError('ban', banId)
    return ban
  }

  checkAdd({ playerId, startsAtMs }: NewBan): void {
    const ban = this.of(playerId, startsAtMs)
    if (ban !== undefined) {
      throw new RefusedError(ErrorCode.ALREADY_EXISTS, `${playerId} is banned already: lift ban ${ban.banId} first`)
    }
    this.makeRoom(startsAtMs)
  }

  add(ban: NewBan): Ban {
    this.makeRoom(ban.startsAtMs)
    const kept = { ...ban, banId: `ban-${++this.made}` }
    this.bans.set(kept.banId, kept)
    for (const key of keysOf(kept)) {
      const ids = this.idsByKey.get(key) ?? new Set()
      this.idsByKey.set(key, ids.add(kept.banId))
    }
    return kept
  }

  /** @returns what was lifted; undefined when there is no such ban */
  lift(banId: string): Ban | undefined {
    const ban = this.bans.get(banId)
    if (ban === undefined) return undefined
    this.bans.delete(banId)
    for (const key of keysOf(ban)) {
      const ids = this.idsByKey.get(key)!
      ids.delete(banId)
      if (ids.size === 0) this.idsByKey.delete(key)
    }
    return ban
  }

  /** Bans in force, oldest first. @param playerId - only this player's */
  *list(nowMs: number, playerId?: string): IterableIterator<Ban> {
    for (const ban of this.bans.values()) {
      if (isInForce(ban, nowMs) && (playerId === undefined || ban.playerId === playerId)) yield ban
    }
  }

  /** @throws RefusedError LIMIT_REACHED */
  private makeRoom(nowMs: number): void {
    if (this.bans.size >= BANS_MAX) this.forgetEnded(nowMs)
    if (this.bans.size >= BANS_MAX) {
      throw new RefusedError(ErrorCode.LIMIT_REACHED, `there are ${BANS_MAX} bans, the most: lift some`)
    }
  }

  private forgetEnded(nowMs: number): void {
    for (const ban of this.bans.values()) if (endOf(ban) <= nowMs) this.lift(ban.banId)
  }
}

function isInForce(ban: Ban, nowMs: number): boolean {
  return ban.startsAtMs <= nowMs && endOf(ban) > nowMs
}

function endOf({ endsAtMs }: NewBan): number {
  return endsAtMs ?? Number.POSITIVE_INFINITY
}

function keysOf({ playerId, address }: NewBan): string[] {
  return [`player ${playerId}`, ...(address === undefined ? [] : [`address ${address}`])]
}
