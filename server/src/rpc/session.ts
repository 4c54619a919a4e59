// The Session service: thin, between the wire and `session/sessions`. A login or a resume makes the connection the player's:
// later calls on it need no token.

import { API_MAJOR, API_MINOR } from '@tickwire/gen-nodejs/common.types.js'
import type { SessionHandlers } from '@tickwire/gen-nodejs/session.handlers.js'
import type { Region, SessionGrant } from '@tickwire/gen-nodejs/session.types.js'
import type { RoomDirectory } from '../finder/room-directory.js'
import type { RoomFinder } from '../finder/room-finder.js'
import { checkClientInfo } from '../session/client-info.js'
import type { Grant, Sessions } from '../session/sessions.js'
import { playerOf } from './player.js'
import type { Caller } from './ports.js'

export interface SessionServiceOptions {
  readonly sessions: Sessions
  readonly rooms: Pick<RoomFinder, 'openSeat' | 'leaveAll'>
  /** Takes a player out of lobbies, parties and queues. */
  readonly leaveGroups: (playerId: string) => void
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
  const { sessions, rooms, directory, version, regions, isDraining, wallClockMs } = options
  /** The connection is the player's from now on. */
  const enter = (caller: Caller, grant: Grant): SessionGrant => {
    const { playerId, displayName } = grant
    caller.player = { playerId, displayName }
    return { ...grant, openSeat: rooms.openSeat(caller.player) }
  }
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

    async login(caller, credentials, info) {
      checkClientInfo(info)
      return enter(caller, await sessions.login(credentials, { address: caller.address, client: info }))
    },

    async resume(caller, resumeToken, info) {
      checkClientInfo(info)
      return enter(caller, await sessions.resume(resumeToken, caller.address))
    },

    renew(caller) {
      return sessions.renew(playerOf(caller).playerId)
    },

    async setDisplayName(caller, wished) {
      const { playerId } = playerOf(caller)
      const displayName = await sessions.setDisplayName(playerId, wished)
      if (caller.player?.playerId === playerId) caller.player = { playerId, displayName }
    },

    async logout(caller) {
      const player = playerOf(caller)
      caller.player = undefined
      rooms.leaveAll(player)
      options.leaveGroups(player.playerId)
      await sessions.endSessionsOf(player.playerId)
    },
  }
}
