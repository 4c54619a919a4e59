// The Lobby service: thin, between the wire and `lobby/lobby`. Turns what was not sent into undefined and rooms into
// their public summaries.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { LobbyHandlers } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type * as wire from '@tickwire/gen-nodejs/lobby.types.js'
import { RefusedError } from '@tickwire/simulation'
import type { Lobby, RoomFilter } from '../lobby/lobby.js'
import type { RoomInfo } from '../lobby/room-directory.js'
import type { RoomRequest } from '../lobby/room-request.js'
import { playerOf } from './player.js'
import type { Caller } from './ports.js'

export function lobbyHandlers(lobby: Lobby): LobbyHandlers<Caller> {
  const summary = (room: RoomInfo): wire.RoomSummary => summaryOf(room, lobby.region)
  return {
    listRooms(_caller, filter, page) {
      const { rooms, after } = lobby.list(filterOf(filter), page.after ?? undefined, page.limit)
      return { rooms: rooms.map(summary), after }
    },

    getRoom(_caller, roomId) {
      return summary(lobby.get(roomId))
    },

    createRoom(caller, request) {
      return lobby.create(playerOf(caller), requestOf(request))
    },

    joinRoom(caller, roomId, request) {
      refuseSpectators(request)
      return lobby.join(playerOf(caller), roomId, request.password ?? undefined)
    },

    joinOrCreateRoom(caller, filter, request, seat) {
      refuseSpectators(seat)
      return lobby.joinOrCreate(playerOf(caller), filterOf(filter), requestOf(request))
    },

    leaveRoom(caller, roomId) {
      lobby.leave(playerOf(caller), roomId)
    },
  }
}

export function summaryOf(room: RoomInfo, region: string): wire.RoomSummary {
  const { roomId, kind, title, players, playersMax, hasPassword, tags, schemaHash } = room
  return {
    roomId,
    roomKind: kind,
    title,
    region,
    players,
    playersMax,
    needsPassword: hasPassword,
    spectatable: false,
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

function refuseSpectators({ asSpectator }: wire.JoinRequest): void {
  if (asSpectator) throw new RefusedError(ErrorCode.FORBIDDEN, 'rooms here take no spectators: join with a seat')
}
