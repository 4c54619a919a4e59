// A room without a server around it, for tests that count what a tick allocates and what a room holds: players whose links
// take everything, who acknowledge each snapshot at once and send a command for it. Leaves no garbage of its own.

import { type CommandFrame, newCommandFrame } from '@tickwire/protocol'
import type { Game } from '@tickwire/server'
import { type PlayLink, Room, type RoomObserver, type Seat } from '@tickwire/server/internals'

const LINK: PlayLink = {
  send: () => 1,
  bufferedBytes: () => 0,
  welcome: () => {},
  message: () => {},
  close: () => {},
}

const OBSERVER: RoomObserver = {
  ticked: () => {},
  snapshot(outcome) {
    if (outcome !== 'sent') throw new Error(`a snapshot was ${outcome}`)
  },
  counted: () => {},
  roomOpened: () => {},
  seatTaken: () => {},
  seatEnded: () => {},
  matchEnded: () => {},
  roomClosed: () => {},
  roomFailed: ({ stack }) => {
    throw new Error(stack)
  },
  desynced: () => {},
  messageFailed: () => {},
}

export class BareRoom {
  readonly room: Room
  private readonly seats: Seat[] = []
  private readonly frame: CommandFrame
  private nowMs = 0

  constructor(game: Game, playersMax: number, options: unknown = {}) {
    const settings = {
      roomId: 'bare',
      title: '',
      listed: true,
      password: undefined,
      tags: {},
      seed: 1,
      selfCheck: false,
    }
    this.room = new Room({ ...settings, game, playersMax, options }, () => this.nowMs, OBSERVER)
    this.frame = newCommandFrame(game.schema.command)
    this.frame.count = 1
  }

  /** One more player, who is in after the next tick. */
  join(): Seat {
    const seat = this.room.seating.reserve({ playerId: `player ${this.seats.length}`, displayName: 'Ada' })
    this.room.seating.attach(seat, LINK)
    this.seats.push(seat)
    return seat
  }

  /** One tick, a little late, and what everybody says to it. */
  readonly step = (): void => {
    const { room, frame } = this
    this.nowMs = room.dueMs + 0.25
    room.tick()
    for (let i = 0; i < this.seats.length; i++) {
      const seat = this.seats[i]!
      if (seat.client === undefined) continue
      frame.lastTickReceived = seat.client.lastTick
      frame.viewTick = seat.client.lastTick
      frame.seq[0] = room.tickNumber
      frame.targetTick[0] = room.tickNumber + 1
      room.receiveCommands(seat, frame)
    }
  }
}
