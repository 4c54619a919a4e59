// Stops a game's step that leaves a number in the world that is none. Replication sends NaN as the least of the field's range,
// so nobody would see where it began.

import { type CommandTable, NO_ENTITY, type Simulation, type Table, type World } from '@tickwire/simulation'

/** The same simulation, whose step throws when a living entity has NaN in a column. */
export function refusingNaN<W extends World, C extends CommandTable, O>(
  simulation: Simulation<W, C, O>,
): Simulation<W, C, O> {
  const step: typeof simulation.step = (world, commands, tick) => {
    simulation.step(world, commands, tick)
    const place = placeOfNaN(world)
    if (place === undefined) return
    throw new Error(
      `the step left NaN in ${place}: look for a division by 0, or a column read at a row that is not there`,
    )
  }
  return Object.assign(Object.create(simulation) as Simulation<W, C, O>, { step })
}

/** The first one of a living entity, as "RunnerTable.x, row 3". */
function placeOfNaN({ tables }: World): string | undefined {
  for (const table of tables) {
    for (const [field, column] of Object.entries(table)) {
      const row = column instanceof Float64Array ? rowOfNaN(table, column) : -1
      if (row >= 0) return `${table.constructor.name}.${field}, row ${row}`
    }
  }
  return undefined
}

function rowOfNaN({ id, end }: Table, column: Float64Array): number {
  return column.findIndex((value, row) => row < end && id[row] !== NO_ENTITY && Number.isNaN(value))
}
