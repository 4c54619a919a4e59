// Which living avatars are where: a grid of linked lists in two typed arrays, filled anew in every step after everybody has
// moved. It is a cache of the world and holds nothing that outlives the step, so one serves every room of a process.

import { NO_ENTITY, NO_ROW } from '@tickwire/simulation'
import type { AvatarTable } from '../../gen-nodejs/arena.state.js'
import { AVATARS_MAX, WORLD_SIZE } from './rules.js'

const CELL_SIZE = 100
const CELLS_ACROSS = Math.ceil(WORLD_SIZE / CELL_SIZE)

export class AvatarGrid {
  private readonly first = new Int32Array(CELLS_ACROSS * CELLS_ACROSS)
  private readonly next = new Int32Array(AVATARS_MAX)

  fill(avatars: AvatarTable): void {
    this.first.fill(NO_ROW)
    // Backwards, so that each list runs by ascending row.
    for (let row = avatars.end - 1; row >= 0; row--) {
      if (avatars.id[row] === NO_ENTITY || avatars.health[row] === 0) continue
      const cell = this.column(avatars.y[row]!) * CELLS_ACROSS + this.column(avatars.x[row]!)
      this.next[row] = this.first[cell]!
      this.first[cell] = row
    }
  }

  /** Column (or line) of a coordinate; places outside the world belong to the border. */
  column(at: number): number {
    const cell = Math.floor(at / CELL_SIZE)
    if (cell <= 0) return 0
    return cell < CELLS_ACROSS ? cell : CELLS_ACROSS - 1
  }

  /** First avatar of a cell, or NO_ROW; there are none outside the world. */
  firstIn(column: number, line: number): number {
    if (column < 0 || line < 0 || column >= CELLS_ACROSS || line >= CELLS_ACROSS) return NO_ROW
    return this.first[line * CELLS_ACROSS + column]!
  }

  /** The avatar after `row` in its cell, or NO_ROW. */
  after(row: number): number {
    return this.next[row]!
  }
}
