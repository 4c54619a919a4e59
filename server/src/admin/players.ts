// The players whom an operator can see: who has a seat in a running room. Gathered from the rooms for each call, so nothing
// here can be out of date.

import type { AdminRooms } from './rooms-port.js'

export interface RoomPlayer {
  readonly playerId: string
  readonly displayName: string
  /** A play connection of theirs is open. */
  readonly online: boolean
  readonly roomIds: readonly string[]
}

/** What is absent fits every player. */
export interface PlayerFilter {
  /** Part of the name, or the id. */
  readonly text?: string | null | undefined
  readonly online?: boolean | null | undefined
  readonly roomId?: string | null | undefined
}

/** By their first seat. */
export function seatedPlayers(rooms: AdminRooms): Map<string, RoomPlayer> {
  const players = new Map<string, RoomPlayer>()
  for (const { roomId } of rooms.list()) {
    for (const { playerId, displayName, connected } of rooms.seats(roomId)) {
      const before = players.get(playerId)
      const online = connected || before?.online === true
      players.set(playerId, { playerId, displayName, online, roomIds: [...(before?.roomIds ?? []), roomId] })
    }
  }
  return players
}

export function fitsPlayer(player: RoomPlayer, { text, online, roomId }: PlayerFilter): boolean {
  const hasText =
    text == null || player.playerId === text || player.displayName.toLowerCase().includes(text.toLowerCase())
  return hasText && (online == null || player.online === online) && (roomId == null || player.roomIds.includes(roomId))
}
