// Groups, invites and what else players are told, in the form of the IDL. Times become what is left of them, so no clock
// but the server's own is needed.

import type { EventBody } from '@tickwire/gen-nodejs/events.types.js'
import type * as lobby from '@tickwire/gen-nodejs/lobby.types.js'
import type * as party from '@tickwire/gen-nodejs/party.types.js'
import type { Invite } from '../groups/invites.js'
import type { Lobby } from '../groups/lobbies.js'
import type { Party } from '../groups/parties.js'
import type { Told } from '../groups/told.js'

export function lobbyState(of: Lobby, nowMs: number): lobby.LobbyState {
  const { groupId, version, phase, ownerId, joinCode, request, startsAtMs, sizeMax, roomId } = of
  const { password: _secret, options: _forTheRoom, ...room } = request
  return {
    lobbyId: groupId,
    version,
    phase,
    ownerId,
    joinCode,
    room,
    members: of.members.map(({ roles: _ofParties, ...member }) => member),
    startsInMs: startsAtMs === undefined ? undefined : leftMs(startsAtMs, nowMs),
    sizeMax,
    roomId,
  }
}

export function partyState(of: Party): party.PartyState {
  const { groupId, version, ownerId, joinCode, sizeMax } = of
  const members = of.members.map(({ team: _ofLobbies, ...member }) => member)
  return { partyId: groupId, version, leaderId: ownerId, joinCode, sizeMax, members }
}

export function partyInvite({ inviteId, partyId, from, expiresAtMs }: Invite, nowMs: number): party.PartyInvite {
  const expiresInMs = leftMs(expiresAtMs, nowMs)
  return { inviteId, partyId, fromId: from.playerId, fromName: from.displayName, expiresInMs }
}

export function eventBody(told: Told, nowMs: number): EventBody {
  if ('lobby' in told) return { lobby: lobbyState(told.lobby, nowMs) }
  if ('party' in told) return { party: partyState(told.party) }
  if ('invite' in told) return { invite: partyInvite(told.invite, nowMs) }
  if ('warning' in told) return { notice: { text: told.warning, severity: 'warning' } }
  if ('removal' in told) {
    const { groupId, ...removal } = told.removal
    return { removed: { ...removal, id: groupId } as EventBody['removed'] }
  }
  return told
}

function leftMs(atMs: number, nowMs: number): number {
  return Math.max(0, Math.round(atMs - nowMs))
}
