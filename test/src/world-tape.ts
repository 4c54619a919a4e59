// Records all that a room feeds the world of an arena (joins, commands, emissions, what seats are shown), and feeds it to another
// world: for the test that a world is nothing but its inputs.

import arena from '@tickwire/arena'
import { arenaSchema, type SteerTable } from '@tickwire/arena/schema'
import { type ArenaRoomWorld, ArenaSimulation } from '@tickwire/arena/simulation'
import type { Game } from '@tickwire/server'
import { type Joining, Past } from '@tickwire/simulation'

type Options = Parameters<ArenaSimulation['create']>[0]
type Input = (world: ArenaRoomWorld, simulation: ArenaSimulation) => void

const COLUMNS = ['seat', 'seq', 'moveX', 'moveY', 'aim', 'fire'] as const

export class WorldTape {
  private readonly inputs: Input[] = []
  private begin: { readonly options: Options; readonly seed: number } | undefined
  private isTapped = false

  /** The arena, recorded. For one room. */
  game(): Game {
    const simulation = new ArenaSimulation()
    const recorded = {
      create: (options: Options, seed: number) => {
        this.begin = { options, seed }
        return simulation.create(options, seed)
      },
      onJoin: (world: ArenaRoomWorld, joining: Joining) => {
        this.tap(world.past!)
        this.inputs.push((to, on) => on.onJoin(to, joining))
        return simulation.onJoin(world, joining)
      },
      onLeave: (world: ArenaRoomWorld, seat: number) => {
        this.inputs.push((to, on) => on.onLeave(to, seat))
        simulation.onLeave(world, seat)
      },
      step: (world: ArenaRoomWorld, commands: SteerTable, tick: number) => {
        this.inputs.push(stepOf(world, commands, tick))
        simulation.step(world, commands)
      },
    }
    return { ...arena, simulation: recorded } as unknown as Game
  }

  /** The world that comes of it. @param hasSights - false: nobody was shown anything */
  play(hasSights = true): ArenaRoomWorld {
    const simulation = new ArenaSimulation()
    const world = simulation.create(this.begin!.options, this.begin!.seed)
    const past = new Past([{ table: world.avatar, indexBase: 0 }], arenaSchema.tickRateHz / 2, 1)
    if (hasSights) world.past = past
    for (const input of this.inputs) input(world, simulation)
    return world
  }

  private tap(past: Past): void {
    if (this.isTapped) return
    this.isTapped = true
    const { inputs } = this
    const [capture, open, close] = [past.capture.bind(past), past.open.bind(past), past.close.bind(past)]
    past.capture = (tick) => {
      inputs.push((to) => {
        to.past?.capture(tick)
        for (const table of to.tables) table.clearJumps()
      })
      capture(tick)
    }
    past.close = (seat) => {
      inputs.push((to) => to.past?.close(seat))
      close(seat)
    }
    past.open = (seat) => {
      const sight = open(seat)
      const [told, except] = [sight.told.bind(sight), sight.except.bind(sight)]
      inputs.push((to) => to.past?.open(seat))
      sight.told = (tick, known) => {
        const copy = known.slice()
        inputs.push((to) => to.past?.sightOf(seat)?.told(tick, copy))
        told(tick, known)
      }
      sight.except = (index) => {
        inputs.push((to) => to.past?.sightOf(seat)?.except(index))
        except(index)
      }
      return sight
    }
  }
}

/** One tick with what was held and how late each seat saw the others. */
function stepOf(world: ArenaRoomWorld, commands: SteerTable, tick: number): Input {
  const { count } = commands
  const columns = COLUMNS.map((name) => commands[name].slice(0, count))
  const lags = Array.from({ length: arenaSchema.playersMax }, (_, seat) => world.viewLag(seat))
  return (to, simulation) => {
    const table = arenaSchema.command.createTable(arenaSchema.playersMax)
    COLUMNS.forEach((name, i) => {
      table[name].set(columns[i]!)
    })
    table.count = count
    if (to.past !== undefined) to.past.tick = tick
    lags.forEach((lag, seat) => {
      const sight = to.past?.sightOf(seat)
      if (sight !== undefined) sight.lagTicks = lag
    })
    for (const events of to.eventTables) events.clear()
    simulation.step(to, table)
    to.snap()
  }
}
