// What the codec bench encodes: the avatars that one player of the arena sees, tick by tick, captured once from a fight of bots
// that follows from a seed. Every contender gets the same frames, in the same order, with avatars that come and go.

import { type ArenaWorld, arenaSchema } from '@tickwire/arena/schema'
import { arenaSimulation, VIEW_RADIUS } from '@tickwire/arena/simulation'
import { ENTER_RADIUS_FACTOR, LEAVE_RADIUS_FACTOR } from '@tickwire/server/internals'
import { NO_ENTITY } from '@tickwire/simulation'

const SEED = 1
const BOTS = 200

/** Ticks until bots have spread out and found each other. */
const WARM_TICKS = 200

/** Ticks of a client that has just joined: it is told of everything, which is not counted. */
const JOIN_TICKS = 10

const COUNTED_TICKS = 100

/** One tick. The columns run in parallel, one entry for each avatar in sight. */
export interface Frame {
  /** A small number for each avatar, its own while it stays in sight: contenders keep their objects by it. */
  readonly slot: Int32Array
  /** Entity ids. */
  readonly id: Int32Array
  readonly x: Float64Array
  readonly y: Float64Array
  /** Radians, any number of turns. */
  readonly heading: Float64Array
  readonly health: Int32Array
  /** Slots that ended before this tick, and then those that were given out. */
  readonly left: readonly number[]
  readonly entered: readonly number[]
}

export interface Trace {
  readonly join: readonly Frame[]
  readonly counted: readonly Frame[]
  /** Avatars in all counted frames together. */
  readonly entities: number
}

export function recordTrace(): Trace {
  const world = arenaSimulation.create({ bots: BOTS }, SEED)
  const commands = arenaSchema.command.createTable(arenaSchema.playersMax)
  const step = () => {
    for (const events of world.eventTables) events.clear()
    arenaSimulation.step(world, commands)
    world.snap()
  }
  for (let tick = 0; tick < WARM_TICKS; tick++) step()
  const viewer = new Viewer(world)
  const frames: Frame[] = []
  for (let tick = 0; tick < JOIN_TICKS + COUNTED_TICKS; tick++) {
    step()
    frames.push(viewer.look())
  }
  const counted = frames.slice(JOIN_TICKS)
  return { join: frames.slice(0, JOIN_TICKS), counted, entities: counted.reduce((sum, { id }) => sum + id.length, 0) }
}

/** The bot with the most others around it, and what it sees by the server's own rule: in at one distance, out at a larger one. */
class Viewer {
  private readonly self: number
  /** Rows in sight and their slots. */
  private readonly slots = new Map<number, number>()
  private readonly free: number[] = []

  constructor(private readonly world: ArenaWorld) {
    const rows = Array.from({ length: world.avatar.end }, (_, row) => row)
    const near = rows.map((from) => rows.filter((row) => this.distance(from, row) <= VIEW_RADIUS).length)
    this.self = near.indexOf(Math.max(...near))
  }

  look(): Frame {
    const { avatar } = this.world
    const [left, entered]: [number[], number[]] = [[], []]
    for (let row = 0; row < avatar.end; row++) {
      if (row === this.self) continue
      const slot = this.slots.get(row)
      const reach = VIEW_RADIUS * (slot === undefined ? ENTER_RADIUS_FACTOR : LEAVE_RADIUS_FACTOR)
      const near = avatar.id[row] !== NO_ENTITY && this.distance(this.self, row) <= reach
      if (slot !== undefined && !near) {
        this.slots.delete(row)
        this.free.push(slot)
        left.push(slot)
      } else if (slot === undefined && near) {
        const given = this.free.shift() ?? this.slots.size
        this.slots.set(row, given)
        entered.push(given)
      }
    }
    return this.frameOf(left, entered)
  }

  private distance(from: number, to: number): number {
    const { x, y } = this.world.avatar
    return Math.hypot(x[to]! - x[from]!, y[to]! - y[from]!)
  }

  private frameOf(left: readonly number[], entered: readonly number[]): Frame {
    const { avatar } = this.world
    const rows = [...this.slots.keys()]
    return {
      slot: Int32Array.from(this.slots.values()),
      id: Int32Array.from(rows, (row) => avatar.id[row]!),
      x: Float64Array.from(rows, (row) => avatar.x[row]!),
      y: Float64Array.from(rows, (row) => avatar.y[row]!),
      heading: Float64Array.from(rows, (row) => avatar.heading[row]!),
      health: Int32Array.from(rows, (row) => avatar.health[row]!),
      left,
      entered,
    }
  }
}
