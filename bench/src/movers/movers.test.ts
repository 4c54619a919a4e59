// The world that all contenders share: the same from the same seed, everywhere equally dense, at one speed.

import t from 'tap'
import { WORLD } from '../../gen-nodejs/movers.types.js'
import { Movers, SPEED, TICK_RATE_HZ, WORLD_SIZE } from './movers.js'
import { radiusSeeing } from './visible.js'

function moved(seed: number, count: number, ticks: number, tickRateHz?: number): Movers {
  const movers = new Movers(seed, count, tickRateHz)
  for (let tick = 0; tick < ticks; tick++) movers.step()
  return movers
}

t.test('one seed gives one world, tick by tick; another seed another one', async (t) => {
  const [a, b] = [moved(5, 50, 200), moved(5, 50, 200)]
  t.same([a.x, a.y], [b.x, b.y])
  t.notSame(a.x, moved(6, 50, 200).x)
})

t.test('movers stay in the world and fill all of it alike', async (t) => {
  const { x, y } = moved(7, 4_000, 1_000)
  const perQuarter = new Map<string, number>()
  for (let i = 0; i < x.length; i++) {
    if (!(x[i]! >= 0 && x[i]! <= WORLD_SIZE && y[i]! >= 0 && y[i]! <= WORLD_SIZE)) t.fail(`mover ${i} left the world`)
    const quarter = `${Math.floor((4 * x[i]!) / WORLD_SIZE)} ${Math.floor((4 * y[i]!) / WORLD_SIZE)}`
    perQuarter.set(quarter, (perQuarter.get(quarter) ?? 0) + 1)
  }
  // 250 are expected in each of the 16 squares; five standard deviations are 77.
  t.equal(perQuarter.size, 16)
  for (const [quarter, count] of perQuarter) t.ok(Math.abs(count - 250) < 77, `${count} in ${quarter}`)
})

t.test('they are as fast at every tick rate', async (t) => {
  for (const tickRateHz of [TICK_RATE_HZ, 60]) {
    const [before, after] = [moved(8, 100, 10, tickRateHz), moved(8, 100, 11, tickRateHz)]
    const ways = [...after.x].map((x, i) => Math.hypot(x - before.x[i]!, after.y[i]! - before.y[i]!))
    // Those at a border are held back for a tick.
    const full = ways.filter((way) => Math.abs(way - SPEED / tickRateHz) < 1e-9)
    t.ok(full.length > 90, `${full.length} of 100 at ${tickRateHz} Hz`)
  }
})

t.test('the IDL has the same world', async (t) => {
  t.equal(WORLD, WORLD_SIZE)
})

t.test('the radius for 50 shows 50, in a world where the border is near too', async (t) => {
  for (const count of [100, 1_000]) {
    const radius = radiusSeeing(50, 9, count)
    const movers = moved(9, count, 400)
    let seen = 0
    for (let i = 0; i < count; i++) seen += movers.countNear(i, radius)
    t.ok(Math.abs(seen / count - 50) < 4, `${seen / count} of ${count}`)
  }
  t.throws(() => radiusSeeing(50, 9, 50), /take more movers/)
})
