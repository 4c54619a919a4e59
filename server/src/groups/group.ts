// A group of players as a value: who is in, who leads, how others get in. Lobbies and parties are groups. A change makes a new
// value with the next version; what a change has to keep true is kept here: one owner who is a member, and nobody twice.

export interface Member {
  readonly playerId: string
  readonly displayName: string
  readonly ready: boolean
  /** Not connected for MEMBER_GRACE_MS: removed (`groups`). */
  readonly connected: boolean
  /** What a lobby's member wished for. */
  readonly team: string | undefined
  /** What a party's member wants to play as. */
  readonly roles: readonly string[]
}

export interface Group {
  readonly groupId: string
  /** Counts up by one with each change. */
  readonly version: number
  readonly ownerId: string
  readonly joinCode: string
  readonly sizeMax: number
  /** In the order of coming; never empty in a store. */
  readonly members: readonly Member[]
  /** Who was removed and stays out, the last one last. */
  readonly barred: readonly string[]
}

/** Removed players that a group keeps out. Beyond, the one removed first may come back. */
export const BARRED_MAX = 64

export function newMember(player: { playerId: string; displayName: string }): Member {
  const { playerId, displayName } = player
  return { playerId, displayName, ready: false, connected: true, team: undefined, roles: [] }
}

export function memberOf(group: Group, playerId: string): Member | undefined {
  return group.members.find((member) => member.playerId === playerId)
}

/** The group after a change. */
export function changed<G extends Group>(group: G, fields: Partial<G> | Partial<Group>): G {
  return { ...group, ...fields, version: group.version + 1 }
}

/** The group with one more member; the caller has checked that there is room. */
export function withMember<G extends Group>(group: G, member: Member): G {
  if (memberOf(group, member.playerId) !== undefined) throw new Error(`${member.playerId} is a member already`)
  return changed(group, { members: [...group.members, member] })
}

/** The group without a member, led by the connected member who came first where the owner is the one; undefined without members. */
export function withoutMember<G extends Group>(group: G, playerId: string): G | undefined {
  const members = group.members.filter((member) => member.playerId !== playerId)
  const heir = members.find(({ connected }) => connected) ?? members[0]
  if (heir === undefined) return undefined
  const ownerId = group.ownerId === playerId ? heir.playerId : group.ownerId
  return changed(group, { members, ownerId })
}

/** The group with some fields of a member changed. */
export function withMemberFields<G extends Group>(group: G, playerId: string, fields: Partial<Member>): G {
  const members = group.members.map((member) => (member.playerId === playerId ? { ...member, ...fields } : member))
  return changed(group, { members })
}
