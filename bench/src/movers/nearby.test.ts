// The index must answer what a comparison with everybody answers, at the world's borders too.

import { test } from 'tap'
import { Movers } from './movers.js'
import { Nearby } from './nearby.js'

test('finds exactly those within the radius', (t) => {
  for (const [radius, squareSize] of [
    [500, 250],
    [130, 1_000],
    [5_000, 300],
  ] as const) {
    const movers = new Movers(11, 400)
    const nearby = new Nearby(movers, squareSize)
    for (let tick = 0; tick < 40; tick++) movers.step()
    nearby.build()
    for (let centre = 0; centre < movers.count; centre++) {
      const found = new Set<number>()
      nearby.forEachWithin(centre, radius, (mover) => found.add(mover))
      if (!found.has(centre) || found.size - 1 !== movers.countNear(centre, radius)) {
        t.fail(`mover ${centre}: found ${found.size - 1} of ${movers.countNear(centre, radius)} within ${radius}`)
      }
    }
    t.pass(`radius ${radius}`)
  }
  t.end()
})
