// The Party service: thin, between the wire and `groups/parties`.

import type { PartyHandlers } from '@tickwire/gen-nodejs/party.handlers.js'
import type { Parties } from '../groups/parties.js'
import { partyInvite, partyState } from './event-body.js'
import { playerOf } from './player.js'
import type { Caller } from './ports.js'

/** @param nowMs - the clock of the parties */
export function partyHandlers(parties: Parties, nowMs: () => number): PartyHandlers<Caller> {
  return {
    createParty(caller) {
      return partyState(parties.create(playerOf(caller)))
    },

    getParty(caller) {
      return partyState(parties.get(playerOf(caller)))
    },

    joinParty(caller, joinCode) {
      return partyState(parties.join(playerOf(caller), joinCode))
    },

    invite(caller, playerId) {
      return partyInvite(parties.invite(playerOf(caller), playerId), nowMs())
    },

    listInvites(caller) {
      return parties.invitesOf(playerOf(caller)).map((invite) => partyInvite(invite, nowMs()))
    },

    acceptInvite(caller, inviteId) {
      return partyState(parties.accept(playerOf(caller), inviteId))
    },

    declineInvite(caller, inviteId) {
      parties.decline(playerOf(caller), inviteId)
    },

    setReady(caller, ready, roles) {
      return partyState(parties.setReady(playerOf(caller), ready, roles))
    },

    promote(caller, playerId) {
      return partyState(parties.promote(playerOf(caller), playerId))
    },

    removeMember(caller, playerId) {
      return partyState(parties.remove(playerOf(caller), playerId))
    },

    leaveParty(caller) {
      parties.leave(playerOf(caller))
    },
  }
}
