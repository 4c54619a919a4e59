import { Random } from '@tickwire/simulation'
import t from 'tap'
import { Grid } from './grid.js'
import { KnownList, SlotState } from './known-list.js'

t.test('the grid finds what is within the radius and nothing else, once, wherever it stands', async (t) => {
  const random = new Random(3)
  const grid = new Grid(2_000, 50)
  const out = new Uint32Array(2_000)
  for (let round = 0; round < 20; round++) {
    const xs: number[] = []
    const ys: number[] = []
    grid.begin()
    for (let i = 0; i < 1_000; i++) {
      xs.push(random.between(-3_000, 3_000))
      ys.push(random.between(-3_000, 3_000))
      grid.add(i, xs[i]!, ys[i]!)
    }
    grid.finish()
    const [x, y] = [random.between(-3_000, 3_000), random.between(-3_000, 3_000)]
    const found = [...out.subarray(0, grid.near(x, y, 100, out, 0))].sort((a, b) => a - b)
    const near = xs.map((_, i) => i).filter((i) => Math.hypot(xs[i]! - x, ys[i]! - y) <= 100)
    t.same(found, near)
  }
})

t.test('slots that leave are taken again last first, as the other end does', async (t) => {
  const known = new KnownList(20)
  for (let i = 0; i < 5; i++) known.enter(10 + i, i, SlotState.live, 1)
  known.leave(1)
  known.leave(3)
  known.enter(99, 9, SlotState.quiet, 2)
  t.equal(known.entity[3], 99)
  known.enter(98, 8, SlotState.live, 2)
  t.equal(known.entity[1], 98)
  known.enter(97, 7, SlotState.live, 2)
  t.equal(known.entity[5], 97)
  t.equal(known.count, 6)
})
