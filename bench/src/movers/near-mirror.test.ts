// What is called useful must be counted in the movers as they stood in the measured ticks.

import { test } from 'tap'
import { Movers } from './movers.js'
import { meanNear } from './near-mirror.js'

test('counts in the ticks that were measured, for the clients that were there', (t) => {
  const world = { seed: 5, movers: 80, radius: 700 }
  const movers = new Movers(world.seed, world.movers)
  for (let tick = 0; tick < 31; tick++) movers.step()
  const first = movers.countNear(0, world.radius) + movers.countNear(1, world.radius)
  movers.step()
  const second = movers.countNear(0, world.radius) + movers.countNear(1, world.radius)
  t.equal(meanNear(world, 2, 30, 2), (first + second) / 4)
  t.end()
})
