// A player of a field room with the SDK, on whatever link: it keeps what it was shown at every snapshot, and says where that
// differs from the world in the server.

import { type Client, type ConnectOptions, connect, type Room } from '@tickwire/client'
import type { Room as ServerRoom } from '@tickwire/server/internals'
import type { Test } from 'tap'
import type { FieldRoomClient } from '../gen-nodejs/field.handlers.js'
import {
  type Announced,
  Avatar,
  type AvatarView,
  Chest,
  type ChestView,
  type FieldWorld,
  OwnAvatar,
  type Steer,
} from '../gen-nodejs/field.state.js'
import type { Place, RunningField } from './fault-field.js'

/** Half a step of the public position. */
const POSITION_ERROR_MAX = 0.0501

/** What a test waits for comes within this on a busy machine, milliseconds; else it never does. */
const WAIT_MS_MAX = 8_000

/** Directions of a player that walks in squares. */
const SQUARE = [
  [127, 0],
  [0, 127],
  [-127, 0],
  [0, -127],
] as const
const SQUARE_SIDE_TICKS = 5

/** What the simulation adds to the generated world. */
interface HeldCommands {
  readonly held: { readonly moveX: Int32Array; readonly moveY: Int32Array }
}

/** A player with the SDK, and all that it was shown. */
export class FieldPlayer {
  readonly ticks: number[] = []
  readonly announced: string[] = []
  /** Name of the reason for which the room ended. */
  closedWith: string | undefined
  readonly closed: Promise<string>
  walking = false
  private readonly shown: { readonly tick: number; readonly places: ReadonlyMap<number, Place> }[] = []

  private constructor(
    readonly field: RunningField,
    readonly client: Client,
    readonly room: Room<Steer, FieldRoomClient>,
  ) {
    room.onSnapshot((tick) => this.note(tick))
    this.closed = new Promise((resolve) => {
      room.onClose(({ name }) => {
        this.closedWith = name
        resolve(name)
      })
    })
    room.onEvent(field.field.schema.events[2]!, (event) => this.announced.push((event as Announced).text))
  }

  /** Waits until everything in sight is there. */
  static async join(
    t: Test,
    field: RunningField,
    displayName: string,
    options: Partial<ConnectOptions> = {},
  ): Promise<FieldPlayer> {
    const client = await connect({ url: field.url, ...options })
    t.teardown(() => client.close())
    await client.login({ displayName })
    return FieldPlayer.play(t, field, client)
  }

  /** The same for a client that is logged in already. */
  static async play(t: Test, field: RunningField, client: Client): Promise<FieldPlayer> {
    const { schema, service } = field.field
    const player = new FieldPlayer(field, client, await client.quickPlay(schema, { service }))
    t.teardown(() => player.room.leave())
    await player.snapshots(5)
    return player
  }

  /** What the server keeps for this player; undefined once the seat has ended. */
  get seat(): ReturnType<ServerRoom['seats']['of']> {
    return this.field.room.seats.of(this.client.player!.playerId)
  }

  /** The movement that holds for this player in the world. */
  get held(): Place {
    const { moveX, moveY } = (this.field.world as FieldWorld & HeldCommands).held
    return { x: moveX[this.room.seat]!, y: moveY[this.room.seat]! }
  }

  /** Waits for so many snapshots. */
  snapshots(count: number): Promise<void> {
    return this.until(() => --count <= 0)
  }

  /** Waits, snapshot by snapshot, until something is so. Rejects when the room ends or it takes too long. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stops: (() => void)[] = []
      const finish = (settle: () => void): void => {
        for (const stop of stops) stop()
        settle()
      }
      const timer = setTimeout(() => finish(() => reject(new Error('waited too long'))), WAIT_MS_MAX)
      stops.push(() => clearTimeout(timer))
      stops.push(this.room.onSnapshot(() => condition() && finish(resolve)))
      stops.push(this.room.onClose((closed) => finish(() => reject(new Error(`over: ${closed.message}`)))))
    })
  }

  /** Stops walking. */
  halt(): void {
    this.walking = false
    this.room.sendCommand({ moveX: 0, moveY: 0, fire: false })
  }

  /** What the client knows now that is not so in the world, and the other way round. For a world that rests. */
  differences(): string[] {
    const { world } = this.field
    const { entities, own } = this.room
    const found: string[] = []
    const compare = (what: string, shown: unknown, is: unknown): void => {
      const same = typeof is === 'number' ? Math.abs(Number(shown) - is) < POSITION_ERROR_MAX : shown === is
      if (!same) found.push(`${what} is ${is} and shown as ${shown}`)
    }
    const { avatar, chest } = world
    for (let row = 0; row < avatar.end; row++) {
      const id = avatar.id[row]!
      if (id === 0) continue
      const view = id === own?.id ? (own as OwnAvatar) : (entities.get(id) as AvatarView | undefined)
      for (const field of ['x', 'y', 'health', 'name'] as const) {
        compare(`${field} of avatar ${id}`, view?.[field], avatar[field][row])
      }
      if (view instanceof OwnAvatar) compare('own ammo', view.ammo, avatar.ammo[row])
      else compare(`avatar ${id} stale`, view?.stale, false)
    }
    for (let row = 0; row < chest.end; row++) {
      const id = chest.id[row]!
      if (id === 0) continue
      const view = entities.get(id) as ChestView | undefined
      for (const field of ['x', 'y'] as const) compare(`${field} of chest ${id}`, view?.[field], chest[field][row])
      compare(`chest ${id} open`, view?.open, chest.open[row] === 1)
    }
    compare('number of entities', entities.size + (own === undefined ? 0 : 1), avatar.count + chest.count)
    return found
  }

  /** Every snapshot that did not show the places of its tick. */
  misplaced(): string[] {
    const found: string[] = []
    for (const { tick, places } of this.shown) {
      const were = this.field.placesAt(tick)
      if (were === undefined) continue // the room's last tick
      for (const [id, { x, y }] of places) {
        const was = were.get(id)
        if (was === undefined) continue // it left before the next step
        const errorMax = id === this.room.own?.id ? 0 : POSITION_ERROR_MAX
        const same = Math.abs(was.x - x) <= errorMax && Math.abs(was.y - y) <= errorMax
        if (!same) found.push(`tick ${tick}: avatar ${id} was at ${was.x}, ${was.y} and shown at ${x}, ${y}`)
      }
    }
    return found
  }

  /** Snapshots that are missing between the first and the last one. */
  gaps(): string[] {
    const gaps: string[] = []
    for (let i = 1; i < this.ticks.length; i++) {
      if (this.ticks[i] !== this.ticks[i - 1]! + 1) gaps.push(`${this.ticks[i - 1]} to ${this.ticks[i]}`)
    }
    return gaps
  }

  private note(tick: number): void {
    this.ticks.push(tick)
    const places = new Map<number, Place>()
    const own = this.room.own as OwnAvatar | undefined
    if (own !== undefined) places.set(own.id, { x: own.x, y: own.y })
    for (const { id, x, y, stale } of this.room.of(Avatar)) if (!stale) places.set(id, { x, y })
    this.shown.push({ tick, places })
    if (!this.walking) return
    const [moveX, moveY] = SQUARE[Math.floor(tick / SQUARE_SIDE_TICKS) % SQUARE.length]!
    this.room.sendCommand({ moveX, moveY, fire: tick % 2 === 0 })
  }
}

/** Lets players stand still, waits until each of them and the world agree, and says in what they do not. */
export async function settle(...players: readonly FieldPlayer[]): Promise<string[]> {
  for (const player of players) player.halt()
  const rests = ({ held }: FieldPlayer): boolean => held.x === 0 && held.y === 0
  for (const player of players) {
    await player.until(() => players.every(rests) && player.differences().length === 0).catch(() => {})
  }
  return players.flatMap((player) => player.differences())
}

/** The chests that a player knows, the nearest to spawn points first. */
export function chestsOf(player: FieldPlayer): ChestView[] {
  return [...player.room.of(Chest)].sort((a, b) => a.x - b.x)
}
