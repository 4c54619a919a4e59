// Invites that wait for their receivers, and the timers that end them. Only its receiver knows an invite.

import { NotFoundError } from '@tickwire/simulation'
import type { Scheduler } from '../events/scheduler.js'
import { type GroupPlayer, limitReached } from './groups.js'

/** An invite ends after this long, milliseconds. */
export const INVITE_MS = 60_000

/** Invites that wait for one player. Beyond: the next one is refused LIMIT_REACHED. */
export const INVITES_PER_PLAYER_MAX = 16

export interface Invite {
  readonly inviteId: string
  readonly partyId: string
  readonly from: GroupPlayer
  readonly expiresAtMs: number
}

interface Waiting {
  readonly invite: Invite
  readonly cancel: () => void
}

export class Invites {
  /** By receiver, then by party, oldest first. Receivers are online, and each has so many at most. */
  private readonly waiting = new Map<string, Map<string, Waiting>>()

  constructor(
    private readonly scheduler: Scheduler,
    private readonly randomToken: () => string,
  ) {}

  get count(): number {
    let count = 0
    for (const ofOne of this.waiting.values()) count += ofOne.size
    return count
  }

  of(playerId: string): readonly Invite[] {
    return [...(this.waiting.get(playerId)?.values() ?? [])].map(({ invite }) => invite)
  }

  /** A new invite; one into the same party is renewed and keeps its id. */
  put(playerId: string, { partyId, from }: { partyId: string; from: GroupPlayer }): Invite {
    const ofOne = this.waiting.get(playerId) ?? new Map<string, Waiting>()
    const before = ofOne.get(partyId)
    if (before === undefined && ofOne.size >= INVITES_PER_PLAYER_MAX) {
      throw limitReached(`${INVITES_PER_PLAYER_MAX} invites wait for that player`)
    }
    before?.cancel()
    const inviteId = before?.invite.inviteId ?? this.randomToken()
    const expiresAtMs = this.scheduler.nowMs() + INVITE_MS
    const cancel = this.scheduler.after(INVITE_MS, () => this.forget(playerId, partyId))
    const invite = { inviteId, partyId, from, expiresAtMs }
    this.waiting.set(playerId, ofOne.set(partyId, { invite, cancel }))
    return invite
  }

  /** @throws NotFoundError */
  get(playerId: string, inviteId: string): Invite {
    const invite = this.of(playerId).find((candidate) => candidate.inviteId === inviteId)
    if (invite === undefined) throw new NotFoundError('invite', inviteId)
    return invite
  }

  /** @throws NotFoundError */
  take(playerId: string, inviteId: string): void {
    this.forget(playerId, this.get(playerId, inviteId).partyId)
  }

  /** Ends the invite of a player into a party, if there is one. */
  forget(playerId: string, partyId: string): void {
    const ofOne = this.waiting.get(playerId)
    ofOne?.get(partyId)?.cancel()
    ofOne?.delete(partyId)
    if (ofOne?.size === 0) this.waiting.delete(playerId)
  }
}
