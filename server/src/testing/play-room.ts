// A game's room for its own tests: one room of a server in memory, and players with the real SDK. Time goes only when it is
// stepped, so a test is the same in every run and waits for nothing. What the game's code throws ends the test that caused it.

import { Client, type Room as ClientRoom, type OpenSocket } from '@tickwire/client'
import type { ServiceType } from '@tickwire/protocol'
import type { CommandTable, World } from '@tickwire/simulation'
import type { Game, TypedGame } from '../game.js'
import type { Room } from '../rooms/room.js'
import type { RoomObserver } from '../rooms/room-observer.js'
import { MemoryServer } from './memory-server.js'
import type { MemorySocket } from './memory-socket.js'
import { refusingNaN } from './not-a-number.js'

export interface PlayRoomOptions<O> {
  /** Of the world, and of everything else that is random. Default 1. */
  readonly seed?: number
  /** The room's options; the IDL's defaults for those that are left out. */
  readonly options?: Partial<O>
  /** Fewer places than the IDL's `tw.playersMax`. */
  readonly playersMax?: number
}

/** A new room of a game, before its first tick and without players. It closes after 30 s of its time without any. */
export async function playRoom<W extends World, C extends CommandTable, I extends object, O, Calls>(
  game: TypedGame<W, C, I, O, Calls>,
  options: PlayRoomOptions<O> = {},
): Promise<PlayedRoom<W, C, I, O, Calls>> {
  return new PlayedRoom(game, options)
}

/** A player with the real SDK, whose line the test can cut. */
class JoinedPlayer {
  readonly client: Client
  /** The newest connection to the room. */
  playSocket: MemorySocket | undefined

  constructor(server: MemoryServer) {
    const openSocket: OpenSocket = (url, events) => {
      const { pathname } = new URL(url)
      const socket = server.openAt(pathname, events)
      if (pathname === '/play') this.playSocket = socket
      return socket.client
    }
    const deviceId = server.randomHex()
    this.client = new Client({ url: 'ws://memory', deviceId, scheduler: server.clock, openSocket, random: () => 0 })
  }
}

/** Made by `playRoom`. Each promise rejects with what the game's code threw meanwhile. */
export class PlayedRoom<W extends World, C extends CommandTable, I extends object, O, Calls> {
  private readonly server: MemoryServer
  private readonly room: Room
  private readonly joined = new Map<ClientRoom<I, Calls>, JoinedPlayer>()
  private readonly dropped = new Map<ClientRoom<I, Calls>, JoinedPlayer>()
  private readonly failures: Error[] = []
  private closed: string | undefined

  constructor(
    private readonly game: TypedGame<W, C, I, O, Calls>,
    { seed = 1, options = {}, playersMax }: PlayRoomOptions<O>,
  ) {
    this.server = new MemoryServer({
      games: [{ ...game, simulation: refusingNaN(game.simulation) } as Game],
      counters: { count: () => {}, answered: () => {} },
      log: { warn: () => {}, error: (fields) => this.failed('a call', fields) },
      observer: this.observer(),
      seed,
      roomSeed: seed,
      roomOptions: options,
    })
    const { directory } = this.server.app
    const kind = game.schema.name
    const request = { kind, title: kind, playersMax, listed: true, password: undefined, tags: {}, options: undefined }
    const { roomId } = directory.create(request)
    this.room = directory.get(roomId)!
  }

  /** The server's world, the truth: to look at, and to arrange between ticks. */
  get world(): W {
    return this.room.world as W
  }

  /** The last tick that ran, 0 before the first. */
  get tick(): number {
    return this.room.tickNumber - 1
  }

  /**
   * A player logs in and takes a seat; the SDK's room as a page gets it. Ticks go on until the player is in. Rejects with the
   * refusal where there is no seat.
   */
  async join(displayName: string): Promise<ClientRoom<I, Calls>> {
    const player = new JoinedPlayer(this.server)
    await this.answer(player.client.login({ displayName }))
    const service: ServiceType<Calls> = this.game.service
    const room = await this.answer(player.client.joinRoom(this.room.settings.roomId, this.game.schema, { service }))
    this.joined.set(room, player)
    return room
  }

  /** Cuts a player's connection to the room, as a bad line does. The next tick tells the simulation (`onDrop`). */
  drop(room: ClientRoom<I, Calls>): void {
    const player = this.joined.get(room)
    if (player === undefined) throw new Error('this player has not joined the room, or was dropped before')
    this.joined.delete(room)
    this.dropped.set(room, player)
    player.playSocket?.cut()
  }

  /** Brings a dropped player back, with a room of its own to go on with. Ticks go on until the simulation was told (`onReturn`). */
  async return(room: ClientRoom<I, Calls>): Promise<ClientRoom<I, Calls>> {
    const player = this.dropped.get(room)
    if (player === undefined) throw new Error('this player was not dropped, or is back')
    this.dropped.delete(room)
    const again = await this.answer(player.client.rejoin(room))
    this.joined.set(again, player)
    return again
  }

  /** Lets so many ticks run. After each, players have its snapshot, and `shown` is what a page would draw now. */
  ticks(count = 1): Promise<void> {
    return this.untilTick(this.tick + count)
  }

  /** Lets ticks run up to and including this one. */
  async untilTick(tick: number): Promise<void> {
    while (this.tick < tick) {
      if (this.closed !== undefined) throw new Error(`the room ended in tick ${this.tick}: ${this.closed}`)
      await this.server.advance(Math.max(1, this.room.dueMs - this.server.nowMs))
      for (const room of this.joined.keys()) room.update()
      this.throwFailure()
    }
  }

  /** Lets ticks run until a call is answered, and gives its answer: `await test.answer(ann.calls.openChest(3))`. */
  async answer<T>(call: Promise<T>): Promise<T> {
    try {
      return await this.server.until(call)
    } finally {
      this.throwFailure()
    }
  }

  private throwFailure(): void {
    const failure = this.failures.shift()
    if (failure !== undefined) throw failure
  }

  private failed(what: string, thrown: unknown): void {
    const error = typeof thrown === 'object' && thrown !== null && 'err' in thrown ? thrown.err : thrown
    const stack = error instanceof Error ? error.stack : String(error)
    const message = `${what} of game ${this.game.schema.name} threw in tick ${this.tick + 1}: ${stack}`
    this.failures.push(new Error(message, { cause: error }))
  }

  private observer(): RoomObserver {
    return {
      ticked: () => {},
      snapshot: () => {},
      counted: () => {},
      roomOpened: () => {},
      seatTaken: () => {},
      seatEnded: () => {},
      matchEnded: () => {},
      roomClosed: (_roomId, _reason, message) => {
        this.closed = message
      },
      roomFailed: ({ stack }) => this.failed('a tick', stack),
      desynced: ({ seat, tick }) => this.failed('the codes', `seat ${seat} differs from the server at tick ${tick}`),
      messageFailed: (_roomId, error) => this.failed('onMessage', error),
    }
  }
}
