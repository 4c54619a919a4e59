// The player's party and lobbies as live states. Every member is told the whole group with each change, so of two states of
// one group the one with the greater version counts, whichever came first.

import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type { LobbyState } from '@tickwire/gen-nodejs/lobby.types.js'
import type { PartyState } from '@tickwire/gen-nodejs/party.types.js'
import { NotFoundError } from '@tickwire/simulation'
import { loadParty } from '#on-demand'
import { type LiveContext, LiveState } from './live-state.js'

/** @returns undefined while the player is in none */
export function liveParty(context: LiveContext): LiveState<PartyState | undefined> {
  const { calls, feed } = context
  const read = async (): Promise<PartyState | undefined> => {
    try {
      const { partyService } = await loadParty()
      return await calls(partyService).getParty()
    } catch (error) {
      if (error instanceof NotFoundError) return undefined
      throw error
    }
  }
  const source = {
    initial: undefined,
    read,
    // Of different parties, the one that events told of: they go on to the present, whatever the answer was.
    merge: (read: PartyState | undefined, changed: PartyState | undefined) =>
      read?.partyId === changed?.partyId ? newer(read, changed) : changed,
    listen(apply: (change: (party: PartyState | undefined) => PartyState | undefined) => void) {
      const stops = [
        feed.on('party', (told) => apply((party) => (party?.partyId === told.partyId ? newer(party, told) : told))),
        feed.on('removed', ({ id }) => apply((party) => (party?.partyId === id ? undefined : party))),
      ]
      return () => stops.forEach((stop) => void stop())
    },
  }
  return new LiveState<PartyState | undefined>(source, context)
}

type Lobbies = readonly LobbyState[]

/** @returns the lobbies that the player is in, oldest first */
export function liveLobbies(context: LiveContext): LiveState<Lobbies> {
  const { calls, feed } = context
  const source = {
    initial: [],
    read: (): Promise<Lobbies> => calls(lobbyService).listMyLobbies(),
    merge: (read: Lobbies, changed: Lobbies) => changed.reduce(withLobby, read),
    listen(apply: (change: (lobbies: Lobbies) => Lobbies) => void) {
      const stops = [
        feed.on('lobby', (told) => apply((lobbies) => withLobby(lobbies, told))),
        feed.on('removed', ({ id }) => apply((lobbies) => without(lobbies, id))),
      ]
      return () => stops.forEach((stop) => void stop())
    },
  }
  return new LiveState<Lobbies>(source, context)
}

function withLobby(lobbies: Lobbies, told: LobbyState): Lobbies {
  const known = lobbies.find(({ lobbyId }) => lobbyId === told.lobbyId)
  if (known === undefined) return [...lobbies, told]
  const next = newer(known, told)
  return next === known ? lobbies : lobbies.map((lobby) => (lobby === known ? next : lobby))
}

function without(lobbies: Lobbies, id: string): Lobbies {
  return lobbies.some(({ lobbyId }) => lobbyId === id) ? lobbies.filter(({ lobbyId }) => lobbyId !== id) : lobbies
}

/** Of two states of one group. */
function newer<G extends { readonly version: number } | undefined>(known: G, told: G): G {
  return known === undefined || told === undefined || told.version <= known.version ? known : told
}
