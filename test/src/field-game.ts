// The smallest game that has everything: avatars that walk as their players steer, chests that a room call opens, a message
// that is passed on. Spawn points and speeds are round numbers, so that tests can say where somebody must be. `onStep` lets a
// test break a step or make it slow, `onSeat` hear who comes and goes.

import type { RoomSchema, ServiceType } from '@tickwire/protocol'
import { defineGame, type TypedGame } from '@tickwire/server'
import {
  type Joining,
  NO_ROW,
  NotFoundError,
  RefusedError,
  type RoomCall,
  SEATS_MAX,
  type Simulation,
} from '@tickwire/simulation'
import { type FieldRoomClient, type FieldRoomHandlers, fieldRoomService } from '../gen-nodejs/field.handlers.js'
import { FieldWorld, fieldSchema, type Steer, type SteerTable } from '../gen-nodejs/field.state.js'
import type { FieldOptions } from '../gen-nodejs/field.types.js'

/** How far a client sees, units. */
export const VIEW_RADIUS = 300

/** A full command moves an avatar so far in one tick, units. */
export const STEP_LENGTH = 8

/** Farthest chest that one can open, units. */
export const CHEST_REACH = 60

/** The game's own refusals. */
const GAME = 1_000

/** Where the avatar of a seat starts. */
export function spawnPoint(seat: number): { readonly x: number; readonly y: number } {
  return { x: 1_000 + 20 * (seat % 8), y: 1_000 + 20 * Math.floor(seat / 8) }
}

/** What a chest holds. */
export const LOOT = [3, 5]

class HeldSteer {
  readonly moveX = new Int32Array(SEATS_MAX)
  readonly moveY = new Int32Array(SEATS_MAX)
}

/** The held commands are state like everything else: they live in the world. */
class WalkedWorld extends FieldWorld {
  readonly held = new HeldSteer()
}

class FieldSimulation implements Simulation<WalkedWorld, SteerTable, FieldOptions> {
  constructor(private readonly hooks: FieldHooks) {}

  create({ chests }: FieldOptions, seed: number): WalkedWorld {
    const world = new WalkedWorld(seed, { avatar: 64, chest: 64, score: 8, beacon: 8, note: 8, landmark: 8 })
    for (let i = 0; i < chests; i++) {
      const row = world.chest.spawn()
      world.chest.x[row] = 1_000 + 200 * i
      world.chest.y[row] = 1_050
    }
    return world
  }

  onJoin(world: WalkedWorld, { seat, displayName }: Joining): number {
    this.hooks.onSeat?.('join', world, seat)
    const row = world.avatar.spawn()
    const { x, y } = spawnPoint(seat)
    world.avatar.x[row] = x
    world.avatar.y[row] = y
    world.avatar.seat[row] = seat
    world.avatar.health[row] = 100
    world.avatar.name[row] = displayName
    world.avatarRow[seat] = row
    return world.avatar.id[row]!
  }

  onLeave(world: WalkedWorld, seat: number): void {
    this.hooks.onSeat?.('leave', world, seat)
    world.avatar.destroy(world.avatarRow[seat]!)
    world.avatarRow[seat] = NO_ROW
    world.held.moveX[seat] = 0
    world.held.moveY[seat] = 0
  }

  onDrop(world: WalkedWorld, seat: number): void {
    this.hooks.onSeat?.('drop', world, seat)
  }

  onReturn(world: WalkedWorld, seat: number): undefined {
    this.hooks.onSeat?.('return', world, seat)
  }

  step(world: WalkedWorld, commands: SteerTable, tick: number): void {
    this.hooks.onStep?.(world, tick)
    const { avatar, held } = world
    for (let i = 0; i < commands.count; i++) {
      const seat = commands.seat[i]!
      held.moveX[seat] = commands.moveX[i]!
      held.moveY[seat] = commands.moveY[i]!
      if (commands.fire[i] === 1) avatar.ammo[world.avatarRow[seat]!]!++
    }
    for (let row = 0; row < avatar.end; row++) {
      const seat = avatar.seat[row]!
      if (avatar.id[row] === 0) continue
      avatar.x[row] = avatar.x[row]! + (held.moveX[seat]! / 127) * STEP_LENGTH
      avatar.y[row] = avatar.y[row]! + (held.moveY[seat]! / 127) * STEP_LENGTH
    }
  }
}

const fieldHandlers: FieldRoomHandlers = {
  countChests: ({ world }) => world.chest.count,

  openChest({ world, seat }, chestId) {
    const chest = world.chest.rowOf(chestId)
    if (chest === NO_ROW) throw new NotFoundError('chest', String(chestId))
    const avatar = world.avatarRow[seat]!
    const distance = Math.hypot(
      world.chest.x[chest]! - world.avatar.x[avatar]!,
      world.chest.y[chest]! - world.avatar.y[avatar]!,
    )
    if (distance > CHEST_REACH)
      throw new RefusedError(GAME, 'too far away', { parameter: 'chestId', reason: 'TOO_FAR' })
    world.chest.open[chest] = 1
    for (const item of LOOT) world.granted.emit(seat, item)
    return { chestId, items: LOOT }
  },

  clear({ world }) {
    for (let row = 0; row < world.chest.end; row++) if (world.chest.id[row] !== 0) world.chest.destroy(row)
    return undefined
  },
}

/** What the simulation is told of a seat. */
export type SeatChange = 'join' | 'leave' | 'drop' | 'return'

/** What a test may change in a running game. */
export interface FieldHooks {
  onStep?: ((world: FieldWorld, tick: number) => void) | undefined
  onSeat?: ((change: SeatChange, world: FieldWorld, seat: number) => void) | undefined
}

export interface FieldGame {
  readonly game: TypedGame<FieldWorld, SteerTable, Steer, FieldOptions, FieldRoomClient>
  readonly schema: RoomSchema<FieldWorld, SteerTable, Steer>
  readonly service: ServiceType<FieldRoomClient>
  readonly hooks: FieldHooks
}

export interface FieldGameOptions {
  readonly tickRateHz?: number
  readonly sendRateHz?: number
  readonly spectatorsMax?: number
  readonly seatHoldMs?: number
  /** In place of the game's own ones. */
  readonly handlers?: Partial<Record<keyof FieldRoomHandlers, (call: RoomCall<FieldWorld>) => unknown>>
}

export function fieldGame({
  tickRateHz = 20,
  sendRateHz = tickRateHz,
  spectatorsMax = 0,
  seatHoldMs,
  handlers = {},
}: FieldGameOptions = {}): FieldGame {
  const hooks: FieldHooks = {}
  const schema = { ...fieldSchema, tickRateHz, sendRateHz }
  const game = defineGame({
    schema,
    simulation: new FieldSimulation(hooks),
    service: fieldRoomService,
    handlers: { ...fieldHandlers, ...handlers } as FieldRoomHandlers,
    viewRadius: VIEW_RADIUS,
    spectatorsMax,
    seatHoldMs,
    onMessage(call, type, value) {
      if (type === 'break') throw new Error('the handler trusts what clients send')
      call.broadcast(type, value)
    },
  })
  return { game, schema, service: fieldRoomService, hooks }
}
