// The Lobby service: thin, between the wire and `finder/room-finder` for rooms, `groups/lobbies` and `chat/chat`. Turns what was
// not sent into undefined and rooms into their public summaries.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { LobbyHandlers } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type * as wire from '@tickwire/gen-nodejs/lobby.types.js'
import { RefusedError } from '@tickwire/simulation'
import type { Chat } from '../chat/chat.js'
import type { RoomInfo } from '../finder/room-directory.js'
import type { RoomFilter, RoomFinder } from '../finder/room-finder.js'
import type { RoomRequest } from '../finder/room-request.js'
import type { Lobbies } from '../groups/lobbies.js'
import { lobbyState } from './event-body.js'
import { playerOf } from './player.js'
import type { Caller } from './ports.js'

export interface LobbyServiceOptions {
  readonly rooms: RoomFinder
  readonly lobbies: Lobbies
  readonly chat: Chat
  /** The clock of the lobbies. */
  readonly nowMs: () => number
}

export function lobbyHandlers(options: LobbyServiceOptions): LobbyHandlers<Caller> {
  return { ...roomHandlers(options), ...gatheringHandlers(options), ...chatHandlers(options) }
}

type RoomMethod = 'listRooms' | 'getRoom' | 'createRoom' | 'joinRoom' | 'joinOrCreateRoom' | 'leaveRoom'
type ChatMethod = 'sendChat' | 'listChat'

function roomHandlers({ rooms: finder }: LobbyServiceOptions): Pick<LobbyHandlers<Caller>, RoomMethod> {
  const summary = (room: RoomInfo): wire.RoomSummary => summaryOf(room, finder.region)
  return {
    listRooms(_caller, filter, page) {
      const { rooms, after } = finder.list(filterOf(filter), page.after ?? undefined, page.limit)
      return { rooms: rooms.map(summary), after }
    },

    getRoom(_caller, roomId) {
      return summary(finder.get(roomId))
    },

    createRoom(caller, request) {
      return finder.create(playerOf(caller), requestOf(request), caller.address)
    },

    joinRoom(caller, roomId, request) {
      return finder.join(playerOf(caller), roomId, request.password ?? undefined, request.asSpectator)
    },

    joinOrCreateRoom(caller, filter, request, seat) {
      if (seat.asSpectator) {
        const message = 'seat.asSpectator is for joinRoom: quick play gives a seat to play'
        throw new RefusedError(ErrorCode.BAD_ARGUMENT, message, { parameter: 'seat.asSpectator' })
      }
      return finder.joinOrCreate(playerOf(caller), filterOf(filter), requestOf(request), caller.address)
    },

    leaveRoom(caller, roomId) {
      finder.leave(playerOf(caller), roomId)
    },
  }
}

function gatheringHandlers({
  lobbies,
  nowMs,
}: LobbyServiceOptions): Omit<LobbyHandlers<Caller>, RoomMethod | ChatMethod> {
  return {
    createLobby(caller, room) {
      return lobbyState(lobbies.create(playerOf(caller), requestOf(room)), nowMs())
    },

    joinLobby(caller, idOrCode) {
      return lobbyState(lobbies.join(playerOf(caller), idOrCode), nowMs())
    },

    getLobby(caller, lobbyId) {
      return lobbyState(lobbies.get(playerOf(caller), lobbyId), nowMs())
    },

    listMyLobbies(caller) {
      return lobbies.of(playerOf(caller)).map((lobby) => lobbyState(lobby, nowMs()))
    },

    leaveLobby(caller, lobbyId) {
      lobbies.leave(playerOf(caller), lobbyId)
    },

    setReady(caller, lobbyId, ready) {
      return lobbyState(lobbies.setReady(playerOf(caller), lobbyId, ready), nowMs())
    },

    setMember(caller, lobbyId, { team }) {
      return lobbyState(lobbies.setMember(playerOf(caller), lobbyId, team ?? undefined), nowMs())
    },

    updateLobby(caller, lobbyId, ifVersion, room) {
      return lobbyState(lobbies.update(playerOf(caller), lobbyId, ifVersion, requestOf(room)), nowMs())
    },

    removeMember(caller, lobbyId, playerId) {
      return lobbyState(lobbies.remove(playerOf(caller), lobbyId, playerId), nowMs())
    },

    startLobby(caller, lobbyId) {
      return lobbyState(lobbies.start(playerOf(caller), lobbyId, caller.address), nowMs())
    },

    joinLobbyRoom(caller, lobbyId) {
      return lobbies.joinRoom(playerOf(caller), lobbyId)
    },
  }
}

function chatHandlers({ chat }: LobbyServiceOptions): Pick<LobbyHandlers<Caller>, ChatMethod> {
  return {
    sendChat(caller, channel, text) {
      return chat.send(playerOf(caller), channel, text)
    },

    listChat(caller, channel, page) {
      return chat.list(playerOf(caller), channel, page.after ?? undefined, page.limit)
    },
  }
}

export function summaryOf(room: RoomInfo, region: string): wire.RoomSummary {
  const { roomId, kind, title, players, playersMax, hasPassword, isSpectatable, tags, schemaHash } = room
  return {
    roomId,
    roomKind: kind,
    title,
    region,
    players,
    playersMax,
    needsPassword: hasPassword,
    spectatable: isSpectatable,
    tags,
    schemaHash,
  }
}

function filterOf({ roomKind, regions, tags, joinableOnly }: wire.RoomFilter): RoomFilter {
  return { roomKind: roomKind ?? undefined, regions: regions ?? undefined, tags: tags ?? {}, joinableOnly }
}

export function requestOf(request: wire.RoomRequest): RoomRequest {
  const { roomKind, title, region, playersMax, password, listed, tags, options, requestId } = request
  return {
    roomKind,
    title,
    region: region ?? undefined,
    playersMax: playersMax ?? undefined,
    password: password ?? undefined,
    listed,
    tags: tags ?? {},
    options: options ?? undefined,
    requestId,
  }
}
