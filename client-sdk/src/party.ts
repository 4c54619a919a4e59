// @tickwire/client/party: what a client needs to make, join and lead parties, for games that have some. `client.party` shows the
// player's own without it.

export { partyService } from '@tickwire/gen-nodejs/party.handlers.js'
export type { PartyInvite, PartyMember, PartyState } from '@tickwire/gen-nodejs/party.types.js'
