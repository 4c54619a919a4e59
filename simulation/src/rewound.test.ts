// What a rewind answers, and what it must not: places between two snapshots, nobody who was not known, nothing across a jump.

import t from 'tap'
import { newHash } from './hash.js'
import { Past } from './past.js'
import { RewindableTable } from './rewindable-table.js'
import type { Table } from './table.js'
import { World } from './world.js'

class Runners extends RewindableTable {
  readonly x = this.float64()
  readonly y = this.float64()
  override get axisX(): Float64Array {
    return this.x
  }
  override get axisY(): Float64Array {
    return this.y
  }
  override placesInto(x: Float64Array, y: Float64Array, at: number): void {
    for (let row = 0; row < this.end; row++) {
      x[at + row] = Math.round(this.x[row]!)
      y[at + row] = Math.round(this.y[row]!)
    }
  }
}

/** Room for indexes of another table before those of runners. */
const INDEX_BASE = 40
const SEAT = 2

class TestWorld extends World {
  readonly runner = new Runners(this.ids, 100)
  readonly tables: readonly Table[] = [this.runner]
  readonly eventTables = []
  override snap(): void {}
}

/** Ticks with an emission each; who is known to the one client is said by row. */
class Rewinds {
  readonly world = new TestWorld(1)
  readonly table = this.world.runner
  readonly past: Past
  tick = 0
  private readonly sight

  constructor(ticksMax = 10) {
    this.past = new Past([{ table: this.table, indexBase: INDEX_BASE }], ticksMax, 1)
    this.world.past = this.past
    this.sight = this.past.open(SEAT)
  }

  /** A tick's emission, and the client's snapshot of it unless there is none. */
  emit(known?: readonly number[], stale: readonly number[] = []): void {
    this.past.capture(++this.tick)
    this.table.clearJumps()
    this.past.tick = this.tick + 1
    if (known === undefined) return
    const set = new Uint32Array(5)
    for (const row of known) set[(INDEX_BASE + row) >>> 5]! |= 1 << ((INDEX_BASE + row) & 31)
    this.sight.told(this.tick, set)
    for (const row of stale) this.sight.except(INDEX_BASE + row)
  }

  spawn(x: number): number {
    const row = this.table.spawn()
    this.table.x[row] = x
    return row
  }

  /** Where the client saw a row at a tick; undefined where it did not. */
  at(tick: number, row: number, seat = SEAT): number | undefined {
    const seen = this.world.rewind(this.table, seat, this.past.tick - tick)
    return seen.sees(row) ? seen.x : undefined
  }
}

t.test('rule 11: places are those of the snapshots around the tick, as rounded for clients', async (t) => {
  const test = new Rewinds()
  const row = test.spawn(0.4)
  for (const x of [10.4, 20, 40]) {
    test.emit([row])
    test.table.x[row] = x
  }
  test.table.x[row] = 99
  t.same(
    [1, 1.5, 2, 2.25, 3, 3.5].map((tick) => test.at(tick, row)),
    [0, 5, 10, 12.5, 20, 20],
  )
  t.equal(test.at(4, row), 99, 'this step: as it stands')
  t.equal(test.at(2, row, 7), 99, 'nobody is told at that seat: the present')
  t.equal(test.at(2, row, -1), 99, 'a bot sees the present')
})

t.test('rule 11: the pair is that of the own client, with what it was not sent left out', async (t) => {
  const test = new Rewinds()
  const row = test.spawn(0)
  const step = (x: number, known?: number[]) => {
    test.table.x[row] = x
    test.emit(known)
  }
  step(0, [row])
  step(100)
  step(100)
  step(30, [row])
  t.equal(test.at(2, row), 10)
  t.equal(test.at(3, row), 20)
})

t.test('rule 11: who was not known then is not seen, whatever is known now', async (t) => {
  const test = new Rewinds()
  const [near, far] = [test.spawn(1), test.spawn(2)]
  test.emit([near])
  test.emit([near, far])
  test.emit([far])
  t.same(
    [1, 1.5, 2, 2.5, 3].map((tick) => test.at(tick, near)),
    [1, 1, 1, 1, undefined],
  )
  t.same(
    [1, 1.5, 2, 2.5, 3].map((tick) => test.at(tick, far)),
    [undefined, undefined, 2, 2, 2],
  )
  t.equal(test.at(0.5, near), undefined, 'before the first snapshot')
})

t.test('rule 11: who is out of date after missed snapshots is not seen until it is refreshed', async (t) => {
  const test = new Rewinds()
  const row = test.spawn(1)
  test.emit([row])
  test.emit([row], [row])
  test.emit([row])
  t.same(
    [1, 1.5, 2, 2.5, 3].map((tick) => test.at(tick, row)),
    [1, 1, undefined, undefined, 1],
  )
})

t.test('rule 11: never across a jump: who has jumped is where it came out', async (t) => {
  const test = new Rewinds()
  const row = test.spawn(0)
  test.emit([row])
  test.emit([row])
  test.table.x[row] = 500
  test.table.jump(row)
  t.equal(test.at(1.5, row), 500, 'in this very step')
  test.emit([row])
  test.table.x[row] = 600
  test.emit([row])
  t.same(
    [1, 2, 2.5, 3, 3.5].map((tick) => test.at(tick, row)),
    [500, 500, 500, 500, 550],
  )
})

t.test('rule 11: the next entity of a row is another', async (t) => {
  const test = new Rewinds()
  const row = test.spawn(1)
  test.emit([row])
  test.emit([row])
  test.table.destroy(row)
  t.equal(test.at(1, row), undefined, 'the dead are hit by nobody')
  t.equal(test.spawn(7), row)
  t.equal(test.at(1, row), undefined, 'nor who takes the row in this step')
  test.emit([row])
  t.equal(test.at(2.5, row), undefined)
  t.equal(test.at(3, row), 7)
})

t.test('rule 11: no farther back than the game says, and nothing from before what is kept', async (t) => {
  const test = new Rewinds(4)
  const row = test.spawn(0)
  for (let tick = 1; tick <= 20; tick++) {
    test.table.x[row] = tick
    test.emit([row])
  }
  t.equal(test.at(17, row), 17)
  t.equal(test.at(12, row), 17, 'as far as that')
  for (let tick = 21; tick <= 40; tick++) {
    test.table.x[row] = tick
    test.emit()
  }
  t.equal(test.at(39, row), undefined, 'its client has been sent nothing for long: what it shows is not kept')
})

t.test('a table grows while its past is kept, and a seat begins anew', async (t) => {
  const test = new Rewinds()
  const first = test.spawn(3)
  test.emit([first])
  const rows = Array.from({ length: 60 }, (_, i) => test.spawn(100 + i))
  test.emit([first, ...rows])
  t.equal(test.at(1, first), 3)
  t.equal(test.at(2, rows[59]!), 159)
  t.equal(test.at(1, rows[59]!), undefined)
  test.past.open(SEAT)
  t.equal(test.at(2, first), undefined)
  test.past.close(SEAT)
  t.equal(test.at(2, first), 3, 'the present')
})

t.test('what is kept is part of the world', async (t) => {
  const [one, other] = [new Rewinds(), new Rewinds()]
  for (const test of [one, other]) test.emit([test.spawn(1)])
  t.equal(one.world.hash(), other.world.hash())
  other.emit([0])
  other.world.random.state.set(one.world.random.state)
  t.not(one.world.hash(), other.world.hash())
  const [a, b] = [newHash(), newHash()]
  one.past.open(SEAT).lagTicks = 1.5
  other.past.open(SEAT)
  one.past.hashInto(a)
  other.past.hashInto(b)
  t.not(a.value, b.value)
})

t.test('a table of another world is refused', async (t) => {
  const { world } = new Rewinds()
  t.throws(() => world.rewind(new TestWorld(1).runner, SEAT, 1), { message: /Runners is no table of this world/ })
})
