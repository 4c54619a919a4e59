// The movers as a game of ours: a room whose world is stepped by `Movers` and copied into the table that replication reads.
// Clients are players, each looking from its own mover, or, where there is no radius, observers, who look from the middle
// and see everything. Commands are taken and kept as any game does; they steer nobody.

import { defineGame, type Game } from '@tickwire/server'
import { type Joining, SEATS_MAX, type Simulation } from '@tickwire/simulation'
import { type MoversRoomHandlers, moversRoomService } from '../../gen-nodejs/movers.handlers.js'
import { MoversWorld, moversSchema, type SteerTable } from '../../gen-nodejs/movers.state.js'
import type { MoversOptions } from '../../gen-nodejs/movers.types.js'
import { Movers, WORLD_SIZE } from './movers.js'

export interface MoversGame {
  /** How far a player sees, units; without it clients are observers. */
  readonly radius?: number | undefined
  /** At which the server is told to run: movers are as fast as ever. */
  readonly tickRateHz: number
  /** Players of one room; what the schema allows unless given. */
  readonly playersMax?: number | undefined
  /** Nothing moves: for rooms that idle. */
  readonly standing?: boolean | undefined
  /** Makes each step so much longer, microseconds: shows whether a measurement notices a slower server. */
  readonly burnUs?: number | undefined
}

/** The world and all that a step goes on from. */
class SteppedWorld extends MoversWorld {
  readonly held = { moveX: new Int32Array(SEATS_MAX), moveY: new Int32Array(SEATS_MAX) }

  constructor(
    seed: number,
    readonly movers: Movers,
  ) {
    super(seed, { mover: movers.count + 1 })
  }

  /** The still one in the middle, from where observers look: behind all that move. */
  get eyeRow(): number {
    return this.movers.count
  }
}

class MoversSimulation implements Simulation<SteppedWorld, SteerTable, MoversOptions> {
  constructor(
    private readonly tickRateHz: number,
    private readonly observed: boolean,
    private readonly standing: boolean,
    private readonly burnUs: number,
  ) {}

  /** The seed is the one of the options, so that it is the same with a peer. */
  create({ movers, seed }: MoversOptions): SteppedWorld {
    const world = new SteppedWorld(seed, new Movers(seed, movers, this.tickRateHz))
    for (let i = 0; i < movers; i++) world.mover.spawn()
    if (this.observed) {
      const eye = world.mover.spawn()
      world.mover.x[eye] = WORLD_SIZE / 2
      world.mover.y[eye] = WORLD_SIZE / 2
    }
    place(world)
    return world
  }

  onJoin(world: SteppedWorld, { seat }: Joining): number {
    const row = this.observed ? world.eyeRow : seat
    if (row >= world.mover.end) throw new Error(`no mover for player ${seat}: there are ${world.movers.count}`)
    return world.mover.id[row]!
  }

  /** The mover goes on without its player. */
  onLeave(): void {}

  step(world: SteppedWorld, commands: SteerTable): void {
    for (let i = 0; i < commands.count; i++) {
      const seat = commands.seat[i]!
      world.held.moveX[seat] = commands.moveX[i]!
      world.held.moveY[seat] = commands.moveY[i]!
    }
    if (!this.standing) {
      world.movers.step()
      place(world)
    }
    if (this.burnUs > 0) burn(this.burnUs)
  }
}

const handlers: MoversRoomHandlers = { countMovers: ({ world }) => world.mover.count }

export function moversGame({ radius, tickRateHz, playersMax, standing = false, burnUs = 0 }: MoversGame): Game {
  return defineGame({
    schema: { ...moversSchema, playersMax: playersMax ?? moversSchema.playersMax },
    simulation: new MoversSimulation(tickRateHz, radius === undefined, standing, burnUs),
    service: moversRoomService,
    handlers,
    // From the middle the corners are nearer than one side.
    viewRadius: radius ?? WORLD_SIZE,
  })
}

function place({ mover, movers }: SteppedWorld): void {
  mover.x.set(movers.x)
  mover.y.set(movers.y)
}

function burn(us: number): void {
  const endMs = performance.now() + us / 1000
  while (performance.now() < endMs);
}
