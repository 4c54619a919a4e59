// An arena without a server, for tests: joins, commands and steps by hand, and what a step emitted. It does around a step
// what a room does: snaps the world after it, clears the events before the next.

import type { RoomCall } from '@tickwire/simulation'
import { type ArenaWorld, arenaSchema, type Steer } from '../gen-nodejs/arena.state.js'
import type { ArenaOptions } from '../gen-nodejs/arena.types.js'
import type { ArenaRoomWorld } from './simulation/arena-room-world.js'
import { arenaSimulation } from './simulation/index.js'

export interface SteppedArena {
  readonly world: ArenaRoomWorld
  tick: number
  /** Takes a seat; returns the avatar's row, NO_ROW when the arena is full. */
  join(seat: number, team?: string): number
  leave(seat: number): void
  /** For the next step. Fields that are left out are at rest. */
  command(seat: number, steer: Partial<Steer>): void
  step(ticks?: number): void
  /** Puts an avatar somewhere, unshielded and armed to fire at once. */
  put(row: number, x: number, y: number): void
  call(seat: number): RoomCall<ArenaWorld>
}

export function steppedArena({ seed = 1, ...options }: { seed?: number } & Partial<ArenaOptions> = {}): SteppedArena {
  const world = arenaSimulation.create({ bots: 0, ...options }, seed)
  const commands = arenaSchema.command.createTable(arenaSchema.playersMax)
  let seq = 0
  const arena: SteppedArena = {
    world,
    tick: 0,
    join(seat, team) {
      arenaSimulation.onJoin(world, { seat, playerId: `player-${seat}`, displayName: `Player ${seat}`, team })
      return world.avatarRow[seat]!
    },
    leave: (seat) => arenaSimulation.onLeave(world, seat),
    command(seat, steer) {
      const index = commands.append(seat, ++seq)
      commands.moveX[index] = steer.moveX ?? 0
      commands.moveY[index] = steer.moveY ?? 0
      commands.aim[index] = steer.aim ?? 0
      commands.fire[index] = steer.fire === true ? 1 : 0
    },
    step(ticks = 1) {
      for (let i = 0; i < ticks; i++) {
        for (const events of world.eventTables) events.clear()
        arena.tick++
        arenaSimulation.step(world, commands)
        commands.clear()
        world.snap()
      }
    },
    put(row, x, y) {
      world.avatar.x[row] = x
      world.avatar.y[row] = y
      world.avatar.shieldTicks[row] = 0
      world.avatar.cooldownTicks[row] = 0
    },
    call: (seat) => ({ world, tick: arena.tick, seat, playerId: `player-${seat}` }),
  }
  return arena
}
