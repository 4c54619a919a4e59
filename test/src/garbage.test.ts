// A tick makes no garbage for an entity, and little for a snapshot: otherwise the collector's pauses grow with the world.
// A room in memory, with commands and without sockets, whose allocations are counted by V8 itself.

import type { Game } from '@tickwire/server'
import { INTEREST_PHASES } from '@tickwire/server/internals'
import { Random, type Simulation } from '@tickwire/simulation'
import t from 'tap'
import { FieldWorld, type SteerTable } from '../gen-nodejs/field.state.js'
import { BareRoom } from './bare-room.js'
import { fieldGame } from './field-game.js'
import { bytesAllocated } from './heap.js'

const CLIENTS = 32
const FEW = 200
const MANY = 4 * FEW

/** What a tick may leave for each of its snapshots, bytes: some boxed times, and the tick's own iterators shared out; 45 to
 * 70 are measured, by what the compiler inlines. The same with few and with many entities: of many it is less than 4 bytes an entity, and the smallest
 * object, a boxed number, has 16. */
const SNAPSHOT_BYTES_MAX = 96

/** Where everybody walks, units: all in sight of each other. */
const SQUARE = { min: 900, max: 1_100 }

interface Crowd {
  readonly movers: number
  /** Entities that die and are born in each tick, each an enter and a leave for every client. */
  readonly births?: number
  /** The mistake that is looked for: a step that leaves an object for each entity. */
  readonly litters?: boolean
}

class CrowdSimulation implements Simulation<FieldWorld, SteerTable, unknown> {
  private readonly random = new Random(5)
  private readonly dx: Float64Array
  private readonly dy: Float64Array
  private readonly litter: object[] = []

  constructor(private readonly crowd: Crowd) {
    this.dx = new Float64Array(crowd.movers + CLIENTS)
    this.dy = new Float64Array(crowd.movers + CLIENTS)
  }

  create(_options: unknown, seed: number): FieldWorld {
    const world = new FieldWorld(seed, {
      avatar: this.crowd.movers + CLIENTS,
      chest: 1,
      score: 1,
      beacon: 1,
      note: 1,
      landmark: 1,
    })
    for (let i = 0; i < this.crowd.movers; i++) this.spawn(world)
    return world
  }

  onJoin(world: FieldWorld): number {
    return world.avatar.id[this.spawn(world)]!
  }

  onLeave(): void {}

  step(world: FieldWorld, _commands: SteerTable, tick: number): void {
    const { avatar } = world
    const { dx, dy } = this
    for (let row = 0; row < avatar.end; row++) {
      avatar.x[row] = avatar.x[row]! + dx[row]!
      avatar.y[row] = avatar.y[row]! + dy[row]!
      if (avatar.x[row]! < SQUARE.min || avatar.x[row]! > SQUARE.max) dx[row] = -dx[row]!
      if (avatar.y[row]! < SQUARE.min || avatar.y[row]! > SQUARE.max) dy[row] = -dy[row]!
      if (this.crowd.litters) this.litter[row] = { row }
    }
    const { births = 0, movers } = this.crowd
    for (let i = 0; i < births; i++) avatar.destroy((tick * births + i) % movers)
    for (let i = 0; i < births; i++) this.spawn(world)
  }

  private spawn({ avatar }: FieldWorld): number {
    const row = avatar.spawn()
    avatar.x[row] = this.random.between(SQUARE.min, SQUARE.max)
    avatar.y[row] = this.random.between(SQUARE.min, SQUARE.max)
    avatar.name[row] = 'somebody'
    this.dx[row] = this.random.between(-5, 5)
    this.dy[row] = this.random.between(-5, 5)
    return row
  }
}

/** Bytes allocated in a tick, for each snapshot. */
function bytesPerSnapshot(crowd: Crowd): number {
  const simulation = new CrowdSimulation(crowd)
  const room = new BareRoom({ ...fieldGame().game, simulation } as unknown as Game, CLIENTS)
  for (let i = 0; i < CLIENTS; i++) room.join()
  return bytesAllocated(room.step, INTEREST_PHASES, CLIENTS * SNAPSHOT_BYTES_MAX) / CLIENTS
}

for (const births of [0, 4]) {
  t.test(`rule 16: garbage does not grow with the entities, ${births} of which come and go in a tick`, async (t) => {
    for (const movers of [FEW, MANY]) {
      const bytes = bytesPerSnapshot({ movers, births })
      t.ok(bytes <= SNAPSHOT_BYTES_MAX, `${movers} entities: ${bytes.toFixed(1)} bytes a snapshot`)
    }
  })
}

t.test('an object for each entity would be noticed', async (t) => {
  const bytes = bytesPerSnapshot({ movers: MANY, litters: true })
  t.ok(bytes > SNAPSHOT_BYTES_MAX, `${bytes.toFixed(1)} bytes a snapshot`)
})
