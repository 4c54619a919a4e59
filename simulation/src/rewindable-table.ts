// A table of entities that can be shown as they were: those with `tw.rewind`. Generated code names the columns of their
// position and rounds them as clients are told them; `past` keeps the result.

import { Table } from './table.js'

export abstract class RewindableTable extends Table {
  /** The columns with `tw.axis`. */
  abstract get axisX(): Float64Array
  abstract get axisY(): Float64Array

  /** Writes where clients are told that each row is: `at` and on, a place a row. */
  abstract placesInto(x: Float64Array, y: Float64Array, at: number): void
}
