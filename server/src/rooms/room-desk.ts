// The rooms as operators handle them: figures of each and of its seats, a dump of its world, locks, removals. Stands on the
// directory; nothing of it runs in a tick.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError } from '@tickwire/simulation'
import type { AdminRooms, RoomFigures, SeatFigures, WorldDump } from '../admin/rooms-port.js'
import type { NewRoom } from '../finder/room-directory.js'
import { type Directory, infoOf } from './directory.js'
import type { Room } from './room.js'
import type { Seat } from './seats.js'
import { dumpWorld } from './world-dump.js'

export class RoomDesk implements AdminRooms {
  /** @param nowMs - the clock of the rooms */
  constructor(
    private readonly directory: Directory,
    private readonly nowMs: () => number,
  ) {}

  list(): RoomFigures[] {
    return [...this.running()].map((room) => this.figuresOf(room))
  }

  find(roomId: string): RoomFigures | undefined {
    const room = this.directory.get(roomId)
    return room === undefined || room.closed !== undefined ? undefined : this.figuresOf(room)
  }

  seats(roomId: string): SeatFigures[] {
    return [...this.roomOrThrow(roomId).seats.all()].map((seat) => this.seatFiguresOf(seat))
  }

  dump(roomId: string, entitiesMax: number): WorldDump {
    const { settings, world, tickNumber } = this.roomOrThrow(roomId)
    return dumpWorld(settings.game.schema, world, tickNumber - 1, entitiesMax)
  }

  checkCreate(request: NewRoom): RoomFigures {
    const { game, playersMax } = this.directory.checkCreate(request)
    const { schema } = game
    return {
      roomId: '',
      kind: schema.name,
      title: request.title,
      schemaHash: schema.hash,
      players: 0,
      playersMax,
      isSpectatable: (game.spectatorsMax ?? 0) > 0,
      isBusy: false,
      listed: request.listed,
      hasPassword: request.password !== undefined,
      tags: request.tags,
      tick: 0,
      isLocked: false,
      overruns: 0,
      entities: 0,
      bytesPerPlayerS: 0,
      loadGrade: 0,
    }
  }

  create(request: NewRoom): RoomFigures {
    return this.figuresOf(this.roomOrThrow(this.directory.create(request).roomId))
  }

  lock(roomId: string, locked: boolean): void {
    this.roomOrThrow(roomId).locked = locked
  }

  close(roomId: string, message: string): void {
    this.roomOrThrow(roomId).close(CloseReason.ROOM_CLOSED, message)
  }

  kick(playerId: string, message: string): string[] {
    const roomIds: string[] = []
    for (const room of this.running()) {
      const seat = room.seats.of(playerId)
      if (seat === undefined) continue
      room.seating.leave(seat, CloseReason.KICKED, message)
      roomIds.push(room.settings.roomId)
    }
    return roomIds
  }

  private *running(): Iterable<Room> {
    for (const room of this.directory.live()) if (room.closed === undefined) yield room
  }

  private roomOrThrow(roomId: string): Room {
    const room = this.directory.get(roomId)
    if (room === undefined || room.closed !== undefined) throw new NotFoundError('room', roomId)
    return room
  }

  private figuresOf(room: Room): RoomFigures {
    const { settings, schedule, governor, world, tickNumber, locked, seats } = room
    const clients = [...seats.all()].filter(({ client }) => client !== undefined)
    const bytesS = clients.reduce((sum, seat) => sum + this.bytesS(seat), 0)
    return {
      ...infoOf(room),
      tick: tickNumber - 1,
      isLocked: locked,
      overruns: schedule.overruns,
      entities: settings.game.schema.entities.reduce((sum, { id }) => sum + world.tables[id]!.count, 0),
      bytesPerPlayerS: clients.length === 0 ? 0 : bytesS / clients.length,
      loadGrade: governor.grade,
    }
  }

  private seatFiguresOf(seat: Seat): SeatFigures {
    const { playerId, displayName, isSpectator, link, client, commands } = seat
    return {
      playerId,
      displayName,
      isSpectator,
      connected: link !== undefined,
      rttMs: client?.congestion.rttMs ?? 0,
      bufferedBytes: client?.link.bufferedBytes() ?? 0,
      skippedSnapshots: client?.skipped ?? 0,
      droppedCommands: commands.dropped + commands.refused,
      bytesS: this.bytesS(seat),
    }
  }

  private bytesS({ client, connectedAtMs }: Seat): number {
    const forMs = this.nowMs() - connectedAtMs
    return client === undefined || forMs <= 0 ? 0 : (client.bytesSent * 1_000) / forMs
  }
}
