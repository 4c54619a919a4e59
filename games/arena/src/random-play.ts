// A whole match by chance: players who join, leave and send random commands, beside bots. For the tests that compare runs:
// in this process, and in a browser.

import { Random } from '@tickwire/simulation'
import { MOVE_MAX } from './simulation/index.js'
import { steppedArena } from './stepped-arena.js'

const PLAYERS = 6

/** The state hash at every hundredth tick. */
export function play(seed: number, commandSeed: number, ticks: number): number[] {
  const arena = steppedArena({ seed, bots: 8 })
  const chance = new Random(commandSeed)
  const seated = new Set<number>()
  const hashes: number[] = []
  for (let tick = 1; tick <= ticks; tick++) {
    for (let seat = 0; seat < PLAYERS; seat++) {
      if (chance.chance(0.002)) {
        if (seated.delete(seat)) arena.leave(seat)
        else seated.add(seat) && arena.join(seat)
      }
      if (!seated.has(seat) || chance.chance(0.6)) continue
      arena.command(seat, {
        moveX: chance.below(2 * MOVE_MAX + 1) - MOVE_MAX,
        moveY: chance.below(2 * MOVE_MAX + 1) - MOVE_MAX,
        aim: chance.unit() * 6,
        fire: chance.chance(0.4),
      })
    }
    arena.step()
    if (tick % 100 === 0) hashes.push(arena.world.hash())
  }
  return hashes
}
