// What lobbies and parties have in common: making, joining and leaving groups, each change one commit that all members are
// told of, and members who lose their connection. Pure: time, presence and randomness are given.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { Presence } from '../events/presence.js'
import type { Scheduler } from '../events/scheduler.js'
import {
  BARRED_MAX,
  changed,
  type Group,
  memberOf,
  newMember,
  withMember,
  withMemberFields,
  withoutMember,
} from './group.js'
import type { GroupStore } from './group-store.js'
import { newJoinCode, normalJoinCode } from './join-code.js'
import type { Removal } from './told.js'

/** A member who is not connected is removed after this long, milliseconds: longer than a page takes to load again. */
export const MEMBER_GRACE_MS = 60_000

/** Codes tried for a new group before it is given up; with 40 bits the second one is never needed but by bad chance. */
const CODE_TRIES_MAX = 16

/** What groups are made with and told by. */
export interface GroupWorld {
  readonly scheduler: Scheduler
  readonly presence: Presence
  /** 128 fresh random bits as URL-safe text. */
  readonly randomToken: () => string
  /** 32 fresh random bits. */
  readonly randomU32: () => number
  /** Throws for a player who may not come in now: one who is banned, or anybody while the doors are closed. */
  readonly checkEntry: (playerId: string) => void
}

export interface GroupPlayer {
  readonly playerId: string
  readonly displayName: string
}

export interface GroupsOptions<G extends Group> extends GroupWorld {
  readonly kind: Removal['scope']
  readonly store: GroupStore<G>
  /** Groups of this kind at once, here and of one player. Beyond: refused LIMIT_REACHED. */
  readonly groupsMax: number
  readonly groupsPerPlayerMax: number
  /** What else changes with a change, before it is committed. */
  readonly settle: (next: G, before: G) => G
  /** After a commit. */
  readonly onChanged: (group: G) => void
  /** After the last member left. */
  readonly onEnded: (group: G) => void
  readonly onRemoved: (playerId: string, removal: Removal) => void
}

export class Groups<G extends Group> {
  /** Stops the grace of members who are not connected, by group and player. */
  private readonly graces = new Map<string, () => void>()

  constructor(private readonly options: GroupsOptions<G>) {
    options.presence.listen((playerId, isPresent) => this.presenceChanged(playerId, isPresent))
  }

  /** Members whose grace runs. */
  get graceCount(): number {
    return this.graces.size
  }

  /** A player's groups; asking is a sign of life. */
  of(playerId: string): readonly G[] {
    this.options.presence.touch(playerId)
    return this.options.store.of(playerId)
  }

  /** @throws NotFoundError unless the player is a member: to others a group is not there */
  mine(groupId: string, playerId: string): G {
    this.options.presence.touch(playerId)
    const group = this.options.store.get(groupId)
    if (group === undefined || memberOf(group, playerId) === undefined) throw this.notFound(groupId)
    return group
  }

  /** @throws NotFoundError */
  byIdOrCode(idOrCode: string): G {
    const { store } = this.options
    const group = store.get(idOrCode) ?? store.byCode(normalJoinCode(idOrCode))
    if (group === undefined) throw this.notFound(idOrCode)
    return group
  }

  /** @param complete - makes a group of this kind of what all have */
  make(player: GroupPlayer, sizeMax: number, complete: (group: Group) => G): G {
    const { store, groupsMax, kind, presence, randomToken, randomU32, onChanged } = this.options
    presence.touch(player.playerId)
    this.admit(player.playerId)
    if (store.count >= groupsMax) throw limitReached(`this server has its most, ${groupsMax}; try again later`)
    const members = [newMember(player)]
    const ownerId = player.playerId
    for (let tries = 0; tries < CODE_TRIES_MAX; tries++) {
      const groupId = `${kind}-${randomToken()}`
      const joinCode = newJoinCode(randomU32)
      const group = complete({ groupId, version: 1, ownerId, joinCode, sizeMax, members, barred: [] })
      if (!store.commit(group)) continue
      onChanged(group)
      return group
    }
    throw new Error(`no free join code in ${CODE_TRIES_MAX} tries`)
  }

  /** @param isInvited - whoever was removed may come back */
  join(group: G, player: GroupPlayer, isInvited = false): G {
    this.options.presence.touch(player.playerId)
    if (memberOf(group, player.playerId) !== undefined) return this.mine(group.groupId, player.playerId)
    if (!isInvited && group.barred.includes(player.playerId)) {
      throw new RefusedError(ErrorCode.FORBIDDEN, `you were removed from this ${this.options.kind}`)
    }
    if (group.members.length >= group.sizeMax) throw limitReached(`all ${group.sizeMax} places are taken`)
    this.admit(player.playerId)
    const barred = group.barred.filter((playerId) => playerId !== player.playerId)
    return this.commit({ ...withMember(group, newMember(player)), barred }, group)
  }

  leave(group: G, playerId: string): void {
    this.takeOut(group, playerId, ErrorCode.UNKNOWN, 'left')
  }

  /** A player gives up all groups of this kind. */
  leaveAll(playerId: string): void {
    for (const group of this.options.store.of(playerId)) this.leave(group, playerId)
  }

  /** The owner removes somebody else, who stays out. */
  remove(group: G, ownerId: string, playerId: string): G {
    this.checkOwner(group, ownerId)
    this.checkMember(group, playerId)
    if (playerId === ownerId) throw badArgument('playerId', 'is you: leave instead')
    const barred = [...group.barred, playerId].slice(-BARRED_MAX)
    const next = this.takeOut({ ...group, barred }, playerId, ErrorCode.FORBIDDEN, 'removed by the owner')
    if (next === undefined) throw new Error('the owner was not a member')
    return next
  }

  /** Another member leads. */
  promote(group: G, ownerId: string, playerId: string): G {
    this.checkOwner(group, ownerId)
    this.checkMember(group, playerId)
    if (playerId === ownerId) return group
    return this.commit(changed(group, { ownerId: playerId }), group)
  }

  /** Puts the next version in the place of the one before and tells the members. */
  commit(next: G, before: G): G {
    const { settle, store, onChanged } = this.options
    const settled = settle(next, before)
    if (!store.commit(settled)) throw this.conflict()
    onChanged(settled)
    return settled
  }

  /** @throws RefusedError NOT_OWNER */
  checkOwner(group: G, playerId: string): void {
    if (group.ownerId === playerId) return
    throw new RefusedError(ErrorCode.NOT_OWNER, `only the ${this.options.kind}'s owner may do that`)
  }

  private checkMember(group: G, playerId: string): void {
    if (memberOf(group, playerId) === undefined) throw new NotFoundError(`member of the ${this.options.kind}`, playerId)
  }

  /** @throws RefusedError, UnavailableError */
  private admit(playerId: string): void {
    const { store, groupsPerPlayerMax, kind, checkEntry } = this.options
    checkEntry(playerId)
    if (store.of(playerId).length < groupsPerPlayerMax) return
    throw limitReached(`a player is in ${groupsPerPlayerMax} groups of kind ${kind} at most: leave one`)
  }

  /** @returns the group without the player; undefined when that was the last one */
  private takeOut(group: G, playerId: string, code: number, message: string): G | undefined {
    const { store, kind, onEnded, onRemoved } = this.options
    const { groupId } = group
    const next = withoutMember(group, playerId)
    if (next !== undefined) this.commit(next, group)
    else if (!store.remove(group)) throw this.conflict()
    this.endGrace(groupId, playerId)
    onRemoved(playerId, { scope: kind, groupId, code, message })
    if (next === undefined) onEnded(group)
    return store.get(groupId)
  }

  private presenceChanged(playerId: string, connected: boolean): void {
    const { store, scheduler } = this.options
    for (const group of store.of(playerId)) {
      const { groupId } = group
      this.endGrace(groupId, playerId)
      if (memberOf(group, playerId)?.connected !== connected) {
        this.commit(withMemberFields(group, playerId, { connected }), group)
      }
      if (connected) continue
      const cancel = scheduler.after(MEMBER_GRACE_MS, () => this.graceOver(groupId, playerId))
      this.graces.set(graceKey(groupId, playerId), cancel)
    }
  }

  private graceOver(groupId: string, playerId: string): void {
    const group = this.options.store.get(groupId)
    if (group === undefined) return
    this.takeOut(group, playerId, ErrorCode.UNKNOWN, `not connected for ${MEMBER_GRACE_MS / 1_000} s`)
  }

  private endGrace(groupId: string, playerId: string): void {
    const key = graceKey(groupId, playerId)
    this.graces.get(key)?.()
    this.graces.delete(key)
  }

  private notFound(key: string): NotFoundError {
    return new NotFoundError(this.options.kind, key)
  }

  private conflict(): RefusedError {
    return new RefusedError(ErrorCode.CONFLICT, `the ${this.options.kind} changed meanwhile: read it again`)
  }
}

export function limitReached(message: string): RefusedError {
  return new RefusedError(ErrorCode.LIMIT_REACHED, message)
}

export function badArgument(parameter: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} ${problem}`, { parameter })
}

/** Neither id holds a space. */
function graceKey(groupId: string, playerId: string): string {
  return `${groupId} ${playerId}`
}
