// What groups and chat tell players, and by what: a port, so that neither knows how events travel. `rpc/event-body` brings it
// into the form of the IDL; tickets and ratings have it already.

import type { RatedMatch, Ticket } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { ChatMessage } from '../chat/chat.js'
import type { Assignment } from '../finder/room-finder.js'
import type { Invite } from './invites.js'
import type { Lobby } from './lobbies.js'
import type { Party } from './parties.js'

/** Somebody is no longer in a group. */
export interface Removal {
  readonly scope: 'lobby' | 'party'
  readonly groupId: string
  /** An ErrorCode; UNKNOWN where nothing is wrong. */
  readonly code: number
  /** For people. */
  readonly message: string
}

export type Told =
  | { readonly lobby: Lobby }
  | { readonly party: Party }
  | { readonly invite: Invite }
  | { readonly assignment: Assignment & { readonly team: string | undefined } }
  | { readonly chat: ChatMessage }
  | { readonly ticket: Ticket }
  | { readonly rated: RatedMatch }
  | { readonly warning: string }
  | { readonly removal: Removal }

/** Tells it to those of the players who can be told; nobody waits for anything. */
export type Tell = (playerIds: Iterable<string>, told: Told) => void
