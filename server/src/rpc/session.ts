// The Session service: thin, between the wire and `session/sessions`. A login makes the connection the player's: later
// calls on it need no token.

import { API_MAJOR, API_MINOR } from '@tickwire/gen-nodejs/common.types.js'
import type { SessionHandlers } from '@tickwire/gen-nodejs/session.handlers.js'
import type { Region } from '@tickwire/gen-nodejs/session.types.js'
import type { Lobby } from '../lobby/lobby.js'
import type { RoomDirectory } from '../lobby/room-directory.js'
import { checkClientInfo } from '../session/client-info.js'
import type { Sessions } from '../session/sessions.js'
import { playerOf } from './player.js'
import type { Caller } from './ports.js'

export interface SessionServiceOptions {
  readonly sessions: Sessions
  /** What a player has beside the session: seats, groups. */
  readonly lobby: Pick<Lobby, 'leaveAll'>
  readonly directory: RoomDirectory
  readonly version: string
  readonly regions: readonly Region[]
  readonly isDraining: () => boolean
  /** What the operator wants players to read. */
  readonly notice?: () => string | undefined
  /** Milliseconds since 1970, UTC. */
  readonly wallClockMs: () => number
}

export function sessionHandlers(options: SessionServiceOptions): SessionHandlers<Caller> {
  const { sessions, lobby, directory, version, regions, isDraining, wallClockMs } = options
  return {
    getServerInfo(_caller, info) {
      checkClientInfo(info)
      const roomKinds = directory.kinds().map(({ kind, schemaHash, tickRateHz, playersMax }) => {
        return { name: kind, schemaHashes: [schemaHash], tickRateHz, playersMax }
      })
      return {
        version,
        apiMajor: API_MAJOR,
        apiMinor: API_MINOR,
        regions,
        roomKinds,
        draining: isDraining(),
        notice: options.notice?.(),
        serverTimeMs: wallClockMs(),
      }
    },

    login(caller, credentials, info) {
      checkClientInfo(info)
      const grant = sessions.login(credentials, info.displayName ?? undefined, caller.address)
      caller.player = { playerId: grant.playerId, displayName: grant.displayName }
      return grant
    },

    logout(caller) {
      const player = playerOf(caller)
      sessions.logout(player.playerId)
      lobby.leaveAll(player)
      caller.player = undefined
    },
  }
}
