// Ten thousand ticks of the arena from one seed, with random players and bots: what must end in the same state in every
// engine. Runs in Node as it is, and bundled in a browser; imports nothing but the simulation.

import { arenaSchema } from '@tickwire/arena/schema'
import { arenaSimulation, MOVE_MAX } from '@tickwire/arena/simulation'
import { Random } from '@tickwire/simulation'

const PLAYERS = 6
const BOTS = 8

/** The state hash at the end of every thousandth tick. */
export function playArena(seed: number, ticks: number): number[] {
  const world = arenaSimulation.create({ bots: BOTS }, seed)
  const commands = arenaSchema.command.createTable(arenaSchema.playersMax)
  const chance = new Random(seed + 1)
  const seated = new Set<number>()
  const hashes: number[] = []
  for (let tick = 1; tick <= ticks; tick++) {
    for (const events of world.eventTables) events.clear()
    commands.clear()
    for (let seat = 0; seat < PLAYERS; seat++) {
      if (chance.chance(0.002)) {
        if (seated.delete(seat)) arenaSimulation.onLeave(world, seat)
        else {
          seated.add(seat)
          arenaSimulation.onJoin(world, { seat, playerId: `player ${seat}`, displayName: `Player ${seat}` })
        }
      }
      if (!seated.has(seat) || chance.chance(0.6)) continue
      const index = commands.append(seat, tick)
      commands.moveX[index] = chance.below(2 * MOVE_MAX + 1) - MOVE_MAX
      commands.moveY[index] = chance.below(2 * MOVE_MAX + 1) - MOVE_MAX
      commands.aim[index] = chance.between(0, 6)
      commands.fire[index] = chance.chance(0.4) ? 1 : 0
    }
    arenaSimulation.step(world, commands)
    world.snap()
    if (tick % 1_000 === 0) hashes.push(world.hash())
  }
  return hashes
}
