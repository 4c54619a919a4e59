// Parties: players that stay together from room to room. A player is in one at most, so nobody has to name it.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import { plainText } from '../plain-text.js'
import { type Group, memberOf, withMemberFields } from './group.js'
import type { GroupStore } from './group-store.js'
import { badArgument, type GroupPlayer, Groups, type GroupWorld, limitReached } from './groups.js'
import { type Invite, Invites } from './invites.js'
import type { Tell } from './told.js'

export type Party = Group

/** Members of a party. Beyond: refused LIMIT_REACHED. */
export const PARTY_MEMBERS_MAX = 8
/** Parties of this process. Beyond: refused LIMIT_REACHED. */
export const PARTIES_MAX = 50_000
/** Roles of a member, and characters of each. Beyond: refused BAD_ARGUMENT. */
export const ROLES_MAX = 8
export const ROLE_CHARS_MAX = 32

export interface PartiesOptions extends GroupWorld {
  readonly store: GroupStore<Party>
  readonly tell: Tell
  readonly onEnded: (partyId: string) => void
}

export class Parties {
  private readonly groups: Groups<Party>
  private readonly invites: Invites

  constructor(private readonly options: PartiesOptions) {
    const { store, tell, onEnded, scheduler, randomToken } = options
    this.invites = new Invites(scheduler, randomToken)
    this.groups = new Groups<Party>({
      ...options,
      kind: 'party',
      store,
      groupsMax: PARTIES_MAX,
      groupsPerPlayerMax: 1,
      settle: (next) => next,
      onChanged: (party) => tell(playerIds(party), { party }),
      onEnded: ({ groupId }) => onEnded(groupId),
      onRemoved: (playerId, removal) => tell([playerId], { removal }),
    })
  }

  /** Timers that run for members and invites; 0 when nobody is in any party or invited. */
  get timers(): number {
    return this.groups.graceCount + this.invites.count
  }

  /** The player's party, a new one where there is none. */
  create(player: GroupPlayer): Party {
    return this.find(player) ?? this.groups.make(player, PARTY_MEMBERS_MAX, (group) => group)
  }

  /** @throws NotFoundError */
  get(player: GroupPlayer): Party {
    const party = this.find(player)
    if (party === undefined) throw new NotFoundError('party', player.playerId)
    return party
  }

  /** The party's members; nobody when there is none. */
  members(partyId: string): readonly string[] {
    const party = this.options.store.get(partyId)
    return party === undefined ? [] : playerIds(party)
  }

  join(player: GroupPlayer, joinCode: string): Party {
    return this.enter(player, this.groups.byIdOrCode(joinCode), false)
  }

  /** Asks somebody in; any member may. */
  invite(player: GroupPlayer, playerId: string): Invite {
    const party = this.get(player)
    if (memberOf(party, playerId) !== undefined) {
      throw new RefusedError(ErrorCode.ALREADY_EXISTS, 'that player is in the party', { parameter: 'playerId' })
    }
    if (party.members.length >= party.sizeMax) throw limitReached(`all ${party.sizeMax} places are taken`)
    if (!this.options.presence.isPresent(playerId)) throw new NotFoundError('player online', playerId)
    const invite = this.invites.put(playerId, { partyId: party.groupId, from: player })
    this.options.tell([playerId], { invite })
    return invite
  }

  /** What waits for the player. */
  invitesOf(player: GroupPlayer): readonly Invite[] {
    return this.invites.of(player.playerId).filter(({ partyId }) => this.options.store.get(partyId) !== undefined)
  }

  accept(player: GroupPlayer, inviteId: string): Party {
    const { partyId } = this.invites.get(player.playerId, inviteId)
    const party = this.options.store.get(partyId)
    if (party === undefined) throw new NotFoundError('invite', inviteId)
    const joined = this.enter(player, party, true)
    this.invites.take(player.playerId, inviteId)
    return joined
  }

  decline(player: GroupPlayer, inviteId: string): void {
    this.invites.take(player.playerId, inviteId)
  }

  setReady(player: GroupPlayer, ready: boolean, roles: readonly string[]): Party {
    const party = this.get(player)
    const fields = { ready, roles: checkedRoles(roles) }
    return this.groups.commit(withMemberFields(party, player.playerId, fields), party)
  }

  promote(player: GroupPlayer, playerId: string): Party {
    return this.groups.promote(this.get(player), player.playerId, playerId)
  }

  /** Who was removed needs an invite to come back. */
  remove(player: GroupPlayer, playerId: string): Party {
    const party = this.get(player)
    const next = this.groups.remove(party, player.playerId, playerId)
    this.invites.forget(playerId, party.groupId)
    return next
  }

  leave(player: GroupPlayer): void {
    this.groups.leave(this.get(player), player.playerId)
  }

  leaveAll(playerId: string): void {
    this.groups.leaveAll(playerId)
  }

  private find({ playerId }: GroupPlayer): Party | undefined {
    return this.groups.of(playerId)[0]
  }

  private enter(player: GroupPlayer, party: Party, isInvited: boolean): Party {
    const current = this.find(player)
    if (current !== undefined && current.groupId !== party.groupId) {
      throw new RefusedError(ErrorCode.ALREADY_EXISTS, 'you are in another party: leave it first')
    }
    return this.groups.join(party, player, isInvited)
  }
}

function checkedRoles(roles: readonly string[]): readonly string[] {
  const plain = roles.map(plainText)
  const isFit = plain.every((role) => role.length >= 1 && role.length <= ROLE_CHARS_MAX)
  if (isFit && plain.length <= ROLES_MAX && new Set(plain).size === plain.length) return plain
  throw badArgument('roles', `may be at most ${ROLES_MAX} different ones of 1 to ${ROLE_CHARS_MAX} characters`)
}

function playerIds({ members }: Group): string[] {
  return members.map(({ playerId }) => playerId)
}
