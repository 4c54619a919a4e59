// A field room on a real server, for clients on bad links: it keeps where everybody was after every tick, so that what
// clients were shown can be held against it.

import { join } from 'node:path'
import { createServer, type TickwireServer } from '@tickwire/server'
import type { Room as ServerRoom } from '@tickwire/server/internals'
import type { Test } from 'tap'
import type { FieldWorld } from '../gen-nodejs/field.state.js'
import { ANY_PORT, stopInSync } from './arena-server.js'
import { type FieldGame, fieldGame } from './field-game.js'

/** Chests in sight of every player: further ones would be out of it. */
export const CHESTS = 2

/** Avatars without players, for links that need something to carry. */
export const EXTRAS = 40

export interface Place {
  readonly x: number
  readonly y: number
}

export class RunningField {
  /** Run inside each tick, before the step. */
  onStep: ((world: FieldWorld, tick: number) => void) | undefined
  readonly url: string
  readonly port: number
  readonly thriftPort: number
  /** Places of all avatars by id, after each tick. */
  private readonly places: Map<number, Place>[] = []

  private constructor(
    readonly server: TickwireServer,
    readonly field: FieldGame,
    addresses: { readonly http: string; readonly thrift: string },
  ) {
    this.url = addresses.http
    this.port = Number(new URL(addresses.http).port)
    this.thriftPort = Number(new URL(addresses.thrift).port)
    field.hooks.onStep = (world, tick) => {
      this.places[tick - 1] = placesOf(world)
      this.onStep?.(world, tick)
    }
  }

  /** Listens until the end of the test. */
  static async start(t: Test): Promise<RunningField> {
    const field = fieldGame()
    const server = createServer({
      games: [field.game],
      ...ANY_PORT,
      logLevel: 'silent',
      addressLimits: false,
      roomOptions: { chests: CHESTS },
      selfCheck: true,
      dumpDir: join(t.testdirName, 'dumps'),
    })
    t.teardown(() => stopInSync(server))
    return new RunningField(server, field, await server.listen())
  }

  /** The room; tests have one. */
  get room(): ServerRoom {
    const [room] = this.server.app.directory.live()
    if (room === undefined) throw new Error('nobody has opened a room')
    return room
  }

  get world(): FieldWorld {
    return this.room.world as FieldWorld
  }

  placesAt(tick: number): ReadonlyMap<number, Place> | undefined {
    return this.places[tick]
  }

  /** Avatars that wander about near the players, everyone with a path of its own. */
  addExtras(): void {
    const { avatar } = this.world
    for (let i = 0; i < EXTRAS; i++) {
      const row = avatar.spawn()
      avatar.seat[row] = this.room.seats.max
      avatar.name[row] = `extra ${i}`
    }
    this.onStep = (_, tick) => {
      for (let row = 0; row < avatar.end; row++) {
        if (avatar.seat[row] !== this.room.seats.max) continue
        avatar.x[row] = 1_000 + 100 * Math.sin(tick / 7 + row)
        avatar.y[row] = 1_000 + 100 * Math.cos(tick / 5 + 2 * row)
      }
    }
  }

  /** A series of `/metrics`, 0 when it never counted. */
  async counted(series: string): Promise<number> {
    const lines = (await this.server.metrics.registry.metrics()).split('\n')
    return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length) ?? 0)
  }
}

function placesOf({ avatar }: FieldWorld): Map<number, Place> {
  const places = new Map<number, Place>()
  for (let row = 0; row < avatar.end; row++) {
    if (avatar.id[row] !== 0) places.set(avatar.id[row]!, { x: avatar.x[row]!, y: avatar.y[row]! })
  }
  return places
}
