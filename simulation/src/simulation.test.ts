import t from 'tap'
import { CommandTable } from './command-table.js'
import { EVENTS_PER_TICK_MAX, EventTable } from './event-table.js'
import { Random } from './random.js'
import { angleBetween, atan2, clamp, cos, length, sin, TURN, wrapAngle } from './simmath.js'
import { NO_ENTITY, NO_ROW, NO_SEAT, Table } from './table.js'
import { World } from './world.js'

class Box extends Table {
  readonly x = this.float64()
  readonly label = this.text()
  readonly ownerSeat = this.seatNumbers()
}

class BoxWorld extends World {
  readonly box = new Box(this.ids, 3)
  readonly tables = [this.box]
  readonly eventTables = []
  override snap(): void {}
}

/** A room after billions of spawns. */
class LateWorld extends BoxWorld {
  constructor(seed: number) {
    super(seed)
    this.ids.next = 0xffff_ffff
  }
}

class Ping extends EventTable {
  value = this.column(Int32Array)

  protected override grow(): void {
    super.grow()
    this.value = this.twice(this.value)
  }

  emit(value: number): void {
    const at = this.claim()
    if (at >= 0) this.value[at] = value
  }
}

class Keys extends CommandTable {}

t.test('rows are reused, ids never, and a full table refuses with a count', async (t) => {
  const { box } = new BoxWorld(1)
  const rows = [box.spawn(), box.spawn(), box.spawn()]
  t.same(rows, [0, 1, 2])
  t.equal(box.spawn(), NO_ROW)
  t.equal(box.refusedSpawns, 1)
  box.x[1] = 7
  box.label[1] = 'seven'
  box.ownerSeat[1] = 3
  box.jump(1)
  t.equal(box.jumped[1], 1)
  box.clearJumps()
  t.equal(box.jumped[1], 0)
  box.destroy(1, 42)
  t.equal(box.id[1], NO_ENTITY)
  t.equal(box.lastDestroyed[1], 2)
  t.equal(box.lastCause[1], 42)
  t.equal(box.spawn(), 1)
  t.equal(box.id[1], 4, 'a new id')
  t.equal(box.x[1], 0, 'fields start at zero')
  t.equal(box.label[1], '')
  t.equal(box.ownerSeat[1], NO_SEAT, 'and belong to nobody')
  t.equal(box.rowOf(4), 1)
  t.equal(box.rowOf(2), NO_ROW)
  t.throws(() => {
    box.destroy(1)
    box.destroy(1)
  }, /row 1 holds no entity/)
})

t.test('a room whose entity ids are used up stops, and does not begin again at 0', async (t) => {
  const { box } = new LateWorld(1)
  t.equal(box.id[box.spawn()], 0xffff_ffff)
  t.throws(() => box.spawn(), /all its entity ids/)
  t.equal(box.count, 1)
})

t.test('the state hash sees fields, texts, ids, free rows and the random state', async (t) => {
  const hashAfter = (change: (world: BoxWorld) => void): number => {
    const world = new BoxWorld(1)
    world.box.spawn()
    change(world)
    return world.hash()
  }
  const base = hashAfter(() => {})
  t.equal(
    hashAfter(() => {}),
    base,
  )
  const changes: ((world: BoxWorld) => void)[] = [
    (world) => {
      world.box.x[0] = 1e-9
    },
    (world) => {
      world.box.label[0] = 'a'
    },
    (world) => {
      world.random.uint32()
    },
    (world) => {
      world.box.destroy(world.box.spawn())
    },
    (world) => {
      world.avatarRow[5] = 0
    },
    (world) => {
      world.teamOf[5] = 1
    },
    (world) => {
      world.box.ownerSeat[0] = 0
    },
  ]
  t.same(
    changes.map((change) => hashAfter(change) === base),
    changes.map(() => false),
  )
})

t.test('the same seed gives the same numbers, in range', async (t) => {
  const a = new Random(7)
  const b = new Random(7)
  const c = new Random(8)
  let differs = false
  for (let i = 0; i < 1_000; i++) {
    const value = a.uint32()
    t.equal(b.uint32(), value)
    if (c.uint32() !== value) differs = true
    const whole = new Random(i).below(10)
    if (whole < 0 || whole > 9 || !Number.isInteger(whole)) t.fail(`below(10) gave ${whole}`)
  }
  t.ok(differs)
  const mean = Array.from({ length: 10_000 }, () => a.unit()).reduce((sum, value) => sum + value, 0) / 10_000
  t.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`)
})

t.test('simmath is as exact as its documentation says', async (t) => {
  let worstSin = 0
  let worstAtan = 0
  for (let i = -10_000; i <= 10_000; i++) {
    const angle = i / 500
    worstSin = Math.max(worstSin, Math.abs(sin(angle) - Math.sin(angle)), Math.abs(cos(angle) - Math.cos(angle)))
    const y = Math.sin(angle) * 50
    const x = Math.cos(angle) * 50
    worstAtan = Math.max(worstAtan, Math.abs(angleBetween(Math.atan2(y, x), atan2(y, x))))
  }
  t.ok(worstSin < 4e-9, `sin and cos are off by ${worstSin}`)
  t.ok(worstAtan < 1e-6, `atan2 is off by ${worstAtan}`)
  t.equal(atan2(0, 0), 0)
  t.equal(length(3, 4), 5)
  t.equal(clamp(Number.NaN, 1, 2), 1)
  t.equal(wrapAngle(-1e-20), 0)
  t.ok(wrapAngle(TURN * 3 + 1) - 1 < 1e-9)
})

t.test('too many unreliable events are dropped and counted, too many reliable ones stop the step', async (t) => {
  const lossy = new Ping('Ping', false)
  const sure = new Ping('Ping', true)
  for (let i = 0; i < EVENTS_PER_TICK_MAX; i++) {
    lossy.emit(i)
    sure.emit(i)
  }
  lossy.emit(0)
  t.equal(lossy.dropped, 1)
  t.same(
    [...lossy.value],
    Array.from({ length: EVENTS_PER_TICK_MAX }, (_, i) => i),
  )
  t.throws(() => sure.emit(0), /emit fewer/)
  lossy.clear()
  t.equal(lossy.count, 0)
})

t.test('a command table holds two commands a seat', async (t) => {
  const keys = new Keys(2)
  for (let i = 0; i < 4; i++) keys.append(i >> 1, i)
  t.throws(() => keys.append(0, 9), /more than two commands/)
  t.same([...keys.seat], [0, 0, 1, 1])
})
