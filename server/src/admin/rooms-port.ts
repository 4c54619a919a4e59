// What operators' calls need of the rooms: to look into them, to lock and close them, to remove players. Implemented by
// `rooms/room-desk`.

import type { NewRoom, RoomInfo } from '../finder/room-directory.js'

export interface RoomFigures extends RoomInfo {
  readonly tick: number
  readonly isLocked: boolean
  /** Ticks that were not finished when the next one was due. */
  readonly overruns: number
  readonly entities: number
  /** The mean of the connected clients, bytes of snapshots a second. */
  readonly bytesPerPlayerS: number
  /** 0 keeps up, 3 refuses joins. */
  readonly loadGrade: number
}

export interface SeatFigures {
  readonly playerId: string
  readonly displayName: string
  /** It is for watching. */
  readonly isSpectator: boolean
  /** A play connection holds it. */
  readonly connected: boolean
  readonly rttMs: number
  readonly bufferedBytes: number
  readonly skippedSnapshots: number
  readonly droppedCommands: number
  /** Bytes of snapshots a second since it connected. */
  readonly bytesS: number
}

export interface EntityDump {
  readonly entityId: number
  readonly type: string
  readonly fields: Readonly<Record<string, string>>
}

export interface WorldDump {
  readonly tick: number
  readonly entities: readonly EntityDump[]
  /** There were more. */
  readonly truncated: boolean
}

/** `roomId` names a running room in every method but `find`; otherwise they throw NotFoundError. */
export interface AdminRooms {
  /** Running rooms, oldest first. */
  list(): RoomFigures[]
  find(roomId: string): RoomFigures | undefined
  seats(roomId: string): SeatFigures[]
  dump(roomId: string, entitiesMax: number): WorldDump
  /** @throws RefusedError BAD_ARGUMENT, LIMIT_REACHED */
  checkCreate(room: NewRoom): RoomFigures
  /** @throws as `checkCreate` */
  create(room: NewRoom): RoomFigures
  /** A locked room takes no new players. */
  lock(roomId: string, locked: boolean): void
  close(roomId: string, message: string): void
  /** Ends the player's seats everywhere (KICKED). The ids of their rooms. */
  kick(playerId: string, message: string): string[]
}
